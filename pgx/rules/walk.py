"""Visits every condition, drug, quantity, citation and name of a module, with its place."""

from __future__ import annotations

from collections.abc import Iterator

from pgx.rules.syntax import (
    Adjust,
    Advice,
    Cell,
    Citation,
    Examples,
    Formula,
    Module,
    Override,
    Quantity,
    Remind,
    Rule,
    Subject,
    Table,
    Test,
    Word,
)

Scoped = Table | Rule | Remind | Override


def guard_pairs(tests: tuple[Test, ...]) -> Iterator[tuple[Subject, Cell]]:
    """Conditions of a `when` or `valid` clause."""
    return ((test.subject, test.cell) for test in tests)


def conditions(module: Module) -> Iterator[tuple[Subject, Cell]]:
    """Every (column, cell) outside examples. A column heads each of its cells."""
    for block in module.blocks:
        if isinstance(block, Scoped):
            yield from guard_pairs(block.guard)
        if isinstance(block, Table):
            yield from guard_pairs(block.pairs)
            for row in block.rows:
                yield from zip(block.columns, row.cells, strict=True)
        elif isinstance(block, Adjust):
            for cells, _ in block.rows:
                yield from zip(block.columns, cells, strict=True)
        elif isinstance(block, Formula):
            yield from guard_pairs(block.valid)
            yield from guard_pairs(tuple(t.test for _, terms in block.sums for t in terms if t.test is not None))


def example_conditions(module: Module) -> Iterator[tuple[Subject, Cell]]:
    """Every (column, cell) of examples; blanks are left out."""
    for block in module.blocks:
        if isinstance(block, Examples):
            for row in block.rows:
                yield from ((s, c) for s, c in zip(block.columns, row.cells, strict=True) if c is not None)


def scope_drugs(module: Module) -> Iterator[Word]:
    """Words after `for`."""
    for block in module.blocks:
        if isinstance(block, Table | Rule | Remind | Examples):
            yield from block.drugs


def alternatives(module: Module) -> Iterator[Word]:
    """Words after `instead`."""
    for block in module.blocks:
        if isinstance(block, Advice):
            yield from block.instead


def citations(module: Module) -> Iterator[Citation]:
    """Every citation."""
    yield from module.header.cites
    for block in module.blocks:
        if isinstance(block, Advice | Table | Rule | Remind | Formula | Adjust):
            yield from block.cites
        if isinstance(block, Table):
            for row in block.rows:
                yield from row.cites


def dose_quantities(advice: Advice) -> Iterator[Quantity]:
    """Every quantity of an advice."""
    for dose in advice.doses:
        yield from (q for q in (dose.low, dose.high, dose.cap) if q is not None)


def named_advice(module: Module) -> Iterator[tuple[Word, Word | None]]:
    """(advice, strength) wherever an advice is given."""
    for block in module.blocks:
        if isinstance(block, Table):
            yield from ((row.advice, row.strength) for row in block.rows)
        elif isinstance(block, Rule | Override) and block.advice is not None:
            yield block.advice, block.strength
