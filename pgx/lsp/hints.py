"""Beside the text: the share of the reference population next to each row, and "run this example" above each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pgx.lsp.desk import Desk, Document
from pgx.lsp.shares import Population, per_cent
from pgx.rules.syntax import Examples, Table
from pgx.rules.testing import ExampleResult

TOLD = "share of the reference population with these genetic results, before other drugs are counted"


@dataclass(frozen=True, slots=True)
class Hint:
    """A text to show at the end of a line."""

    line: int
    text: str
    tooltip: str


def shares(desk: Desk, document: Document, population: Population, first: int, last: int) -> Iterator[Hint]:
    """Shares of the rows between two lines; of a grid's row all its cells together."""
    scores = desk.around(document).scores
    for block in document.module.blocks:
        if not isinstance(block, Table) or not any(first <= row.at.line <= last for row in block.rows):
            continue
        found = population.of_rows(block, scores)
        lines: dict[int, float] = {}
        for number, row in enumerate(block.rows):
            if found is not None and first <= row.at.line <= last:
                lines[row.at.line] = lines.get(row.at.line, 0.0) + found[number]
        yield from (Hint(line, per_cent(share), TOLD) for line, share in lines.items())


@dataclass(frozen=True, slots=True)
class Lens:
    """A line above an example: what it says, and the 1-based line of the example it runs."""

    line: int
    title: str


def lenses(document: Document, results: dict[int, str]) -> Iterator[Lens]:
    """One lens a line of examples. `results`: line -> what the last run said."""
    for block in document.module.blocks:
        if isinstance(block, Examples):
            for row in block.rows:
                said = results.get(row.expect.at.line or row.at.line)
                yield Lens(row.at.line, f"run this example: {said}" if said else "run this example")


def outcome(results: list[ExampleResult]) -> str:
    """What a run says in a few words: it holds, or the first complaint."""
    if not results:
        return "cannot run until the rules hold together"
    problems = [result.problem for result in results if result.problem is not None]
    return problems[0].message if problems else "holds"
