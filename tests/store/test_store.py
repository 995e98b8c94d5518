"""What is put in comes out byte for byte, and every act leaves a sealed trace."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from pgx.domain.errors import InputError
from pgx.store import Store, canonical, database

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2**60, 2**60) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=12)


@pytest.fixture
def store(database_url):
    with Store.open(database_url) as opened:
        yield opened


def tamper(url: str, *statements: str) -> None:
    """What a person with the database's own password could do: drop the guards, then change rows."""
    engine = database.open_engine(url)
    with engine.begin() as connection:
        for table, verb in (("audit", "update"), ("audit", "delete"), ("assessments", "update")):
            on = f" ON {table}" if engine.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER {table}_no_{verb}{on}"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@given(JSON)
def test_canonical_text_is_ascii_and_keeps_the_value(value):
    """One spelling; any text survives, unpaired surrogates and NUL too."""
    written = canonical(value)
    assert written.isascii()
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


def test_canonical_ignores_the_order_of_keys():
    """Two equal documents have one hash."""
    assert canonical({"b": 1, "a": [2, {"d": 3, "c": 4}]}) == '{"a":[2,{"c":4,"d":3}],"b":1}'


def test_canonical_refuses_nan():
    """NaN is not JSON; a reader elsewhere would fail on it."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"estimate": float("nan")})


@pytest.mark.parametrize("document", [
    canonical({"sample": "Łódź \u0000 \ud800 😀 'quoted\"", "n": 1.0}),
    canonical({"long": "x" * 3_000_000}),
    ' {\n\t"not": "canonical"  }\r\n',
], ids=["nasty text", "three megabytes", "spacing"])
def test_document_comes_back_byte_for_byte(store, document):
    """Whatever was stored is what is read, on both databases."""
    id_ = uuid.uuid4()
    put = store.add(id_, document, versions={"software": "1"}, who="t")
    got = store.get(id_, who="t")
    assert got == put
    assert got.document == document
    assert got.versions == '{"software":"1"}'
    assert got.created.tzinfo is UTC


def test_unknown_id_is_none_and_leaves_no_trace(store):
    """Guessing ids does not grow the trail."""
    assert store.get(uuid.uuid4(), who="t") is None
    assert store.verify().rows == 0


def test_same_id_twice_keeps_the_first(store):
    """Document and trace are written both or neither."""
    id_ = uuid.uuid4()
    store.add(id_, "{}", versions={}, who="t")
    with pytest.raises(IntegrityError):
        store.add(id_, '{"other":1}', versions={}, who="t")
    assert store.get(id_, who="t").document == "{}"
    assert store.verify().rows == 2


def test_times_are_kept_to_the_microsecond(store):
    """The seal is over the time, so the database must not round it."""
    moment = datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC)
    id_ = uuid.uuid4()
    store.add(id_, "{}", versions={}, who="t", created=moment)
    assert store.get(id_, who="t").created == moment
    assert store.verify().broken == ""


def test_crowd_of_writers_makes_one_unbroken_chain(store):
    """Eight threads, forty acts: no gap, no fork, nothing lost."""
    def act(number: int) -> str:
        id_ = uuid.uuid4()
        store.add(id_, canonical({"n": number}), versions={}, who=f"key {number % 3}")
        return store.get(id_, who="reader").document

    with ThreadPoolExecutor(8) as crowd:
        assert list(crowd.map(act, range(20))) == [canonical({"n": n}) for n in range(20)]
    report = store.verify()
    assert (report.rows, report.broken) == (40, "")


@pytest.mark.parametrize(("statement", "broken"), [
    ("UPDATE audit SET who = 'x' WHERE seq = 2", "audit row 2"),
    ("DELETE FROM audit WHERE seq = 2", "audit row 3"),
    ("DELETE FROM audit WHERE seq = 1", "audit row 2"),
    ("UPDATE audit SET seq = seq + 10 WHERE seq = 3", "audit row 13"),
    ("UPDATE audit SET at = '2020-01-01 00:00:00' WHERE seq = 1", "audit row 1"),
], ids=["edited", "cut in the middle", "cut at the start", "moved", "backdated"])
def test_tampering_with_the_trail_is_found(store, database_url, statement, broken):
    """The first row that does not fit is named."""
    for number in range(3):
        store.add(uuid.uuid4(), canonical(number), versions={}, who="t")
    tamper(database_url, statement)
    assert store.verify().broken == broken


def test_cut_end_is_seen_by_its_head(store, database_url):
    """A chain cut at the end is shorter but sound: the head kept elsewhere tells; a lost document tells too."""
    store.add(uuid.UUID(int=1), "{}", versions={}, who="t")
    store.get(uuid.UUID(int=1), who="t")
    before = store.verify()
    tamper(database_url, "DELETE FROM audit WHERE seq = 2")
    after = store.verify()
    assert (after.broken, after.rows) == ("", 1)
    assert after.head != before.head


def test_changed_document_is_found_even_with_its_hash_rewritten(store, database_url):
    """The trail pins the document: rewriting text and hash together does not help."""
    id_ = uuid.UUID(int=7)
    store.add(id_, '{"action":"avoid"}', versions={}, who="t")
    tamper(database_url, """UPDATE assessments SET document = '{"action":"use"}'""")
    with pytest.raises(InputError, match="does not fit its hash"):
        store.get(id_, who="t")
    assert store.verify().broken == f"assessment {id_}"


@pytest.mark.parametrize(("statement", "broken"), [
    ("DELETE FROM assessments", f"assessment {uuid.UUID(int=7)} is gone"),
    ("INSERT INTO assessments SELECT {other}, created, document, sha256, versions FROM assessments",
     f"assessment {uuid.UUID(int=8)}"),
], ids=["removed", "smuggled in"])
def test_documents_and_trail_must_agree(store, database_url, statement, broken):
    """Every making has its document, every document its making."""
    store.add(uuid.UUID(int=7), "{}", versions={}, who="t")
    other = uuid.UUID(int=8)
    literal = f"'{other}'::uuid" if "postgres" in database_url else f"'{other.hex}'"
    tamper(database_url, statement.format(other=literal))
    assert store.verify().broken == broken
