"""The CPIC warfarin flow chart, box by box."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from pgx.rules import Candidate, Finding, Group, Value
from tests.guidelines import ruled
from tests.paths import SHARED, needs_shared

CHART = SHARED / "kb-sources" / "genes" / "warfarin_flowchart.json"
NORMAL: dict[str, Value] = {"CYP2C9": "NM", "CYP2C9 diplotype": "*1/*1", "CYP2C9 rs12777823": "G/G",
                           **{f"copies of CYP2C9*{n}": Decimal(0) for n in (5, 6, 8, 11)}}


def ask(cyp2c9: dict[str, Value], vkorc1: str, cyp4f2: str, age: int, ancestry: str) -> dict[str, Finding]:
    """What the CPIC file says, by advice."""
    told: tuple[dict[str, Value], ...] = (
        {**NORMAL, **cyp2c9}, {"VKORC1 c.-1639G>A": vkorc1}, {"CYP4F2 rs2108622": cyp4f2}, {"age": Decimal(age)},
        {"ancestry": ancestry})
    groups = tuple(Group(next(iter(values)), (Candidate(values),)) for values in told)
    answer = ruled.ruleset().evaluate("warfarin", groups)
    return {f.advice.name: f for f in answer.findings if f.guideline == "cpic.warfarin"}


@pytest.mark.parametrize(("cyp2c9", "vkorc1", "cyp4f2", "age", "ancestry", "expected"), [
    ({}, "G/G", "C/C", 40, "european", {"genotype-guided": "strong"}),
    ({}, "A/G", "C/C", 40, "african", {"genotype-guided": "moderate"}),
    ({}, "untested", "C/C", 40, "european", {"dose-clinically": ""}),
    ({"CYP2C9": "untested", "CYP2C9 diplotype": "untested"}, "G/G", "C/C", 40, "european", {"dose-clinically": ""}),
    ({}, "A/A", "C/T", 40, "asian", {"genotype-guided": "strong", "raise-for-cyp4f2": "optional"}),
    ({}, "A/A", "T/T", 40, "african", {"genotype-guided": "moderate"}),
    ({"CYP2C9": "PM"}, "A/G", "C/C", 40, "european", {"genotype-guided-or-other": "strong"}),
    ({"CYP2C9": "IM", "copies of CYP2C9*8": Decimal(1)}, "G/G", "C/C", 40, "african",
     {"genotype-guided": "moderate", "reduce-for-rare-allele": "moderate"}),
    ({"CYP2C9": "IM", "copies of CYP2C9*5": Decimal(1)}, "G/G", "C/C", 40, "european",
     {"genotype-guided": "strong", "reduce-for-rare-allele": "optional"}),
    ({"CYP2C9": "PM", "copies of CYP2C9*6": Decimal(2)}, "G/G", "C/C", 40, "european",
     {"genotype-guided-or-other": "strong", "reduce-for-two-rare-alleles": "optional"}),
    ({"CYP2C9 rs12777823": "A/G"}, "G/G", "C/C", 40, "african",
     {"genotype-guided": "moderate", "reduce-for-cyp2c-cluster": "moderate"}),
    ({"CYP2C9 rs12777823": "A/A"}, "G/G", "C/C", 40, "european", {"genotype-guided": "strong"}),
    ({"copies of CYP2C9*5": "untested"}, "A/G", "C/C", 40, "african", {"dose-clinically": ""}),
    ({"copies of CYP2C9*11": "indeterminate"}, "A/G", "C/C", 40, "african", {"dose-clinically": ""}),
    ({"copies of CYP2C9*5": "untested"}, "A/G", "C/C", 40, "european", {"genotype-guided": "strong"}),
    ({}, "A/G", "C/T", 10, "european", {"paediatric-algorithm": ""}),
    ({}, "A/G", "C/T", 10, "african", {"dose-clinically": ""}),
    ({}, "untested", "C/C", 10, "european", {"dose-clinically": ""}),
], ids=["algorithm", "african", "no VKORC1", "no CYP2C9", "CYP4F2 T", "CYP4F2 T african", "poor", "*8 african", "*5",
        "*6 twice", "rs12777823 african", "rs12777823 elsewhere", "*5 not tested",
        "*11 unclear", "*5 not tested elsewhere", "child", "child african", "child no VKORC1"])
def test_box(cyp2c9: dict[str, Value], vkorc1: str, cyp4f2: str, age: int, ancestry: str,
             expected: dict[str, str]) -> None:
    """Each box of the chart gives its advice with its strength, and nothing else."""
    found = ask(cyp2c9, vkorc1, cyp4f2, age, ancestry)
    assert {name: f.strength.strip("-") for name, f in found.items()} == expected
    assert {f.verdict for f in found.values()} == {"certain"}


@needs_shared
@pytest.mark.parametrize(("advice", "figure", "printed"), [
    ("reduce-for-rare-allele", "0.7-0.85", "15-30%"), ("reduce-for-two-rare-alleles", "0.6-0.8", "20-40%"),
    ("raise-for-cyp4f2", "1.05-1.1", "5-10%"), ("reduce-for-cyp2c-cluster", "0.75-0.9", "10-25%"),
])
def test_figures_are_those_of_the_chart(advice: str, figure: str, printed: str) -> None:
    """Percentages stand in the chart and in the rule."""
    guideline = ruled.ruleset().guidelines["cpic.warfarin"]
    assert ruled.figures(next(a for a in guideline.advice if a.name == advice)) == [figure]
    assert printed in json.dumps(json.loads(CHART.read_text(encoding="utf-8")))
