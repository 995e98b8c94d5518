"""`pgx rules approve`: shows what an exception stands on, then pins it anew."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pgx import knowledge
from pgx.cli.rules import command
from pgx.domain.errors import UsageError
from tests.language.test_people import TEXT

LAYER = """layer here.now
  above    a

advice other
  action   avoid
  severity major
  instead  morphine

# why we differ
override a.b.t named mine
  when     CYP2C19 is PM
  then     other
  because  "Morphine is what we stock."
  approved 2020-01-01 by "Nobody"
  pinned   sha256:00000000

override a.b.t named another
  when     CYP2C19 is IM
  then     other
"""


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vendor's file and a site's layer, in force."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "b.pgx").write_text(TEXT, encoding="utf-8")
    (folder / "local.pgx").write_text(LAYER, encoding="utf-8")
    monkeypatch.setenv("PGX_RULES", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def approve(*args: str, answer: str = "y\n") -> Result:
    """Run `pgx rules approve`."""
    return CliRunner().invoke(command, ["approve", *args], input=answer)


def test_approval_writes_date_name_and_hash_and_settles_the_check(rules: Path) -> None:
    """Nothing else of the file moves."""
    assert "error[PGX305]: a.b.t has changed since `mine` was approved" in CliRunner().invoke(command, ["check"]).stdout
    result = approve("here.now.mine", "--by", "P. Harmacist")
    assert result.exit_code == 0
    text = (rules / "local.pgx").read_text(encoding="utf-8")
    today = datetime.now(UTC).date().isoformat()
    assert f'  approved {today} by "P. Harmacist"\n  pinned   sha256:' in text
    kept = [line for line in text.splitlines() if not line.strip().startswith(("approved", "pinned"))]
    assert kept == [line for line in LAYER.splitlines() if not line.strip().startswith(("approved", "pinned"))]
    assert "PGX305]: a.b.t has changed" not in CliRunner().invoke(command, ["check"]).stdout


def test_target_and_exception_are_shown_first(rules: Path) -> None:
    """And a no leaves the file as it was."""
    result = approve("here.now.mine", "--by", "x", answer="n\n")
    assert result.stdout.splitlines()[1:5] == [
        "    [not PM]  go (usual dose)", "    [PM]  stop (avoid)", "    [unknown]  no-advice (no-advice)",
        "here.now.mine: CYP2C19 is PM -> other"]
    assert (rules / "local.pgx").read_text(encoding="utf-8") == LAYER


def test_what_changed_since_the_approval_is_shown_from_the_cache(rules: Path) -> None:
    """The rules that were approved were compiled here once; the cache still has them."""
    (rules / "local.pgx").unlink()
    knowledge.load_rules(knowledge.load())
    (rules / "local.pgx").write_text(LAYER, encoding="utf-8")
    assert approve("here.now.mine", "--by", "x", "--yes").exit_code == 0
    file = rules / "b.pgx"
    file.write_text(TEXT.replace("| not PM || go |", "| not PM || stop |"), encoding="utf-8")
    told = approve("here.now.mine", "--by", "x", "--yes").stdout.splitlines()
    assert told[-3:] == ["changed since it was approved:", "    a.b.t: go -> stop  (more cautious)",
                         "        CYP2C19 UM or RM or NM or likely-IM or IM or likely-PM"]


def test_unknown_exception_is_wrong_usage(rules: Path) -> None:
    """With the nearest name."""
    error = approve("here.now.mien", "--by", "x").exception
    assert isinstance(error, UsageError)
    assert str(error) == "no exception `here.now.mien`; did you mean `here.now.mine`?"
