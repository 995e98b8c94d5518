"""Half-typed, torn and foreign text: every request has an answer at every place, and no answer is an error."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lsprotocol import types

from pgx.cli.patients import resolver
from pgx.lsp import completing, fixing, hints, hovering, judging, layout, naming, outline
from pgx.lsp.cursor import cursor_at
from pgx.lsp.desk import Desk
from pgx.lsp.shares import Population
from tests.language.words import PROGRAMS
from tests.lsp.editor import Editor

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(PROGRAMS.rglob("*.pgx"))}
PIECES = st.sampled_from(["|", "||", "\n", '"', "#", " or ", "is ", "table x\n", "\t", "\\", "é", "\U0001f600", "\r\n",
                          "examples e\n", "when ", "\x00", "\u2028", "*", "- |"])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk without other files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGX_RULES", str(tmp_path_factory.mktemp("none")))
        found = Desk(resolver)
        assert found.shelf == {}
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_every_answer_at_every_text(desk: Desk, name: str, data: st.DataObject) -> None:
    """Torn anywhere, with a piece put in: every feature at some place of it."""
    text = TEXTS[name]
    cut = data.draw(st.integers(0, len(text)))
    text = text[:cut] + data.draw(PIECES) + text[cut + data.draw(st.integers(0, 40)):]
    document = desk.put("u", "x.pgx", text[:data.draw(st.integers(cut, len(text) + 1))])
    population = Population(desk.knowledge, desk.vocabulary)
    line = data.draw(st.integers(1, len(document.lines) + 1))
    column = data.draw(st.integers(1, len(document.line(line)) + 2))
    for problem in (*judging.quick(desk, document), *judging.full(desk, document)):
        assert 1 <= problem.at.line <= len(document.lines) + 1
        for fix in fixing.fixes(desk, document, problem, population):
            assert fixing.edited(document.lines, fix)
    hovering.hover(desk, document, line, column, population)
    completing.complete(desk, document, cursor_at(document, line, column), population)
    naming.definition(desk, document, line, column)
    naming.references(desk, document, line, column)
    assert all(entry.first <= entry.last for entry in outline.outline(document))
    assert all(first < last for first, last in outline.folds(document))
    layout.layout_edits(document)
    list(hints.lenses(document, {}))
    list(hints.shares(desk, document, population, 1, len(document.lines)))


def requests(editor: Editor, name: str, position: types.Position) -> list[tuple[str, object]]:
    """One of each request."""
    doc = editor.doc(name)
    whole = types.Range(types.Position(0, 0), types.Position(position.line + 9, 0))
    return [
        ("textDocument/hover", types.HoverParams(doc, position)),
        ("textDocument/completion", types.CompletionParams(doc, position)),
        ("textDocument/definition", types.DefinitionParams(doc, position)),
        ("textDocument/references", types.ReferenceParams(types.ReferenceContext(True), doc, position)),
        ("textDocument/documentSymbol", types.DocumentSymbolParams(doc)),
        ("textDocument/foldingRange", types.FoldingRangeParams(doc)),
        ("textDocument/formatting", types.DocumentFormattingParams(doc, types.FormattingOptions(2, True))),
        ("textDocument/codeAction", types.CodeActionParams(doc, whole, types.CodeActionContext([]))),
        ("textDocument/inlayHint", types.InlayHintParams(doc, whole)),
        ("textDocument/codeLens", types.CodeLensParams(doc))]


def test_server_answers_while_a_file_is_typed(editor: Editor) -> None:
    """A file typed in pieces of 40 characters, asked for everything at its end each time."""
    text = TEXTS["clopidogrel"]
    editor.open("typed.pgx", "")
    for end in range(40, len(text) + 40, 40):
        typed = text[:end]
        editor.type("typed.pgx", typed)
        position = types.Position(typed.count("\n"), len(typed) - typed.rfind("\n") - 1)
        for method, params in requests(editor, "typed.pgx", position):
            editor.ask(method, params)
    assert editor.errors == []
    editor.close("typed.pgx")


def test_server_survives_foreign_text(editor: Editor) -> None:
    """Random bytes of no language, and places outside the document."""
    chance = random.Random(7)
    editor.open("noise.pgx", "")
    for _ in range(15):
        editor.type("noise.pgx", "".join(chance.choice('ab|"\n#\\*/<>= \u2028\U0001f600table 0') for _ in range(300)))
        for method, params in requests(editor, "noise.pgx", types.Position(chance.randrange(60), chance.randrange(90))):
            editor.ask(method, params)
    assert editor.errors == []
    editor.close("noise.pgx")


def test_document_that_was_never_saved(editor: Editor) -> None:
    """Judged like any other."""
    assert [d.code for d in editor.open("nowhere/new.pgx", TEXTS["codeine"].replace("severity none", "severity nil", 1))
            if d.code == "PGX102"] == ["PGX102"]
    editor.close("nowhere/new.pgx")
