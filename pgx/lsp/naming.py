"""Go to definition, find references, rename: names across the files of the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pgx.lsp.desk import Desk, Document
from pgx.lsp.mentions import Mention, Role, mention_at, mentions
from pgx.rules.actions import BUILT_IN
from pgx.rules.errors import Span
from pgx.rules.keywords import keywords
from pgx.rules.syntax import Examples, Module
from pgx.rules.testing import drugs_of

NAME = re.compile(r"[a-z][a-z0-9]*(-[A-Za-z0-9]+)*")
NAMES = frozenset({Role.ADVICE, Role.FORMULA, Role.TARGET})


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one line of one file."""

    path: str
    at: Span


class NoRename(Exception):  # noqa: N818 - told to the person who asked
    """A name that cannot be changed to this one; says why."""


def definition(desk: Desk, document: Document, line: int, column: int) -> list[Place]:
    """Where the name at this place gets its meaning; a column of a table is defined by the knowledge base: nowhere."""
    mention = mention_at(document, line, column)
    if mention is None or mention.role not in NAMES:
        return []
    return [place for place, found in everywhere(desk, document, mention) if found.defines]


def references(desk: Desk, document: Document, line: int, column: int, *, declaration: bool = True) -> list[Place]:
    """Every place that names the same thing."""
    mention = mention_at(document, line, column)
    if mention is None:
        return []
    if mention.role not in NAMES:
        same_name = (m for m in unique(document) if (m.role, m.name) == (mention.role, mention.name))
        return [Place(document.path, m.at) for m in same_name]
    return [place for place, found in everywhere(desk, document, mention) if declaration or not found.defines]


def everywhere(desk: Desk, document: Document, mention: Mention) -> Iterator[tuple[Place, Mention]]:
    """Mentions of one advice, formula or target in all files. The home of an advice is the file that defines it."""
    home = home_of(desk, document, mention)
    name = mention.name.removeprefix(f"{home.module.header.name}.") if mention.role is Role.ADVICE else mention.name
    for other in (home, *(d for d in readable(desk, document) if d.path != home.path)):
        for found in unique(other):
            if found.role is mention.role and same(home, other, name, found):
                yield Place(other.path, found.at), found


def home_of(desk: Desk, document: Document, mention: Mention) -> Document:
    """The file a name belongs to: its own, or the one whose name it begins with, or the only one that defines it."""
    if mention.role is not Role.ADVICE or mention.name in document.module.advice():
        return document
    named = [d for d in readable(desk, document) if mention.name.startswith(f"{d.module.header.name}.")]
    wanted = drugs_of_examples(document.module)
    named += [d for d in readable(desk, document)
              if mention.name in d.module.advice() and wanted & frozenset(drugs_of(d.module))]
    return named[0] if named else document


def same(home: Document, other: Document, name: str, found: Mention) -> bool:
    """Whether a mention in `other` is the name that `home` defines. An example may expect the advice of another file:
    by its full name, or plainly when it is for the same drugs and its own file has no such advice."""
    if found.role is not Role.ADVICE:
        return found.name == name and (found.role is Role.TARGET or home.path == other.path)
    if home.path == other.path:
        return found.name in {name, f"{home.module.header.name}.{name}"}
    if found.name == f"{home.module.header.name}.{name}":
        return True
    related = drugs_of_examples(other.module) & frozenset(drugs_of(home.module))
    return found.name == name and name not in other.module.advice() and bool(related)


def drugs_of_examples(module: Module) -> frozenset[str]:
    """Drug words that examples are for; without `for`, those of the file's tables and rules."""
    found = [block for block in module.blocks if isinstance(block, Examples)]
    given = frozenset(word.text for block in found for word in block.drugs)
    return given if all(block.drugs for block in found) else given | frozenset(drugs_of(module))


def readable(desk: Desk, document: Document) -> Iterator[Document]:
    """The document, then the other files of the desk."""
    yield document
    yield from desk.others(document)


def unique(document: Document) -> Iterator[Mention]:
    """Mentions, once per place."""
    seen: set[tuple[Role, int, int]] = set()
    for mention in mentions(document):
        key = (mention.role, mention.at.line, mention.at.column)
        if key not in seen:
            seen.add(key)
            yield mention


def rename(desk: Desk, document: Document, line: int, column: int, new: str) -> list[Place]:
    """The places where an advice or formula is to get a new name. Raises NoRename with the reason."""
    mention = renamed(document, line, column)
    if not NAME.fullmatch(new):
        raise NoRename(f"`{new}` is no name: lower case with hyphens, like `half-dose`")
    if new in keywords() or new in BUILT_IN:
        raise NoRename(f"`{new}` is a word of the language")
    home = home_of(desk, document, mention)
    taken = home.module.advice() if mention.role is Role.ADVICE else home.module.formulas()
    if new in taken:
        raise NoRename(f"there is another {mention.role.value} `{new}`")
    return [Place(place.path, last_word(found, place.at)) for place, found in everywhere(desk, document, mention)]


def renamed(document: Document, line: int, column: int) -> Mention:
    """The advice or formula at a place. Raises NoRename for anything else."""
    mention = mention_at(document, line, column)
    if mention is None or mention.role not in {Role.ADVICE, Role.FORMULA}:
        raise NoRename("only advice and formulas can be renamed: other names are ids that other files and reports keep")
    if mention.name in BUILT_IN:
        raise NoRename(f"`{mention.name}` is built in")
    return mention


def last_word(found: Mention, at: Span) -> Span:
    """The name itself, without the file in front of it."""
    front = found.name.rfind(".") + 1
    return Span(at.line, at.column + front, len(found.name) - front)
