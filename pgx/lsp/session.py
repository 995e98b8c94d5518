"""What the language server remembers between requests: the desk, what was last said, and what examples gave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from pgx import __version__
from pgx.domain.knowledge import Knowledge
from pgx.lsp import judging
from pgx.lsp.desk import Desk, Document
from pgx.lsp.naming import Place
from pgx.lsp.shares import Population
from pgx.lsp.wire import Wire
from pgx.rules import Problem
from pgx.rules.patients import Resolver

PAUSE = 0.4                        # seconds without a key stroke before the whole file is judged with all others
SLOW = frozenset({"PGX209", "PGX301", "PGX307", "PGX308", "PGX601", "PGX602", "PGX603", "PGX604"})


class Asks(Protocol):
    """A request about a place of a document."""

    @property
    def text_document(self) -> types.TextDocumentIdentifier:
        """The document."""

    @property
    def position(self) -> types.Position:
        """The place."""


class RulesServer(LanguageServer):
    """The server's state: the desk, what was last said of each document, and what examples gave."""

    def __init__(self, resolver_of: Callable[[Knowledge], Resolver]) -> None:
        super().__init__("pgx-rules", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.desk = Desk(resolver_of)
        self.said: dict[str, tuple[Document, list[Problem]]] = {}
        self.runs: dict[str, dict[int, str]] = {}
        self.waiting: dict[str, asyncio.Task[None]] = {}
        self.worker = ThreadPoolExecutor(1, "pgx-judge")
        self._population: Population | None = None

    @property
    def population(self) -> Population:
        """The reference population."""
        if self._population is None:
            self._population = Population(self.desk.knowledge, self.desk.vocabulary)
        return self._population

    def document(self, uri: str) -> Document:
        """An open document. Raises JsonRpcInvalidParams for one that was never opened."""
        found = self.desk.documents.get(uri)
        if found is None:
            raise JsonRpcInvalidParams("this document is not open")
        return found

    def wire(self, document: Document) -> Wire:
        """The converter for a document."""
        return Wire(self.workspace.position_codec, document)

    def at(self, params: Asks) -> tuple[Document, int, int]:
        """The document and 1-based place that a request asks about."""
        document = self.document(params.text_document.uri)
        return document, *self.wire(document).read(params.position)

    def locations(self, places: Sequence[Place]) -> list[types.Location]:
        """Places in any file of the desk."""
        found = []
        for place in places:
            document = self.by_path(place.path)
            if document is not None:
                found.append(types.Location(document.uri, self.wire(document).range(place.at)))
        return found

    def by_path(self, path: str) -> Document | None:
        """An open document, or a file on disk, by its path."""
        opened = (document for document in self.desk.documents.values() if document.path == path)
        return next(opened, None) or self.desk.shelf.get(Path(path).resolve())

    # ------------------------------------------------------------ diagnostics
    def changed(self, uri: str, text: str) -> None:
        """A document as it is now: judged alone at once, with all others after a pause."""
        document = self.desk.put(uri, uris.to_fs_path(uri) or uri, text)
        self.runs.pop(uri, None)
        self.publish(document, merged(document, judging.quick(self.desk, document), self.said.get(uri)))
        waiting = self.waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        self.waiting[uri] = asyncio.get_running_loop().create_task(self.judge(document))

    async def judge(self, document: Document) -> None:
        """The whole verdict, in another thread; dropped when the document has changed meanwhile."""
        await asyncio.sleep(PAUSE)
        loop = asyncio.get_running_loop()
        problems = await loop.run_in_executor(self.worker, judging.full, self.desk, document)
        if self.desk.documents.get(document.uri) is document:
            self.publish(document, problems)

    def publish(self, document: Document, problems: list[Problem]) -> None:
        """Tell the editor."""
        self.said[document.uri] = (document, problems)
        wire = self.wire(document)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(
            document.uri, [wire.diagnostic(problem) for problem in problems]))

    def forget(self, uri: str) -> None:
        """A document closed."""
        waiting = self.waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        self.desk.close(uri)
        self.said.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def merged(document: Document, quick: list[Problem], before: tuple[Document, list[Problem]] | None) -> list[Problem]:
    """What is known at once, with what only the whole verdict tells where its line has not changed since."""
    if before is None:
        return quick
    old, said = before
    kept = [p for p in said if p.code in SLOW and old.line(p.at.line) == document.line(p.at.line)]
    return list(dict.fromkeys([*quick, *kept]))
