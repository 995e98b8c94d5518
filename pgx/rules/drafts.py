"""A file while it is being written: every block is read alone, so that a broken one hides nothing of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pgx.rules.complaints import BLOCKS
from pgx.rules.errors import SYNTAX, Problem, RuleSyntaxError, Span
from pgx.rules.parsing import parse_part
from pgx.rules.syntax import Block, Header, Module

HEADS = (*BLOCKS, "guideline", "layer")
HEAD = re.compile(rf"[ \t]*(?:{'|'.join(HEADS)})(?![\w-])")
LINE = re.compile(r"[^\n]*\n|[^\n]+")
NAMED = re.compile(r"\s*(?:override\s+\S+\s+named|\w+)\s+(\S+)")
HEADER = re.compile(r"\s*(guideline|layer)\b")
NO_HEADER_SAID = "a file begins with `guideline NAME` or `layer NAME`"
KEPT = 8192          # blocks remembered by text and place: about ten large files under the cursor
NO_HEADER = Header("guideline", "")


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one block. `line` is that of its first line, 1-based; the comment above a block is the block
    before's."""

    line: int
    text: str

    @property
    def last(self) -> int:
        """Last line with anything on it."""
        return self.line + max(0, len(self.text.rstrip().splitlines()) - 1)

    @property
    def name(self) -> str:
        """The name its first line gives, "" when there is none."""
        match = NAMED.match(self.text)
        return match[1] if match else ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What can be read of a text. `module` holds the blocks that are the language; `broken` the parts that are not,
    with `problems`, one for each."""

    module: Module
    parts: tuple[Part, ...]
    broken: tuple[Part, ...]
    problems: tuple[Problem, ...]

    @property
    def headed(self) -> bool:
        """Whether the header was read."""
        return self.module.header is not NO_HEADER


def parts_of(text: str) -> Iterator[Part]:
    """The text cut before every line whose first word begins a block."""
    lines = LINE.findall(text.removeprefix("\ufeff"))
    starts = [n for n, line in enumerate(lines) if HEAD.match(line)]
    if not starts or starts[0] != 0:
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield Part(start + 1, "".join(lines[start:end]))


def read_draft(text: str, file: str) -> Draft:
    """Every block that is the language, and what is wrong with the others. Never raises; a block read before at the
    same place is not read again."""
    header, blocks, broken, problems = NO_HEADER, list[Block](), list[Part](), list[Problem]()
    parts = tuple(parts_of(text))
    for part in parts:
        found = read_part(part.text, part.line)
        if isinstance(found, Problem):
            broken.append(part)
            problems.append(replace(found, file=file))
        elif isinstance(found, Header):
            if header is not NO_HEADER or blocks:
                problems.append(Problem(SYNTAX, "error", file, found.at, f"`{found.kind}` begins a file; put it first"))
            header = found if header is NO_HEADER else header
        elif found is not None:
            blocks.append(found)
    if header is NO_HEADER and not any(part.line == 1 or HEADER.match(part.text) for part in broken):
        problems.insert(0, Problem(SYNTAX, "error", file, Span(1), NO_HEADER_SAID))
    return Draft(Module(file, header, tuple(blocks)), parts, tuple(broken), tuple(problems))


@lru_cache(maxsize=KEPT)
def read_part(text: str, line: int) -> Header | Block | Problem | None:
    """One block, its problem, or None for comments and blank lines."""
    if not any(kept.strip() and not kept.lstrip().startswith("#") for kept in text.splitlines()):
        return None
    try:
        return parse_part("\n" * (line - 1) + text, "")
    except RuleSyntaxError as error:
        return error.problem
