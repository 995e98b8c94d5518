"""The README's commands do what it shows, and CI passes the test command that it names."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pgx.cli.main import COMMANDS
from tests.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN, TEST = re.findall(r"```console\n\$ ([^\n]+)\n(.*?)```", README, flags=re.DOTALL)


def test_the_main_job_prints_what_is_shown() -> None:
    """The part after the installation, from the checkout's root, on a terminal of 110 columns."""
    command = shlex.split(RUN[0].rpartition("&&")[2])
    command[0] = str(Path(sys.executable).with_name("pgx"))
    shown = subprocess.run(command, cwd=ROOT, env={**os.environ, "COLUMNS": "110"}, capture_output=True, text=True,
                           check=True)
    assert shown.stdout.rstrip() == RUN[1].rstrip()


def test_ci_runs_the_test_command() -> None:
    """Letter for letter."""
    assert TEST[0] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_rule_shown_is_a_shipped_one() -> None:
    """But for white space."""
    shown = re.search(r"```pgx\n(.*?)```", README, flags=re.DOTALL)[1]
    files = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "rules").rglob("*.pgx")))
    assert " ".join(shown.split()) in " ".join(files.split())


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_lead_somewhere(link: str) -> None:
    """To a file of the project."""
    assert (ROOT / link).is_file()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`pgx ([a-z]+)", README))))
def test_commands_exist(name: str) -> None:
    """Each one that is named."""
    assert name in COMMANDS
