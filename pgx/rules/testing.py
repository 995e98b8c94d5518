"""Runs the examples of rule files: one result per line and drug, and which rows they reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pgx.rules.actions import BUILT_IN
from pgx.rules.compile_parts import canonical_drugs
from pgx.rules.errors import Problem
from pgx.rules.findings import CERTAIN, POSSIBLE, Answer, Finding
from pgx.rules.layers import as_known_to
from pgx.rules.patients import NoPatient, PatientMaker, Resolver
from pgx.rules.ruleset import RuleSet
from pgx.rules.syntax import Example, Examples, Expectation, Module, Remind, Rule, Table
from pgx.rules.vocabulary import Vocabulary

Complaint = tuple[str, str, tuple[str, ...]]     # check number, message, ways out


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One line of examples with one drug. `reached`: rows its advice came from; `problem` is None when it holds.
    `open`: more than one world; `blind`: some gene was not known."""

    examples: str
    file: str
    line: int
    drug: str
    problem: Problem | None
    reached: tuple[str, ...] = ()
    open: bool = False
    blind: bool = False

    @property
    def passed(self) -> bool:
        """Whether the example holds."""
        return self.problem is None


def run_examples(ruleset: RuleSet, modules: Sequence[Module], vocabulary: Vocabulary,
                 resolver: Resolver) -> list[ExampleResult]:
    """Every example of these files, in order."""
    return [result for module in modules for block in module.blocks if isinstance(block, Examples)
            for result in Tester(ruleset, module, block, vocabulary, resolver).results()]


def drugs_of(module: Module) -> tuple[str, ...]:
    """Drug words that a file's tables and rules are for."""
    return tuple(dict.fromkeys(word.text for block in module.blocks if isinstance(block, Table | Rule | Remind)
                               for word in block.drugs))


class Tester:
    """One block of examples. They speak of the file as it was written: a site's exceptions to it change no example."""

    def __init__(self, ruleset: RuleSet, module: Module, examples: Examples, vocabulary: Vocabulary,
                 resolver: Resolver) -> None:
        self.ruleset, self.module, self.examples = as_known_to(module, ruleset), module, examples
        self.vocabulary, self.resolver = vocabulary, resolver

    def results(self) -> Iterator[ExampleResult]:
        """Each row with each drug."""
        words = canonical_drugs(self.examples.drugs, self.vocabulary)
        drugs = words or tuple(self.vocabulary.drugs.get(word, word) for word in drugs_of(self.module))
        for drug in drugs:
            maker = PatientMaker(drug, self.ruleset.columns(drug), self.vocabulary, self.resolver)
            for row in self.examples.rows:
                yield self._result(drug, maker, row)

    def _result(self, drug: str, maker: PatientMaker, row: Example) -> ExampleResult:
        try:
            answer = self.ruleset.evaluate(drug, maker.groups(self.examples.columns, row))
        except NoPatient as error:
            problem = Problem("PGX602", "error", self.module.file, error.at, str(error))
            return ExampleResult(self.examples.name, self.module.file, row.at.line, drug, problem)
        own = self._own(answer)
        reached = tuple(ref.row_id for finding in answer.findings for ref in finding.rows)
        return ExampleResult(
            self.examples.name, self.module.file, row.expect.at.line or row.at.line, drug,
            self._problem(row, judge(row.expect, own, answer.findings, self._defined()), drug), reached,
            any(f.worlds_total > 1 for f in own), any(f.unknown for f in own))

    def _own(self, answer: Answer) -> list[Finding]:
        """Findings of this file's tables and rules, and those that its exceptions made of other tables."""
        name = self.module.header.name
        return [f for f in answer.findings
                if f.guideline == name or (f.exception is not None and f.exception.layer == name)]

    def _defined(self) -> frozenset[str]:
        """Advice that a plain name means in this file, and in no other."""
        return frozenset((*self.module.advice(), *(BUILT_IN if any(self.module.tables()) else ())))

    def _problem(self, row: Example, verdict: Complaint | None, drug: str) -> Problem | None:
        if verdict is None:
            return None
        code, message, helps = verdict
        return Problem(code, "error", self.module.file, row.at, f"{drug}: {message}", helps)


