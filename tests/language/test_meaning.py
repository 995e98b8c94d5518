"""What an answer means: unknowns, missing facts, intervals, other drugs, equations."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pgx.rules import Answer, AtLeast, Candidate, Finding, Group, RuleSet, Value, compile_rules
from pgx.rules.actions import contradict
from tests.language.words import WORDS, all_programs, module

RULESET = compile_rules(all_programs(), WORDS)


def given(key: str, *values: Value, name: str = "") -> Group:
    """A group with one column."""
    return Group(name or key, tuple(Candidate({key: value}, 1.0, str(value)) for value in values))


def said(answer: Answer, kind: str = "table") -> dict[str, str]:
    """Advice -> verdict."""
    return {f.advice.name: f.verdict for f in answer.findings if f.kind == kind}


def codeine(*groups: Group, ruleset: RuleSet = RULESET) -> Answer:
    """What codeine's file says to an adult."""
    return ruleset.evaluate("codeine", [*groups, given("age", Decimal(40))])


D6 = "CYP2D6 score"
INHIBITOR = "inhibitor of CYP2D6"


def test_gene_nobody_told_about_is_untested() -> None:
    """Never a usual dose; the row for unknown answers."""
    assert said(codeine()) == {"no-advice": "certain"}
    assert codeine().findings[0].unknown == ((D6, "untested"),)


def test_failed_test_gets_the_row_that_the_guideline_wrote() -> None:
    """`indeterminate` is a value, not an error."""
    assert said(RULESET.evaluate("abacavir", [given("HLA-B*57:01", "indeterminate")])) == {"test-first": "certain"}


def test_two_candidates_with_one_advice_are_certain() -> None:
    """Worlds, not rows: 0.5 and 1 both mean watching."""
    assert said(codeine(given(D6, Decimal("0.5"), Decimal(1), name="CYP2D6"))) == {"label-dose-watch": "certain"}


def test_two_rows_with_one_advice_are_one_finding() -> None:
    """Both rows are named; the likelier one leads."""
    found = RULESET.evaluate("capecitabine", [Group("DPYD", (
        Candidate({"DPYD score": Decimal(1)}, 0.3), Candidate({"DPYD score": Decimal("1.5")}, 0.7)))]).findings
    assert [(f.advice.name, f.verdict, f.strength) for f in found] == [("half-dose", "certain", "moderate")]
    assert [row.strength for row in found[0].rows] == ["moderate", "strong"]


def test_score_that_no_allele_pair_gives_counts_as_indeterminate() -> None:
    """A value outside the vocabulary never lands in a neighbouring row."""
    assert said(RULESET.evaluate("capecitabine", [given("DPYD score", Decimal("0.7"))])) == {"test-first": "certain"}


@pytest.mark.parametrize(("level", "expected"), [
    ("none", {"avoid-toxicity"}), ("moderate", {"label-dose", "avoid-toxicity"}), ("strong", {"avoid-no-effect"}),
])
def test_at_least_three_is_an_interval_also_when_halved(level: str, expected: set[str]) -> None:
    """≥3 halved is ≥1.5, which reaches two rows; times 0 it is 0."""
    assert set(said(codeine(given(D6, AtLeast(Decimal(3)), name="CYP2D6"), given(INHIBITOR, level)))) == expected


def test_inhibitor_moves_the_score_and_says_so() -> None:
    """The trace names file, values and factor."""
    found = codeine(given(D6, Decimal(2), name="CYP2D6"), given(INHIBITOR, "moderate")).findings[0]
    assert found.advice.name == "label-dose-watch"
    assert found.adjusted == ("common.phenoconversion: CYP2D6 score 2 -> 1 (times 0.5)",)


def test_without_a_medication_list_nothing_is_converted() -> None:
    """The `unknown` row of the adjustment decides."""
    assert said(codeine(given(D6, Decimal(2), name="CYP2D6"))) == {"label-dose": "certain"}
    assert said(codeine(given(D6, Decimal(2), name="CYP2D6"), given(INHIBITOR, "unknown"))) == {"label-dose": "certain"}


def test_inhibitor_never_makes_a_result_of_an_unknown() -> None:
    """Untested stays untested."""
    assert said(codeine(given(D6, "untested", name="CYP2D6"), given(INHIBITOR, "strong"))) == {"no-advice": "certain"}


