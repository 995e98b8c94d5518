"""A row's actions, said in one of the twelve words."""

from __future__ import annotations

import pytest

from pgx.rules import Advice, Dose
from pgx.rules.directions import direction_word
from tests.guidelines import ruled

HALF, SOME, MORE = Dose("reduce", "start", "50%"), Dose("reduce", "start"), Dose("raise", "target")
CASES = [
    (Advice("a", "usual dose", "none"), "usual"),
    (Advice("a", "usual dose", "minor"), "usual_with_monitoring"),
    (Advice("a", "usual dose", "none", monitor=("effect",)), "usual_with_monitoring"),
    (Advice("a", "monitor", "minor"), "usual_with_monitoring"),
    (Advice("a", "change dose", "major", doses=(HALF,)), "lower_dose"),
    (Advice("a", "change dose", "major", doses=(Dose("fraction", "start", "30%", "80%"),)), "lower_dose"),
    (Advice("a", "change dose", "major", doses=(Dose("fraction", "start", "150%"),)), "higher_dose"),
    (Advice("a", "change dose", "major", doses=(Dose("fixed", "start", "5 mg/day"),)), "other"),
    (Advice("a", "reduce dose", "major", doses=(Dose("fixed", "start", "5 mg/day"),)), "lower_dose"),
    (Advice("a", "avoid", "major"), "avoid"),
    (Advice("a", "avoid", "major", doses=(SOME,)), "avoid_or_lower"),
    (Advice("a", "avoid if possible", "major", doses=(MORE,)), "avoid_or_higher"),
    (Advice("a", "consider alternative", "minor"), "alternative_considered"),
    (Advice("a", "contraindicated", "contraindicated"), "contraindicated"),
    (Advice("a", "test-first", "major"), "test_or_more_data"),
    (Advice("a", "no-advice", "none"), "no_recommendation"),
    (Advice("a", "inform", "minor"), "no_recommendation"),
    (Advice("a", "weigh risk", "major"), "other"),
]


@pytest.mark.parametrize(("advice", "word"), CASES, ids=lambda case: case if isinstance(case, str) else case.action)
def test_word(advice: Advice, word: str) -> None:
    """The derived word."""
    assert direction_word(advice) == word


def test_a_dose_line_without_figure() -> None:
    """`reduce start` and `raise target` have a way, no figure."""
    assert [ruled.figure(dose) for dose in (HALF, SOME, MORE)] == ["0.5", "less", "more"]