def judge(expect: Expectation, own: Sequence[Finding], every: Sequence[Finding],
          defined: frozenset[str]) -> Complaint | None:
    """None when the findings are as expected, else check number, message and help.

    A plain name means the advice of the example's own file; one that the file does not define (`defined`), and a dotted
    name (`cpic.codeine.label-dose`), may be of any.
    """
    if expect.kind == "silent":
        return None if not own else ("PGX602", f"expected nothing, got {told(own)}", ())
    found = {name: named(name, own, every, defined) for name in expect.names}
    if expect.kind == "never":
        met = found[expect.names[0]]
        return None if not met else ("PGX602", f"`{expect.names[0]}` was never to apply, but is {met[0].verdict}", ())
    if expect.kind == "possible":
        return judge_possible(found, own)
    if expect.kind == "certain":
        wrong = judge_certain(expect.names[0], found[expect.names[0]], own)
        if wrong is not None:
            return wrong
    return judge_dose(expect, found.get(expect.names[0], own) if expect.names else own)


def named(name: str, own: Sequence[Finding], every: Sequence[Finding], defined: frozenset[str]) -> list[Finding]:
    """Findings that give an advice."""
    if "." in name:
        return [f for f in every if f"{f.guideline}.{f.advice.name}" == name]
    return [f for f in (own if name in defined else every) if f.advice.name == name]


def told(findings: Sequence[Finding]) -> str:
    """What was given instead."""
    return " and ".join(f"{f.verdict} {f.advice.name}" for f in findings) or "nothing"


def judge_certain(name: str, found: Sequence[Finding], own: Sequence[Finding]) -> Complaint | None:
    """`certain X`."""
    if any(f.verdict == CERTAIN for f in found):
        return None
    missing = tuple(dict.fromkeys(m for f in found for m in f.missing))
    if found and missing:
        return ("PGX603", f"`{name}` is only possible, because {' and '.join(missing)} is not given",
                (f"add a column for {missing[0]}",))
    return "PGX602", f"expected certain {name}, got {told(found or own)}", ()


def judge_possible(found: dict[str, list[Finding]], own: Sequence[Finding]) -> Complaint | None:
    """`possible X or Y`: each of them possible, and nothing else in the same tables."""
    for name, findings in found.items():
        if not any(f.verdict == POSSIBLE for f in findings):
            return "PGX602", f"expected possible {name}, got {told(findings or own)}", ()
    tables = {f.table for findings in found.values() for f in findings if f.kind == "table"}
    more = sorted({f.advice.name for f in own if f.table in tables} - set(found))
    return ("PGX602", f"{' and '.join(more)} is possible too", ()) if more else None


def judge_dose(expect: Expectation, found: Sequence[Finding]) -> Complaint | None:
    """`dose 47 mg/week` or a range."""
    if expect.low is None or expect.high is None:
        return None
    doses = [f.dose for f in found if f.dose is not None]
    wanted = f"dose {expect.low}" + (f" to {expect.high}" if expect.high != expect.low else "")
    if not doses:
        return "PGX602", f"expected {wanted}, got no calculated dose", ()
    dose = doses[0]
    if dose.low is None or dose.high is None:
        code = "PGX603" if dose.missing else "PGX602"
        helps = tuple(f"add a column for {name}" for name in dose.missing)
        return code, f"expected {wanted}, got no number: {dose.reason}", helps
    within = float(expect.low.value) <= dose.low and dose.high <= float(expect.high.value)
    if within and dose.unit == expect.high.unit:
        return None
    return "PGX602", f"expected {wanted}, got {dose.low:g} to {dose.high:g} {dose.unit}", ()
