"""The audit trail: append-only, each row sealed over the one before it.

Who did what, when, to which assessment; never what the assessment says. A row holds the SHA-256 of the document it
speaks of, so changing a stored document, a row, or the order of rows breaks the chain. Rows cut off the end leave a
valid shorter chain: keep `AuditReport.head` elsewhere to notice that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.engine import Row

from pgx.store.models import assessments, audit

START = "0" * 64
LOCK = 7_049_002          # key of the PostgreSQL advisory lock that serialises appending


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, without its place in the chain. `document_sha256` is "" when no document is concerned."""

    at: datetime
    who: str
    action: str
    assessment_id: UUID | None = None
    document_sha256: str = ""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """Result of walking the chain. `broken` names the first row (or document) that does not fit; "" if all do."""

    rows: int
    head: str
    broken: str = ""


def append(connection: Connection, entry: Entry) -> None:
    """Add one row. The connection must be in a writing transaction, which this locks until it ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    last = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, START)
    connection.execute(insert(audit).values(
        seq=seq, at=entry.at, who=entry.who, action=entry.action, assessment_id=entry.assessment_id,
        document_sha256=entry.document_sha256, previous=previous, hash=seal(seq, entry, previous),
    ))


def seal(seq: int, entry: Entry, previous: str) -> str:
    """SHA-256 (hex) over the row and the hash of the row before it."""
    fields = [seq, entry.at.isoformat(timespec="microseconds"), entry.who, entry.action,
              str(entry.assessment_id) if entry.assessment_id else None, entry.document_sha256, previous]
    return hashlib.sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()


def verify(connection: Connection) -> AuditReport:
    """Walk every row, then compare every stored document with the row that recorded its making."""
    rows, head = 0, START
    made: dict[UUID, str] = {}
    for row in connection.execute(select(audit).order_by(audit.c.seq)).yield_per(1000):
        rows += 1
        if row.seq != rows or row.previous != head or row.hash != seal(row.seq, _entry(row), head):
            return AuditReport(rows, head, f"audit row {row.seq}")
        head = row.hash
        if row.action == "assessment.create":
            made[row.assessment_id] = row.document_sha256
    stored = connection.execute(select(assessments.c.id, assessments.c.document)).yield_per(100)
    return AuditReport(rows, head, _altered(((row.id, row.document) for row in stored), made))


def digest(document: str) -> str:
    """SHA-256 (hex) of a document in UTF-8."""
    return hashlib.sha256(document.encode()).hexdigest()


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(row.at, row.who, row.action, row.assessment_id, row.document_sha256)


def _altered(stored: Iterable[tuple[UUID, str]], made: dict[UUID, str]) -> str:
    """Name the first document that differs from its audit row, has none, or is gone; "" if there is none."""
    seen: set[UUID] = set()
    for id_, document in stored:
        seen.add(id_)
        if made.get(id_) != digest(document):
            return f"assessment {id_}"
    gone = sorted(made.keys() - seen)
    return f"assessment {gone[0]} is gone" if gone else ""
