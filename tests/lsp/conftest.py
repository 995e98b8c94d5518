"""One editor for all tests of this folder: starting the server takes a second."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from tests.lsp.editor import Editor
from tests.paths import ROOT

AROUND = ("cpic/codeine.pgx", "common/phenoconversion.pgx", "cpic/warfarin.pgx")


@pytest.fixture(scope="package")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor on a folder with three rule files."""
    folder = tmp_path_factory.mktemp("workspace") / "rules"
    for name in AROUND:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text((ROOT / "rules" / name).read_text(encoding="utf-8"), encoding="utf-8")
    found = started(folder)
    yield found
    assert found.stop() == 0


def started(folder: Path) -> Editor:
    """An editor that has shaken hands with its server."""
    editor = Editor(folder)
    editor.start({**os.environ, "PGX_RULES": str(folder), "PYTHONPATH": str(ROOT)})
    return editor
