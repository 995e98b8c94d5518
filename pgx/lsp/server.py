"""The language server: every request of an editor, answered by the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams

from pgx.domain.knowledge import Knowledge
from pgx.lsp import completing, fixing, hints, hovering, judging, layout, naming, outline
from pgx.lsp.cursor import cursor_at
from pgx.lsp.desk import SUFFIX
from pgx.lsp.naming import NoRename
from pgx.lsp.session import RulesServer
from pgx.rules.patients import Resolver

RUN = "pgx.runExample"
TRIGGERS = ["|", " ", "*", "\\"]


def build(resolver_of: Callable[[Knowledge], Resolver]) -> RulesServer:
    """A server with every feature. `resolver_of` answers for examples from a knowledge base."""
    server = RulesServer(resolver_of)
    for add in (lifecycle, reading, names, changes, beside):
        add(server)
    return server


def lifecycle(server: RulesServer) -> None:
    """Opening, typing, saving and closing."""
    @server.feature(types.INITIALIZED)
    def initialized(ls: RulesServer, _: types.InitializedParams) -> None:
        folders = (uris.to_fs_path(folder.uri) for folder in ls.workspace.folders.values())
        ls.desk.folders = tuple(Path(folder) for folder in folders if folder)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(ls: RulesServer, params: types.DidOpenTextDocumentParams) -> None:
        ls.changed(params.text_document.uri, params.text_document.text)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(ls: RulesServer, params: types.DidChangeTextDocumentParams) -> None:
        ls.changed(params.text_document.uri, ls.workspace.get_text_document(params.text_document.uri).source)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: RulesServer, params: types.DidCloseTextDocumentParams) -> None:
        ls.forget(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed_on_disk(ls: RulesServer, params: types.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            path = uris.to_fs_path(change.uri)
            if path and path.endswith(SUFFIX):
                ls.desk.reread(Path(path))


def reading(server: RulesServer) -> None:
    """Hover, completion, outline and folding."""
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    @server.thread()
    def hover(ls: RulesServer, params: types.HoverParams) -> types.Hover | None:
        document, line, column = ls.at(params)
        found = hovering.hover(ls.desk, document, line, column, ls.population)
        if found is None:
            return None
        text = types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(found.lines))
        return types.Hover(text, ls.wire(document).range(found.at))

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=TRIGGERS))
    def completion(ls: RulesServer, params: types.CompletionParams) -> types.CompletionList:
        document, line, column = ls.at(params)
        cursor = cursor_at(document, line, column)
        return ls.wire(document).completion(cursor, completing.complete(ls.desk, document, cursor, ls.population))

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(ls: RulesServer, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        document = ls.document(params.text_document.uri)
        return [ls.wire(document).symbol(entry) for entry in outline.outline(document)]

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def folding(ls: RulesServer, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        document = ls.document(params.text_document.uri)
        return [types.FoldingRange(first - 1, last - 1) for first, last in outline.folds(document)]


def names(server: RulesServer) -> None:
    """Definition, references, rename."""
    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(ls: RulesServer, params: types.DefinitionParams) -> list[types.Location]:
        return ls.locations(naming.definition(ls.desk, *ls.at(params)))

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(ls: RulesServer, params: types.ReferenceParams) -> list[types.Location]:
        declaration = params.context.include_declaration
        return ls.locations(naming.references(ls.desk, *ls.at(params), declaration=declaration))

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(ls: RulesServer, params: types.PrepareRenameParams) -> types.Range:
        document, line, column = ls.at(params)
        with refusals():
            mention = naming.renamed(document, line, column)
        return ls.wire(document).range(naming.last_word(mention, mention.at))

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def rename(ls: RulesServer, params: types.RenameParams) -> types.WorkspaceEdit:
        document, line, column = ls.at(params)
        with refusals():
            places = naming.rename(ls.desk, document, line, column, params.new_name)
        changes: dict[str, list[types.TextEdit]] = {}
        for location in ls.locations(places):
            changes.setdefault(location.uri, []).append(types.TextEdit(location.range, params.new_name))
        return types.WorkspaceEdit(changes=changes)


@contextmanager
def refusals() -> Iterator[None]:
    """Turns a refused rename into an error that the editor shows."""
    try:
        yield
    except NoRename as error:
        raise JsonRpcInvalidParams(str(error)) from error


def changes(server: RulesServer) -> None:
    """Formatting and quick fixes."""
    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def formatting(ls: RulesServer, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        document = ls.document(params.text_document.uri)
        return ls.wire(document).edits(layout.layout_edits(document))

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION,
                    types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]))
    def actions(ls: RulesServer, params: types.CodeActionParams) -> list[types.CodeAction]:
        document = ls.document(params.text_document.uri)
        wire = ls.wire(document)
        first, last = params.range.start.line + 1, params.range.end.line + 1
        problems = [p for p in ls.said.get(document.uri, (document, []))[1] if first <= p.at.line <= last]
        return [wire.fix(fix, wire.diagnostic(problem)) for problem in problems
                for fix in fixing.fixes(ls.desk, document, problem, ls.population)]


def beside(server: RulesServer) -> None:
    """Inlay hints and code lenses."""
    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    @server.thread()
    def inlay_hints(ls: RulesServer, params: types.InlayHintParams) -> list[types.InlayHint]:
        document = ls.document(params.text_document.uri)
        wire, first, last = ls.wire(document), params.range.start.line + 1, params.range.end.line + 1
        return [types.InlayHint(wire.position(hint.line, len(document.line(hint.line)) + 1), hint.text,
                                tooltip=hint.tooltip, padding_left=True)
                for hint in hints.shares(ls.desk, document, ls.population, first, last)]

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    def code_lenses(ls: RulesServer, params: types.CodeLensParams) -> list[types.CodeLens]:
        document = ls.document(params.text_document.uri)
        wire = ls.wire(document)
        return [types.CodeLens(wire.lines(lens.line, lens.line),
                               types.Command(lens.title, RUN, arguments=[document.uri, lens.line]))
                for lens in hints.lenses(document, ls.runs.get(document.uri, {}))]

    @server.command(RUN)
    @server.thread()
    def run_example(ls: RulesServer, uri: str, line: int) -> str:
        document = ls.document(uri)
        said = hints.outcome(judging.run_line(ls.desk, document, line))
        if ls.desk.documents.get(uri) is document:
            ls.runs.setdefault(uri, {})[line] = said
            ls.workspace_code_lens_refresh(None)
        return said
