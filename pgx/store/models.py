"""The tables. The migrations build exactly these; a test compares the two on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, MetaData, String, Table, Text, TypeDecorator, Uuid
from sqlalchemy.engine import Dialect

NAMES = {
    "pk": "pk_%(table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
}
metadata = MetaData(naming_convention=NAMES)


class UtcTime(TypeDecorator[datetime]):
    """A point in time, to the microsecond, always UTC in Python. Refuses a time without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To UTC; SQLite drops the zone, so what it keeps is UTC too."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a stored time needs a zone"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From whatever zone the session has, or none (SQLite), to UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


assessments = Table(
    "assessments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("created", UtcTime, nullable=False),
    Column("document", Text, nullable=False),          # canonical JSON, byte for byte what the door answered
    Column("sha256", String(64), nullable=False),      # of `document` in UTF-8, hex
    Column("versions", Text, nullable=False),          # canonical JSON: software, knowledge, rules, models
    Index("ix_assessments_created", "created"),
)

audit = Table(
    "audit",
    metadata,
    # 1, 2, 3 ... without gaps, given by the writer under a lock
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("who", String(200), nullable=False),        # name of the key, or "local"
    Column("action", String(50), nullable=False),
    Column("assessment_id", Uuid, nullable=True),
    Column("document_sha256", String(64), nullable=False),
    Column("previous", String(64), nullable=False),    # hash of the row before; 64 zeros for the first
    Column("hash", String(64), nullable=False),
    Index("ix_audit_assessment_id", "assessment_id"),
)
