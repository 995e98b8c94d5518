"""Every short cut says what the long way says: the plain case, the arrays closed over sets, the cohort look-up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pgx.rules import Candidate, Finding, Group, RuleSet, compile_rules
from pgx.rules.adjusting import adjust_blocks
from pgx.rules.closing import TooLarge, close
from pgx.rules.cohort import Cohort, Told
from pgx.rules.evaluate import Evaluator
from pgx.rules.settled import Plain
from pgx.rules.syntax import Module
from pgx.rules.tally import Runner
from pgx.rules.worlds import to_blocks
from tests.language import oracle, tables
from tests.language.million import trials
from tests.language.words import WORDS, all_programs, module

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CODEINE = compile_rules(all_programs(layer=True), WORDS)


def both_ways(rules: RuleSet, groups: Sequence[Group],
              drug: str = "codeine") -> list[tuple[list[Finding], list[Finding]]]:
    """(plain, weighed) findings of every table and rule of a drug."""
    plain = [Plain(Runner(program), rules.guidelines) for program in rules.programs_for(drug)]
    found = Evaluator(rules.guidelines, plain, adjust_blocks(to_blocks(groups), tuple(rules.adjusts.values())))
    return [(found.said(p), found.weighed(p.runner)) for p in plain if p.program.kind != "remind"]


@QUICK
@given(tables.modules(), tables.groups())
def test_plain_case_says_what_the_tally_says(made: Module, groups: list[Group]) -> None:
    """To the last field."""
    for plain, weighed in both_ways(compile_rules([made], WORDS), groups):
        assert plain == weighed


@QUICK
@given(st.sampled_from(CODEINE.drugs), tables.groups(told=True))
def test_plain_case_with_exceptions_and_phenoconversion(drug: str, groups: list[Group]) -> None:
    """The design's programs, a site's layer on top."""
    listed = [*groups, Group("inhibitor of CYP2D6", (Candidate({"inhibitor of CYP2D6": "strong"}),))]
    for plain, weighed in both_ways(CODEINE, listed, drug):
        assert plain == weighed


def as_told(groups: Sequence[Sequence[Group]]) -> list[Told]:
    """Patients with the same groups, as columns."""
    told = []
    for number, group in enumerate(groups[0]):
        choices = list(dict.fromkeys(tuple(id(c) for c in patient[number].candidates) for patient in groups))
        made = {tuple(id(c) for c in patient[number].candidates): patient[number].candidates for patient in groups}
        codes = [choices.index(tuple(id(c) for c in patient[number].candidates)) for patient in groups]
        told.append(Told(group.name, np.array(codes, dtype=np.uint8), [made[key] for key in choices]))
    return told


@QUICK
@given(tables.modules(), st.lists(tables.groups(told=True), min_size=1, max_size=5))
def test_cohort_look_up_says_what_every_world_says(made: Module, patients: list[list[Group]]) -> None:
    """The set of each patient is exactly what the naive reading of the text reaches."""
    table = next(made.tables())
    (answers,) = Cohort(as_told(patients)).answers(compile_rules([made], WORDS), "codeine")
    for number, groups in enumerate(patients):
        rows = {row for row in range(len(table.rows)) if answers.reached(row)[number]}
        silent = bool(answers.silent()[number])
        expected = {said for _, said in oracle.worlds(table, groups)}
        assert {table.rows[row].advice.text for row in rows} | ({None} if silent else set()) == expected
        assert not answers.certain()[number] or len(expected) == 1


@QUICK
@given(st.sampled_from([d for d in CODEINE.drugs if d != "warfarin"]),
       st.lists(tables.groups(told=True), min_size=1, max_size=4), st.sampled_from(["strong", "moderate", "none"]))
def test_cohort_with_phenoconversion_never_loses_a_row(drug: str, patients: list[list[Group]], level: str) -> None:
    """Linked columns are combined as if free: rows may be added, never lost; without linked ones the sets are equal."""
    listed = [[*groups, Group("inhibitor of CYP2D6", (Candidate({"inhibitor of CYP2D6": level}),))]
              for groups in patients]
    answers = {a.program.name: a for a in Cohort(as_told(listed)).answers(CODEINE, drug)}
    for number, groups in enumerate(listed):
        for finding in CODEINE.evaluate(drug, groups).findings:
            found = answers[finding.table]
            names = {row.id: n for n, row in enumerate(found.program.rows)}
            assert all(found.reached(names[ref.row_id])[number] for ref in finding.rows)


def test_column_nobody_told_about_is_untested_or_open() -> None:
    """As for a single patient."""
    body = ("table t\n  for codeine\n  when age >= 12 y\n  | CYP2C19 || advice |\n  | not unknown || go |\n"
            "  | unknown || no-advice |\n")
    told = [Told("CYP2C9", np.zeros(3, dtype=np.uint8), [(Candidate({"CYP2C9": "NM"}),)])]
    (answers,) = Cohort(told).answers(compile_rules([module(body)], WORDS), "codeine")
    assert answers.sets[0].tolist() == [0b110] * 3      # the row for unknown, or (age not told) not for this patient


def test_table_beyond_the_budget_is_refused() -> None:
    """Never a silent approximation."""
    many = "table t\n  for codeine\n  | age || advice |\n" + "".join(
        f"  | > {n} y and <= {n + 1} y || {'go' if n % 2 else 'stop'} |\n" for n in range(1, 30)) + (
        "  | <= 1 y || go |\n  | > 30 y || go |\n")
    program = compile_rules([module(many)], WORDS).programs[0]
    with pytest.raises(TooLarge, match=r"cpic\.test\.t"):
        close(program)


def test_record_of_soundness() -> None:
    """A few thousand cases of `python -m tests.language.million`."""
    assert list(trials(2_000, seed=7))[-1] == 2_000
