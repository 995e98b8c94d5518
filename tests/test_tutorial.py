"""docs/tutorial.md, command by command: each prints what is shown, and the file is edited as it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.paths import ROOT

TEXT = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
FILE = Path("site/local/clopidogrel.pgx")
BLOCK = re.compile(r"```(console|pgx)\n(.*?)```", re.DOTALL)


def steps() -> Iterator[tuple[str, str, list[str]]]:
    """(`run`, command, lines shown) and (`edit`, text, [])."""
    for kind, body in BLOCK.findall(TEXT):
        if kind == "pgx":
            yield "edit", body, []
            continue
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            yield "run", command, shown


def edited(text: str, edit: str) -> str:
    """The file with a block, a clause or rows of examples in the place of those that they stand for."""
    if edit.startswith("advice "):
        return re.sub(rf"{edit.splitlines()[0]}\n(?:  .*\n)+", edit, text)
    for line in edit.splitlines():
        start = line[:line.index("|", 4)] if line.startswith("  |") else line[:10]
        lines = text.splitlines()
        (at,) = [n for n, old in enumerate(lines) if old.startswith(start.rstrip()) and "expect" not in old]
        text = "\n".join([*lines[:at], line, *lines[at + 1:]]) + "\n"
    return text


def shown_in_order(shown: list[str], printed: list[str]) -> list[str]:
    """Shown lines that are not printed, in this order; `...` stands for any lines, at a line's end for its rest."""
    missing, at = [], 0
    for line in (line.strip() for line in shown):
        if line == "...":
            continue
        found = [n for n, told in enumerate(printed[at:], at) if matches(line, told)]
        if found:
            at = found[0] + 1
        else:
            missing.append(line)
    return missing


def matches(shown: str, told: str) -> bool:
    """Whether a printed line is the shown one."""
    told = told.strip()
    return told.startswith(shown.removesuffix("...").rstrip()) if shown.endswith("...") else told == shown


def test_every_command_does_what_is_shown(tmp_path: Path) -> None:
    """From the checkout's rules, in a folder of its own."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "XDG_CACHE_HOME": str(tmp_path / "cache"), "COLUMNS": "110"}
    for kind, text, shown in steps():
        if kind == "edit":
            file = tmp_path / FILE
            before = file.read_text("utf-8")
            file.write_text(edited(before, text), "utf-8")
            assert file.read_text("utf-8") != before
        elif match := re.fullmatch(r"export (\w+)=(\S+)", text):
            env[match[1]] = match[2]
        else:
            run = subprocess.run(text, shell=True, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)  # noqa: S602
            printed = (run.stdout + run.stderr).splitlines()
            assert run.returncode == int(any("error[" in line for line in shown)), f"{text}\n{run.stdout}{run.stderr}"
            assert shown_in_order(shown, printed) == [], f"{text}\n{run.stdout}{run.stderr}"


def test_the_comparison_can_fail() -> None:
    """Lines in another order, or not there, are found out."""
    assert shown_in_order(["a", "...", "b"], ["a", "x", "b"]) == []
    assert shown_in_order(["b", "a"], ["a", "x", "b"]) == ["a"]
    assert shown_in_order(["x y ..."], ["x y z"]) == []
    assert shown_in_order(["x"], ["x y"]) == ["x"]
