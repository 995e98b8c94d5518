"""A second, naive reading of tables: straight from the tree, value by value, no classes, no arrays."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from pgx.rules import AtLeast, Group, Value
from pgx.rules.syntax import Cell, Subject, Table
from tests.language.words import WORDS

OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
HIDDEN = ("indeterminate", "untested")
AGES = tuple(Decimal(n) / 2 for n in range(200))


def holds(cell: Cell, value: Value, column: Sequence[Cell] = ()) -> bool:
    """Whether an exact value is in a cell."""
    if cell.keyword == "any":
        return True
    if cell.keyword == "otherwise":
        return value not in HIDDEN and not any(holds(c, value) for c in column if not c.keyword)
    inside = any(value in HIDDEN if item.word == "unknown" else value == item.word if item.word
                 else isinstance(value, Decimal) and all(OPERATORS[b.op](value, b.quantity.value) for b in item.bounds)
                 for item in cell.items)
    return inside if not cell.negated else value not in HIDDEN and not inside


def says(table: Table, world: Mapping[str, Value]) -> str | None:
    """The advice of one world, None where the table does not apply. Fails unless exactly one row applies."""
    if not all(holds(test.cell, world[str(test.subject)]) for test in table.guard):
        return None
    columns = [[row.cells[i] for row in table.rows] for i in range(len(table.columns))]
    met = [row for row in table.rows
           if all(holds(cell, world[str(subject)], column)
                  for cell, subject, column in zip(row.cells, table.columns, columns, strict=True))]
    assert len(met) == 1, (world, met)
    return met[0].advice.text


def exact(subject: Subject, value: Value) -> tuple[Value, ...]:
    """Every exact value that a value can stand for."""
    if isinstance(value, AtLeast):
        return tuple(s for s in WORDS.scores[subject.gene] if s >= value.value)
    return (value,)


def subjects(table: Table) -> tuple[Subject, ...]:
    """Every column the table or its guard looks at."""
    return tuple(dict.fromkeys((*table.columns, *(test.subject for test in table.guard))))


def worlds(table: Table, groups: Sequence[Group]) -> Iterator[tuple[tuple[int, ...], str | None]]:
    """(candidate number per group, advice) for every world."""
    wanted = {str(s): s for s in subjects(table)}
    told = {key for group in groups for c in group.candidates for key in c.values}
    missing = [key for key in wanted if key not in told]
    for numbers in product(*(range(len(group.candidates)) for group in groups)):
        values: dict[str, Value] = {}
        for group, number in zip(groups, numbers, strict=True):
            values |= group.candidates[number].values
        choices = [exact(wanted[key], values[key]) for key in wanted if key in values]
        choices += [AGES for _ in missing]
        keys = [key for key in wanted if key in values] + missing
        for combination in product(*choices):
            yield numbers, says(table, dict(zip(keys, combination, strict=True)))
