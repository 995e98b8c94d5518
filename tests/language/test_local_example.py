"""The example of a site's own layer holds over the shipped rules, and answers nobody who did not ask for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pgx.cli.rules import command
from tests.paths import ROOT

LOCAL = ROOT / "docs" / "examples" / "local"


@pytest.mark.parametrize("tool", [["check"], ["fmt", "--check"], ["test"]], ids=["check", "fmt", "test"])
def test_tool_is_content(tool: list[str]) -> None:
    """Checked, laid out and tried like a shipped file."""
    result = CliRunner().invoke(command, [*tool, str(LOCAL)])
    assert result.exit_code == 0, result.output


def test_it_answers_where_a_site_puts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the shipped rules the exception stands under the site's name; without it the guideline stands."""
    asked = ["explain", "cpic.clopidogrel.cardiac"]
    assert "st-elsewhere" not in CliRunner().invoke(command, asked).output
    shutil.copytree(ROOT / "rules", tmp_path / "site")
    shutil.copytree(LOCAL, tmp_path / "site" / "local")
    monkeypatch.setenv("PGX_RULES", str(tmp_path / "site"))
    assert "hospital.st-elsewhere.no-prasugrel" in CliRunner().invoke(command, asked).output
