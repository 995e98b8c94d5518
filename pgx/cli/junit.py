"""Example and mutation results as JUnit XML, for build servers. Files are named as in the rules; no machine path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from pgx.cli.problems import uri
from pgx.domain.errors import InputError
from pgx.rules import Problem
from pgx.rules.mutating import Mutant
from pgx.rules.testing import ExampleResult


def write_junit(path: Path, results: Sequence[ExampleResult], mutants: Sequence[Mutant]) -> None:
    """One test case per example and drug, and one per mutant. Raises InputError when the file cannot be written."""
    root = Element("testsuites", name="pgx rules test")
    examples = [(uri(r.file), f"{r.examples} line {r.line}, {r.drug}", r.problem) for r in results]
    changes = [(uri(m.file), f"{m.kind} in {m.table}, line {m.at.line}", None if m.killed else m.problem)
               for m in mutants]
    for name, cases in (("examples", examples), ("mutants", changes)):
        if cases:
            suite(root, name, cases)
    indent(root)
    try:
        ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({type(error).__name__})") from error


def suite(root: Element, name: str, cases: Sequence[tuple[str, str, Problem | None]]) -> None:
    """One suite with its counts."""
    failed = sum(problem is not None for _, _, problem in cases)
    found = SubElement(root, "testsuite", name=name, tests=str(len(cases)), failures=str(failed), errors="0")
    for file, title, problem in cases:
        case = SubElement(found, "testcase", classname=file, name=title)
        if problem is not None:
            SubElement(case, "failure", message=problem.message, type=problem.code).text = str(problem)
