"""The console script as a process, and inside this one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from pgx.cli import main
from tests.paths import ROOT

PATIENT = ROOT / "docs" / "examples" / "patient.vcf"
CONTEXT = ROOT / "docs" / "examples" / "context.json"
PGX = [sys.executable, "-m", "pgx.cli.main"]


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


def inside(capsys, monkeypatch, *words: object) -> Done:
    """Run the entry point in this process: fast, and everything but the process itself is real."""
    monkeypatch.setattr(sys, "argv", ["pgx", *map(str, words)])
    try:
        main.main()
    except SystemExit as ended:
        code = ended.code
    out, err = capsys.readouterr()
    return Done(int(code), out, err)


def process(*words: object, **keywords) -> subprocess.CompletedProcess:
    """Run it as a process of its own."""
    usual = {"cwd": ROOT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run([*PGX, *map(str, words)], timeout=120, check=False, **{**usual, **keywords})


def broken_vcf(folder: Path, name: str) -> Path:
    """A file of the kind named, made from the example patient."""
    lines = PATIENT.read_text().splitlines(keepends=True)
    path = folder / name
    content = {
        "missing.vcf": None,
        "empty.vcf": "",
        "noise.vcf": bytes(range(256)) * 12,
        "text.vcf": "hello\n",
        "no-samples.vcf": "".join("\t".join(line.rstrip("\n").split("\t")[:8]) + "\n" if line[:2] != "##" else line
                                  for line in lines),
        "other-words.vcf": "".join([*lines[:60], "chr1\t12\n"]),
        "cut.vcf": "".join(lines[:-1]) + lines[-1][:12],
    }[name]
    if isinstance(content, str):
        path.write_text(content)
    elif content is not None:
        path.write_bytes(content)
    return path
