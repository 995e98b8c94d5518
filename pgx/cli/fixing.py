"""`pgx rules check --fix`: writes the one word that can be meant, and only where nothing else stands there now."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pgx.rules import Problem, RuleSyntaxError, parse

FIXED = {"PGX109", "PGX210"}        # the checks whose complaint has one right answer
OTHERWISE = "otherwise"


def fix_text(text: str, file: str, problems: Sequence[Problem]) -> tuple[str, list[Problem]]:
    """The text with every certain fix made, and the problems that are mended. A result that is not the language is
    not used: then the text comes back as it was."""
    lines = text.splitlines(keepends=True)
    made: list[Problem] = []
    chosen = {p.at: p for p in problems if p.fix and p.code in FIXED and p.file == file}
    for problem in sorted(chosen.values(), key=lambda p: (p.at.line, p.at.column), reverse=True):
        line, start = lines[problem.at.line - 1], problem.at.column - 1
        if meant(line[start:start + problem.at.length], problem):
            lines[problem.at.line - 1] = line[:start] + problem.fix + line[start + problem.at.length:]
            made.append(problem)
    fixed = "".join(lines)
    try:
        parse(fixed, file)
    except RuleSyntaxError:
        return text, []
    return fixed, made


def meant(written: str, problem: Problem) -> bool:
    """Whether the marked text is the one the complaint is about: a spelling of the fix, or `otherwise`."""
    return squashed(written) == squashed(problem.fix) or (problem.code == "PGX210" and written == OTHERWISE)


def squashed(text: str) -> str:
    """Letters and digits only, in one case."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def replace_file(path: Path, text: str) -> None:
    """Write through a temporary file beside it; the permissions stay."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)
    Path(name).chmod(path.stat().st_mode)
    Path(name).replace(path)
