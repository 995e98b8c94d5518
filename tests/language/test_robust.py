"""Any text gets an answer in plain words: never a traceback, and the complaint stands where the text was broken."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pgx.rules import Module, RuleError, RuleSyntaxError, check, compile_rules, format_source, parse
from tests.language.words import PROGRAMS, WORDS, all_programs

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(PROGRAMS.rglob("*.pgx"))}
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PIECES = st.sampled_from(["|", "||", "-", '"', "#", "or", "is", "any", "unknown", "not", "PM", "CYP2D7", "*1/*2",
                          "1.25", "5 mg/kg", ">", "\n", " ", "table x", "A/G", "score", "%", "é", "\t", "0"])


def read(text: str) -> Module | None:
    """The tree, None when the text is not the language."""
    try:
        return parse(text, "x.pgx")
    except RuleSyntaxError as error:
        problem = error.problem
    assert 1 <= problem.at.line <= max(1, len(text.splitlines())) + 1
    assert problem.message
    return None


@QUICK
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_edited_programs_never_crash_the_checker(name: str, data: st.DataObject) -> None:
    """One or two edits anywhere: read, checked, and compiled or refused."""
    text = TEXTS[name]
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 8))
        text = text[:at] + data.draw(PIECES) + text[at + cut:]
    found = read(text)
    if found is not None:
        problems = check([found, *all_programs()], WORDS)
        assert all(str(problem) for problem in problems)
        with suppress(RuleError):
            compile_rules([found], WORDS)
        assert parse(format_source(text), "x.pgx").blocks == found.blocks


@QUICK
@given(st.lists(PIECES | st.text(max_size=5), max_size=30))
def test_any_text_is_read_or_refused(pieces: list[str]) -> None:
    """Also text that was never a program."""
    read(" ".join(pieces))


@pytest.mark.parametrize("text", ["", "\n", "guideline", "guideline a", "guideline a\n", "\ufeffguideline a\n", "\x00"])
def test_edges(text: str) -> None:
    """Empty, cut short, a byte order mark."""
    read(text)


def test_windows_line_ends_mean_nothing() -> None:
    """The same tree from CRLF."""
    for text in TEXTS.values():
        assert parse(text.replace("\n", "\r\n"), "x").blocks == parse(text, "x").blocks
