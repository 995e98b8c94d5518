"""The who side of every table is guarded: a row lost, doubled, or with a value changed is always noticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pgx.rules import check
from pgx.rules.syntax import Cell, Item, Module, Row, Table
from pgx.rules.values import values_of
from pgx.rules.vocabulary import NOT_KNOWN
from tests.language.words import WORDS, all_programs

TABLES = [(m, t) for m in all_programs() for t in m.tables()]


def with_rows(module: Module, table: Table, rows: tuple[Row, ...]) -> Module:
    """The file with other rows in one table."""
    changed = replace(table, rows=rows)
    return replace(module, blocks=tuple(changed if b is table else b for b in module.blocks))


def without_a_row(table: Table) -> Iterator[tuple[Row, ...]]:
    """Each row left out."""
    return (table.rows[:i] + table.rows[i + 1:] for i in range(len(table.rows)))


def with_another_value(table: Table) -> Iterator[tuple[Row, ...]]:
    """Each word of each cell replaced by another value of its column."""
    for i, row in enumerate(table.rows):
        for j, cell in enumerate(row.cells):
            others = [v for v in values_of(table.columns[j], WORDS) if v not in NOT_KNOWN]
            for k, item in enumerate(cell.items):
                wrong = next((v for v in others if v not in {it.word for it in cell.items}), None)
                if item.word in others and wrong:
                    items = (*cell.items[:k], Item(wrong), *cell.items[k + 1:])
                    cells = (*row.cells[:j], Cell(items, cell.negated), *row.cells[j + 1:])
                    yield (*table.rows[:i], replace(row, cells=cells), *table.rows[i + 1:])


def moved_thresholds(table: Table) -> Iterator[tuple[Row, ...]]:
    """Each number raised by a half."""
    for i, row in enumerate(table.rows):
        for j, cell in enumerate(row.cells):
            for k, item in enumerate(cell.items):
                if item.bounds:
                    bounds = tuple(replace(b, quantity=replace(b.quantity, value=b.quantity.value + 1))
                                   for b in item.bounds)
                    cells = (*row.cells[:j], Cell((*cell.items[:k], replace(item, bounds=bounds), *cell.items[k + 1:]),
                                                  cell.negated), *row.cells[j + 1:])
                    yield (*table.rows[:i], replace(row, cells=cells), *table.rows[i + 1:])


@pytest.mark.parametrize("mutate", [without_a_row, with_another_value, moved_thresholds])
def test_every_who_side_mutant_is_an_error(mutate) -> None:
    """None survives the checks, without any example."""
    mutants = [(module, table, rows) for module, table in TABLES for rows in mutate(table)]
    survivors = [f"{t.name} {[row.printed for row in rows]}" for m, t, rows in mutants
                 if not any(p.level == "error" for p in check([with_rows(m, t, rows)], WORDS))]
    assert len(mutants) > 8
    assert survivors == []
