"""The shared scoring script, run on `pgx` in this process: same suites, same comparison, no start-up for every file."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import sys
import traceback
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from pgx.cli.main import main
from tests.paths import SHARED

CASES = SHARED / "cases"
SCRIPT = SHARED / "accept" / "score_calls.py"


class InProcess:
    """Stands where the script's own Runner starts a `pgx` program."""

    def call(self, files: list[Path], *options: str, timeout: int = 0) -> tuple[dict[str, Any], str, int]:
        """{file: {sample: document}}, stderr, exit code of one `pgx call`."""
        del timeout
        written, errors, code = run(["call", *map(str, files), "--json", *options])
        found: dict[str, Any] = defaultdict(dict)
        for line in written.splitlines():
            if line.strip():
                document = json.loads(line)
                found[Path(document["file"]).name][document["sample"]] = document
        return found, errors, code


def run(arguments: Sequence[str]) -> tuple[str, str, int]:
    """stdout, stderr and exit code of `pgx` with these arguments; an escaped exception reads as its traceback."""
    out, errors, argv, code = io.StringIO(), io.StringIO(), sys.argv, 1
    sys.argv = ["pgx", *arguments]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            main()
    except SystemExit as end:
        code = int(end.code or 0)
    except Exception:  # noqa: BLE001 - what the interpreter would print is what is judged
        errors.write(traceback.format_exc())
    finally:
        sys.argv = argv
    return out.getvalue(), errors.getvalue(), code


@cache
def script() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("score_calls", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def scores(suite: str) -> tuple[Any, ...]:
    """Every Score of one suite of the script."""
    return tuple(script().SUITES[suite](CASES, InProcess()))
