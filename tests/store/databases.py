"""A fresh database per test: a SQLite file, and a PostgreSQL database on a server found or started."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

PLACES = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin", "usr/local/pgsql/bin")
"""Below /: where packages put what is not on PATH (Debian keeps only `pg_ctlcluster` there)."""
SERVER = os.environ.get("PGX_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


def reachable(url: str) -> str:
    """"" if a connection can be made, else why not."""
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.Error as error:
        return str(error).splitlines()[0]
    return ""


def program(name: str) -> str | None:
    """Path of a PostgreSQL program: on PATH, else the newest that a package installed."""
    found = [path for pattern in PLACES for path in Path("/").glob(f"{pattern}/{name}") if os.access(path, os.X_OK)]
    return shutil.which(name) or (str(max(found, key=version)) if found else None)


def version(path: Path) -> tuple[int, ...]:
    """Numbers in a path, to be compared."""
    return tuple(map(int, re.findall(r"\d+", str(path))))


def start_server(folder: Path) -> tuple[str, list[str], dict[str, str]]:
    """initdb and start PostgreSQL in `folder`; (URL, command that stops it, keywords for subprocess)."""
    binaries = [program(name) for name in ("initdb", "pg_ctl")]
    if not all(binaries):
        pytest.skip("no PostgreSQL: none answers and initdb or pg_ctl is not installed")
    initdb, pg_ctl = map(str, binaries)
    keywords: dict[str, str] = {}
    if os.geteuid() == 0:                        # PostgreSQL refuses to run as root
        account = next((n for n in ("postgres", "nobody") if n in {u.pw_name for u in pwd.getpwall()}), None)
        if account is None:
            pytest.skip("no PostgreSQL: none answers and there is no account to start it under")
        shutil.chown(folder, account)
        keywords["user"] = account
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    run = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **keywords}
    subprocess.run([initdb, "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"], check=True, **run)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    subprocess.run([pg_ctl, "-D", data, "-o", options, "-w", "-l", folder / "log", "start"], check=True, **run)
    return f"postgresql://postgres@127.0.0.1:{port}/postgres", [pg_ctl, "-D", str(data), "-m", "fast", "stop"], keywords


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a server that we may create databases on; skips with the reason if there is none."""
    if not reachable(SERVER):
        yield SERVER
        return
    folder = Path(tempfile.mkdtemp(prefix="pgx-postgres-"))
    folder.chmod(0o755)
    try:
        url, stop, keywords = start_server(folder)
        try:
            yield url
        finally:
            subprocess.run(stop, check=False, stdout=subprocess.DEVNULL, cwd=folder, **keywords)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no PostgreSQL: none answers and none could be started: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A database of this test's own, dropped afterwards."""
    name = f"pgx_test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    address: URL = make_url(postgres_server).set(database=name)
    try:
        yield address.render_as_string(hide_password=False)
    finally:
        with psycopg.connect(postgres_server, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """One URL of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'pgx.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url
