"""The files an editor works on: open ones as typed, the others as they are on disk, and the words they may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from pgx import knowledge
from pgx.domain.knowledge import Knowledge
from pgx.knowledge import paths, vocabulary
from pgx.rules import Module, Vocabulary
from pgx.rules.checking import Surroundings, surroundings
from pgx.rules.drafts import Draft, Part, read_draft
from pgx.rules.patients import Resolver

SUFFIX = ".pgx"


@dataclass(frozen=True)
class Document:
    """One open file: its text as typed, and what can be read of it."""

    uri: str
    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """Its lines, without their ends."""
        return [line.removesuffix("\r") for line in self.text.split("\n")]

    @cached_property
    def draft(self) -> Draft:
        """What can be read of it."""
        return read_draft(self.text, self.path)

    @property
    def module(self) -> Module:
        """The blocks that can be read."""
        return self.draft.module

    def line(self, number: int) -> str:
        """A line by its 1-based number; "" beyond the end."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""

    def part_at(self, number: int) -> Part | None:
        """The block that holds a line."""
        return next((part for part in reversed(self.draft.parts) if part.line <= number), None)


@dataclass
class Desk:
    """Open documents by uri, and every other rule file of the workspace and of the rules in force.

    `resolver` answers for examples as `pgx check` would. The knowledge base and the files on disk are read once, when
    they are first needed.
    """

    resolver_of: Callable[[Knowledge], Resolver]
    folders: tuple[Path, ...] = ()
    today: Callable[[], date] = lambda: datetime.now(UTC).date()
    documents: dict[str, Document] = field(default_factory=dict)
    _shelf: dict[Path, Document] | None = None
    _around: dict[str, tuple[tuple[int, ...], Surroundings]] = field(default_factory=dict)

    @cached_property
    def knowledge(self) -> Knowledge:
        """The knowledge base in force."""
        return knowledge.load()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words rules may use."""
        return vocabulary.build(self.knowledge)

    @cached_property
    def resolver(self) -> Resolver:
        """What example patients need."""
        return self.resolver_of(self.knowledge)

    def put(self, uri: str, path: str, text: str) -> Document:
        """A document opened or changed."""
        self.documents[uri] = Document(uri, path, text)
        return self.documents[uri]

    def close(self, uri: str) -> None:
        """A document closed: its file on disk counts again, read anew."""
        document = self.documents.pop(uri, None)
        if document is not None:
            self.reread(Path(document.path))

    @property
    def shelf(self) -> dict[Path, Document]:
        """Rule files on disk, by path; the workspace's before those of the rules in force."""
        if self._shelf is None:
            found = [file for folder in (*self.folders, paths.rules()) for file in sorted(folder.rglob(f"*{SUFFIX}"))]
            read = {file.resolve(): read_file(file) for file in found}
            self._shelf = {path: document for path, document in read.items() if document is not None}
        return self._shelf

    def reread(self, path: Path) -> None:
        """A file that changed on disk."""
        document = read_file(path)
        if document is None:
            self.shelf.pop(path.resolve(), None)
        else:
            self.shelf[path.resolve()] = document

    def others(self, document: Document) -> list[Document]:
        """Every other file, as typed where it is open. A file of the same name as this one is not among them."""
        open_paths = {Path(other.path).resolve() for other in list(self.documents.values())}
        found = [other for other in list(self.documents.values()) if other.uri != document.uri]
        found += [other for path, other in self.shelf.items() if path not in open_paths]
        kept: dict[str, Document] = {}
        for other in found:
            kept.setdefault(other.module.header.name, other)
        kept.pop(document.module.header.name, None)
        kept.pop("", None)
        return list(kept.values())

    def around(self, document: Document) -> Surroundings:
        """What this document may name; that of the other files is kept until one of them changes."""
        others = [other.module for other in self.others(document)]
        key = tuple(id(module) for module in others)
        kept = self._around.get(document.uri)
        if kept is None or kept[0] != key:
            kept = self._around[document.uri] = (key, surroundings(others, self.vocabulary))
        own, rest = surroundings([document.module], self.vocabulary), kept[1]
        return Surroundings({**rest.targets, **own.targets}, rest.advice | own.advice, {**rest.scores, **own.scores})


def read_file(path: Path) -> Document | None:
    """A file on disk; None when it cannot be read as text."""
    try:
        return Document(path.resolve().as_uri(), str(path), path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
