"""An editor: a real client that starts `pgx rules lsp` and speaks the protocol with it over stdin and stdout."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

PATIENCE = 60.0         # seconds until a missing answer counts as a hang


@dataclass
class Editor:
    """One client and its server. Places are 0-based, as in the protocol."""

    folder: Path
    client: LanguageClient = field(default_factory=lambda: LanguageClient("test-editor", "1"))
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    told: dict[str, list[tuple[float, types.PublishDiagnosticsParams]]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    version: int = 0

    def start(self, env: dict[str, str]) -> types.InitializeResult:
        """Start the server and shake hands."""
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _(params: types.PublishDiagnosticsParams) -> None:
            self.told.setdefault(params.uri, []).append((time.perf_counter(), params))

        @self.client.feature(types.WINDOW_SHOW_MESSAGE)
        def _(params: types.ShowMessageParams) -> None:
            self.errors.append(params.message)

        @self.client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
        def _(_: Any) -> None:
            return None

        self.wait(lambda: self.client.start_io(sys.executable, "-m", "pgx.cli.main", "rules", "lsp", env=env))
        root = self.folder.as_uri()
        found = self.wait(lambda: self.client.initialize_async(types.InitializeParams(
            capabilities=types.ClientCapabilities(), root_uri=root,
            workspace_folders=[types.WorkspaceFolder(root, "rules")])))
        self.tell(lambda: self.client.initialized(types.InitializedParams()))
        return found

    def wait(self, call: Callable[[], Awaitable[Any]]) -> Any:
        """The answer to a call made where the client runs. Fails the test when none comes."""
        async def made() -> Any:
            return await call()
        return asyncio.run_coroutine_threadsafe(made(), self.loop).result(PATIENCE)

    def tell(self, call: Callable[[], None]) -> None:
        """A notification, sent where the client runs."""
        async def made() -> None:
            call()
        asyncio.run_coroutine_threadsafe(made(), self.loop).result(PATIENCE)

    def stop(self) -> int | None:
        """Shut down as an editor does; the server's exit code."""
        self.wait(lambda: self.client.shutdown_async(None))
        self.tell(lambda: self.client.exit(None))
        self.wait(self.client.stop)
        self.loop.call_soon_threadsafe(self.loop.stop)
        return self.client._server.returncode

    # ------------------------------------------------------------ documents
    def uri(self, name: str) -> str:
        """Address of a file of the folder."""
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str) -> list[types.Diagnostic]:
        """Open a document; what is said of it at once."""
        return self._after(name, lambda: self.client.text_document_did_open(types.DidOpenTextDocumentParams(
            types.TextDocumentItem(self.uri(name), "pgx", self._next(), text))))

    def type(self, name: str, text: str) -> list[types.Diagnostic]:
        """Change a document; what is said of it at once."""
        return self._after(name, lambda: self.client.text_document_did_change(types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(self._next(), self.uri(name)),
            [types.TextDocumentContentChangeWholeDocument(text)])))

    def close(self, name: str) -> None:
        """Close a document."""
        self._after(name, lambda: self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.doc(name))))

    def settled(self, name: str, said: int = 2) -> list[types.Diagnostic]:
        """What is said once the typing has paused: the `said`-th verdict since the last change."""
        return self._wait_for(name, self._mark + said)

    def written(self, path: Path, how: types.FileChangeType) -> None:
        """Tell the server that another program wrote a file."""
        event = types.FileEvent(path.as_uri(), how)
        self.tell(lambda: self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event])))

    def doc(self, name: str) -> types.TextDocumentIdentifier:
        """A document as requests name it."""
        return types.TextDocumentIdentifier(self.uri(name))

    def ask(self, method: str, params: Any) -> Any:
        """The answer to one request."""
        return self.wait(lambda: self.client.protocol.send_request_async(method, params))

    def _after(self, name: str, act: Any) -> list[types.Diagnostic]:
        self._mark = len(self.told.get(self.uri(name), []))
        self.tell(act)
        return self._wait_for(name, self._mark + 1)

    def _wait_for(self, name: str, count: int) -> list[types.Diagnostic]:
        end = time.perf_counter() + PATIENCE
        while len(self.told.get(self.uri(name), [])) < count:
            if time.perf_counter() > end:
                raise TimeoutError(f"no verdict on {name}; the server said {self.errors}")
            time.sleep(0.002)
        return list(self.told[self.uri(name)][count - 1][1].diagnostics)

    def _next(self) -> int:
        self.version += 1
        return self.version


def place(text: str, mark: str) -> types.Position:
    """Position of the `^` in `mark`, found in the text: `IM or ^PM`."""
    at = text.index(mark.replace("^", "")) + mark.index("^")
    line = text.count("\n", 0, at)
    return types.Position(line, at - (text.rfind("\n", 0, at) + 1))


def applied(text: str, edits: list[types.TextEdit]) -> str:
    """The text with edits of it applied, last first. Places are in characters: for texts without emoji."""
    lines = text.split("\n")

    def offset(position: types.Position) -> int:
        return sum(len(line) + 1 for line in lines[:position.line]) + position.character

    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        text = text[:offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end):]
    return text
