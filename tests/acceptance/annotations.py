"""Our findings in the shape of published annotations: source by source, as a caller of single diplotypes sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import prod
from pathlib import Path

from pgx import facts
from pgx.assess import CallOptions, Engine
from pgx.calling import parse_outside
from pgx.domain.assessment import Assessment
from pgx.domain.calls import Diplotype, GeneResult
from pgx.domain.patient import Context
from pgx.rules import Finding

# (source of the guideline, start of the table's own name) that an annotation's source stands for
SOURCES = {"CPIC": ("CPIC", ""), "DPWG": ("DPWG", ""), "FDA_LABEL": ("FDA", "label"),
           "FDA_ASSOC": ("FDA", "association")}
SILENT = ("no-advice", "test-first")      # built-in advice: what a row says where its source gives nothing


@dataclass(frozen=True, slots=True)
class Annotation:
    """One piece of advice of one table that the called genotype leads to."""

    table: str
    advice: str
    action: str
    direction: str
    strength: str
    results: tuple[tuple[str, tuple[int, ...]], ...] = ()     # gene -> its results (by number) that lead here


@cache
def engine() -> Engine:
    """Knowledge, rules and models, loaded once."""
    return Engine.load()


def outside_lines(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Outside calls of a case as lines of the file that `--outside` takes."""
    fields = ("gene", "diplotype", "phenotype", "activity_score")
    return ["\t".join(row.get(field, "") for field in fields).rstrip("\t") for row in rows]


def assessed(file: Path, outside: Sequence[str], *, sex: str | None = None, combinations: bool = False) -> Assessment:
    """Calls of the only sample of a file."""
    supplied, _ = parse_outside(outside, "outside.tsv", engine().knowledge.genes)
    found, = engine().call_file(file, options=CallOptions(sex=sex, combinations=combinations), outside=supplied)
    return found


def from_lines(outside: Sequence[str]) -> Assessment:
    """Calls from outside lines alone."""
    supplied, _ = parse_outside(outside, "outside.tsv", engine().knowledge.genes)
    return engine().assess_calls(supplied, context=Context(prescribed=("no such drug",)))


def only_called(results: Mapping[str, GeneResult]) -> dict[str, GeneResult]:
    """The results with nothing possible but what was called: what a caller of single diplotypes goes on with."""
    return {gene: _called(result) for gene, result in results.items()}


def _called(result: GeneResult) -> GeneResult:
    diplotypes = result.call.diplotypes
    if result.call.variants and not diplotypes:
        diplotypes = (Diplotype(" + ".join(result.call.variants), (result.call.variants,)),)
    if len(diplotypes) != len(result.called):
        return result
    share = 1 / max(1, len(diplotypes))
    even = tuple(replace(d, probability=share) for d in diplotypes)
    return replace(result, call=replace(result.call, possible=even), possible=result.called)


def annotations(found: Assessment, drug: str, source: str, context: Context | None = None) -> list[Annotation]:
    """Advice of the tables of a source, silence left out; every population while nothing is told of the patient."""
    ruleset = engine().ruleset
    assert ruleset is not None
    gathered = facts.gather(ruleset.columns(drug), drug, only_called(found.genes), context or Context(drugs=()),
                            engine().knowledge)
    answer = ruleset.evaluate(drug, gathered.groups)
    return [_annotation(f) for f in answer.findings if _of(f, source) and f.advice.name not in SILENT]


def ruled(drug: str, source: str) -> bool:
    """Whether any rule file has a table of this source for the drug."""
    ruleset, (owner, start) = engine().ruleset, SOURCES[source]
    assert ruleset is not None
    return any(p.kind == "table" and ruleset.guidelines[p.guideline].source == owner
               and p.name.removeprefix(f"{p.guideline}.").startswith(start) for p in ruleset.programs_for(drug))


def _of(finding: Finding, source: str) -> bool:
    owner, start = SOURCES[source]
    table = finding.table.removeprefix(f"{finding.guideline}.")
    return finding.kind == "table" and finding.source == owner and table.startswith(start)


def _annotation(finding: Finding) -> Annotation:
    return Annotation(finding.table.removeprefix(f"{finding.guideline}."), finding.advice.name, finding.advice.action,
                      finding.advice.direction, finding.strength,
                      tuple((name, tuple(sorted(finding.contributors.get(name, ())))) for name in finding.depends_on
                            if name in engine().knowledge.genes))


def count(found: Sequence[Annotation]) -> int:
    """How many annotations others print for these: one a table for each combination of results that leads to it."""
    total = 0
    for table in dict.fromkeys(a.table for a in found):
        results: dict[str, set[int]] = {}
        for annotation in found:
            if annotation.table == table:
                for gene, numbers in annotation.results:
                    results.setdefault(gene, set()).update(numbers)
        total += prod(len(numbers) or 1 for numbers in results.values())
    return total
