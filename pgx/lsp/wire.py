"""Our places and texts as the protocol's, and back. Columns are characters here, code units of the client's choice
there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from lsprotocol import types
from pygls.workspace import PositionCodec
from pygls.workspace.position_codec import ServerTextPosition

from pgx.lsp.completing import Offer
from pgx.lsp.cursor import Cursor
from pgx.lsp.desk import Document
from pgx.lsp.fixing import Fix
from pgx.lsp.layout import Edit
from pgx.lsp.outline import Entry
from pgx.rules import Problem
from pgx.rules.errors import Mark, Span

LEVELS = {"error": types.DiagnosticSeverity.Error, "warning": types.DiagnosticSeverity.Warning,
          "note": types.DiagnosticSeverity.Information}
OFFERS = {"keyword": types.CompletionItemKind.Keyword, "value": types.CompletionItemKind.EnumMember,
          "advice": types.CompletionItemKind.Function, "drug": types.CompletionItemKind.Constant,
          "column": types.CompletionItemKind.Field, "reference": types.CompletionItemKind.Reference,
          "strength": types.CompletionItemKind.Enum}
SYMBOLS = {"guideline": types.SymbolKind.Module, "layer": types.SymbolKind.Module,
           "advice": types.SymbolKind.Function, "table": types.SymbolKind.Struct, "grid": types.SymbolKind.Struct,
           "rule": types.SymbolKind.Event, "remind": types.SymbolKind.Event, "formula": types.SymbolKind.Operator,
           "adjust": types.SymbolKind.Operator, "override": types.SymbolKind.Interface,
           "examples": types.SymbolKind.Method}
SOURCE = "pgx"


class Wire:
    """Converts for one document and one client."""

    def __init__(self, codec: PositionCodec, document: Document) -> None:
        self.codec, self.document = codec, document

    def read(self, position: types.Position) -> tuple[int, int]:
        """A client's position as 1-based line and column."""
        here = self.codec.position_from_client_units(self.document.lines, position)
        return here.line + 1, here.character + 1

    def position(self, line: int, column: int) -> types.Position:
        """A 1-based place as the client's position; beyond the last line, the end of the text."""
        if line > len(self.document.lines):
            return self.position(len(self.document.lines), len(self.document.lines[-1]) + 1)
        place = ServerTextPosition(line=line - 1, character=column - 1)
        return self.codec.position_to_client_units(self.document.lines, place)

    def range(self, at: Span) -> types.Range:
        """A stretch of one line; where its length is not known, the word that begins there."""
        length = at.length or len(self.document.line(at.line)[at.column - 1:].split("|")[0].split(" ")[0]) or 1
        return types.Range(self.position(at.line, at.column), self.position(at.line, at.column + length))

    def lines(self, first: int, last: int) -> types.Range:
        """Whole lines, both included."""
        return types.Range(self.position(first, 1), self.position(last, len(self.document.line(last)) + 1))

    # ------------------------------------------------------------ what is said
    def diagnostic(self, problem: Problem) -> types.Diagnostic:
        """One complaint with its patient, rows and ways out."""
        said = [problem.message, *([f"example patient: {problem.example}"] if problem.example else []),
                *(f"a row that would close the gap: {row}" for row in problem.rows), *problem.helps]
        return types.Diagnostic(range=self.range(problem.at), message="\n".join(said), code=problem.code,
                                severity=LEVELS.get(problem.level, types.DiagnosticSeverity.Error), source=SOURCE,
                                related_information=[self.related(mark) for mark in problem.also])

    def related(self, mark: Mark) -> types.DiagnosticRelatedInformation:
        """Another place that a complaint is about; in another file its line."""
        if not mark.file or mark.file == self.document.path:
            where = types.Location(self.document.uri, self.range(mark.at))
        else:
            start = types.Position(max(0, mark.at.line - 1), 0)
            where = types.Location(Path(mark.file).resolve().as_uri(), types.Range(start, start))
        return types.DiagnosticRelatedInformation(where, mark.label or "here")

    def symbol(self, entry: Entry) -> types.DocumentSymbol:
        """One block of the outline."""
        return types.DocumentSymbol(
            name=entry.name, detail=entry.detail or entry.kind, kind=SYMBOLS.get(entry.kind, types.SymbolKind.Null),
            range=self.lines(entry.first, entry.last), selection_range=self.range(entry.at))

    def completion(self, cursor: Cursor, offers: Sequence[Offer]) -> types.CompletionList:
        """Offers that replace the unfinished word (after `action`, the whole action), in their order."""
        start = cursor.column - len(cursor.typed)
        if cursor.clause == "action":
            start = len(cursor.before) - len(cursor.before.lstrip().removeprefix("action").lstrip()) + 1
        place = types.Range(self.position(cursor.line, start), self.position(cursor.line, cursor.column))
        return types.CompletionList(is_incomplete=False, items=[
            types.CompletionItem(label=offer.text, kind=OFFERS[offer.kind], detail=offer.detail or None,
                                 sort_text=f"{number:05}", filter_text=offer.text,
                                 text_edit=types.TextEdit(place, offer.text))
            for number, offer in enumerate(offers)])

    # ------------------------------------------------------------ what is changed
    def fix(self, fix: Fix, diagnostic: types.Diagnostic) -> types.CodeAction:
        """A quick fix for a complaint."""
        if fix.after:
            text, end = fix.text, len(self.document.lines)
            if fix.after >= end and self.document.lines[-1]:
                text = "\n" + text
            place = types.Range(self.position(fix.after + 1, 1), self.position(fix.after + 1, 1))
        else:
            text, place = fix.text, self.range(fix.at)
        return types.CodeAction(
            title=fix.title, kind=types.CodeActionKind.QuickFix, diagnostics=[diagnostic], is_preferred=fix.sure,
            edit=types.WorkspaceEdit(changes={self.document.uri: [types.TextEdit(place, text)]}))

    def edits(self, edits: Iterable[Edit]) -> list[types.TextEdit]:
        """Replacements of whole lines."""
        return [types.TextEdit(types.Range(self.position(first + 1, 1), self.position(last + 1, 1)), text)
                for first, last, text in edits]
