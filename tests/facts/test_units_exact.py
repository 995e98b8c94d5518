"""Converted facts fall on the thresholds that guidelines write."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pgx import facts, knowledge


@pytest.mark.parametrize(("age", "years"), [("144 months", 12), ("216 months", 18), ("12 y", 12)])
def test_months_are_years_exactly(age: str, years: int) -> None:
    """A child on its twelfth birthday is not under twelve."""
    assert facts.read_context({"age": age}, knowledge.load()).facts["age"] == Decimal(years)
