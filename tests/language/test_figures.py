"""The numbers with units of an advice."""

from __future__ import annotations

import pytest

from pgx.rules import Advice, Dose
from pgx.rules.figures import figures, of_text

TEXTS = [
    ("5 to 7 mg a day", ["5 mg/day", "7 mg/day"]),
    ("at most 20 mg daily, later 0.5 mg/kg/day", ["20 mg/day", "0.5 mg/kg/day"]),
    ("10% to 30% of the dose", ["10%", "30%"]),
    ("1.5 mg/kg per day for 12 weeks", ["1.5 mg/kg/day", "12 weeks"]),
    ("75 mg/m2/day or 100 mg/m2/day", ["75 mg/m2/day", "100 mg/m2/day"]),
    ("about one in ten; CYP2D6 score 2; 3 more", []),
    ("10 mg in tablets", ["10 mg"]),
    ("28 per cent under 18 years", ["28%", "18 years"]),
    ("1,000 mg per day", ["1,000 mg/day"]),
    ("35 mg weekly", ["35 mg/week"]),
    ("Two to four weeks, then three months", ["2 weeks", "4 weeks", "3 months"]),
    ("50, 100, 200, then 500 µg", ["50 µg", "100 µg", "200 µg", "500 µg"]),
    ("10-fold less, or 1.25 times the dose", ["10-fold", "1.25 times"]),
    ("from day 6, or day seven", ["day 6", "day 7"]),
    ("none or one day", ["1 day"]),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS, ids=[text for text, _ in TEXTS])
def test_words(text: str, expected: list[str]) -> None:
    """Numbers of a sentence, their unit made one word."""
    assert list(of_text(text)) == expected


def test_dose_lines_come_first_and_nothing_twice() -> None:
    """Structured figures, then those of the words."""
    advice = Advice("a", "reduce dose", doses=(Dose("capped", "start", "5 mg/kg/day", cap="400 mg/day"),
                                               Dose("fraction", "start", "25%", "50%")),
                    say="Give 50% for 2 weeks.", monitor=("level after 3 days",))
    assert figures(advice) == ("5 mg/kg/day", "400 mg/day", "25%", "50%", "2 weeks", "3 days")


def test_more_than_the_usual_dose() -> None:
    """150% is printed as 1.5 times the dose, too."""
    raised = Advice("a", "raise dose", doses=(Dose("fraction", "start", "150%", "200%"),))
    assert figures(raised) == ("150%", "200%", "1.5 times", "2 times")


def test_a_way_without_a_figure() -> None:
    """`reduce start` has none."""
    assert figures(Advice("a", "reduce dose", doses=(Dose("reduce", "start"),))) == ()
