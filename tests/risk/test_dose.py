"""The published warfarin equations: hand-computed doses, exact contributions, intervals that uncertainty widens."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgx.risk import Inputs
from tests.risk.patients import certain, doses, genetic, warfarin

DIPLOTYPES = ["*1/*1", "*1/*2", "*1/*3", "*2/*2", "*2/*3", "*3/*3"]
VKORC1 = ["G/G", "A/G", "A/A"]


@pytest.mark.parametrize(("inputs", "root"), [
    (warfarin(), 5.6044 - 5 * 0.2614 + 175 * 0.0087 + 80 * 0.0128),
    (warfarin(cyp2c9=certain("*1/*3"), vkorc1=certain("A/A"), age=70, height=165, weight=65),
     5.6044 - 7 * 0.2614 + 165 * 0.0087 + 65 * 0.0128 - 1.6974 - 0.9357),
    (warfarin(age=59, ancestry="asian", taking=("amiodarone", "Carbamazepine")),
     5.6044 - 5 * 0.2614 + 175 * 0.0087 + 80 * 0.0128 - 0.1092 - 0.5503 + 1.1816),
    (warfarin(cyp2c9=(), vkorc1=(), ancestry=None),
     5.6044 - 5 * 0.2614 + 175 * 0.0087 + 80 * 0.0128 - 0.2188 - 0.4854 - 0.1032),
], ids=["47 mg a week", "11.5 mg a week", "ancestry and drugs", "nothing tested"])
def test_pharmacogenetic_dose_is_the_published_sum_squared(inputs: Inputs, root: float) -> None:
    """The estimate is the square of the terms added by hand."""
    assert genetic(inputs).estimate == pytest.approx(root**2, abs=1e-9)


@pytest.mark.parametrize(("inputs", "rounded"), [
    (warfarin(), 47.0),
    (warfarin(cyp2c9=certain("*1/*3"), vkorc1=certain("A/A"), age=70, height=165, weight=65), 11.5),
], ids=["no variant", "sensitive"])
def test_dose_agrees_with_the_rule_language_examples(inputs: Inputs, rounded: float) -> None:
    """Rounded to half a milligram a week, the doses are those of the worked examples."""
    assert round(genetic(inputs).estimate * 2) / 2 == rounded


def test_clinical_dose_is_the_published_sum_squared() -> None:
    """The clinical equation uses no genotype."""
    root = 4.0376 - 5 * 0.2546 + 175 * 0.0118 + 80 * 0.0134 + 0.4060
    risk = doses(warfarin(ancestry="african", cyp2c9=certain("*3/*3")))["iwpc-clinical"]
    assert risk.estimate == pytest.approx(root**2, abs=1e-9)
    assert not [part for part in risk.contributions if "CYP2C9" in part.factor]


def test_fixed_dose_is_a_comparator_and_never_shown() -> None:
    """Two equations are shown, the fixed dose is not."""
    assert list(doses(warfarin())) == ["iwpc-pharmacogenetic", "iwpc-clinical"]


@given(age=st.integers(18, 99), height=st.integers(146, 190), weight=st.integers(42, 145),
       cyp2c9=st.sampled_from(DIPLOTYPES), vkorc1=st.sampled_from(VKORC1),
       ancestry=st.sampled_from(["european", "asian", "mixed", "other", None]),
       taking=st.sets(st.sampled_from(["amiodarone", "phenytoin", "aspirin"])))
def test_contributions_sum_to_the_prediction(age, height, weight, cyp2c9, vkorc1, ancestry, taking) -> None:
    """Constant and contributions add up to the square root of every dose; the interval holds the dose."""
    inputs = warfarin(age=age, height=height, weight=weight, cyp2c9=certain(cyp2c9), vkorc1=certain(vkorc1),
                      ancestry=ancestry, taking=tuple(taking))
    for risk in doses(inputs).values():
        assert sum(part.amount for part in risk.contributions) ** 2 == pytest.approx(risk.estimate, abs=1e-9)
        assert 0 <= risk.interval[0] < risk.estimate < risk.interval[1]


@pytest.mark.parametrize(("with_it", "without", "factor"), [
    (warfarin(taking=("amiodarone",)), warfarin(), "takes amiodarone"),
    (warfarin(cyp2c9=certain("*2/*3")), warfarin(), "CYP2C9 diplotype"),
    (warfarin(ancestry="asian"), warfarin(), "ancestry"),
    (warfarin(cyp2c9=(("*1/*3", 0.5), ("*1/*1", 0.5))), warfarin(), "CYP2C9 diplotype"),
], ids=["drug", "genotype", "ancestry", "uncertain genotype"])
def test_taking_a_factor_away_changes_the_root_by_its_contribution(with_it, without, factor) -> None:
    """A contribution is what the root loses when the factor goes back to its reference."""
    there = genetic(with_it)
    (amount,) = [part.amount for part in there.contributions if part.factor == factor]
    assert there.estimate**0.5 - genetic(without).estimate**0.5 == pytest.approx(amount, abs=1e-12)


@pytest.mark.parametrize("vkorc1", VKORC1)
@pytest.mark.parametrize(("fewer", "more"), [
    ("*1/*1", "*1/*2"), ("*1/*1", "*1/*3"), ("*1/*2", "*2/*2"), ("*1/*3", "*3/*3"), ("*2/*2", "*2/*3"),
    ("*2/*3", "*3/*3"),
])
def test_more_slow_alleles_never_raise_the_dose(fewer: str, more: str, vkorc1: str) -> None:
    """Each step to a slower diplotype lowers the dose, whatever the other gene."""
    high, low = (genetic(warfarin(cyp2c9=certain(d), vkorc1=certain(vkorc1))).estimate for d in (fewer, more))
    assert low < high


@pytest.mark.parametrize("possible", list(permutations([("*1/*1", 0.7), ("*1/*3", 0.2), ("*2/*3", 0.1)])))
def test_order_of_possible_genotypes_never_matters(possible) -> None:
    """Equal to the last bit."""
    turned = (("*3/*1", 0.2), ("*3/*2", 0.1), ("*1/*1", 0.7))
    assert genetic(warfarin(cyp2c9=possible)) == genetic(warfarin(cyp2c9=turned))


def test_uncertain_genotype_widens_the_interval_to_cover_each_possibility() -> None:
    """Several possible genotypes: the interval covers each one's, the figure lies between, and the answer says so."""
    ends = [genetic(warfarin(cyp2c9=certain(d))) for d in ("*1/*1", "*3/*3")]
    both = genetic(warfarin(cyp2c9=(("*1/*1", 0.9), ("*3/*3", 0.1))))
    assert both.interval == (ends[1].interval[0], ends[0].interval[1])
    assert ends[1].estimate < both.estimate < ends[0].estimate
    assert any("several genotypes are possible" in reason for reason in both.reasons)


