"""Examples in rule files: what fails, what is said, and what they forget (PGX601-PGX604)."""

from __future__ import annotations

import pytest

from pgx.rules import compile_rules, run_examples
from pgx.rules.coverage import coverage, coverage_problems
from tests.language.words import RESOLVER, WORDS, module

TABLE = """table t
  for codeine
  when age >= 12 y
  | CYP2D6 score || advice |
  | 0            || stop   |
  | > 0          || go     |
  | unknown      || no-advice |
examples e
  for codeine
  | CYP2D6 | taking | age || expect |
"""


def run(row: str) -> list[str]:
    """Number and message of what a row of examples gets wrong."""
    found = module(TABLE + f"  | {row} |\n")
    results = run_examples(compile_rules([found], WORDS), [found], WORDS, RESOLVER)
    return [f"{r.problem.code} {r.problem.message}" for r in results if r.problem]


@pytest.mark.parametrize("row", [
    "*4/*4 | - | 40 y || certain stop", "*1/*4 | - | 40 y || certain go", "untested | - | 40 y || certain no-advice",
    "*1/*1 or *4/*4 | - | 40 y || possible stop or go", "unknown | - | 40 y || certain no-advice",
    "*1/*1 | - | 40 y || never stop",
    "*1/*1 | - | 144 months || certain go", "*1/*1 | - | 8 y || silent", "IM | - | 40 y || certain go",
])
def test_examples_that_hold(row: str) -> None:
    """Diplotypes, results, unknowns, several candidates, units."""
    assert run(row) == []


@pytest.mark.parametrize(("row", "said"), [
    ("*4/*4 | - | 40 y || certain go", "PGX602 codeine: expected certain go, got certain stop"),
    ("*4/*4 | - | - || certain stop", "PGX603 codeine: `stop` is only possible, because age is not given"),
    ("*1/*1 or *4/*4 | - | 40 y || possible stop", "PGX602 codeine: go is possible too"),
    ("*4/*4 | - | 40 y || never stop", "PGX602 codeine: `stop` was never to apply, but is certain"),
    ("*4/*4 | - | 40 y || silent", "PGX602 codeine: expected nothing, got certain stop"),
    ("*4/*10 | - | 40 y || certain stop", "PGX602 `*4/*10` has no result in the knowledge base"),
    ("*4/*4 | - | > 40 y || certain stop", "PGX602 an example needs exact numbers, not `> 40 y`"),
    ("*4/*4 | - | 40 y || dose 5 mg/week", "PGX602 codeine: expected dose 5 mg/week, got no calculated dose"),
])
def test_examples_that_fail_say_why(row: str, said: str) -> None:
    """PGX602 and PGX603."""
    assert run(row) == [said]


def test_rows_that_no_example_reaches_are_named() -> None:
    """PGX601 for each row, PGX604 for the two patients that are forgotten."""
    found = module(TABLE + "  | *4/*4 | - | 40 y || certain stop |\n")
    ruleset = compile_rules([found], WORDS)
    results = run_examples(ruleset, [found], WORDS, RESOLVER)
    files = frozenset({"x.pgx"})
    assert [p.message for p in coverage_problems(ruleset, results, files)] == [
        "no example reaches cpic.test.t[> 0]", "no example reaches cpic.test.t[unknown]",
        "no example of cpic.test.t has an unknown result", "no example of cpic.test.t has several candidates"]
    assert coverage(ruleset, results, files)[0].share == pytest.approx(1 / 3)


def test_complete_examples_are_complete() -> None:
    """Nothing to complain about."""
    found = module(TABLE + "  | *4/*4 or *1/*1 | - | 40 y || possible stop or go |\n"
                           "  | untested | - | 40 y || certain no-advice |\n")
    ruleset = compile_rules([found], WORDS)
    results = run_examples(ruleset, [found], WORDS, RESOLVER)
    assert list(coverage_problems(ruleset, results, frozenset({"x.pgx"}))) == []
