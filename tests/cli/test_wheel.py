"""The wheel is all that a user needs: rules and knowledge inside, no checkout, no server, no network."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pgx.knowledge import rulebook
from tests.cli.running import PATIENT
from tests.paths import ROOT

LEAN = {"numpy", "psycopg", "cyvcf2", "dask", "ray", "flwr", "torch", "pandas", "pygls"}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """The wheel of this checkout, unpacked far from it."""
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", out, ROOT],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(next(out.glob("*.whl"))) as wheel:
        wheel.extractall(out / "site")
    return out / "site"


def run(site: Path, *code: str, cwd: Path) -> subprocess.CompletedProcess:
    """Python that finds the wheel before the checkout."""
    return subprocess.run([sys.executable, *code], cwd=cwd, capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(site), "XDG_CACHE_HOME": str(cwd / "cache")})


@pytest.mark.parametrize("folder", ["rules", "knowledgebase"])
def test_every_file_of_the_data_is_in_the_wheel(unpacked, folder):
    ours = {p.relative_to(ROOT / folder): p.read_bytes() for p in (ROOT / folder).rglob("*")
            if p.is_file() and "__pycache__" not in p.parts}
    shipped = {p.relative_to(unpacked / "pgx/_data" / folder): p.read_bytes()
               for p in (unpacked / "pgx/_data" / folder).rglob("*") if p.is_file()}
    assert len(ours) > 10
    assert shipped == ours


@pytest.mark.parametrize("words", [
    ("call", PATIENT, "--json"), ("check", PATIENT, "--drug", "clopidogrel"), ("report", PATIENT, "-o", "r.html"),
    ("kb", "check"), ("rules", "check"), ("risk", "list"), ("simulate", "CYP2C19=*2/*4", "-o", "s.vcf"),
], ids=lambda words: words[0])
def test_commands_of_the_wheel_run_in_an_empty_folder(unpacked, tmp_path, words):
    done = run(unpacked, "-m", "pgx.cli.main", *map(str, words), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert str(ROOT / "pgx") not in done.stdout + done.stderr


def test_reading_and_judging_imports_nothing_heavy(unpacked, tmp_path):
    """What the default install does not bring is not asked for."""
    code = ("import sys; sys.argv = ['pgx', 'check', sys.argv[1], '--drug', 'warfarin']\n"
            "from pgx.cli import main\n"
            "try: main.main()\n"
            "finally: print(sorted({m.partition('.')[0] for m in sys.modules}), main.__file__, file=sys.stderr)")
    done = run(unpacked, "-c", code, str(PATIENT), cwd=tmp_path)
    assert done.returncode == 0
    assert str(unpacked) in done.stderr
    assert not [name for name in LEAN if f"'{name}'" in done.stderr]


def test_help_imports_next_to_nothing(unpacked, tmp_path):
    """Start-up stays quick because nothing is loaded, whatever the machine."""
    code = ("import sys; sys.argv = ['pgx', '--help']\n"
            "from pgx.cli import main\n"
            "try: main.main()\n"
            "finally: print(len(sys.modules), sorted(sys.modules), file=sys.stderr)")
    done = run(unpacked, "-c", code, cwd=tmp_path)
    assert "Commands" in done.stdout
    for heavy in ("pysam", "vcf", "rich", "jinja2", "sqlalchemy", "fastapi", "pyarrow", "lark", "pydantic"):
        assert f"'{heavy}'" not in done.stderr


def test_user_without_a_home_has_no_cache_and_no_trouble(monkeypatch):
    def nobody(_):
        raise KeyError

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", nobody)
    assert rulebook.cache_folder() is None
