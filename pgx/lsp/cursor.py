"""Where the cursor is, read from the text alone: a line that is being typed is seldom the language yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pgx.lsp.desk import Document
from pgx.rules import RuleSyntaxError
from pgx.rules.parsing import parse_part
from pgx.rules.syntax import Examples, Subject, Table

BAR = re.compile(r'"[^"]*"|(\|\|?)')
WORD = re.compile(r"[^\s|,\"]*$")
CONDITION = re.compile(r"\s*(?:when|and|valid)\s+(.*?)\s+is\s+(?:not\s+)?")


@dataclass(frozen=True, slots=True)
class Cursor:
    """`block` is the word that begins the block, `clause` the line's first word; `before` the line up to the cursor,
    `typed` the unfinished word at its end. In a table row, `cell` counts from 0 and `head` is the text of that
    column's heading (for a grid: what the row or column asks about); `results` is whether the cell is right of `||`,
    `heading` whether the row is the first of its table."""

    line: int
    column: int
    block: str
    clause: str
    before: str
    typed: str
    cell: int = -1
    head: str = ""
    results: bool = False
    heading: bool = False

    @property
    def in_row(self) -> bool:
        """Whether the line is a table row."""
        return self.cell >= 0

    @property
    def told(self) -> str:
        """The cell or clause so far, without the unfinished word."""
        start = max(self.before.rfind("|") + 1, 0) if self.in_row else 0
        return self.before[start:len(self.before) - len(self.typed)].strip()


def cursor_at(document: Document, line: int, column: int) -> Cursor:
    """The cursor at a 1-based place."""
    written = document.line(line)
    before = written[:column - 1]
    part = document.part_at(line)
    first = part.text.split(maxsplit=1) if part else []
    begins = part is not None and part.line == line
    block = first[0] if first and not begins else ""
    words = before.split()
    typed = typed_word(before)
    clause = "" if not words or (len(words) == 1 and typed == words[0]) else words[0]
    if clause == "and":
        clause = opened_by(document, line)
    if not written.lstrip().startswith("|"):
        return Cursor(line, column, block, clause, before, typed)
    bars = [m[1] for m in BAR.finditer(before) if m[1]]
    cell, results = len(bars) - 1, "||" in bars
    top = heading_line(document, line)
    return Cursor(line, column, block, "|", before, typed, max(0, cell),
                  heading_of(document.line(top), cell, bars), results, top == line)


def typed_word(before: str) -> str:
    """The unfinished word at the end of a text."""
    match = WORD.search(before)
    return match[0] if match else ""


def opened_by(document: Document, line: int) -> str:
    """The clause that an `and` line continues: `when` or `valid`."""
    while line > 1:
        line -= 1
        words = document.line(line).split()
        if words and words[0] != "and":
            return words[0] if words[0] in {"when", "valid"} else "and"
    return "and"


def heading_line(document: Document, line: int) -> int:
    """The first row of the table that holds a row."""
    while document.line(line - 1).lstrip().startswith("|"):
        line -= 1
    return line


def split_row(row: str) -> list[str]:
    """Texts of the cells of a row, closed or not."""
    edges = [(m.start(), m.end()) for m in BAR.finditer(row) if m[1]]
    ends = [start for start, _ in edges[1:]] + [len(row)]
    return [row[after:end].strip() for (_, after), end in zip(edges, ends, strict=True)]


def heading_of(head: str, cell: int, bars: list[str]) -> str:
    """What the cell's column asks about. In a grid the first column asks about what stands before the backslash, the
    headings about what stands after it, and its cells about nothing."""
    cells = split_row(head)
    if cells and "\\" in cells[0]:
        down, _, across = cells[0].partition("\\")
        return down.strip() if cell == 0 else across.strip() if "||" in bars else ""
    return cells[cell] if 0 <= cell < len(cells) else ""


def condition_subject(before: str) -> str:
    """The column of a condition that is being written: `when CYP2C19 is IM or ` gives CYP2C19; "" before `is`."""
    match = CONDITION.match(before)
    return match[1] if match else ""


@lru_cache(maxsize=512)
def subject_of(text: str) -> Subject | None:
    """A column heading as a column; None when it is none. `taking` alone is the medication list of examples."""
    for rest in (" || advice |\n  | any || no-advice |\n", " || expect |\n  | - || silent |\n"):
        begin = "table t\n  for x\n" if "advice" in rest else "examples t\n"
        try:
            block = parse_part(f"{begin}  | {text}{rest}", "")
        except RuleSyntaxError:
            continue
        if isinstance(block, Table | Examples):
            return block.columns[0]
    return None
