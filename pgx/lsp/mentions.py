"""Everything a document names, with its place: what hover, definition, references and rename look through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from pgx.lsp.desk import Document
from pgx.rules.errors import Span
from pgx.rules.syntax import (
    Adjust,
    Advice,
    Cell,
    Citation,
    Examples,
    Expectation,
    Formula,
    Item,
    Module,
    Override,
    Remind,
    Rule,
    Subject,
    Table,
)
from pgx.rules.walk import alternatives, citations, conditions, example_conditions, named_advice, scope_drugs


class Role(Enum):
    """What a name names."""

    ADVICE = "advice"
    FORMULA = "formula"
    TARGET = "table or exception"
    DRUG = "drug"
    COLUMN = "column"
    VALUE = "value"
    STRENGTH = "strength"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Mention:
    """One name at one place. `defines`: this is where it gets its meaning. `subject` is the column of a value or of a
    column head; `cell` the cell that a value is one of."""

    role: Role
    name: str
    at: Span
    defines: bool = False
    subject: Subject | None = None
    cell: Cell | None = None

    def holds(self, line: int, column: int) -> bool:
        """Whether a 1-based place lies on it, its end included."""
        return line == self.at.line and self.at.column <= column <= self.at.column + self.at.length


def mentions(document: Document) -> Iterator[Mention]:
    """Every name of the blocks that can be read. Advice names come without their file."""
    module = document.module
    yield from definitions(module)
    yield from uses(document)
    for subject, cell in (*conditions(module), *example_conditions(module)):
        yield from columns(subject)
        for item in cell.items:
            yield from values(subject, cell, item)
    for block in module.blocks:
        if isinstance(block, Table | Adjust | Examples):
            for subject in block.columns:
                yield from columns(subject)
    for word in (*scope_drugs(module), *alternatives(module)):
        yield Mention(Role.DRUG, word.text, word.at)
    yield from map(cited, citations(module))


def definitions(module: Module) -> Iterator[Mention]:
    """Names that blocks give themselves. Tables, rules and exceptions go by their full name elsewhere."""
    for block in module.blocks:
        if isinstance(block, Advice):
            yield Mention(Role.ADVICE, block.name, block.at, defines=True)
        elif isinstance(block, Formula):
            yield Mention(Role.FORMULA, block.name, block.at, defines=True)
        elif isinstance(block, Table | Override | Rule | Remind):
            yield Mention(Role.TARGET, f"{module.header.name}.{block.name}", block.at, defines=True)


def uses(document: Document) -> Iterator[Mention]:
    """Advice, strengths, formulas and targets where they are used."""
    module = document.module
    for advice, strength in named_advice(module):
        yield Mention(Role.ADVICE, advice.text, advice.at)
        if strength is not None:
            yield Mention(Role.STRENGTH, strength.text, strength.at)
    for block in module.blocks:
        if isinstance(block, Examples):
            for row in block.rows:
                yield from expected(document, row.expect)
        elif isinstance(block, Override):
            yield from (Mention(Role.TARGET, word.text, word.at) for word in (block.target, block.as_before) if word)
        elif isinstance(block, Advice):
            yield from (Mention(Role.FORMULA, dose.formula, placed(document, dose.formula, dose.at))
                        for dose in block.doses if dose.formula)


def expected(document: Document, expect: Expectation) -> Iterator[Mention]:
    """Advice that an example expects; a dotted name is of another file and keeps its dots."""
    for name in expect.names:
        yield Mention(Role.ADVICE, name, placed(document, name, expect.at))


def placed(document: Document, name: str, near: Span) -> Span:
    """Where a whole name stands on a line, at or after a place."""
    found = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)").search(document.line(near.line), near.column - 1)
    return Span(near.line, found.start() + 1, len(name)) if found else near


def columns(subject: Subject) -> Iterator[Mention]:
    """The gene or fact a column looks at, and the drugs it asks about."""
    if subject.at.line:
        yield Mention(Role.COLUMN, subject.gene or subject.name or str(subject), subject.at, subject=subject)


def values(subject: Subject, cell: Cell, item: Item) -> Iterator[Mention]:
    """One alternative of a cell."""
    taken = subject.kind == "taking"
    if taken and not subject.drugs:
        yield Mention(Role.DRUG, item.word, item.at)
    elif not (taken and cell.at == subject.at):            # `taking x` in a condition is a column only
        yield Mention(Role.VALUE, item.word or item.text, item.at, subject=subject, cell=cell)


def cited(citation: Citation) -> Mention:
    """One reference."""
    return Mention(Role.REFERENCE, citation.id, citation.at)


def mention_at(document: Document, line: int, column: int) -> Mention | None:
    """What stands at a 1-based place: the shortest name that holds it; None where there is no name."""
    here = [m for m in mentions(document) if m.holds(line, column)]
    return min(here, key=lambda m: (m.at.length, not m.defines), default=None)
