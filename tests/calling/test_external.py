"""Published cases, end to end from their VCFs: the same calls as the reference implementation, or a reason."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

import pgx.knowledge
import pgx.vcf
from pgx.calling import call_gene
from pgx.domain.calls import GeneCall
from pgx.domain.observations import Observations
from pgx.phenotyping import assign
from tests.paths import SHARED, needs_shared

CASES = SHARED / "cases"
KNOWLEDGE = pgx.knowledge.load()

# (gene, part of the case id) -> why ours differs and is kept
DIFFERENT = {
    ("NUDT15", "testNudt15S2"): "2026 definitions: *2 is part of *3",
    ("NAT2", "unphasedPriorityDifferentScore.1"): "upstream ran without its own exemption table",
}


def pair(name: str) -> tuple[str, ...]:
    return tuple(sorted(part.strip() for part in name.split("/")))


def called(call: GeneCall) -> set[tuple[str, ...]]:
    return {pair(d.name) for d in call.diplotypes}


def call(gene: str, seen: Observations, *, combinations: bool = False) -> GeneCall:
    return call_gene(KNOWLEDGE.genes[gene], seen, frequencies=KNOWLEDGE.frequencies.get(gene, {}),
                     combinations=combinations)


@lru_cache(maxsize=1)
def reference_cases() -> list[dict]:
    path = CASES / "pharmcat" / "cases.jsonl"
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    return [c for c in cases if not c.get("custom_definition") and not c["input"].get("outside_calls")]


def expectations() -> Iterator[object]:
    for case in reference_cases():
        for gene, seen in case.get("observed_pharmcat", {}).items():
            matcher = seen.get("matcher") or {}
            if gene in KNOWLEDGE.genes and ("diplotypes" in matcher or "haplotype_matches" in matcher):
                reason = next((why for (g, part), why in DIFFERENT.items() if g == gene and part in case["id"]), None)
                marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
                yield pytest.param(case, gene, matcher, id=f"{case['id']}-{gene}", marks=marks)


@lru_cache(maxsize=400)
def observations(path: Path, sex: str | None) -> Observations:
    return next(iter(pgx.vcf.read(path, KNOWLEDGE, sex=sex)))


@needs_shared
@pytest.mark.parametrize(("case", "gene", "matcher"), list(expectations()))
def test_same_call_as_the_reference_implementation(case, gene, matcher) -> None:
    """Diplotypes as a set; variant lists as a multiset; with all candidates asked for, all of them are possible."""
    sex = case["input"].get("sex")
    seen = observations(CASES / "pharmcat" / case["vcf"], sex if sex in ("male", "female") else None)
    found = call(gene, seen, combinations=bool(case["options"].get("find_combinations")))
    if "haplotype_matches" in matcher:
        assert sorted(found.variants) == sorted(matcher["haplotype_matches"])
    elif case["options"].get("top_candidates_only", True):
        assert called(found) == {pair(name) for name in matcher["diplotypes"]}
    else:
        assert {pair(name) for name in matcher["diplotypes"]} <= {pair(d.name) for d in found.possible}
        assert bool(called(found)) == bool(matcher["diplotypes"])


@needs_shared
def test_real_genomes_get_the_reference_call_and_phenotype() -> None:
    """A hundred phased genomes: at least 99.5% of the calls agree, and every phenotype of those that do."""
    path = next((CASES / "1kgp").glob("*.positions.filled.grch38.vcf.gz"))
    seen = {o.sample: o for o in pgx.vcf.read(path, KNOWLEDGE)}
    agreed = total = 0
    with (CASES / "1kgp" / "pharmcat_3_1_1_calls.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if row["diplotypes"] in ("", "."):
                continue
            found = call(row["gene"], seen[row["sample"]])
            same = called(found) == {pair(name) for name in row["diplotypes"].split(";")}
            agreed, total = agreed + same, total + 1
            if same and row["phenotype"]:
                result = assign(KNOWLEDGE.genes[row["gene"]], found)
                assert {p.name for p in result.called} == set(row["phenotype"].split(";")), row
    assert total > 1000
    assert agreed / total >= 0.995


@needs_shared
def test_consensus_genotypes_are_called() -> None:
    """GeT-RM rows that can be reached from small variants: the consensus is called and possible.

    Two consensus *1/*1 samples carry the older reference allele *38 on one copy, as sequencing in 2022 confirmed.
    """
    path = CASES / "getrm" / "merged.regions.grch38.vcf.gz"
    seen = {o.sample: o for o in pgx.vcf.read(path, KNOWLEDGE, absent_is_reference=True)}
    missed = set()
    with (CASES / "getrm" / "truth.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if row["strict"] == "1" and row["gene"] in KNOWLEDGE.genes and row["ngs_2022"] != "*1/*38":
                found = call(row["gene"], seen[row["sample"]])
                want = pair(row["consensus_modern_names"] or row["consensus"])
                if want not in called(found) or want not in {pair(d.name) for d in found.possible}:
                    missed.add((row["sample"], row["gene"]))
    assert missed == set()
