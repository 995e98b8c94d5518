"""Deliberate mistakes: on the who side the checks notice each, on the advice side the examples do."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner

from pgx.cli.rules import command
from pgx.rules import check, compile_rules, run_examples
from pgx.rules.checking import adjusted_scores
from pgx.rules.equivalence import same_for_everybody
from pgx.rules.mutating import Mutant, who_mutants
from pgx.rules.swapping import advice_swaps
from pgx.rules.syntax import Module, Table
from tests.language.words import ADVICE, RESOLVER, WORDS, all_programs, module

PAIRS = """table t
  for irinotecan
{pairs}  | UGT1A1 diplotype | UGT1A1 || advice | strength |
  | *28/*28 | any || stop | - |
  | otherwise or unknown | not unknown || go | - |
  | otherwise or unknown | unknown || no-advice | - |
"""
TABLE = """table t
  for codeine
  | CYP2D6 || advice |
  | UM or NM or IM || go |
  | PM || stop |
  | unknown || no-advice |
examples e
  for codeine
  | CYP2D6 || expect |
"""


def who(*modules: Module) -> list[Mutant]:
    """Mistakes on the who side of these files."""
    return list(who_mutants(modules, WORDS, frozenset(m.file for m in modules)))


def test_every_who_side_mistake_in_the_design_is_noticed() -> None:
    """Row left out, wrong value, typo, shifted threshold: without any example."""
    made = who(*all_programs())
    assert [str(m.problem) for m in made if not m.killed] == []
    kinds = Counter(m.kind for m in made)
    assert set(kinds) == {"row left out", "wrong value", "typo", "shifted threshold"}
    assert min(kinds.values()) >= 8


def test_pair_beside_otherwise_is_guarded_by_the_list_of_pairs() -> None:
    """Without it, a lost pair falls to the rest and nobody notices."""
    bare = [m.kind for m in who(module(PAIRS.format(pairs=""))) if not m.killed]
    assert sorted(bare) == ["row left out", "wrong value"]
    listed = who(module(PAIRS.format(pairs="  pairs UGT1A1 diplotype is *28/*28\n")))
    assert [str(m.problem) for m in listed if not m.killed] == []


@pytest.mark.parametrize(("listed", "said"), [
    ("*28/*28 or *6/*6", "`pairs` lists *6/*6, and no row names it"),
    ("*6/*28", "*28/*28 is not among the pairs listed"),
])
def test_list_of_pairs_and_rows_are_held_against_each_other(listed: str, said: str) -> None:
    """Both ways."""
    found = check([module(PAIRS.format(pairs=f"  pairs UGT1A1 diplotype is {listed}\n"))], WORDS)
    assert said in [p.message for p in found if p.level == "error"]


def swaps(examples: str) -> list[Mutant]:
    """Advice swaps in TABLE with these examples."""
    found = module(TABLE + examples)
    rules = compile_rules([found], WORDS)
    return list(advice_swaps(rules, [found], WORDS, RESOLVER, run_examples(rules, [found], WORDS, RESOLVER)))


def test_swap_that_no_example_notices_is_reported() -> None:
    """PGX605, on the line of the row."""
    made = swaps("  | *1/*1 || never stop |\n")
    assert [f"{m.problem.code} {m.problem.at.line} {m.problem.message}" for m in made if not m.killed] == [
        f"PGX605 {line} no example notices a swap of advice in cpic.test.t" for line in (16, 17)]


def test_swaps_are_noticed_by_examples_that_name_the_advice() -> None:
    """One example per row is enough."""
    made = swaps("  | *1/*1 || certain go |\n  | *4/*4 || certain stop |\n  | untested || certain no-advice |\n")
    assert [m.killed for m in made] == [True, True, True]


@pytest.mark.parametrize(("rows", "same"), [
    ("| UM or NM || go |\n  | IM || go |\n  | PM || stop |\n  | unknown || no-advice |\n", True),
    ("| not PM || go |\n  | PM || stop |\n  | indeterminate || no-advice |\n  | untested || no-advice |\n", True),
    ("| UM or NM || go |\n  | IM or PM || stop |\n  | unknown || no-advice |\n", False),
], ids=["split", "otherwise worded", "another patient"])
def test_same_for_everybody(rows: str, *, same: bool) -> None:
    """By meaning, not by text."""
    def first(text: str) -> Table:
        return next(module(text).tables())

    body = TABLE[:TABLE.index("examples")]
    other = body[:body.index("| UM")] + rows
    assert same_for_everybody(first(body), first(other), WORDS, adjusted_scores([], WORDS)) is same


def test_command_reports_counts_and_writes_junit(tmp_path: Path) -> None:
    """Exit 1 for a mistake on the who side that no check notices; one test case per example and per mistake."""
    file, junit = tmp_path / "x.pgx", tmp_path / "junit.xml"
    file.write_text("guideline local.x\n  cite PMID:33387367\n" + ADVICE + PAIRS.format(pairs="")
                    + "examples e\n  | UGT1A1 || expect |\n  | *28/*28 || certain stop |\n",
                    encoding="utf-8")
    result = CliRunner().invoke(command, ["test", "--mutate", "--junit", str(junit), str(file)])
    assert result.exit_code == 1
    assert result.stderr.splitlines()[:2] == ["who side: 3 of 5 mistakes noticed by check alone",
                                              "advice side: 2 of 3 mistakes noticed by examples"]
    root = fromstring(junit.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    suites = {suite.get("name"): (suite.get("tests"), suite.get("failures")) for suite in root}
    assert suites == {"examples": ("1", "0"), "mutants": ("8", "3")}
