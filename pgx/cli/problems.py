"""Problems on stdout, in four forms: for people, for programs, for code scanning (SARIF 2.1.0), for GitHub's log."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pgx import __version__
from pgx.rules import Problem
from pgx.rules.catalog import CHECKS
from pgx.rules.errors import Mark, Span
from pgx.rules.showing import shown

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
Texts = Mapping[str, str]           # file -> its text


def write(problems: Sequence[Problem], form: str, texts: Texts) -> str:
    """All problems in one form, "" when there are none to print."""
    return FORMS[form](problems, texts)


def as_text(problems: Sequence[Problem], texts: Texts) -> str:
    """The lines, marked; a blank line between two complaints."""
    lines = {file: text.splitlines() for file, text in texts.items()}
    return "\n\n".join(shown(problem, lambda file: lines.get(file, ())) for problem in problems)


def as_json(problems: Sequence[Problem], _: Texts) -> str:
    """One document; a list item per problem."""
    return json.dumps({"schema": "pgx.problems/1", "problems": [as_dict(p) for p in problems]}, indent=1)


def as_dict(problem: Problem) -> dict[str, object]:
    """One problem as JSON."""
    return {"code": problem.code, "level": problem.level, "file": problem.file, "line": problem.at.line,
            "column": problem.at.column, "length": problem.at.length, "message": problem.message,
            "help": list(problem.helps), "example": problem.example, "rows": list(problem.rows), "fix": problem.fix,
            "also": [{"file": mark.file or problem.file, "line": mark.at.line, "label": mark.label}
                     for mark in problem.also]}


# ---------------------------------------------------------------- SARIF
def as_sarif(problems: Sequence[Problem], _: Texts) -> str:
    """A SARIF 2.1.0 log with one run; every check is described as a rule of the tool."""
    codes = sorted({problem.code for problem in problems})
    driver = {"name": "pgx rules check", "version": __version__, "semanticVersion": __version__,
              "rules": [sarif_rule(code) for code in codes]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints",
           "results": [sarif_result(problem, codes.index(problem.code)) for problem in problems]}
    return json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, indent=1)


def sarif_rule(code: str) -> dict[str, object]:
    """One check as a rule."""
    entry = CHECKS[code]
    return {"id": code, "shortDescription": {"text": entry.title}, "fullDescription": {"text": entry.why},
            "defaultConfiguration": {"level": entry.level}}


def sarif_result(problem: Problem, index: int) -> dict[str, object]:
    """One problem as a result; its fix as a replacement of the marked text."""
    told = [problem.message, *((f"Example patient: {problem.example}",) if problem.example else ()), *problem.helps,
            *problem.rows]
    result: dict[str, object] = {
        "ruleId": problem.code, "ruleIndex": index, "level": problem.level, "message": {"text": "\n".join(told)},
        "locations": [sarif_place(problem.file, problem.at)]}
    if problem.also:
        result["relatedLocations"] = [related(problem, mark) for mark in problem.also]
    if problem.fix:
        change = {"artifactLocation": {"uri": uri(problem.file)},
                  "replacements": [{"deletedRegion": region(problem.at), "insertedContent": {"text": problem.fix}}]}
        result["fixes"] = [{"description": {"text": f"write {problem.fix}"}, "artifactChanges": [change]}]
    return result


def sarif_place(file: str, at: Span) -> dict[str, object]:
    """A physical location."""
    return {"physicalLocation": {"artifactLocation": {"uri": uri(file)}, "region": region(at)}}


def related(problem: Problem, mark: Mark) -> dict[str, object]:
    """Another place of a problem."""
    return {**sarif_place(mark.file or problem.file, mark.at), "message": {"text": mark.label or "the other row"}}


def region(at: Span) -> dict[str, int]:
    """Lines and columns from 1; the end is behind the last character."""
    return {"startLine": at.line, "startColumn": at.column, "endColumn": at.column + max(1, at.length)}


def uri(file: str) -> str:
    """A path relative to where the command runs, when it lies there."""
    path = Path(file)
    if not path.is_absolute():
        return path.as_posix()
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_uri()


# ---------------------------------------------------------------- GitHub
def as_github(problems: Sequence[Problem], _: Texts) -> str:
    """Workflow commands: one annotation a line."""
    return "\n".join(github(problem) for problem in problems)


def github(problem: Problem) -> str:
    """`::error file=...,line=...::message`."""
    kind = {"note": "notice"}.get(problem.level, problem.level)
    told = [problem.message, *((f"example patient: {problem.example}",) if problem.example else ()), *problem.helps]
    place = ",".join((f"file={escaped(uri(problem.file), more=True)}", f"line={problem.at.line}",
                      f"col={problem.at.column}", f"title={problem.code}"))
    return f"::{kind} {place}::{escaped(chr(10).join(told))}"


def escaped(text: str, *, more: bool = False) -> str:
    """Text as GitHub's log wants it."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if more else text


FORMS: Mapping[str, Callable[[Sequence[Problem], Texts], str]] = {
    "text": as_text, "json": as_json, "sarif": as_sarif, "github": as_github}
