"""Compiled tables against a naive reading of the text, in every world."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pgx.rules import Answer, Finding, Group, RuleSet, compile_rules
from pgx.rules.syntax import Module, Table
from tests.language import oracle, tables
from tests.language.words import WORDS

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def answer(module: Module, groups: list[Group]) -> Answer:
    """What the compiled table says."""
    return compile_rules([module], WORDS).evaluate("codeine", groups)


def the_table(module: Module) -> Table:
    """The table of the file."""
    return next(module.tables())


def advice(found: Answer) -> set[str]:
    """Names of the advice given."""
    return {finding.advice.name for finding in found.findings}


@QUICK
@given(tables.modules(), tables.groups())
def test_compiled_table_says_what_the_text_says(module: Module, groups: list[Group]) -> None:
    """Possible is what some world says, certain what every world says."""
    outcomes = {said for _, said in oracle.worlds(the_table(module), groups)}
    found = answer(module, groups)
    assert advice(found) == outcomes - {None}
    assert {f.verdict for f in found.findings} <= ({"certain"} if len(outcomes) == 1 else {"possible"})


@QUICK
@given(tables.modules(), tables.groups(interval=False, told=True))
def test_worlds_and_contributors_are_counted_exactly(module: Module, groups: list[Group]) -> None:
    """With exact values every world is one choice of candidates."""
    looked_at = {str(s) for s in oracle.subjects(the_table(module))}
    groups = [g for g in groups if looked_at & set(g.candidates[0].values)]
    worlds = list(oracle.worlds(the_table(module), groups))
    for finding in answer(module, groups).findings:
        here = [numbers for numbers, said in worlds if said == finding.advice.name]
        assert (finding.worlds_here, finding.worlds_total) == (len(here), len(worlds))
        assert dict(finding.contributors) == {
            g.name: tuple(sorted({numbers[i] for numbers in here})) for i, g in enumerate(groups)}
        assert abs(finding.weight - len(here) / len(worlds)) < 1e-9


@QUICK
@given(tables.modules(), tables.groups(interval=False, told=True))
def test_settles_names_the_groups_whose_value_would_decide(module: Module, groups: list[Group]) -> None:
    """Fixing that group to any of its candidates leaves one outcome."""
    table = the_table(module)
    looked_at = {str(s) for s in oracle.subjects(table)}
    groups = [g for g in groups if looked_at & set(g.candidates[0].values)]
    worlds = list(oracle.worlds(table, groups))
    assume(len({said for _, said in worlds}) > 1)
    expected = {g.name for i, g in enumerate(groups) if len(g.candidates) > 1 and all(
        len({said for numbers, said in worlds if numbers[i] == n}) == 1 for n in range(len(g.candidates)))}
    for finding in answer(module, groups).findings:
        assert set(finding.settles) == expected


@QUICK
@given(tables.modules(), tables.groups(), st.data())
def test_truth_is_never_excluded_and_certain_is_true(module: Module, groups: list[Group], data: st.DataObject) -> None:
    """Whatever candidate is the true one."""
    truth = [replace(g, candidates=(data.draw(st.sampled_from(g.candidates)),)) for g in groups]
    found, true = answer(module, groups), answer(module, truth)
    assert advice(true) <= advice(found)
    assert {f.advice.name for f in found.findings if f.verdict == "certain"} <= advice(true)


@QUICK
@given(tables.modules(), tables.groups(), st.data())
def test_learning_more_never_revives_advice(module: Module, groups: list[Group], data: st.DataObject) -> None:
    """Fewer candidates, fewer possibilities; certain advice stays."""
    fewer = [replace(g, candidates=tuple(data.draw(st.lists(st.sampled_from(g.candidates), min_size=1, unique_by=id))))
             for g in groups]
    before, after = answer(module, groups), answer(module, fewer)
    assert advice(after) <= advice(before)
    certain = {f.advice.name for f in before.findings if f.verdict == "certain"}
    assert certain <= {f.advice.name for f in after.findings if f.verdict == "certain"}


@QUICK
@given(tables.modules(), tables.groups(told=True), st.randoms())
def test_order_of_candidates_and_groups_means_nothing(module: Module, groups: list[Group], random: object) -> None:
    """The same findings, whatever comes first."""
    turned = [replace(g, candidates=g.candidates[::-1]) for g in groups[::-1]]

    def key(finding: Finding) -> tuple[object, ...]:
        return (finding.advice.name, finding.verdict, finding.worlds_here, finding.worlds_total)

    assert sorted(map(key, answer(module, groups).findings)) == sorted(map(key, answer(module, turned).findings))


@QUICK
@given(tables.modules(), tables.groups())
def test_compiled_rules_survive_json(module: Module, groups: list[Group]) -> None:
    """Written and read back, they give the same answer."""
    ruleset = compile_rules([module], WORDS)
    again = RuleSet.from_json(ruleset.to_json())
    assert again.evaluate("codeine", groups) == ruleset.evaluate("codeine", groups)
    assert again.to_json() == ruleset.to_json()
