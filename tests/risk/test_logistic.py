"""The literature-based risk: calibrated to the published average, exact contributions, nothing hidden."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgx.risk import load_models, score
from pgx.risk.logistic import average, centre, draws, expit, logit, population, solve_intercept
from pgx.risk.model import Input, Key, Kind
from tests.paths import SHARED, needs_shared
from tests.risk.patients import certain, myopathy, simvastatin

(MODEL,) = [model for model in load_models() if model.method == "logistic"]
GENOTYPES = {"T/T": "*1/*1", "C/T": "*1/*5", "C/C": "*5/*15"}


def test_population_average_is_the_published_incidence() -> None:
    """At the published figures and at every quadrature node the average over genotypes is the incidence meant."""
    assert average(*centre(MODEL), population(MODEL)) == pytest.approx(MODEL.incidence.value, abs=1e-6)
    means = [average(intercept, effects, population(MODEL)) for intercept, effects in draws(MODEL)]
    middle = sorted(means)[len(means) // 2]
    assert middle == pytest.approx(MODEL.incidence.value, rel=0.02)


@given(incidence=st.floats(1e-5, 0.9), effects=st.tuples(st.floats(-4, 6), st.floats(-4, 6)),
       share=st.floats(0.001, 0.999))
def test_intercept_is_solved_for_any_incidence_and_effects(incidence, effects, share) -> None:
    """The solver converges for rare and common events, protective and harmful effects."""
    people = tuple(((a, b), wa * wb) for a, wa in ((0.0, 1 - share), (1.0, share))
                   for b, wb in ((0.0, 0.5), (1.0, 0.3), (2.0, 0.2)))
    assert average(solve_intercept(incidence, effects, people), effects, people) == pytest.approx(incidence, abs=1e-9)


def test_intercept_is_not_the_log_odds_of_the_incidence() -> None:
    """Non-carriers have less than the average risk: taking the incidence for theirs would overstate every figure."""
    intercept, _ = centre(MODEL)
    assert intercept < logit(MODEL.incidence.value) - 0.5


@pytest.mark.parametrize(("genotype", "published"), [("T/T", 0.006), ("C/T", 0.03), ("C/C", 0.18)])
def test_published_risk_per_genotype_lies_inside_the_interval(genotype: str, published: float) -> None:
    """Figures that the fit did not see: 5-year risks in the trial, recalled and so used only here, never shown."""
    low, high = myopathy(simvastatin(slco1b1=certain(GENOTYPES[genotype]))).interval
    assert low < published < high


@pytest.mark.parametrize("diplotype", [*GENOTYPES.values(), None, "mixed"])
def test_contributions_sum_to_the_log_odds(diplotype: str | None) -> None:
    """Exact for a certain, an uncertain and an untested genotype."""
    possible = {None: (), "mixed": (("*1/*1", 0.6), ("*5/*5", 0.4))}.get(diplotype) if diplotype in {None, "mixed"} \
        else certain(diplotype)
    risk = myopathy(simvastatin(slco1b1=possible))
    assert sum(part.amount for part in risk.contributions) == pytest.approx(logit(risk.estimate), abs=1e-9)
    assert all(part.citation for part in risk.contributions)


def test_one_allele_adds_exactly_its_published_log_odds_ratio() -> None:
    """Taking the allele away takes exactly its contribution."""
    one, none = (myopathy(simvastatin(slco1b1=certain(d))) for d in ("*1/*5", "*1/*1"))
    assert one.contributions[1].amount == pytest.approx(math.log(4.5), abs=1e-12)
    assert logit(one.estimate) - logit(none.estimate) == pytest.approx(one.contributions[1].amount, abs=1e-9)


def test_more_risk_alleles_never_lower_the_risk() -> None:
    """Estimate and both ends of the interval rise with every copy."""
    risks = [myopathy(simvastatin(slco1b1=certain(d))) for d in GENOTYPES.values()]
    for values in ([r.estimate for r in risks], [r.interval[1] for r in risks], [r.interval[0] for r in risks]):
        assert values == sorted(values)


@given(weight=st.floats(0.01, 0.98), more=st.floats(0.001, 0.5))
def test_a_likelier_risk_genotype_never_lowers_the_risk(weight: float, more: float) -> None:
    """Moving probability to the carrier raises the mixture."""
    heavier = min(weight + more, 0.999)
    low, high = (myopathy(simvastatin(slco1b1=(("*1/*1", 1 - w), ("*1/*5", w)))).estimate for w in (weight, heavier))
    assert low <= high


def test_untested_is_the_population_average_not_the_reference() -> None:
    """Nobody's genotype is assumed: average risk, borderline, an interval from the lowest to the highest genotype."""
    risk = myopathy(simvastatin(slco1b1=()))
    ends = [myopathy(simvastatin(slco1b1=certain(d))).interval for d in GENOTYPES.values()]
    assert risk.estimate == pytest.approx(MODEL.incidence.value, abs=1e-6)
    assert risk.applicability == "borderline"
    assert risk.interval == (ends[0][0], ends[-1][1])


