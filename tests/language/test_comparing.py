"""`pgx rules diff`: who gets other advice, whatever moved in the text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pgx.cli.rules import command
from pgx.rules import compile_rules
from pgx.rules.comparing import Difference, compare
from tests.language.words import WORDS, module

OLD = """table t
  for codeine
  | CYP2D6 score   || advice    | strength |
  | 0              || stop      | strong   |
  | > 0 and <= 1   || stop      | moderate |
  | > 1            || go        | strong   |
  | unknown        || no-advice | -        |
"""


def diff(new: str, old: str = OLD) -> Difference:
    """Old against new."""
    return compare(compile_rules([module(old)], WORDS), compile_rules([module(new)], WORDS))


@pytest.mark.parametrize(("old", "new", "before", "after", "caution", "who"), [
    ("> 1            || go  ", "> 1            || stop", "go strong", "stop strong", "more", ("CYP2D6 score above 1",)),
    ("| 0              || stop      | strong", "| 0              || stop      | optional",
     "stop strong", "stop optional", "same", ("CYP2D6 score 0",)),
], ids=["advice", "strength"])
def test_one_cell(old: str, new: str, before: str, after: str, caution: str, who: tuple[str, ...]) -> None:
    """The patients of that cell, and no others."""
    found = diff(OLD.replace(old, new)).changes
    assert [(str(c.before), str(c.after), c.caution, c.who) for c in found] == [(before, after, caution, who)]


def test_moved_threshold_names_the_scores_in_between() -> None:
    """1.25 to 2 lose the usual dose."""
    found = diff(OLD.replace("<= 1 ", "<= 2 ").replace("> 1 ", "> 2 ")).changes
    assert [(str(c.after), c.caution, c.who) for c in found] == [
        ("stop moderate", "more", ("CYP2D6 score between 1 and 2 or 2",))]


def test_rows_written_otherwise_change_no_patient() -> None:
    """Split, reordered, named differently: the same meaning."""
    other = OLD.replace("  | > 1            || go        | strong   |\n",
                        "  | > 2            || go        | strong   |\n  | > 1 and <= 2   || go        | strong   |\n")
    assert diff(other) == Difference((), (), (), ())


def test_new_condition_narrows_a_table() -> None:
    """Children get nothing from it any more."""
    found = diff(OLD.replace("for codeine\n", "for codeine\n  when age >= 12 y\n")).changes
    assert {str(c.after) for c in found} == {"nothing"}
    assert all("age below 12" in line for c in found for line in c.who)


def test_tables_come_and_go() -> None:
    """By name."""
    found = diff(OLD.replace("table t", "table u"))
    assert (found.added, found.removed) == (("cpic.test.u",), ("cpic.test.t",))


def test_other_words_are_text_only() -> None:
    """A sentence changed, no deed."""
    from tests.language.words import ADVICE, HEAD

    new = compile_rules([module(OLD, HEAD + ADVICE.replace('"why"', '"because"'))], WORDS)
    assert compare(compile_rules([module(OLD)], WORDS), new) == Difference((), (), (), ("cpic.test.stop",))


def test_command_prints_changes(tmp_path: Path) -> None:
    """Text and JSON."""
    text = ("guideline a.b\n  cite PMID:1\nadvice go\n  action usual dose\n  severity none\ntable t\n  for codeine\n"
            "  | CYP2D6 || advice |\n  | not unknown || go |\n  | unknown || no-advice |\n")
    old, new = tmp_path / "old.pgx", tmp_path / "new.pgx"
    old.write_text(text, encoding="utf-8")
    new.write_text(text.replace("|| no-advice", "|| test-first"), encoding="utf-8")
    shown = CliRunner().invoke(command, ["diff", str(old), str(new)])
    first, who = shown.stdout.splitlines()
    assert first.startswith("a.b.t: no-advice -> test-first  ")
    assert first.endswith("% of the reference population")
    assert who == "    CYP2D6 indeterminate or untested"
    assert CliRunner().invoke(command, ["diff", str(old), str(old)]).stdout == "no patient changes\n"
    told = json.loads(CliRunner().invoke(command, ["diff", "--json", str(old), str(new)]).stdout)
    assert [change["caution"] for change in told["changes"]] == ["same"]