def test_result_alone_is_converted_through_every_score_behind_it() -> None:
    """An outside IM has score 0.25 to 1; halved it is 0.125 to 0.5: still one advice."""
    ruleset = compile_rules([*all_programs(), module(
        "table t\n  for morphine\n  | CYP2D6 || advice |\n  | UM or NM || go |\n  | IM or PM || stop |\n"
        "  | unknown || no-advice |\n")], WORDS)
    groups = [Group("CYP2D6", (Candidate({"CYP2D6": "IM", D6: "indeterminate"}),)), given(INHIBITOR, "moderate")]
    assert said(ruleset.evaluate("morphine", groups)) == {"stop": "certain"}
    normal = [Group("CYP2D6", (Candidate({"CYP2D6": "NM", D6: "indeterminate"}),)), given(INHIBITOR, "moderate")]
    assert said(ruleset.evaluate("morphine", normal)) == {"stop": "certain"}


def test_open_medication_and_open_genotype_are_judged_together() -> None:
    """Two levels and two scores: four worlds, contributors of both groups."""
    found = codeine(given(D6, Decimal(2), Decimal(0), name="CYP2D6"), given(INHIBITOR, "none", "strong"))
    by = {f.advice.name: f for f in found.findings if f.kind == "table"}
    assert {name: f.worlds_here for name, f in by.items()} == {"label-dose": 1, "avoid-no-effect": 3}
    assert by["label-dose"].contributors == {"CYP2D6": (0,), INHIBITOR: (0,)}


def test_missing_fact_is_named_and_would_settle() -> None:
    """An unknown indication leaves tables possible instead of picking one."""
    found = RULESET.evaluate("clopidogrel", [given("CYP2C19", "PM")])
    assert {f.verdict for f in found.findings} == {"possible"}
    assert all("indication" in f.missing for f in found.findings)
    assert found.settles[0][0] == "indication"


def test_missing_age_leaves_the_contraindication_possible() -> None:
    """A missing fact is never false."""
    answer = RULESET.evaluate("codeine", [given(D6, Decimal(2), name="CYP2D6")])
    assert said(answer, "rule") == {"never-in-children": "possible"}


def test_not_given_group_is_missing_even_with_candidates() -> None:
    """`given=False` means any value."""
    answer = RULESET.evaluate("codeine", [given(D6, Decimal(2), name="CYP2D6"),
                                          Group("age", (Candidate({"age": Decimal(40)}),), given=False)])
    assert said(answer, "rule") == {"never-in-children": "possible"}


def test_reminder_is_there_until_tested() -> None:
    """About what is known, not about biology."""
    assert [r.order for r in RULESET.evaluate("abacavir", []).reminders] == [("HLA-B*57:01",)]
    assert RULESET.evaluate("abacavir", [given("HLA-B*57:01", "negative")]).reminders == ()


def test_finding_carries_where_it_stands() -> None:
    """Row, file, line, edition, citations and hash."""
    found = RULESET.evaluate("abacavir", [given("HLA-B*57:01", "positive")]).findings[0]
    assert (found.row_id, found.file, found.source, found.edition) == (
        "cpic.abacavir.hypersensitivity[positive]", "rules/cpic/abacavir.pgx", "CPIC", "2014")
    assert found.citations == ("PMID:24561393",)
    assert found.hash.startswith("sha256:")


def test_depends_on_what_the_row_looks_at() -> None:
    """A poor metabolizer's row says `any` for the other genes: they are not part of the reason."""
    found = warfarin(given("CYP2C9", "PM"), given("VKORC1 c.-1639G>A", "A/A", name="VKORC1"))
    assert found.depends_on == ("CYP2C9", "age")


def test_allele_pairs_are_read_in_either_order() -> None:
    """Which strand is first means nothing."""
    body = ("table t\n  for irinotecan\n  | UGT1A1 diplotype || advice |\n  | *6/*28 || stop |\n  | otherwise || go |\n"
            "  | unknown || no-advice |\n")
    ruleset = compile_rules([module(body)], WORDS)
    for pair in ("*6/*28", "*28/*6"):
        assert said(ruleset.evaluate("irinotecan", [given("UGT1A1 diplotype", pair, name="UGT1A1")])) == {
            "stop": "certain"}


def test_pair_row_beats_result_row_where_declared() -> None:
    """The same patient has both; the pair decides."""
    body = ("table t\n  for irinotecan\n  first UGT1A1 diplotype\n  | UGT1A1 diplotype | UGT1A1 || advice |\n"
            "  | *28/*28 | any || stop |\n  | any | not unknown || go |\n  | any | unknown || no-advice |\n")
    ruleset = compile_rules([module(body)], WORDS)

    def ask(pair: str) -> dict[str, str]:
        return said(ruleset.evaluate("irinotecan", [
            Group("UGT1A1", (Candidate({"UGT1A1": "PM", "UGT1A1 diplotype": pair}),))]))

    assert (ask("*28/*28"), ask("*6/*6")) == ({"stop": "certain"}, {"go": "certain"})


