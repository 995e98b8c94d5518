"""A service with the real engine, a real database and real files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from pgx.assess import Engine
from pgx.service import Keys, Settings, create_app
from pgx.store import Store
from tests.store.databases import database_url, postgres_server, postgres_url

__all__ = ["database_url", "postgres_server", "postgres_url"]

KEY = "a-key-that-is-long-enough"
HEADERS = {"X-API-Key": KEY}


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine.load()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'pgx.db'}") as opened:
        yield opened


@pytest.fixture
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the service puts uploads: empty whenever no request runs."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def client(engine: Engine, store: Store, uploads: Path) -> Iterator[TestClient]:
    """A client with the right key; bodies up to 200 kB."""
    settings = Settings("127.0.0.1", Keys.read([f"tester {KEY}"], "test"), max_upload=200_000)
    with TestClient(create_app(engine, store, settings), headers=HEADERS, raise_server_exceptions=False) as open_:
        yield open_


def leftovers(uploads: Path) -> list[str]:
    """Files that any upload left behind."""
    return sorted(str(p.relative_to(uploads)) for p in uploads.rglob("*") if p.parent.parent != uploads.parent)
