"""What an editor sees, asked over the wire: each answer to the letter."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.lsp.editor import Editor, applied, place

TEXT = """guideline local.clopidogrel
  title    "Clopidogrel"
  source   CPIC 2022
  cite     PMID:35034351

advice standard
  action   usual dose
  severity none

advice avoid-it
  action   avoid
  instead  prasugrel
  severity major
  say      "Less active drug is formed."

table cardiac
  for      clopidogrel
  | CYP2C19           || advice    | strength |
  | UM or RM or NM    || standard  | strong   |
  | not UM and so on  || avoid-it  | strong   |
  | unknown           || no-advice | -        |

examples heart
  for      clopidogrel
  | CYP2C19           || expect           |
  | *1/*1             || certain standard |
  | *2/*2             || certain standard |
"""
GOOD = TEXT.replace("not UM and so on", "IM or likely-IM or PM or likely-PM").replace(
    "*2/*2             || certain standard", "*2/*2             || certain avoid-it")
NAME = "clopidogrel.pgx"


def codes(diagnostics: list[types.Diagnostic]) -> list[tuple[int, str]]:
    """Line (1-based) and number of each."""
    return [(d.range.start.line + 1, str(d.code)) for d in diagnostics]


@pytest.fixture
def at(editor: Editor) -> Editor:
    """The editor with the good text open."""
    editor.open(NAME, GOOD)
    yield editor
    assert editor.errors == []
    editor.close(NAME)


def test_complaint_comes_with_its_place_and_way_out(at: Editor) -> None:
    """The range is the wrong word; the suggestion is in the message."""
    found = at.type(NAME, GOOD.replace("IM or likely-IM or PM", "IM or likely-IM or MP"))
    wrong = next(d for d in found if d.code == "PGX102")
    assert (wrong.range.start, wrong.range.end) == (types.Position(19, 23), types.Position(19, 25))
    assert wrong.message.startswith("`MP` is not a CYP2C19 result\ndid you mean `PM` (poor metabolizer)?")


def test_broken_block_leaves_the_rest_judged(at: Editor) -> None:
    """A half-typed advice is one complaint; its name is not missed elsewhere, other errors are still seen."""
    found = at.type(NAME, GOOD.replace("action   avoid", "action   ").replace("*1/*1", "*1/*999"))
    assert codes(found) == [(11, "PGX001"), (26, "PGX103")]


def test_examples_are_run_when_the_typing_pauses(at: Editor) -> None:
    """A failing example is shown; so is a row that none reaches."""
    at.type(NAME, GOOD.replace("certain avoid-it", "certain standard"))
    found = at.settled(NAME)
    assert (27, "PGX602") in codes(found)
    assert (20, "PGX601") not in codes(found)


HOVERS = {
    "result": ("IM or likely-IM or ^PM", "**PM**: Poor Metabolizer"),
    "share of a cell": ("^UM or RM or NM", "is 55% of the reference population"),
    "gene": ("| ^CYP2C19           || advice", "| IM | Intermediate Metabolizer |"),
    "drug": ("for      ^clopidogrel\n  | CYP2C19           || advice", "RxNorm 32968"),
    "advice": ("|| avoid-^it", ("**avoid-it**: avoid, major\n\ninstead: prasugrel\n\nLess active drug is formed.\n\n"
               "given to CYP2C19 IM or likely-IM or PM or likely-PM: 44% of the reference population")),
    "allele pair": ("*2/*^2", "CYP2C19*2: No function, "),
    "reference": ("^PMID:35034351", "CPIC guideline"),
    "strength": ("standard  | str^ong", "grade 1 of 3 of CPIC (strong, moderate, optional)"),
    "clause word": ("^severity major", "**severity**: none, minor, moderate, major or contraindicated"),
    "unknown": ("| unk^nown", "indeterminate or untested"),
    "built in": ("no-ad^vice", "the source gives no advice"),
}


@pytest.mark.parametrize(("mark", "said"), HOVERS.values(), ids=HOVERS)
def test_hover_tells_what_a_reader_needs(at: Editor, mark: str, said: str) -> None:
    """Printed names, identifiers, function, and how many people it is."""
    found = at.ask("textDocument/hover", types.HoverParams(at.doc(NAME), place(GOOD, mark)))
    assert said in found.contents.value


OFFERS = {
    "values of the column": ("  | ^UM or RM", {"PM", "likely-IM", "unknown", "any", "otherwise", "not"}, {"avoid-it"}),
    "after or": ("or likely-IM or ^PM", {"PM", "or"}, {"any"}),
    "advice": ("likely-PM  || ^avoid-it", {"standard", "avoid-it", "no-advice", "test-first"}, {"PM"}),
    "strengths": ("avoid-it  | ^strong", {"strong", "moderate", "optional", "-"}, {"PM"}),
    "columns": ("| ^CYP2C19           || advice", {"CYP2C19", "CYP2D6 score", "age", "HLA-B*57:01"}, {"avoid-it"}),
    "drugs": ("instead  ^prasugrel", {"prasugrel", "ticagrelor"}, {"PM"}),
    "actions": ("action   ^usual dose", {"usual dose", "avoid if possible"}, {"no-advice"}),
    "severities": ("severity ^none", {"none", "contraindicated"}, {"PM"}),
    "sources": ("source   ^CPIC", {"CPIC", "FDA"}, {"PM"}),
    "verdicts": ("*1/*1             || ^certain", {"certain", "possible", "never", "silent"}, {"standard"}),
    "expected advice": ("|| certain ^standard", {"standard", "avoid-it"}, {"certain"}),
    "pairs": ("  | ^*1/*1", {"*1/*1", "*1/*2", "untested", "-"}, {"any"}),
    "clauses and blocks": ("\n^\nadvice avoid-it", {"action", "severity", "dose", "table", "grid"}, {"order"}),
}


@pytest.mark.parametrize(("mark", "there", "absent"), OFFERS.values(), ids=OFFERS)
def test_completion_offers_the_columns_own_values(at: Editor, mark: str, there: set[str], absent: set[str]) -> None:
    """What fits is offered, what does not fit is not."""
    found = at.ask("textDocument/completion", types.CompletionParams(at.doc(NAME), place(GOOD, mark)))
    labels = {item.label for item in found.items}
    assert there <= labels
    assert not absent & labels


def test_completion_in_a_row_that_is_being_typed(at: Editor) -> None:
    """The row is not closed, the block is not the language: the column is known all the same."""
    text = GOOD.replace("  | unknown           || no-advice | -        |", "  | likely-")
    at.type(NAME, text)
    found = at.ask("textDocument/completion", types.CompletionParams(at.doc(NAME), place(text, "  | likely-^\n")))
    item = next(item for item in found.items if item.label == "likely-PM")
    assert applied(text, [item.text_edit]) == text.replace("  | likely-\n", "  | likely-PM\n")


def test_definition_and_references_of_an_advice(at: Editor) -> None:
    """Where it is defined, and the rows and examples that give it."""
    params = types.DefinitionParams(at.doc(NAME), place(GOOD, "|| avoid-^it"))
    assert [d.range.start.line + 1 for d in at.ask("textDocument/definition", params)] == [10]
    params = types.ReferenceParams(types.ReferenceContext(True), at.doc(NAME), place(GOOD, "|| avoid-^it"))
    assert sorted(d.range.start.line + 1 for d in at.ask("textDocument/references", params)) == [10, 20, 27]


def test_rename_changes_every_use_and_nothing_else(at: Editor) -> None:
    """The result is what find and replace of whole names gives."""
    found = at.ask("textDocument/rename", types.RenameParams(at.doc(NAME), place(GOOD, "advice avoid^-it"), "switch"))
    assert applied(GOOD, found.changes[at.uri(NAME)]) == GOOD.replace("avoid-it", "switch")


def test_rename_reaches_examples_of_other_files(editor: Editor) -> None:
    """An example elsewhere that expects the advice of this file follows, and only for the same drug."""
    text = (editor.folder / "cpic/codeine.pgx").read_text(encoding="utf-8")
    name = next(line.split()[1] for line in text.splitlines() if line.startswith("advice "))
    other = (f'guideline local.more\n  title "m"\n  source CPIC 2021\n  cite PMID:33387367\n\nexamples e\n'
             f"  for codeine\n  | CYP2D6 || expect |\n  | *1/*1 || certain {name} |\n")
    editor.open("more.pgx", other)
    editor.open("cpic/codeine.pgx", text)
    found = editor.ask("textDocument/rename", types.RenameParams(
        editor.doc("cpic/codeine.pgx"), place(text, f"advice ^{name}"), "something-else"))
    assert applied(other, found.changes[editor.uri("more.pgx")]) == other.replace(name, "something-else")
    editor.close("more.pgx")
    editor.close("cpic/codeine.pgx")


@pytest.mark.parametrize(("new", "said"), [
    ("standard", "there is another advice `standard`"), ("Avoid", "`Avoid` is no name"),
    ("table", "`table` is a word of the language"), ("no-advice", "`no-advice` is a word of the language"),
], ids=["taken", "not a name", "keyword", "built in"])
def test_rename_is_refused_with_the_reason(at: Editor, new: str, said: str) -> None:
    """Nothing is changed."""
    with pytest.raises(Exception, match=said):
        at.ask("textDocument/rename", types.RenameParams(at.doc(NAME), place(GOOD, "advice avoid^-it"), new))


def test_table_cannot_be_renamed(at: Editor) -> None:
    """Its name is an id that reports and other files keep."""
    with pytest.raises(Exception, match="only advice and formulas can be renamed"):
        at.ask("textDocument/prepareRename", types.PrepareRenameParams(at.doc(NAME), place(GOOD, "table car^diac")))


def test_outline_lists_blocks_and_broken_ones(at: Editor) -> None:
    """A block that is not the language yet keeps its place."""
    at.type(NAME, GOOD.replace("for      clopidogrel\n  | CYP2C19           || advice", "for\n  | CYP2C19"))
    found = at.ask("textDocument/documentSymbol", types.DocumentSymbolParams(at.doc(NAME)))
    assert [symbol.name for symbol in found] == ["local.clopidogrel", "standard", "avoid-it", "cardiac", "heart"]


def test_folds_are_blocks_and_tables(at: Editor) -> None:
    """First and last line of each."""
    found = at.ask("textDocument/foldingRange", types.FoldingRangeParams(at.doc(NAME)))
    assert (15, 20) in {(fold.start_line, fold.end_line) for fold in found}
    assert (17, 20) in {(fold.start_line, fold.end_line) for fold in found}


def test_formatting_changes_lines_not_the_file(at: Editor) -> None:
    """Only lines that differ are touched; the result is what `pgx rules fmt` writes."""
    text = GOOD.replace("  severity none", "     severity     none")
    at.type(NAME, text)
    options = types.FormattingOptions(2, insert_spaces=True)
    found = at.ask("textDocument/formatting", types.DocumentFormattingParams(at.doc(NAME), options))
    from pgx.rules import format_source
    assert applied(text, found) == format_source(text)
    assert all(edit.range.end.line - edit.range.start.line < 8 for edit in found)


def test_formatting_of_a_broken_file_changes_nothing(at: Editor) -> None:
    """No half layout."""
    at.type(NAME, GOOD + "advice\n")
    options = types.FormattingOptions(2, insert_spaces=True)
    assert at.ask("textDocument/formatting", types.DocumentFormattingParams(at.doc(NAME), options)) == ()


def fixed(at: Editor, text: str, title: str) -> str:
    """The text after the quick fix of this title."""
    whole = types.Range(types.Position(0, 0), types.Position(text.count("\n"), 0))
    found = at.ask("textDocument/codeAction", types.CodeActionParams(at.doc(NAME), whole, types.CodeActionContext([])))
    action = next(action for action in found if action.title == title)
    return applied(text, action.edit.changes[at.uri(NAME)])


def test_quick_fix_writes_the_suggested_word(at: Editor) -> None:
    """Did you mean, applied."""
    text = GOOD.replace("or PM or likely-PM", "or MP or likely-PM")
    at.type(NAME, text)
    assert fixed(at, text, "write `PM`") == GOOD


def test_quick_fix_adds_the_missing_row(at: Editor) -> None:
    """The table is complete afterwards."""
    text = GOOD.replace("  | unknown           || no-advice | -        |\n", "")
    at.type(NAME, text)
    mended = fixed(at, text, "add the missing row")
    assert [code for _, code in codes(at.type(NAME, mended)) if code.startswith("PGX2")] == []


def test_quick_fix_adds_the_missing_example(at: Editor) -> None:
    """The new example holds and reaches the row."""
    text = GOOD.replace("  | *2/*2             || certain avoid-it |\n", "")
    at.type(NAME, text)
    assert (20, "PGX601") in codes(at.settled(NAME))
    mended = fixed(at, text, "add an example")
    at.type(NAME, mended)
    assert not {(20, "PGX601"), (27, "PGX602")} & set(codes(at.settled(NAME)))


def test_inlay_hints_are_shares_that_add_up(at: Editor) -> None:
    """One per row, at its end; every person is in one of them."""
    whole = types.Range(types.Position(0, 0), types.Position(99, 0))
    found = at.ask("textDocument/inlayHint", types.InlayHintParams(at.doc(NAME), whole))
    assert [(hint.position.line + 1, hint.label) for hint in found] == [(19, "55%"), (20, "44%"), (21, "0.97%")]


def test_lens_runs_an_example_and_keeps_what_it_said(at: Editor) -> None:
    """Holds, until the text changes."""
    def titles() -> list[str]:
        return [lens.command.title for lens in at.ask("textDocument/codeLens", types.CodeLensParams(at.doc(NAME)))]

    assert titles() == ["run this example", "run this example"]
    lens = at.ask("textDocument/codeLens", types.CodeLensParams(at.doc(NAME)))[0]
    run = types.ExecuteCommandParams(lens.command.command, lens.command.arguments)
    assert at.ask("workspace/executeCommand", run) == "holds"
    assert titles() == ["run this example: holds", "run this example"]
    at.type(NAME, GOOD + "\n")
    assert titles() == ["run this example", "run this example"]


def test_columns_count_in_the_clients_units(at: Editor) -> None:
    """An emoji before the wrong word is two units of UTF-16."""
    text = GOOD.replace('title    "Clopidogrel"', 'title    "\U0001f600" # x')
    at.type(NAME, text.replace("# x", "@"))
    found = at.type(NAME, text.replace("# x", "@"))
    assert [d.range.start.character for d in found if d.code == "PGX001"] == [16]


def test_file_changed_on_disk_is_read_again(at: Editor) -> None:
    """A table that another program wrote can be named at once."""
    layer = ('layer local.site\n  title "s"\n  above cpic\n\noverride cpic.newfile.t named x\n'
             '  then as cpic.newfile.t\n  because "x"\n')
    assert "PGX106" in [d.code for d in at.open("site.pgx", layer)]
    path = at.folder / "cpic/newfile.pgx"
    path.write_text(GOOD.replace("local.clopidogrel", "cpic.newfile").replace("cardiac", "t"), encoding="utf-8")
    at.written(path, types.FileChangeType.Created)
    assert "PGX106" not in [d.code for d in at.type("site.pgx", layer + "\n")]
    path.unlink()
    at.written(path, types.FileChangeType.Deleted)
    assert "PGX106" in [d.code for d in at.type("site.pgx", layer)]
    at.close("site.pgx")
