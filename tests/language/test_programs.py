"""The example files of the language's design: they read, hold together, and do what their examples say."""

from __future__ import annotations

import pytest

from pgx.rules import check, compile_rules, parse, run_examples
from pgx.rules.actions import ACTIONS, SEVERITIES
from pgx.rules.complaints import BLOCKS
from tests.language.words import RESOLVER, WORDS, all_programs
from tests.paths import ROOT

NAMES = [module.file for module in all_programs()]


def test_programs_have_no_error() -> None:
    """Warnings are allowed; errors are not."""
    assert [str(p) for p in check(all_programs(layer=True), WORDS) if p.level == "error"] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_example_of_a_program_holds(name: str) -> None:
    """Every line of every `examples` block, with every drug."""
    modules = all_programs()
    results = run_examples(compile_rules(modules, WORDS), modules, WORDS, RESOLVER)
    here = [r for r in results if r.file == name]
    assert [str(r.problem) for r in here if not r.passed] == []


def test_program_in_the_manual_is_sound() -> None:
    """The page that teaches the language is run."""
    text = (ROOT / "docs/rule-language.md").read_text(encoding="utf-8").split("```pgx\n")[1].split("```")[0]
    found = parse(text, "manual.pgx")
    assert [str(p) for p in check([found], WORDS)] == []
    assert [str(r.problem) for r in run_examples(compile_rules([found], WORDS), [found], WORDS, RESOLVER)
            if not r.passed] == []


@pytest.mark.parametrize("word", sorted({*ACTIONS, *SEVERITIES, *BLOCKS} - {"no-advice", "test-first"}))
def test_manual_names_every_word(word: str) -> None:
    """A block, action or severity that is not in the manual fails here."""
    text = " ".join((ROOT / "docs/rule-language.md").read_text(encoding="utf-8").split())
    assert word in text