# ---------------------------------------------------------------- equations
FACTS = {"age": Decimal(50), "height": Decimal(175), "weight": Decimal(80)}


def warfarin(*groups: Group, **facts: Value) -> Finding:
    """The dose table's finding; facts default to the design's first patient, `skip` left out."""
    known = {**FACTS, "ancestry": "european", "taking amiodarone": "no", "taking enzyme-inducer": "no"}
    known |= {key.replace("_", " "): value for key, value in facts.items()}
    told = [given(key, value) for key, value in known.items() if value != "skip"]
    return RULESET.evaluate("warfarin", [*groups, *told]).findings[0]


def genes(pair: str, result: str, *marker: str) -> tuple[Group, Group, Group]:
    """CYP2C9, VKORC1 and CYP4F2."""
    return (Group("CYP2C9", (Candidate({"CYP2C9": result, "CYP2C9 diplotype": pair}),)),
            given("VKORC1 c.-1639G>A", *marker, name="VKORC1"), given("copies of CYP4F2*3", Decimal(0), name="CYP4F2"))


def test_equation_gives_the_published_number() -> None:
    """IWPC: 5.6044 - 0.2614*5 + 0.0087*175 + 0.0128*80, squared."""
    dose = warfarin(*genes("*1/*1", "NM", "G/G")).dose
    assert dose is not None
    assert (dose.low, dose.high, dose.unit) == (47.0, 47.0, "mg/week")


def test_equation_counts_completed_decades() -> None:
    """59 years are five decades, as the equation's authors count."""
    assert warfarin(*genes("*1/*1", "NM", "G/G"), age=Decimal(59)).dose == warfarin(*genes("*1/*1", "NM", "G/G")).dose


def test_equation_gives_a_range_for_open_genotypes() -> None:
    """Lowest and highest over the worlds that lead here."""
    dose = warfarin(*genes("*1/*1", "NM", "G/G", "A/G")).dose
    assert dose is not None
    assert (dose.low, dose.high) == (35.5, 47.0)


@pytest.mark.parametrize(("groups", "facts", "reason"), [
    (genes("*1/*5", "IM", "G/G"), {}, "outside the formula's domain (CYP2C9 diplotype)"),
    (genes("*1/*1", "NM", "G/G"), {"weight": Decimal(20)}, "outside the formula's domain (weight)"),
    (genes("*1/*1", "NM", "G/G"), {"height": "skip"}, "height is not known"),
    (genes("*1/*1", "NM", "G/G"), {"taking amiodarone": "skip"}, "taking amiodarone is not known"),
], ids=["rare allele", "light", "no height", "no medication list"])
def test_equation_gives_no_number_outside_its_domain(
        groups: tuple[Group, ...], facts: dict[str, Value], reason: str) -> None:
    """Never a number by accident."""
    dose = warfarin(*groups, **facts).dose
    assert dose is not None
    assert (dose.low, dose.high, dose.reason) == (None, None, reason)


def test_equation_says_what_unknown_ancestry_counts_as() -> None:
    """`ancestry is mixed or unknown` is a line of the published table."""
    known = warfarin(*genes("*1/*1", "NM", "G/G"), ancestry="mixed").dose
    assert warfarin(*genes("*1/*1", "NM", "G/G"), ancestry="skip").dose == known


@pytest.mark.parametrize(("one", "other", "expected"), [
    ("usual", "less", True), ("less", "more", True), ("usual", "avoid", True), ("usual", "usual", False),
    ("none", "avoid", False), ("change", "less", False),
])
def test_directions_contradict(one: str, other: str, *, expected: bool) -> None:
    """Text is never compared; silence contradicts nothing."""
    assert contradict(one, other) is expected
    assert contradict(other, one) is expected


def test_columns_name_everything_an_answer_looks_at() -> None:
    """Guards, equations and phenoconversion included."""
    assert RULESET.columns("codeine") == (D6, "age", INHIBITOR)
    assert "height" in RULESET.columns("warfarin")
    assert RULESET.columns("no such drug") == ()
    assert RULESET.evaluate("no such drug", []).findings == ()
