"""The store: put a document in, get the same bytes out, and leave a trace of both."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from uuid import UUID

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from pgx.domain.errors import InputError, PgxError
from pgx.store import audit, database
from pgx.store.models import assessments


class StoreUnavailable(PgxError):  # noqa: N818 - a state of the world, not a mistake
    """The database was opened once but does not answer now. Trying again later is right."""


@dataclass(frozen=True, slots=True)
class StoredAssessment:
    """A row: `document` is canonical JSON text, `sha256` its hash, `versions` what produced it (canonical JSON)."""

    id: UUID
    created: datetime
    document: str
    sha256: str
    versions: str


def canonical(document: object) -> str:
    """JSON text with one spelling: keys sorted, no spaces, ASCII only, no NaN.

    ASCII, so that no database, encoding or unpaired surrogate of a file name can change a byte of it.
    Raises ValueError for NaN or infinity, TypeError for what is not JSON.
    """
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


class Store:
    """Assessments and audit trail in one database. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Self:
        """Open by URL and bring the schema up to date. Raises UsageError or InputError."""
        engine = database.open_engine(url)
        try:
            database.upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def add(self, id_: UUID, document: str, *, versions: Mapping[str, object], who: str,
            created: datetime | None = None) -> StoredAssessment:
        """Keep a document and record who made it, both or neither."""
        made = created or datetime.now(UTC)
        row = StoredAssessment(id_, made, document, audit.digest(document), canonical(versions))
        with self._transaction(**database.WRITES) as connection:
            connection.execute(insert(assessments).values(
                id=row.id, created=row.created, document=row.document, sha256=row.sha256, versions=row.versions))
            audit.append(connection, audit.Entry(made, who, "assessment.create", id_, row.sha256))
        return row

    def get(self, id_: UUID, *, who: str) -> StoredAssessment | None:
        """The document as it was put in, or None; the reading is recorded before it is returned.

        Raises InputError if the text no longer fits its hash.
        """
        with self._transaction(**database.WRITES) as connection:
            row = connection.execute(select(assessments).where(assessments.c.id == id_)).first()
            if row is None:
                return None
            audit.append(connection, audit.Entry(datetime.now(UTC), who, "assessment.read", id_, row.sha256))
        if audit.digest(row.document) != row.sha256:
            msg = f"assessment {id_}: the stored text does not fit its hash; restore it from a backup"
            raise InputError(msg)
        return StoredAssessment(row.id, row.created, row.document, row.sha256, row.versions)

    def verify(self) -> audit.AuditReport:
        """Walk the audit chain and compare every document with it."""
        snapshot = {"isolation_level": "REPEATABLE READ"} if self._engine.dialect.name == "postgresql" else {}
        with self._transaction(**snapshot) as connection:
            return audit.verify(connection)

    @contextmanager
    def _transaction(self, **options: object) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except (OperationalError, PoolTimeoutError) as error:
            msg = f"{database.name(self._engine)}: {database.reason(error)}"
            raise StoreUnavailable(msg) from error

    def problem(self) -> str:
        """"" if the database answers and has our schema, else one line without a password."""
        try:
            here, newest = database.revision(self._engine)
        except SQLAlchemyError as error:
            return database.reason(error)
        return "" if here == newest else "the schema is not at this version"

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()
