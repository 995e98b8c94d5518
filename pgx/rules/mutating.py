"""Deliberate mistakes in rules: on the who side `check` must notice every one, on the advice side the examples.

A mutant that changes nothing for any patient is not counted: it is the same rule in other words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations_with_replacement

from pgx.rules.alphabets import Scores, in_unit
from pgx.rules.check_shape import check_shape
from pgx.rules.check_words import check_words
from pgx.rules.checking import adjusted_scores
from pgx.rules.equivalence import same_for_everybody
from pgx.rules.errors import Problem, Span
from pgx.rules.reading import natural, ordered_pair
from pgx.rules.syntax import Bound, Cell, Item, Module, Row, Subject, Table
from pgx.rules.values import values_of
from pgx.rules.vocabulary import NOT_KNOWN, UNKNOWN, Vocabulary

FIXED = frozenset({"any", "otherwise", UNKNOWN, *NOT_KNOWN})


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake: what was done, to which table, and where. `side` is who or advice."""

    side: str
    kind: str
    table: str
    file: str
    at: Span
    killed: bool

    @property
    def problem(self) -> Problem:
        """PGX605 for one that survived."""
        by = "no check notices" if self.side == "who" else "no example notices"
        return Problem("PGX605", "note", self.file, self.at, f"{by} a {self.kind} in {self.table}",
                       ("add an example that names the advice of this row",) if self.side == "advice" else ())


def who_mutants(modules: Sequence[Module], vocabulary: Vocabulary, files: frozenset[str]) -> Iterator[Mutant]:
    """Every mistake on the who side of the tables and grids of these files, judged by checks alone."""
    scores = adjusted_scores(modules, vocabulary)
    for module in modules:
        for table in module.tables() if module.file in files else ():
            name = f"{module.header.name}.{table.name}"
            for kind, at, rows in mistakes(table, vocabulary):
                made = replace(table, rows=rows)
                killed = noticed(replace(module, blocks=(made,)), vocabulary, scores)
                if killed or not same_for_everybody(table, made, vocabulary, scores):
                    yield Mutant("who", kind, name, module.file, at, killed)


def noticed(module: Module, vocabulary: Vocabulary, scores: Scores) -> bool:
    """Whether a file of one table gets an error for its words or its shape."""
    if any(problem.level == "error" for problem in check_words(module, vocabulary)):
        return True
    return any(problem.level == "error" for problem in check_shape(module, vocabulary, scores))


def mistakes(table: Table, vocabulary: Vocabulary) -> Iterator[tuple[str, Span, tuple[Row, ...]]]:
    """(what, where, the rows with it)."""
    for i, row in enumerate(table.rows):
        yield "row left out", row.at, (*table.rows[:i], *table.rows[i + 1:])
        for j, (subject, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            for kind, at, changed in cell_mistakes(subject, cell, vocabulary):
                cells = (*row.cells[:j], changed, *row.cells[j + 1:])
                yield kind, at, (*table.rows[:i], replace(row, cells=cells), *table.rows[i + 1:])


def cell_mistakes(subject: Subject, cell: Cell, vocabulary: Vocabulary) -> Iterator[tuple[str, Span, Cell]]:
    """A wrong value, a typo or a moved threshold, for each item of a cell."""
    for k, item in enumerate(cell.items):
        made: Iterable[tuple[str, Item]]
        made = moved(subject, item, vocabulary) if item.bounds else reworded(subject, cell, item, vocabulary)
        for kind, changed in made:
            yield kind, item.at, replace(cell, items=(*cell.items[:k], changed, *cell.items[k + 1:]))


def reworded(subject: Subject, cell: Cell, item: Item, vocabulary: Vocabulary) -> Iterator[tuple[str, Item]]:
    """Another value of the column, and the same value with two letters swapped."""
    if item.word in FIXED:
        return
    said = {ordered_pair(other.word) for other in cell.items}
    wrong = next((v for v in others(subject, vocabulary) if v not in NOT_KNOWN and ordered_pair(v) not in said), "")
    if wrong:
        yield "wrong value", replace(item, word=wrong, text=wrong)
    swapped = item.word[:-2] + item.word[-1] + item.word[-2] if len(item.word) > 1 else item.word * 2
    if swapped != item.word:
        yield "typo", replace(item, word=swapped, text=swapped)


def others(subject: Subject, vocabulary: Vocabulary) -> Iterator[str]:
    """What could be written in this column instead."""
    if subject.kind != "diplotype":
        yield from values_of(subject, vocabulary)
        return
    for one, other in combinations_with_replacement(sorted(vocabulary.alleles.get(subject.gene, ()), key=natural), 2):
        yield f"{one}/{other}"


def moved(subject: Subject, item: Item, vocabulary: Vocabulary) -> Iterator[tuple[str, Item]]:
    """Each number of an item, one step further (the next score that can occur, else one unit)."""
    for k, bound in enumerate(item.bounds):
        number = replace(bound.quantity, value=further(subject, bound, vocabulary))
        bounds = (*item.bounds[:k], replace(bound, quantity=number), *item.bounds[k + 1:])
        yield "shifted threshold", replace(item, bounds=bounds)


def further(subject: Subject, bound: Bound, vocabulary: Vocabulary) -> Decimal:
    """The number behind a bound's."""
    here = bound.quantity.value
    if subject.kind == "score":
        after = [s for s in vocabulary.scores.get(subject.gene, ()) if s > in_unit(bound.quantity, subject, vocabulary)]
        return min(after, default=here + 1)
    return here + 1

