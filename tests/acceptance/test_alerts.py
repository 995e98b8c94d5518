"""Alerts against published annotations, drug by drug and source by source, for every drug that has rules."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pgx.domain.assessment import Assessment
from pgx.domain.calls import GeneResult
from tests.acceptance import directions
from tests.acceptance.annotations import (
    SOURCES,
    Annotation,
    annotations,
    assessed,
    count,
    engine,
    from_lines,
    outside_lines,
    ruled,
)
from tests.acceptance.differences import ALERTS, Difference, check
from tests.acceptance.scoring import CASES
from tests.acceptance.translated import BENCHMARK, DRUGS, companions
from tests.paths import needs_shared

pytestmark = needs_shared
BASE = CASES / "alerts"
EXAMPLE = BASE / "pharmcat_example"


def objects(path: Path) -> list[dict[str, Any]]:
    """A file of one JSON object a line; nothing when it is absent."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def shown(found: Iterable[Annotation]) -> str:
    """Our annotations as text."""
    return "; ".join(f"{a.table}: {a.advice}" for a in found) or "nothing"


def differ(suite: str, case: str, drug: str, ours: object, theirs: object) -> Iterator[Difference]:
    """A difference if there is one."""
    if ours != theirs:
        yield Difference(suite, case, drug, str(ours), str(theirs))


# --- PharmCAT's cases -------------------------------------------------------------------------------------------

@cache
def case_assessment(file: str, outside: tuple[str, ...], sex: str | None, combinations: bool) -> Assessment:
    """Calls of one case, made once for its drugs."""
    return assessed(CASES / "pharmcat" / file, outside, sex=sex, combinations=combinations)


def case_differences(case: Mapping[str, Any]) -> Iterator[Difference]:
    """Every assertion of a case about drugs with rules."""
    sex = case["input"].get("sex")
    found = case_assessment(case["vcf"], tuple(outside_lines(case["input"].get("outside_calls") or [])),
                            sex if sex in ("male", "female") else None, case["options"]["find_combinations"])
    for drug, asked in case["alerts"].items():
        ours = {source: annotations(found, drug, source) for source in SOURCES if ruled(drug, source)}
        for source, made in ours.items():
            told = asked.get(source, {})
            if "matched" in told:
                yield from differ("alert matched", case["id"], f"{drug} {source}", bool(made), told["matched"])
            if "n_annotations" in told:
                yield from differ("alert count", case["id"], f"{drug} {source}", count(made), told["n_annotations"])
        if "n_annotations_all_sources" in asked and ours:
            total = sum(map(count, ours.values()))
            yield from differ("alert count", case["id"], f"{drug} all", total, asked["n_annotations_all_sources"])
        for gene, name in asked.get("phenotypes", {}).items():
            yield from differ("alert phenotype", case["id"], gene, phenotype(found.genes[gene]), name)
        for gene, scores in asked.get("activity_scores", {}).items():
            yield from differ("alert score", case["id"], gene, score(found.genes[gene]), scores[0])


def phenotype(result: GeneResult) -> str:
    """The called result in PharmCAT's words."""
    return "; ".join(dict.fromkeys(p.name for p in result.called)) or "No Result"


def score(result: GeneResult) -> str:
    """The called activity score, N/A where there is none."""
    return "; ".join(dict.fromkeys(str(p.score or "N/A") for p in result.called))


def test_annotations_of_pharmcat_cases() -> None:
    """Matched or not, how many, and the phenotypes and scores beside them."""
    cases = [c for c in objects(CASES / "pharmcat" / "cases.jsonl") if not c.get("custom_definition")]
    found = [d for c in cases if c["alerts"] for d in case_differences(c)]
    check(ALERTS, ["alert matched", "alert count", "alert phenotype", "alert score"], found)


# --- PharmCAT's whole example -----------------------------------------------------------------------------------

def example_differences(found: Assessment, drug: str, source: str,
                        theirs: list[dict[str, Any]]) -> Iterator[Difference]:
    """One drug and one source: whether anything is said, how strongly, and which way it points."""
    ours = annotations(found, drug, source)
    said = [row for row in theirs if row["matched"] and row["classification"] != "No recommendation"]
    if bool(ours) != bool(said):
        yield Difference("example matched", drug, source, shown(ours), "; ".join(r["recommendation"][:60] for r in said)
                         or "nothing")
        return
    if source == "CPIC":
        strengths = sorted({str(r["classification"] or "none").lower() for r in said})
        yield from differ("example strength", drug, source, sorted({a.strength or "none" for a in ours}), strengths)
    allowed = frozenset().union(*(directions.of_flags(row) for row in said))
    astray = [a for a in ours if a.direction not in allowed]
    if astray:
        yield Difference("example direction", drug, source,
                         "; ".join(f"{a.table}: {a.advice} ({a.direction})" for a in astray), " ".join(sorted(allowed)))


def test_annotations_of_the_whole_example() -> None:
    """All drugs with rules: matched, strength and direction, source by source."""
    found = assessed(EXAMPLE / "input.vcf", (EXAMPLE / "outside_calls.tsv").read_text(encoding="utf-8").splitlines())
    theirs = defaultdict(list)
    for row in objects(EXAMPLE / "expected_annotations.jsonl"):
        theirs[row["drug"], row["source"]].append(row)
    differences = [d for (drug, source), rows in theirs.items() if ruled(drug, source)
                   for d in example_differences(found, drug, source, rows)]
    check(ALERTS, ["example matched", "example strength", "example direction"], differences)


