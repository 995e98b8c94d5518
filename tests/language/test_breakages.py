"""One edit anywhere breaks one line: the complaint is there or beside it. A seeded sample of `breakages.py`."""

from __future__ import annotations

from random import Random

from tests.language.breakages import measure
from tests.language.words import PROGRAMS
from tests.paths import ROOT


def test_complaint_stands_within_a_line_of_the_edit() -> None:
    """In at least 99 of 100 breakages of shipped files and of the design's programs."""
    shipped = Random(4).sample(sorted((ROOT / "rules").rglob("*.pgx")), 12)
    broken, near, far = measure([*shipped, *sorted(PROGRAMS.rglob("*.pgx"))], 18)
    assert broken.total() > 150
    assert near.total() >= 0.99 * broken.total(), far
