"""Two runs on the same file give the same bytes, whatever order the interpreter keeps its sets in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

EXAMPLES = ROOT / "docs" / "examples"
COMMANDS = {
    "call": ["call", "--json", str(EXAMPLES / "patient.vcf")],
    "check": ["check", "--json", str(EXAMPLES / "patient.vcf"), "--context", str(EXAMPLES / "context.json")],
}


def output(arguments: list[str], seed: str) -> bytes:
    """Standard output of one run in a process of its own."""
    command = [str(Path(sys.executable).with_name("pgx")), *arguments]
    return subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_same_bytes(name: str) -> None:
    """Hash seeds differ, bytes do not."""
    first, second = (output(COMMANDS[name], seed) for seed in ("1", "4242"))
    assert first == second
    assert first.count(b"\n") == 1