def test_results_of_the_whole_example() -> None:
    """Diplotype, phenotype and score of every gene."""
    found = assessed(EXAMPLE / "input.vcf", (EXAMPLE / "outside_calls.tsv").read_text(encoding="utf-8").splitlines())
    lines = (EXAMPLE / "expected_calls.tsv").read_text(encoding="utf-8").splitlines()[1:]
    differences: list[Difference] = []
    for row in csv.DictReader(lines, delimiter="\t"):
        result = found.genes[row["Gene"]]
        ours = (result.call.diplotypes[0].name, phenotype(result), score(result).replace("N/A", ""))
        theirs = (row["Source Diplotype"], row["Phenotype"].strip(), row["Activity Score"])
        differences += differ("example result", row["Gene"], "-", " | ".join(ours), " | ".join(theirs))
    check(ALERTS, ["example result"], differences)


# --- collections of single pairs --------------------------------------------------------------------------------

def pair_differences(suite: str, case: str, drug: str, lines: list[str], text: str) -> Iterator[Difference]:
    """CPIC's direction for a drug, given results as outside lines and its other genes as reference."""
    allowed = directions.of_words(text)
    if not allowed or not ruled(drug, "CPIC"):
        return
    ours = annotations(from_lines([*lines, *companions(engine(), drug, lines)]), drug, "CPIC")
    if not ours or not all(a.direction in allowed for a in ours):
        yield Difference(suite, case, drug, "; ".join(f"{a.advice} ({a.direction})" for a in ours) or "nothing",
                         text[:90])


def test_benchmark_of_level_a_pairs() -> None:
    """The phenotype, and the direction of CPIC's advice, of a third party's curation."""
    differences: list[Difference] = []
    for case in objects(BASE / "agentic_benchmark_cpic_level_a.jsonl"):
        gene, diplotype = BENCHMARK[case["gene"], case["input"]["diplotype"]]
        line = f"{gene}\t{diplotype}"
        name = case["expect"]["phenotype"].replace("iser", "izer").replace("Ultra-rapid", "Ultrarapid")
        result = from_lines([line]).genes[gene]
        if not gene.startswith("HLA-"):
            differences += differ("benchmark phenotype", case["id"], gene, phenotype(result), name.split(" (")[0])
        drug = DRUGS.get(case["drug"], case["drug"])
        differences += pair_differences("benchmark direction", case["id"], drug, [line],
                                        case["expect"]["action"].partition(": ")[2])
    check(ALERTS, ["benchmark phenotype", "benchmark direction"], differences)


def test_pairs_of_2021() -> None:
    """Old CPIC pairs: the phenotype of a diplotype, and the direction of a recommendation where there is one."""
    differences: list[Difference] = []
    for case in objects(BASE / "kgrid_cpic_2021.jsonl"):
        if "should fail" in case["title"].lower():
            continue                                        # about that program's own error messages
        wanted = {e["field"]: e["value"] for e in case["expect"]}
        if case["object"].endswith("-geno-pheno"):
            differences += genotype_differences(case, wanted)
        elif "recommendation.content" in wanted:
            drug = case["object"].split("-")[0].replace("nortripyline", "nortriptyline")
            lines = [f"{gene}\t{hla(given)}" if gene.startswith("HLA") else f"{gene}\t\t{given['phenotype']}"
                     for gene, given in case["input"].items()
                     if given and gene in engine().knowledge.genes]
            differences += pair_differences("2021 direction", case["id"], drug, lines, wanted["recommendation.content"])
    check(ALERTS, ["2021 phenotype", "2021 direction"], differences)


def hla(given: Mapping[str, str]) -> str:
    """Their HLA result as two alleles."""
    allele = given["diplotype"]
    return "*07:02/*08:01" if allele == "*1/*1" else f"*{allele.removeprefix('*')}/*08:01"


def genotype_differences(case: Mapping[str, Any], wanted: Mapping[str, str]) -> Iterator[Difference]:
    """The phenotype of one diplotype."""
    for field, value in wanted.items():
        gene = field.partition(".")[0]
        if value not in ("undefined", "Unknown"):
            ours = phenotype(from_lines([f"{gene}\t{case['input'][gene]}"]).genes[gene]).lower()
            yield from differ("2021 phenotype", case["id"], gene, ours, value.lower().replace("extensive", "normal"))


def test_phenotypes_seen_in_cohorts() -> None:
    """Diplotypes and phenotypes that PharmCAT gave in five cohorts."""
    differences: list[Difference] = []
    path = BASE / "diplotype_phenotype_cohorts.tsv"
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if row["gene"] in engine().knowledge.genes:
                result = from_lines([f"{row['gene']}\t{row['diplotype']}"]).genes[row["gene"]]
                differences += differ("cohort phenotype", row["diplotype"], row["gene"], phenotype(result),
                                      row["phenotype"])
    check(ALERTS, ["cohort phenotype"], differences)
