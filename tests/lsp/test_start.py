"""Starting the server: what is told to somebody who has not installed it."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from pgx.cli.rules import command
from pgx.domain.errors import UsageError


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong usage, with what to install; no traceback."""
    for name in [name for name in sys.modules if name.startswith("pgx.lsp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    error = CliRunner().invoke(command, ["lsp"]).exception
    assert isinstance(error, UsageError)
    assert str(error) == "pygls is not installed: pip install 'pgx-engine[lsp]'"
