"""The migrations build the models, on both databases, from nothing and under a crowd."""

from __future__ import annotations

import stat
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from pgx.domain.errors import InputError, UsageError
from pgx.store import Store, database
from pgx.store.models import metadata


def test_migrations_build_the_models(database_url):
    """Alembic finds nothing to change between the migrated database and the models."""
    engine = database.open_engine(database_url)
    database.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_upgrade_twice_is_upgrade_once(database_url):
    """A second start changes nothing."""
    engine = database.open_engine(database_url)
    database.upgrade(engine)
    database.upgrade(engine)
    assert database.revision(engine) == ("0001", "0001")
    engine.dispose()


def test_downgrade_leaves_an_empty_database(database_url):
    """Down and up again works, so a failed release can be taken back."""
    engine = database.open_engine(database_url)
    database.upgrade(engine)
    with engine.connect().execution_options(pgx_writes=True) as connection, connection.begin():
        command.downgrade(database.configuration(connection), "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    database.upgrade(engine)
    assert set(inspect(engine).get_table_names()) == {"alembic_version", "assessments", "audit"}
    engine.dispose()


def test_many_servers_start_at_once(database_url):
    """Four processes of one service may start together on an empty database."""
    def start(_: int) -> str:
        with Store.open(database_url) as store:
            return store.problem()

    with ThreadPoolExecutor(4) as crowd:
        assert list(crowd.map(start, range(4))) == ["", "", "", ""]


def test_newer_schema_is_refused(database_url):
    """An old program never writes into a database that a newer one has changed."""
    Store.open(database_url).close()
    engine = database.open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(InputError, match="the schema is not one this version knows"):
        Store.open(database_url)


@pytest.mark.parametrize("statement", [
    "UPDATE audit SET who = 'someone else'",
    "DELETE FROM audit",
    "UPDATE assessments SET document = '{}'",
], ids=["edit trail", "cut trail", "edit document"])
def test_database_itself_refuses_change(database_url, statement):
    """Append-only is kept by the database, not only by our manners."""
    with Store.open(database_url) as store:
        store.add(uuid.uuid4(), '{"a":1}', versions={}, who="t")
        engine = database.open_engine(database_url)
        with engine.begin() as connection, pytest.raises(DatabaseError, match="is append-only"):
            connection.execute(text(statement))
        engine.dispose()
        assert store.verify().broken == ""


def test_sqlite_file_is_private(tmp_path: Path):
    """The file holds patients' results: nobody but its owner may read it."""
    path = tmp_path / "private.db"
    Store.open(f"sqlite:///{path}").close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(("url", "message"), [
    ("nonsense", "not a database URL"),
    ("mysql://u:secret@h/db", "`mysql` is not supported"),
    ("sqlite://", "`sqlite` is not supported"),
], ids=["no url", "other database", "memory"])
def test_url_of_another_kind_is_refused(url, message):
    """Only the two databases that are tested; the password is not repeated."""
    with pytest.raises(UsageError, match=message) as error:
        Store.open(url)
    assert "secret" not in str(error.value)


def test_unreachable_server_is_one_line_without_password():
    """The message says where, and not the password."""
    with pytest.raises(InputError, match="cannot be opened") as error:
        Store.open("postgresql://u:secret@127.0.0.1:1/none")
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)


def test_file_that_is_no_database_is_refused(tmp_path: Path):
    """A path mistaken for a database is left alone."""
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, not a database, and they are long enough to be read as a header" * 5)
    before = path.read_bytes()
    with pytest.raises(InputError, match="cannot be opened"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == before
