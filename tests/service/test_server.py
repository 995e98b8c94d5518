"""`pgx serve` as a process: real sockets, real signals, both databases."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from pgx.store import Store
from tests.service.patients import DIPLOTYPES, GENE, packed, vcf

KEY = "a-key-that-is-long-enough"
PERSON = "Erika_Mustermann"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - the address that must be refused
PGX = [sys.executable, "-m", "pgx.cli.main"]


@dataclass
class Server:
    url: str
    port: int
    process: subprocess.Popen
    log: Path
    temporary: Path

    def uploads(self) -> list[str]:
        """Names of files of requests, below the server's own folder."""
        return [p.name for p in self.temporary.glob("pgx-uploads-*/*/*")]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def serving(folder: Path, database: str, *options: str) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    temporary, log = folder / "server-tmp", folder / "server.log"
    temporary.mkdir(exist_ok=True)
    environment = {**os.environ, "PGX_API_KEY": f"ward {KEY}", "TMPDIR": str(temporary)}
    with log.open("w") as sink:
        process = subprocess.Popen([*PGX, "serve", "--database", database, "--port", str(port), *options],
                                   env=environment, cwd=folder, stdout=sink, stderr=sink)
    server = Server(f"http://127.0.0.1:{port}", port, process, log, temporary)
    try:
        wait_for(lambda: alive(server), log)
        yield server
    finally:
        process.kill()
        process.wait(10)


def alive(server: Server) -> bool:
    assert server.process.poll() is None, server.log.read_text()
    try:
        return httpx.get(f"{server.url}/health", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def wait_for(condition, log: Path, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.05)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, f"sqlite:///{folder / 'pgx.db'}", "--max-upload", "1") as running:
        yield running


def send(url: str, copies: int = 2, **keywords) -> httpx.Response:
    files = {"vcf": (f"{PERSON}.vcf.gz", packed({PERSON: copies}))}
    return httpx.post(f"{url}/v1/assessments", files=files, data={"drug": "clopidogrel"}, headers={"X-API-Key": KEY},
                      timeout=60, **keywords)


def test_service_on_both_databases(tmp_path, database_url):
    """Upload, answer, stop by signal, start again, read the same bytes; the trail holds; nothing is left behind."""
    with serving(tmp_path, database_url) as running:
        made = send(running.url)
        assert made.status_code == 201, made.text[:300]
        assert [d["name"] for d in made.json()["genes"][GENE]["diplotypes"]] == [DIPLOTYPES[2]]
        assert running.stop() == 0
        assert list(running.temporary.iterdir()) == []
        assert not list(tmp_path.glob("*-wal"))
    with serving(tmp_path, database_url) as running:
        read = httpx.get(running.url + made.headers["location"], headers={"X-API-Key": KEY})
        assert read.content == made.content
    with Store.open(database_url) as store:
        assert (store.verify().rows, store.verify().broken) == (2, "")


def test_verify_says_whether_the_trail_holds(tmp_path):
    """Exit 0 and the head; after a change behind our back exit 1 and the place."""
    database = f"sqlite:///{tmp_path / 'pgx.db'}"
    with Store.open(database) as store:
        store.add(uuid.UUID(int=1), "{}", versions={}, who="t")
        head = store.verify().head

    def verify():
        return subprocess.run([*PGX, "serve", "--database", database, "--verify"], capture_output=True, text=True,
                              timeout=60, check=False)

    done = verify()
    assert (done.returncode, done.stdout) == (0, f"audit trail: 1 rows, head {head}\n")
    with sqlite3.connect(tmp_path / "pgx.db") as raw:
        raw.execute("DROP TRIGGER assessments_no_update")
        raw.execute("UPDATE assessments SET document = '[]'")
    raw.close()
    done = verify()
    assert done.returncode == 1
    assert f"does not hold: assessment {uuid.UUID(int=1)}" in done.stderr


def test_log_names_no_patient(server):
    """Neither good nor bad requests leave a name, a genotype, a key or an address as sent in the log."""
    assert send(server.url).status_code == 201
    head = {"X-API-Key": KEY}
    httpx.get(f"{server.url}/v1/assessments/{PERSON}?sample={PERSON}", headers=head)
    httpx.get(f"{server.url}/{PERSON}", headers=head)
    httpx.post(f"{server.url}/v1/assessments", headers=head, files={"vcf": (PERSON, vcf({PERSON: 1})[:-30])})
    httpx.post(f"{server.url}/v1/assessments", headers=head, json={"calls": [{"gene": PERSON, "diplotype": "*2/*2"}]})
    log = server.log.read_text()
    assert "POST /v1/assessments 201" in log
    assert "POST /v1/assessments 422" in log
    for secret in (PERSON, "*2", "1/1", KEY):
        assert secret not in log


def test_client_that_goes_away_leaves_nothing(server):
    """Half an upload, then silence: the file goes, the service lives."""
    body = b'--x\r\nContent-Disposition: form-data; name="vcf"; filename="a"\r\n\r\n' + b"#" * 1_200_000
    head = (f"POST /v1/assessments HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: {KEY}\r\nContent-Length: 999999\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\n").encode()
    with socket.create_connection(("127.0.0.1", server.port)) as wire:
        wire.sendall(head + body[:500_000])
        wait_for(lambda: list(server.temporary.glob("pgx-uploads-*/*")), server.log)
    wait_for(lambda: not list(server.temporary.glob("pgx-uploads-*/*")), server.log)
    assert alive(server)
    assert "499" in server.log.read_text()


@pytest.mark.parametrize("known", [True, False], ids=["length declared", "chunked"])
def test_too_large_body_is_answered_early(server, known):
    """413 as soon as it is certain, not after gigabytes; nothing stays on disk."""
    head = (f"POST /v1/assessments HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: {KEY}\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n")
    part = b'--x\r\nContent-Disposition: form-data; name="vcf"; filename="a"\r\n\r\n'
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        if known:
            wire.sendall((head + "Content-Length: 9000000000\r\n\r\n").encode() + part)
        else:
            wire.sendall((head + "Transfer-Encoding: chunked\r\n\r\n").encode())
            for block in (part, b"#" * 600_000, b"#" * 600_000):
                wire.sendall(f"{len(block):x}\r\n".encode() + block + b"\r\n")
        answer = wire.recv(4096)
    assert answer.startswith(b"HTTP/1.1 413"), answer[:200]
    assert b"application/problem+json" in answer
    wait_for(lambda: server.uploads() == [], server.log)


@pytest.mark.parametrize(("options", "environment", "message"), [
    (["--host", EVERYWHERE], {}, "can be reached by others"),
    (["--database", "mysql://x/y"], {}, "`mysql` is not supported"),
    ([], {"PGX_API_KEY": ""}, "holds no API key"),
    (["--api-key-file", "missing"], {}, "cannot be read"),
], ids=["open to all", "other database", "empty key", "no key file"])
def test_unsafe_or_wrong_start_is_refused(tmp_path, options, environment, message):
    """Exit 2 and one line; no database is made."""
    clean = {k: v for k, v in os.environ.items() if k != "PGX_API_KEY"}
    done = subprocess.run([*PGX, "serve", "--port", "0", *options], env={**clean, **environment}, cwd=tmp_path,
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
