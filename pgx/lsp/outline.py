"""The shape of a document: its blocks as an outline, and what can be folded away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pgx.lsp.desk import Document
from pgx.rules.errors import Span
from pgx.rules.syntax import Advice, Examples, Module, Override, Remind, Rule, Table


@dataclass(frozen=True, slots=True)
class Entry:
    """One block: the word that begins it, its name, what it is about, and its lines."""

    kind: str
    name: str
    detail: str
    first: int
    last: int
    at: Span


def outline(document: Document) -> list[Entry]:
    """Every block in order, broken ones included."""
    details = {block.at.line: about(block) for block in document.module.blocks}
    entries = []
    for part in document.draft.parts:
        begins = document.line(part.line).split()
        if begins:
            name = part.name or begins[0]
            column = max(1, document.line(part.line).find(name) + 1)
            detail = titled(document.module) if begins[0] in {"guideline", "layer"} else details.get(part.line, "")
            entries.append(Entry(begins[0], name, detail, part.line, part.last, Span(part.line, column, len(name))))
    return entries


def titled(module: Module) -> str:
    """The file's title."""
    return module.header.title


def about(block: object) -> str:
    """A few words on a block."""
    if isinstance(block, Advice):
        return ", ".join(word for word in (block.action, block.severity) if word)
    if isinstance(block, Override):
        return f"exception to {block.target.text}"
    if isinstance(block, Table | Rule | Remind | Examples):
        return " or ".join(word.text for word in block.drugs)
    return ""


def folds(document: Document) -> Iterator[tuple[int, int]]:
    """First and last line of what can be folded: blocks of more than one line, and tables of more than one row."""
    for part in document.draft.parts:
        if part.last > part.line:
            yield part.line, part.last
    start = 0
    for number, line in enumerate([*document.lines, ""], 1):
        inside = line.lstrip().startswith("|")
        if inside and not start:
            start = number
        if not inside and start:
            if number - 1 > start:
                yield start, number - 1
            start = 0