def test_population_not_studied_widens_the_interval_and_keeps_the_estimate() -> None:
    """Ancestry adds no effect of its own once the genotype is known."""
    studied, other = (myopathy(simvastatin(ancestry=a)) for a in ("european", "asian"))
    assert other.estimate == studied.estimate
    assert other.interval[0] < studied.interval[0]
    assert other.interval[1] > studied.interval[1]
    assert other.applicability == "borderline"


@pytest.mark.parametrize("possible", list(permutations([("*1/*1", 0.5), ("*1/*5", 0.3), ("*5/*15", 0.2)])))
def test_same_question_same_bytes(possible) -> None:
    """Neither the order of the input nor a second computation from scratch changes a bit."""
    first = repr(myopathy(simvastatin(slco1b1=possible)))
    draws.cache_clear()
    assert repr(myopathy(simvastatin(slco1b1=tuple(reversed(possible))))) == first


def test_two_factors_stay_additive_and_calibrated() -> None:
    """A second factor, as later models will have: removing it takes exactly its contribution."""
    drug = Input("inhibitor", Kind.TAKING, (Key("taking"),), label="inhibitor", drugs=("inhibitor-x",))
    factor = replace(MODEL.factors[0], input="inhibitor", odds_ratio=3.7, copies=(("no", 0, 0.9), ("yes", 1, 0.1)))
    model = replace(MODEL, inputs=(*MODEL.inputs, drug), factors=(*MODEL.factors, factor))
    assert average(*centre(model), population(model)) == pytest.approx(MODEL.incidence.value, abs=1e-6)
    either = (("*1/*1", 0.5), ("*1/*5", 0.5))
    taken, not_taken = (score([model], "simvastatin", simvastatin(slco1b1=either, taking=drugs))[0]
                        for drugs in (("inhibitor-x",), ()))
    (amount,) = [part.amount for part in taken.contributions if part.factor == "inhibitor"]
    assert amount == pytest.approx(math.log(3.7), abs=1e-12)
    assert sum(part.amount for part in taken.contributions) == pytest.approx(logit(taken.estimate), abs=1e-9)
    assert taken.estimate > not_taken.estimate


@given(st.floats(-700, 700))
def test_expit_never_overflows(log_odds: float) -> None:
    """A probability for every log-odds."""
    assert 0 <= expit(log_odds) <= 1


@needs_shared
def test_every_effect_shown_was_read_in_its_source() -> None:
    """The odds ratio is the one of the evidence row, and that row is not from memory alone."""
    with (SHARED / "datasets" / "effect_sizes.tsv").open(encoding="utf-8") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines, delimiter="\t")}
    for factor in MODEL.factors:
        row = rows[factor.evidence]
        assert row["verification"].startswith("seen")
        assert float(row["estimate"]) == factor.odds_ratio
        assert (float(row["ci_low"]), float(row["ci_high"])) == factor.ci95
        assert factor.citation == f"PMID:{row['pmid']}"


@needs_shared
def test_between_study_spread_is_that_of_the_seen_rows() -> None:
    """DerSimonian-Laird over the three simvastatin effects per allele, recomputed from the evidence table."""
    with (SHARED / "datasets" / "effect_sizes.tsv").open(encoding="utf-8") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines, delimiter="\t")}
    effects = [(rows[i], per) for i, per in (("E019", 1.0), ("E024", 1.0), ("E025", 0.5))]
    logs = [per * math.log(float(row["estimate"])) for row, per in effects]
    weights = [(2 * 1.959964 / per / math.log(float(row["ci_high"]) / float(row["ci_low"]))) ** 2
               for row, per in effects]
    mean = sum(w * x for w, x in zip(weights, logs, strict=True)) / sum(weights)
    q = sum(w * (x - mean) ** 2 for w, x in zip(weights, logs, strict=True))
    tau2 = (q - 2) / (sum(weights) - sum(w * w for w in weights) / sum(weights))
    assert round(math.sqrt(tau2), 2) == MODEL.factors[0].tau


@needs_shared
def test_incidence_follows_from_the_published_test_accuracy() -> None:
    """Sensitivity, specificity and positive predictive value of carriage determine the average risk."""
    with (SHARED / "datasets" / "effect_sizes.tsv").open(encoding="utf-8") as lines:
        (row,) = [row for row in csv.DictReader(lines, delimiter="\t") if row["id"] == "E023"]
    assert row["verification"] == "seen"
    sensitivity, specificity, ppv, npv = map(float, row["estimate"].split("/"))
    odds = ppv * (1 - specificity) / (sensitivity * (1 - ppv))
    assert MODEL.incidence.value == pytest.approx(odds / (1 + odds), abs=5e-5)
    other = (1 - npv) * specificity / ((1 - sensitivity) * npv)
    assert abs(logit(MODEL.incidence.value) - math.log(other)) < MODEL.incidence.log_odds_sd
