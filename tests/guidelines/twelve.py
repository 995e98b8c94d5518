"""The twelve words for what a source text asks for, derived from the structured actions of a rule row."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pgx.rules import Advice, Dose

WORDS = {"usual", "usual_with_monitoring", "lower_dose", "higher_dose", "avoid", "avoid_or_lower", "avoid_or_higher",
         "alternative_considered", "contraindicated", "test_or_more_data", "no_recommendation", "other"}
PLAIN = {"weigh risk": "other", "no-advice": "no_recommendation", "inform": "no_recommendation",
         "test-first": "test_or_more_data", "test first": "test_or_more_data",
         "contraindicated": "contraindicated", "consider alternative": "alternative_considered",
         "reduce dose": "lower_dose", "raise dose": "higher_dose"}
LOWER, HIGHER = {"reduce", "lower", "limit", "below"}, {"raise", "higher"}
DOSE = {"lower_dose", "higher_dose", "avoid_or_lower", "avoid_or_higher", "usual_with_monitoring", "other"}
OTHER_DRUG = {"avoid", "contraindicated", "alternative_considered"}
# What the source's own flags allow a reading to say: d another dose, a another drug, o other advice.
ALLOWED = {
    "": {"usual", "usual_with_monitoring", "no_recommendation"},
    "o": {"usual", "usual_with_monitoring", "no_recommendation", "test_or_more_data", "other"},
    "a": OTHER_DRUG, "ao": OTHER_DRUG | {"test_or_more_data", "other", "usual_with_monitoring", "avoid_or_lower"},
    "d": DOSE | {"no_recommendation"}, "do": DOSE, "da": DOSE | OTHER_DRUG,
    "dao": DOSE | OTHER_DRUG | {"test_or_more_data"}, "unflagged": WORDS,
}


def direction(advice: Advice) -> str:
    """One of the twelve words."""
    if advice.action in PLAIN:
        return PLAIN[advice.action]
    way = next(ways(advice.doses), "")
    if advice.action in {"avoid", "avoid if possible"}:
        return f"avoid_or_{way}" if way else "avoid"
    if advice.action in {"usual dose", "monitor"}:
        calm = advice.action == "usual dose" and advice.severity == "none"
        return "usual" if calm and not advice.monitor and not advice.followup else "usual_with_monitoring"
    return f"{way}_dose" if way else "other"


def ways(doses: tuple[Dose, ...]) -> Iterator[str]:
    """`lower` or `higher` for each dose line that says so by itself; a fixed dose does not."""
    for dose in doses:
        share = Decimal((dose.high or dose.low).rstrip(" %") or 100) if dose.kind == "fraction" else Decimal(100)
        if dose.kind in LOWER or share < 100:
            yield "lower"
        elif dose.kind in HIGHER or share > 100:
            yield "higher"
