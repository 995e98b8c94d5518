"""A half-written file: each block is read alone, at its own line, and one broken block hides nothing of the others."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pgx.rules import parse
from pgx.rules.drafts import read_draft
from pgx.rules.keywords import keywords
from pgx.rules.walk import scope_drugs
from tests.language.words import ADVICE, HEAD, PROGRAMS
from tests.paths import ROOT

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(PROGRAMS.rglob("*.pgx"))}
TEXT = HEAD + ADVICE + "table t\n  for codeine\n  | CYP2C19 || advice |\n  | any || go |\n"


@pytest.mark.parametrize("name", TEXTS)
def test_whole_file_and_its_blocks_say_the_same(name: str) -> None:
    """Trees and places are equal."""
    whole, draft = parse(TEXTS[name], "x.pgx"), read_draft(TEXTS[name], "x.pgx")
    assert draft.module == whole
    assert [word.at for word in scope_drugs(draft.module)] == [word.at for word in scope_drugs(whole)]
    assert draft.problems == ()


def test_broken_block_hides_nothing_of_the_others() -> None:
    """Two broken blocks are two complaints, each at its own line; the table is still there."""
    draft = read_draft(TEXT.replace("action usual dose", "action 7").replace("severity major", "severity"), "x.pgx")
    assert [(p.at.line, p.code) for p in draft.problems] == [(6, "PGX001"), (10, "PGX001")]
    assert [part.name for part in draft.broken] == ["go", "stop"]
    assert [block.name for block in draft.module.blocks] == ["t"]


@pytest.mark.parametrize(("text", "said"), [
    ("", "1: a file begins with `guideline NAME` or `layer NAME`"),
    (ADVICE, "1: a file begins with `guideline NAME` or `layer NAME`"),
    (HEAD + ADVICE + HEAD, "12: `guideline` begins a file; put it first"),
], ids=["empty", "no header", "two headers"])
def test_header_stands_first_and_once(text: str, said: str) -> None:
    """The complaint names what to write."""
    draft = read_draft(text, "x.pgx")
    assert [f"{p.at.line}: {p.message}" for p in draft.problems] == [said]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_every_text_while_it_is_typed_gives_a_draft(name: str, data: st.DataObject) -> None:
    """Cut anywhere, or with a piece left out: never an exception, and every complaint within the text."""
    text = TEXTS[name]
    start = data.draw(st.integers(0, len(text)))
    draft = read_draft(text[:start] + text[data.draw(st.integers(start, len(text))):], "x.pgx")
    assert all(1 <= p.at.line <= len(text.splitlines()) + 1 and p.message for p in draft.problems)


def test_keywords_are_those_of_the_grammar() -> None:
    """A word in one list and not in the other fails here."""
    rules = (ROOT / "pgx/rules/grammar.lark").read_text(encoding="utf-8").split("CODE.1")[0]
    assert set(re.findall(r'"([a-z]+)"', re.sub("//.*", "", rules))) == keywords()
