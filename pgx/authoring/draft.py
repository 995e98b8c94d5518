"""A rule file to be finished by a person, and its text. Advice that nobody has decided on is marked as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pgx.rules import format_source
from pgx.rules.actions import BUILT_IN, UNDECIDED
from pgx.rules.printing import bars, quoted


@dataclass(frozen=True, slots=True)
class DraftAdvice:
    """Advice by name, with what is known of it."""

    name: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One row: a printed cell for each column, and what it gives."""

    cells: tuple[str, ...]
    advice: str
    strength: str = "-"


@dataclass(frozen=True, slots=True)
class DraftGrid:
    """Two columns as printed: headings across, headings down, and the cells."""

    across: tuple[str, ...]
    down: tuple[str, ...]
    cells: tuple[tuple[DraftRow, ...], ...]


@dataclass(frozen=True, slots=True)
class DraftTable:
    """A table or, where `grid` is given, a grid. `when` holds conditions as the language writes them."""

    name: str
    drugs: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[DraftRow, ...] = ()
    grid: DraftGrid | None = None
    when: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftExample:
    """One line of examples."""

    cells: tuple[str, ...]
    expect: str


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A guideline file. `header` holds clauses as written; `examples` are columns and lines."""

    name: str
    header: tuple[str, ...]
    advice: tuple[DraftAdvice, ...]
    tables: tuple[DraftTable, ...]
    columns: tuple[str, ...] = ()
    examples: tuple[DraftExample, ...] = ()

    def text(self) -> str:
        """The file, formatted."""
        return format_source("\n".join(self._lines()), f"{self.name}.pgx")

    def _lines(self) -> Iterator[str]:
        yield f"guideline {self.name}"
        yield from self.header
        for advice in self.advice:
            if advice.name not in BUILT_IN:
                yield from ("", f"advice {advice.name}", f"action {UNDECIDED}", *map(note, advice.notes))
        for table in self.tables:
            yield from ("", *table_lines(table))
        if self.examples:
            yield from ("", "examples rows", f"for {' or '.join(self.tables[0].drugs)}")
            yield from bars([(self.columns, ("expect",)), *((e.cells, (e.expect,)) for e in self.examples)])


def table_lines(table: DraftTable) -> Iterator[str]:
    """One table or grid."""
    yield f"{'grid' if table.grid else 'table'} {table.name}"
    yield f"for {' or '.join(table.drugs)}"
    yield from (f"{'and' if n else 'when'} {test}" for n, test in enumerate(table.when))
    yield from map(note, table.notes)
    if table.grid is None:
        yield from bars([(table.columns, ("advice", "strength")),
                         *((row.cells, (row.advice, row.strength)) for row in table.rows)])
        return
    corner = f"{table.columns[0]} \\ {table.columns[1]}"
    yield from bars([((corner,), table.grid.across),
                     *(((head,), [f"{c.advice} {c.strength}".removesuffix(" -") for c in cells])
                       for head, cells in zip(table.grid.down, table.grid.cells, strict=True))])


def note(text: str) -> str:
    """A note clause."""
    return f"note {quoted(' '.join(text.replace(chr(34), chr(39)).split()))}"      # double quotes end a text


def slug(text: str) -> str:
    """A name of the language: lower case with hyphens, beginning with a letter."""
    found = "-".join(re.findall(r"[a-z0-9]+(?:\.[0-9]+)?", text.lower()))
    return found if found[:1].isalpha() else f"x-{found}".rstrip("-")
