"""`explain` of a patient: every row of a table is given, or excluded by columns that are named."""

from __future__ import annotations

import pytest

from pgx.rules import Candidate, Group, compile_rules, parse
from pgx.rules.tracing import Trace, trace
from tests.language.words import WORDS

TABLE = """guideline try.it
  source CPIC 2022
  cite PMID:1
advice go
  action usual dose
  severity none
advice stop
  action avoid
  severity major
  say "why"
table t
  for clopidogrel
  when indication is ACS
  | CYP2C19 | age || advice | strength |
  | UM or RM or NM | any || go | strong |
  | IM or PM | < 18 y || go | strong |
  | IM or PM | >= 18 y || stop | strong |
  | unknown | any || no-advice | - |
"""


def told(**facts: tuple[str, ...]) -> Trace:
    """The trace of the one table for these possible values."""
    groups = [Group(key, tuple(Candidate({key: v}) for v in values)) for key, values in facts.items()]
    found, = trace(compile_rules([parse(TABLE, "t.pgx")], WORDS), "clopidogrel", groups)
    return found


def others(found: Trace) -> dict[str, tuple[str, ...]]:
    """Row (in brackets) -> columns that exclude it."""
    return {o.row_id.partition("[")[2].rstrip("]"): o.by for o in found.others}


def test_given_and_excluded_are_all_rows() -> None:
    """One gene result, the age missing: both rows of the result stay, the rest is excluded by the gene."""
    found = told(CYP2C19=("PM",), indication=("ACS",))
    assert {(f.advice.name, f.verdict) for f in found.given} == {("go", "possible"), ("stop", "possible")}
    assert others(found) == {"UM or RM or NM & any": ("CYP2C19",), "unknown & any": ("CYP2C19",)}
    assert dict(found.reads) == {"CYP2C19": ("PM",), "age": ("not given",), "indication": ("ACS",)}


def test_an_ambiguous_gene_excludes_only_what_no_candidate_meets() -> None:
    """NM or PM leaves three rows."""
    assert others(told(CYP2C19=("NM", "PM"), indication=("ACS",))) == {"unknown & any": ("CYP2C19",)}


def test_untested_gene_is_read_as_untested() -> None:
    """It excludes every row but `unknown`."""
    found = told(indication=("ACS",))
    assert [f.advice.name for f in found.given] == ["no-advice"]
    assert set(others(found).values()) == {("CYP2C19",)}


@pytest.mark.parametrize(("facts", "outside", "given"), [
    ({"indication": ("stroke",)}, ("indication",), 0), ({"indication": ("stroke", "ACS")}, (), 1), ({}, (), 1),
], ids=["another", "either", "not given"])
def test_table_for_others_says_so(facts: dict[str, tuple[str, ...]], outside: tuple[str, ...], given: int) -> None:
    """A table whose `when` no value meets names the column; a missing fact keeps it."""
    found = told(CYP2C19=("NM",), **facts)
    assert (found.outside, len(found.given)) == (outside, given)
