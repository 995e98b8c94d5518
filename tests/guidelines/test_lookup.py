"""`pgx rules lookup` on every live row of the source tables: one rule row each, with the direction that was read."""

from __future__ import annotations

from functools import cache

import pytest

from pgx import knowledge
from pgx.lookup import Lookup, Row, read_query
from tests.guidelines import ruled
from tests.guidelines.patients import PARTS
from tests.guidelines.queries import Asked, asked
from tests.guidelines.source_rows import Reading
from tests.guidelines.twelve import COARSE
from tests.paths import SHARED, needs_shared

BOTH_ALLELES = "HLA-B*15:02+15:11"       # the source is silent for both; the rules give the row of each (B09)
READ = [a for a in asked() if a.readings] if SHARED.exists() else []
ONE = [a for a in READ if len(a.readings) == 1 and all(name != BOTH_ALLELES for name, _ in a.row.key)]
SEVERAL = [a for a in READ if len(a.readings) > 1]


def facts_of(reading: Reading) -> dict[str, str]:
    """What the kind of a reading says about the patient."""
    kinds = ruled.fda_kind(reading.kind)[1] if reading.source == "FDA" else (reading.kind,)
    told = [(ruled.POPULATIONS | PARTS).get(kind, {}) for kind in kinds]
    return {fact: str(value) for facts in told for fact, value in facts.items()}


# Kinds that differ by other drugs have no fact to ask with.
TOLD = [(a, r) for a in SEVERAL for r in a.readings if not any(" of " in fact for fact in facts_of(r))]


@cache
def lookup() -> Lookup:
    """The shipped rules."""
    return Lookup(ruled.ruleset(), knowledge.load())


def rows(a: Asked, **more: object) -> list[Row]:
    """The answer to a query."""
    return lookup().rows(read_query({**a.query, **more}, knowledge.load()))


def name(value: object) -> str:
    """Readable test id."""
    return value.row.name if isinstance(value, Asked) else str(value.kind)


def as_read(row: Row, reading: Reading) -> bool:
    """Whether the direction of a row is what a person read."""
    return row.direction in ({reading.expected} if reading.fine else COARSE[reading.expected])


@needs_shared
@pytest.mark.parametrize("a", ONE, ids=name)
def test_row_is_answered_by_one_row(a: Asked) -> None:
    """Certain, with the direction and the strength that a person read; a departure has no strength of the source."""
    reading, found = a.readings[0], rows(a)
    assert [row.verdict for row in found] == ["certain"]
    assert as_read(found[0], reading)
    assert found[0].strength == ("" if reading.decision not in {"-", "unclear"} else reading.strength.strip("-"))


@needs_shared
@pytest.mark.parametrize("a", SEVERAL, ids=name)
def test_text_for_several_kinds_of_patients(a: Asked) -> None:
    """Where a text tells patients apart and the query does not, all of its rows are there and no other direction."""
    found = rows(a)
    assert [row.row for row in found if not any(as_read(row, r) for r in a.readings)] == []
    assert len(found) > 1 or found[0].verdict == "certain"


@needs_shared
@pytest.mark.parametrize(("a", "reading"), TOLD, ids=name)
def test_facts_choose_the_row(a: Asked, reading: Reading) -> None:
    """With the facts that the text speaks of, one row is left."""
    found = rows(a, facts=facts_of(reading))
    assert [row.verdict for row in found] == ["certain"]
    assert as_read(found[0], reading)


@needs_shared
def test_no_read_row_is_left_out() -> None:
    """The three groups above are everything that was read, but for the key of two alleles."""
    assert len(READ) - len(ONE) - len(SEVERAL) == 1
    assert len(READ) > 3000
