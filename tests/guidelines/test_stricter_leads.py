"""Two sources with equal severity: the stricter way and the lower cap come first, and neither hides the other (B08)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pgx.calling import parse_outside
from pgx.domain.patient import Context
from tests.acceptance.annotations import engine

# drug, age, other drugs -> source, action and caps of the first alerts, for a poor metabolizer of CYP2D6
CASES = [
    ("pimozide", 40, (), [("FDA", "reduce dose", ("4 mg/day",)), ("DPWG", "reduce dose", ("10 mg/day",))]),
    ("pimozide", 8, (), [("DPWG", "reduce dose", ("0.05 mg/kg/day", "2 mg/day")),
                         ("FDA", "reduce dose", ("0.05 mg/kg/day",))]),
    ("propafenone", 40, ("itraconazole",), [("FDA", "avoid", ()), ("DPWG", "reduce dose", ("",))]),
]


@pytest.mark.parametrize(("drug", "age", "taking", "wanted"), CASES, ids=[f"{c[0]} at {c[1]}" for c in CASES])
def test_the_stricter_source_leads(drug: str, age: int, taking: tuple[str, ...],
                                   wanted: list[tuple[str, str, tuple[str, ...]]]) -> None:
    """The first alerts, in order."""
    supplied, _ = parse_outside(["CYP2D6\t*4/*4"], "outside.tsv", engine().knowledge.genes)
    context = Context(prescribed=(drug,), drugs=taking, facts={"age": Decimal(age)})
    found = engine().assess_calls(supplied, context=context).alerts
    assert [(a.sources[0].source, a.advice.action, tuple(d.cap for d in a.advice.doses)) for a in found] == wanted
