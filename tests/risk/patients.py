"""Patients that the risk tests start from, and how to change one thing about them."""

from __future__ import annotations

from decimal import Decimal

from pgx.domain.assessment import Risk
from pgx.risk import Inputs, load_models, score

RARE = ("*5", "*6", "*8", "*11")


NONE, GG = (("*1/*1", 1.0),), (("G/G", 1.0),)


def certain(value: str) -> tuple[tuple[str, float], ...]:
    return ((value, 1.0),)


def warfarin(*, taking: tuple[str, ...] | None = (), cyp2c9=NONE, vkorc1=GG, typed=(),
             **facts) -> Inputs:
    given = {"age": 50, "height": 175, "weight": 80, "ancestry": "european", "target_inr": 2.5} | facts
    return Inputs(_facts(given), taking, {"CYP2C9 diplotype": cyp2c9, "VKORC1 c.-1639G>A": vkorc1},
                  {"CYP2C9 diplotype": typed} if typed else {})


def simvastatin(*, taking: tuple[str, ...] | None = (), slco1b1=NONE, **facts) -> Inputs:
    given = {"age": 60, "dose": 80, "ancestry": "european"} | facts
    return Inputs(_facts(given), taking, {"SLCO1B1 diplotype": slco1b1})


def _facts(given: dict[str, object]) -> dict[str, Decimal | str | bool]:
    """`name-with-dash` is written `name_with_dash`; None takes the fact away."""
    return {name.replace("_", "-"): Decimal(str(v)) if isinstance(v, int | float) and not isinstance(v, bool) else v
            for name, v in given.items() if v is not None}


def doses(inputs: Inputs) -> dict[str, Risk]:
    return {risk.model: risk for risk in score(load_models(), "warfarin", inputs)}


def genetic(inputs: Inputs) -> Risk:
    return doses(inputs)["iwpc-pharmacogenetic"]


def myopathy(inputs: Inputs) -> Risk:
    (risk,) = score(load_models(), "simvastatin", inputs)
    return risk
