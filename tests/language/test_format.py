"""One layout: stable, meaning-preserving, comments kept; hashes see meaning only."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pgx.rules import Module, RuleSyntaxError, compile_rules, format_source, parse
from tests.language import tables
from tests.language.words import ADVICE, HEAD, PROGRAMS, WORDS

FILES = sorted(PROGRAMS.rglob("*.pgx"))
MESSY = HEAD + ADVICE + """
# who gets what


table   t   # the first edition
 for codeine
    | CYP2C19||advice |strength|
  | UM or   RM or NM or IM  ||  go| strong |   # as printed
|PM||stop|-|
 | unknown || no-advice | - |
rule r
 for codeine
 when age < 12 y
 and   CYP2C19 is PM
 then stop
 because "a  b"
   "c"
"""
TIDY = """
# who gets what

table t  # the first edition
  for      codeine
  | CYP2C19               || advice    | strength |
  | UM or RM or NM or IM  || go        | strong   |  # as printed
  | PM                    || stop      | -        |
  | unknown               || no-advice | -        |
rule r
  for      codeine
  when     age < 12 y
      and  CYP2C19 is PM
  then     stop
  because  "a  b"
           "c"
"""


def hashes(text: str) -> dict[str, str]:
    """Row hashes of a file."""
    ruleset = compile_rules([parse(text, "x.pgx")], WORDS)
    return {row.id: row.hash for program in ruleset.programs for row in program.rows}


@pytest.mark.parametrize("path", FILES, ids=[p.stem for p in FILES])
def test_formatting_twice_is_formatting_once(path) -> None:
    """And the tree stays the same."""
    text = path.read_text(encoding="utf-8")
    once = format_source(text)
    assert format_source(once) == once
    assert parse(once, "a").blocks == parse(text, "b").blocks


def test_layout_is_canonical() -> None:
    """Aligned, indented, comments where they were, quoted text untouched."""
    assert format_source(MESSY).split('  say      "why"\n', 1)[1] == TIDY


def test_text_that_is_not_the_language_is_not_touched() -> None:
    """The complaint of the reader, not of the formatter."""
    with pytest.raises(RuleSyntaxError, match="ends with"):
        format_source(MESSY.replace("| no-advice | - |", "| no-advice | -"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_generated_spacing_never_changes_meaning(data: st.DataObject) -> None:
    """Any amount of blanks between words gives the same canonical text."""
    lines = []
    for line in TIDY.splitlines():
        words = line.strip().split("  ")
        gap = " " * data.draw(st.integers(2, 6))
        lines.append(" " * data.draw(st.integers(0, 5)) + gap.join(words) if '"' not in line else line)
    spaced = HEAD + ADVICE + "\n".join(lines) + "\n"
    assert format_source(spaced) == format_source(HEAD + ADVICE + TIDY)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables.modules())
def test_generated_tables_are_total(module: Module) -> None:
    """What the strategies call complete and disjoint compiles."""
    assert compile_rules([module], WORDS).drugs == ("codeine",)


def test_hashes_see_meaning_only() -> None:
    """Layout, comments and row order: same. One cell, an advice's text, a term's label: different."""
    text = HEAD + ADVICE + TIDY
    assert hashes(MESSY) == hashes(text)
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("  | PM"))
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    assert hashes("\n".join(lines) + "\n") == hashes(text)
    row = "cpic.test.t[PM]"
    assert hashes(text.replace("| PM                    || stop      | -  ",
                               "| PM                    || stop      | strong"))[row] != hashes(text)[row]
    assert hashes(text.replace('"why"', '"because"'))[row] != hashes(text)[row]


def test_meaning_of_a_word_is_part_of_the_hash() -> None:
    """A result that is renamed upstream is another rule."""
    from dataclasses import replace

    other = replace(WORDS, labels={("CYP2C19", "PM"): "Something Else"})
    one, two = (compile_rules([parse(HEAD + ADVICE + TIDY, "x.pgx")], words) for words in (WORDS, other))
    assert one.sha256 != two.sha256
