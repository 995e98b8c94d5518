"""Opening a database by URL, and bringing its schema up to date."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from pgx.domain.errors import InputError, UsageError

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_049_001          # key of the PostgreSQL advisory lock that serialises our migrations
BUSY_SECONDS = 30         # how long a SQLite writer waits for another before it gives up
WRITES = {"pgx_writes": True}


def open_engine(url: str) -> Engine:
    """An engine for a SQLite or PostgreSQL URL. Connects to nothing yet.

    A SQLite file that does not exist is created readable by its owner only.
    Raises UsageError for another kind of URL or a missing driver.
    """
    address = _address(url)
    try:
        if address.get_backend_name() == "sqlite":
            return _open_sqlite(address)
        return create_engine(address, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": 10})
    except ModuleNotFoundError as error:
        msg = f"--database: the driver `{error.name}` is not installed; install pgx-engine[postgres]"
        raise UsageError(msg) from error


def upgrade(engine: Engine) -> None:
    """Run every migration the database lacks, in one transaction, one process at a time.

    Raises InputError if the database cannot be reached or was written by a newer version.
    """
    try:
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            command.upgrade(configuration(connection), "head")
    except CommandError as error:
        msg = f"{name(engine)}: the schema is not one this version knows: {error}; use a newer pgx"
        raise InputError(msg) from error
    except SQLAlchemyError as error:
        msg = f"{name(engine)}: the database cannot be opened: {reason(error)}"
        raise InputError(msg) from error


def revision(engine: Engine) -> tuple[str | None, str | None]:
    """(revision of the database, newest revision of this version)."""
    with engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    return here, newest()


@cache
def newest() -> str | None:
    """Newest revision among the migrations of this version."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for the migrations shipped with this package."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def name(engine: Engine) -> str:
    """The URL without its password."""
    return engine.url.render_as_string(hide_password=True)


def reason(error: SQLAlchemyError) -> str:
    """The driver's own first line; statement and parameters, which hold documents, are left out."""
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    return lines[0] if lines else type(cause).__name__


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        msg = "--database: not a database URL; give sqlite:///FILE or postgresql://USER@HOST/NAME"
        raise UsageError(msg) from error
    backend = address.get_backend_name()
    if backend in {"postgres", "postgresql"}:
        return address.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and address.database not in {None, "", ":memory:"}:
        return address.set(drivername="sqlite")
    msg = f"--database: `{backend}` is not supported; give sqlite:///FILE or postgresql://USER@HOST/NAME"
    raise UsageError(msg)


def _open_sqlite(address: URL) -> Engine:
    path = Path(str(address.database))
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        msg = f"--database: `{path}` cannot be opened: {error.strerror}"
        raise InputError(msg) from error
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: object, record: ConnectionPoolEntry) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    """Take transactions from the driver, which commits around DDL; write ahead, so that readers never wait."""
    connection.isolation_level = None  # type: ignore[attr-defined]  # SQLite's own
    cursor = connection.cursor()  # type: ignore[attr-defined]  # SQLite's own
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Writers lock at once: two that both read first would otherwise dead-end with `database is locked`."""
    writes = connection.get_execution_options().get("pgx_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