def test_untested_gene_uses_the_published_unknown_term_and_is_borderline() -> None:
    """Untested is not the reference: the term is the equation's own and the interval has its own calibration."""
    risk = genetic(warfarin(cyp2c9=()))
    (part,) = [part for part in risk.contributions if part.factor == "CYP2C9 diplotype"]
    assert (part.value, part.amount) == ("not given (unknown)", -0.2188)
    assert risk.applicability == "borderline"
    assert risk.interval != genetic(warfarin(cyp2c9=certain("*1/*1"))).interval


def test_doses_more_than_a_fifth_apart_are_pointed_out() -> None:
    """Both equations say that they disagree; two that agree are silent."""
    assert all(any("disagree" in r for r in risk.reasons) for risk in doses(warfarin(cyp2c9=certain("*3/*3"))).values())
    near = doses(warfarin(cyp2c9=certain("*1/*2"), vkorc1=certain("A/G"), ancestry="european"))
    low, high = sorted(risk.estimate for risk in near.values())
    assert (high > 1.2 * low) == any("disagree" in r for risk in near.values() for r in risk.reasons)


@pytest.mark.parametrize(("key", "printed", "canonical"), [
    ("VKORC1 c.-1639G>A", "C/T", "A/G"),
    ("VKORC1 c.-1639G>A", "G/A", "A/G"),
    ("VKORC1 diplotype", "rs9923231 variant (T)/rs9923231 variant (T)", "A/A"),
    ("VKORC1 diplotype", "rs9923231 reference (C)/rs9923231 variant (T)", "A/G"),
], ids=["plus strand", "other order", "named alleles", "named alleles, one of each"])
def test_a_marker_may_be_printed_on_either_strand_or_by_allele_name(key: str, printed: str, canonical: str) -> None:
    """The model file maps what callers print to the letters of the publication."""
    start = warfarin(vkorc1=certain(canonical))
    other = Inputs(start.facts, start.drugs, {"CYP2C9 diplotype": certain("*1/*1"), key: certain(printed)})
    assert genetic(other) == genetic(start)
