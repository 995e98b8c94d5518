"""One layout: stable, meaning-preserving, comments kept; hashes see meaning only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pgx.rules import Module, RuleSyntaxError, compile_rules, format_source, parse
from pgx.rules.syntax import Block, Formula, Table, Word
from tests.language import tables
from tests.language.tables import ADVICE as ADVICE_OF_TABLES
from tests.language.words import ADVICE, HEAD, PROGRAMS, WORDS, all_programs, program

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
    other = replace(WORDS, labels={("CYP2C19", "PM"): "Something Else"})
    one, two = (compile_rules([parse(HEAD + ADVICE + TIDY, "x.pgx")], words) for words in (WORDS, other))
    assert one.sha256 != two.sha256


def edits(found: Module) -> Iterator[tuple[str, Module]]:
    """Every change of a single cell that leaves a table total: another advice, another strength; a coefficient."""
    for block in found.blocks:
        if isinstance(block, Table):
            for i, row in enumerate(block.rows):
                other = Word("test-first" if row.advice.text != "test-first" else "no-advice")
                grade = Word("strong" if row.strength is not None and row.strength.text == "optional" else "optional")
                for changed in (replace(row, advice=other), replace(row, strength=grade)):
                    rows = (*block.rows[:i], changed, *block.rows[i + 1:])
                    yield f"{block.name}[{row.printed}]", with_block(found, block, replace(block, rows=rows))
        elif isinstance(block, Formula):
            for i, (name, terms) in enumerate(block.sums):
                for j, term in enumerate(terms):
                    more = (*terms[:j], replace(term, coefficient=term.coefficient + 1), *terms[j + 1:])
                    sums = (*block.sums[:i], (name, more), *block.sums[i + 1:])
                    yield f"{block.name} term {j}", with_block(found, block, replace(block, sums=sums))


def with_block(found: Module, old: Block, new: Block) -> Module:
    """The file with one block changed."""
    return replace(found, blocks=tuple(new if block is old else block for block in found.blocks))


@pytest.mark.parametrize("path", FILES, ids=[p.stem for p in FILES])
def test_any_single_cell_changes_the_hash_of_the_rules(path: Path) -> None:
    """No edit of a cell or a coefficient goes unseen."""
    others = [m for m in all_programs(layer=True) if not m.file.endswith(path.relative_to(PROGRAMS).as_posix())]
    this = program(path.relative_to(PROGRAMS).as_posix())
    before = compile_rules([this, *others], WORDS).sha256
    unseen = [what for what, changed in edits(this) if compile_rules([changed, *others], WORDS).sha256 == before]
    assert unseen == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables.modules())
def test_generated_programs_are_formatted_once_for_all_and_mean_the_same(made: Module) -> None:
    """Idempotent; the same tree; the same hash."""
    text = written(made)
    once = format_source(text)
    assert format_source(once) == once
    assert parse(once, "x.pgx").blocks == made.blocks
    assert compile_rules([parse(once, "x.pgx")], WORDS).sha256 == compile_rules([made], WORDS).sha256


def written(made: Module) -> str:
    """A generated table as untidy text."""
    table = next(made.tables())
    guard = "".join(f" {'when' if not i else 'and'}  {test}\n" for i, test in enumerate(table.guard))
    rows = "".join(f"|{' |'.join(str(cell) for cell in row.cells)}||{row.advice.text}|   -|\n" for row in table.rows)
    head = " |  ".join(str(subject) for subject in table.columns)
    return f"{HEAD}{ADVICE_OF_TABLES}table t\nfor   codeine\n{guard}| {head}|| advice|strength |\n{rows}"
