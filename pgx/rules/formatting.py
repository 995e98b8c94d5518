"""One layout for rule files. Works on lines, so comments stay; re-reads its output and refuses a changed tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pgx.rules.complaints import BLOCKS
from pgx.rules.parsing import parse

HEADS = (*BLOCKS, "guideline", "layer")
KEYWORD_WIDTH = 9        # "severity" and one blank
STEP = 4                 # column widths are rounded up to this, so that most edits touch one line
TOKEN = re.compile(r'"[^"]*"|(?<!\S)#.*|[^\s"]+')
COMMENT = re.compile(r"(?<![^\s|])#")


class ChangedMeaning(Exception):  # noqa: N818 - a defect of the formatter, never of the file
    """The formatted text would not mean the same."""


def format_source(text: str, file: str = "<text>") -> str:
    """The same rules in canonical layout; formatting twice changes nothing.

    Raises RuleSyntaxError when `text` is not the language, ChangedMeaning when the result would differ in meaning.
    """
    before = parse(text, file)
    formatted = "\n".join(layout(text.splitlines())).strip("\n") + "\n"
    if parse(formatted, file) != before:
        raise ChangedMeaning(f"{file}: formatting would change the rules; left as it is")
    return formatted


def layout(lines: list[str]) -> Iterator[str]:
    """Formatted lines: blocks apart by one blank line, tables aligned."""
    table: list[str] = []
    blank = False
    for raw in lines:
        line = raw.strip()
        if line.startswith("|"):
            table.append(line)
            continue
        yield from aligned(table)
        table = []
        if not line:
            blank = True
            continue
        if blank:
            yield ""
        blank = False
        yield clause(line)
    yield from aligned(table)


def clause(line: str) -> str:
    """One line outside a table."""
    words = TOKEN.findall(line)
    if words[0].startswith("#"):
        return line
    if words[0].startswith('"'):
        return " " * (2 + KEYWORD_WIDTH) + joined(words)
    if words[0] in HEADS:
        return joined(words)
    if words[0] == "and":
        return "      and  " + joined(words[1:])
    rest = joined(words[1:])
    return f"  {words[0]:<{KEYWORD_WIDTH - 1}} {rest}".rstrip()


def joined(words: list[str]) -> str:
    """Words with one blank between, none before a comma, two before a comment."""
    text = ""
    for word in words:
        gap = "" if not text or word.startswith(",") else "  " if word.startswith("#") else " "
        text += gap + word
    return text


def aligned(rows: list[str]) -> Iterator[str]:
    """A table with its columns under each other."""
    split = [cells(row) for row in rows]
    wide = max((len(row) for row in split), default=0)
    widths = [rounded(max((len(row[i][0]) for row in split if i < len(row)), default=0), last=i == wide - 1)
              for i in range(wide)]
    for row in split:
        text = "  "
        for i, (cell, bar) in enumerate(row):
            text += f"{bar} {cell:<{widths[i]}} "
        yield (text + "|" + comment_of(rows[split.index(row)])).rstrip()


def rounded(width: int, *, last: bool) -> int:
    """A column's width: a multiple of STEP after the two blanks and the bar, the last one as it is."""
    return width if last else -(-(width + 3) // STEP) * STEP - 3


def cells(row: str) -> list[tuple[str, str]]:
    """Cells of a row, each with the bar before it (`|` or `||`)."""
    found: list[tuple[str, str]] = []
    bar, cell, quoted = "", "", False
    i = 0
    while i < len(row):
        if row[i] == '"':
            quoted = not quoted
        if not quoted and COMMENT.match(row, i):
            break
        if row[i] == "|" and not quoted:
            if bar:
                found.append((joined(TOKEN.findall(cell)), bar))
            bar = "||" if row[i:i + 2] == "||" else "|"
            i += len(bar)
            cell = ""
            continue
        cell += row[i]
        i += 1
    return found


def comment_of(row: str) -> str:
    """The comment at the end of a row, with two blanks before it."""
    outside = re.sub(r'"[^"]*"', lambda m: "x" * len(m[0]), row)
    found = COMMENT.search(outside)
    return f"  {row[found.start():].rstrip()}" if found else ""
