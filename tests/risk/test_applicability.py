"""Outside what a model was made from there is no number, and the reason is said."""

from __future__ import annotations

import pytest

from pgx.risk import Inputs, load_models, score
from tests.risk.patients import RARE, certain, doses, genetic, myopathy, simvastatin, warfarin

HALF_RARE = (("*1/*1", 0.5), ("*1/*6", 0.5))
HARDLY_RARE = (("*1/*1", 0.99), ("*1/*6", 0.01))

WARFARIN = [
    ("child", warfarin(age=17), "out", "out", "age"),
    ("adult of 18", warfarin(age=18), "in", "in", ""),
    ("hundred years", warfarin(age=100), "out", "out", "age"),
    ("age not given", warfarin(age=None), "out", "out", "age"),
    ("height not given", warfarin(height=None), "out", "out", "height is not given"),
    ("weight not given", warfarin(weight=None), "out", "out", "weight is not given"),
    ("height is no number", warfarin(height="tall"), "out", "out", "height is not given"),
    ("very short", warfarin(height=120), "out", "out", "height"),
    ("very heavy", warfarin(weight=200), "out", "out", "weight"),
    ("target INR 4", warfarin(target_inr=4), "out", "out", "target INR"),
    ("target INR 3.5", warfarin(target_inr=3.5), "in", "in", ""),
    ("target INR not given", warfarin(target_inr=None), "borderline", "borderline", "target INR"),
    ("liver impairment", warfarin(liver_impairment="mild"), "out", "out", "liver"),
    ("healthy liver", warfarin(liver_impairment="none"), "in", "in", ""),
    ("enzyme inducer", warfarin(taking=("rifampicin",)), "borderline", "borderline", "inducer"),
    ("no medication list", warfarin(taking=None), "out", "out", "is not given"),
    ("rare allele", warfarin(cyp2c9=certain("*1/*11")), "out", "out", "CYP2C9 allele"),
    ("copy number", warfarin(cyp2c9=certain("*1/*1x2")), "out", "out", "CYP2C9 allele"),
    ("one name only", warfarin(cyp2c9=certain("*1")), "out", "out", "CYP2C9 allele"),
    ("rare allele likely", warfarin(cyp2c9=HALF_RARE), "out", "out", "CYP2C9 allele"),
    ("rare allele unlikely", warfarin(cyp2c9=HARDLY_RARE), "borderline", "borderline", "possible, 1.0%"),
    ("VKORC1 odd", warfarin(vkorc1=certain("G/T")), "out", "in", "VKORC1"),
    ("CYP2C9 untested", warfarin(cyp2c9=()), "borderline", "in", "CYP2C9 is not tested"),
    ("VKORC1 untested", warfarin(vkorc1=()), "borderline", "in", "VKORC1 is not tested"),
    ("African, rare alleles not typed", warfarin(ancestry="african"), "out", "in", "*5, *6, *8 and *11"),
    ("African, some typed", warfarin(ancestry="african", typed=("*2", "*3", "*6", "*8")), "out", "in", "African"),
    ("African, all typed", warfarin(ancestry="african", typed=("*2", "*3", *RARE)), "in", "in", ""),
    ("African, CYP2C9 untested", warfarin(ancestry="african", cyp2c9=()), "out", "in", "African"),
    ("African, rare allele found", warfarin(ancestry="african", typed=RARE, cyp2c9=certain("*1/*8")), "out", "out",
     "CYP2C9 allele"),
    ("ancestry not given", warfarin(ancestry=None), "borderline", "in", "mixed or not given"),
    ("ancestry not given, all typed", warfarin(ancestry=None, typed=RARE), "in", "in", ""),
]


@pytest.mark.parametrize(("inputs", "genetic_level", "clinical_level", "reason"), [c[1:] for c in WARFARIN],
                         ids=[c[0] for c in WARFARIN])
def test_warfarin_domain(inputs: Inputs, genetic_level: str, clinical_level: str, reason: str) -> None:
    """Each wall of the domain, for both equations."""
    found = doses(inputs)
    levels = {"iwpc-pharmacogenetic": genetic_level, "iwpc-clinical": clinical_level}
    assert {name: risk.applicability for name, risk in found.items()} == levels
    for risk in found.values():
        assert (risk.estimate is None) == (risk.applicability == "out") == (risk.interval is None)
        assert risk.applicability == "in" or risk.reasons
    assert reason in " ".join(genetic(inputs).reasons)


SIMVASTATIN = [
    ("as studied", simvastatin(), "in", ""),
    ("40 mg", simvastatin(dose=40), "out", "80 mg"),
    ("dose not given", simvastatin(dose=None), "out", "dose is not given"),
    ("interacting drug", simvastatin(taking=("Clarithromycin",)), "out", "forbidden"),
    ("other drug", simvastatin(taking=("paracetamol",)), "in", ""),
    ("no medication list", simvastatin(taking=None), "borderline", "medication list"),
    ("earlier myopathy", simvastatin(myopathy_history=True), "out", "earlier"),
    ("no earlier myopathy", simvastatin(myopathy_history=False), "in", ""),
    ("over 80", simvastatin(age=81), "out", "age"),
    ("age not given", simvastatin(age=None), "borderline", "age"),
    ("ancestry not given", simvastatin(ancestry=None), "borderline", "ancestry"),
    ("allele of another kind", simvastatin(slco1b1=certain("*1/*9")), "out", "allele"),
    ("untested", simvastatin(slco1b1=()), "borderline", "not tested"),
]


@pytest.mark.parametrize(("inputs", "level", "reason"), [c[1:] for c in SIMVASTATIN], ids=[c[0] for c in SIMVASTATIN])
def test_simvastatin_domain(inputs: Inputs, level: str, reason: str) -> None:
    """One dose, no interacting drug, the ages of the trial; everything else gives no number or a warning."""
    risk = myopathy(inputs)
    assert risk.applicability == level
    assert (risk.estimate is None) == (level == "out")
    assert reason in " ".join(risk.reasons)


@pytest.mark.parametrize("drug", ["rosuvastatin", "clopidogrel", "codeine", ""])
def test_drug_without_a_valid_model_gets_no_number(drug: str) -> None:
    """No effect is borrowed from another drug."""
    assert score(load_models(), drug, simvastatin()) == ()


def test_knowing_nothing_gives_no_number() -> None:
    """Empty inputs: every estimate is None, with reasons."""
    for drug in ("warfarin", "simvastatin"):
        for risk in score(load_models(), drug, Inputs()):
            assert risk.estimate is None
            assert risk.reasons


def test_out_of_domain_shows_no_contributions() -> None:
    """Without a number there is nothing from which one could be added up."""
    assert all(not risk.contributions for risk in doses(warfarin(age=17)).values())
