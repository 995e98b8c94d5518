"""The twelve words for what a source text asks for, derived from the structured action of an advice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pgx.rules.compiled import Advice, Dose

WORDS = ("usual", "usual_with_monitoring", "lower_dose", "higher_dose", "avoid", "avoid_or_lower", "avoid_or_higher",
         "alternative_considered", "contraindicated", "test_or_more_data", "no_recommendation", "other")
PLAIN = {"no-advice": "no_recommendation", "inform": "no_recommendation", "test-first": "test_or_more_data",
         "contraindicated": "contraindicated", "consider alternative": "alternative_considered",
         "reduce dose": "lower_dose", "raise dose": "higher_dose", "weigh risk": "other"}
LOWER, HIGHER = {"reduce", "limit", "below"}, {"raise"}


def direction_word(advice: Advice) -> str:
    """One of WORDS. A change only after side effects or a poor effect (`monitor`, `then`) is usual_with_monitoring; a
    changed dose that does not say which way is other."""
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
