"""Results made elsewhere: PharmCAT's cases with outside calls, its small rules, and names that could mislead."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from pgx.calling import parse_outside
from pgx.domain.assessment import Certainty, Outcome
from pgx.domain.calls import GeneResult
from pgx.domain.patient import Context
from tests.acceptance.annotations import assessed, engine, outside_lines
from tests.acceptance.differences import CALLS, Difference, check
from tests.acceptance.scoring import CASES
from tests.paths import needs_shared


def pair(name: str) -> tuple[str, ...]:
    """An order-free diplotype name."""
    return tuple(sorted(part.strip() for part in name.split("/")))


@cache
def cases(file: str) -> list[dict[str, Any]]:
    """A file of PharmCAT cases, one object a line."""
    path = CASES / "pharmcat" / file
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def printed(result: GeneResult) -> set[tuple[str, ...]]:
    """What a report prints for a gene: diplotypes, or the phenotype when only that was supplied."""
    return {pair(d.name) for d in result.call.diplotypes} or {pair(p.name) for p in result.called}


def expected(case: dict[str, Any]) -> list[tuple[str, str, set[tuple[str, ...]]]]:
    """(gene, what, values) that a case asserts of the genes supplied from outside and of those it prints."""
    wanted = []
    for gene, asked in case["expect"].items():
        calls = asked.get("print_calls") or asked.get("diplotypes") or asked.get("matcher_diplotypes")
        if calls:
            wanted.append((gene, "call", {pair(c) for c in calls}))
        if asked.get("phenotypes_include"):
            wanted.append((gene, "phenotype", {(p,) for p in asked["phenotypes_include"]}))
    return wanted


@needs_shared
def test_cases_with_outside_calls() -> None:
    """Every diplotype and phenotype that a case with outside calls asserts is ours too, or listed with its reason."""
    found = []
    for case in cases("cases.jsonl"):
        if case.get("custom_definition") or not case["input"].get("outside_calls"):
            continue
        ours = assessed(CASES / "pharmcat" / case["vcf"], outside_lines(case["input"]["outside_calls"]),
                        combinations=case["options"]["find_combinations"]).genes
        for gene, what, want in expected(case):
            result = ours[gene]
            got = printed(result) if what == "call" else {(w,) for p in result.called for w in p.name.split("; ")}
            if not (got == want if what == "call" else want <= got):
                found.append(Difference(f"outside {what}", case["id"], gene, text(got), text(want)))
    check(CALLS, ["outside call", "outside phenotype"], found)


def text(names: set[tuple[str, ...]]) -> str:
    """Names in a stable order."""
    return "; ".join(sorted("/".join(name) for name in names)) or "nothing"


SMALL = ("outside_call_file", "outside_call_line", "phenotype_normalise", "phenotype_lookup", "cyp2d6_unknown_allele",
         "cyp2d6_two_outside_calls", "dpyd_lowest_function_outside_call", "cyp2d6_copy_number")


@needs_shared
def test_small_rules_of_outside_calls() -> None:
    """Parsing, spelling and looking up outside calls as PharmCAT's unit tests have it, or listed with the reason."""
    found = []
    for case in cases("unit_cases.jsonl"):
        if case["kind"] not in SMALL:
            continue
        for what, want, got in judge(case):
            if want != got:
                found.append(Difference("outside rule", f"{case['id']} {what}", case["input"].get("gene", "-"),
                                        str(got), str(want)))
    check(CALLS, ["outside rule"], found)


def judge(case: dict[str, Any]) -> list[tuple[str, object, object]]:
    """(what, theirs, ours) of one small rule."""
    given, want = case["input"], case["expect"]
    if case["kind"] in ("outside_call_file", "outside_call_line"):
        return judge_lines(given["tsv"].splitlines(), want)
    if case["kind"] == "phenotype_normalise":
        line = f"CYP2D6\t\t{' '.join(given['text'].split())}"
        calls, _ = parse_outside([line], "o.tsv", engine().knowledge.genes)
        return [("text", want["text"], calls[0].phenotype if calls else None)]
    rows = [{"gene": given["gene"], "diplotype": d} for d in given.get("diplotypes", [given.get("diplotype")])]
    calls, _ = parse_outside(outside_lines(rows), "o.tsv", engine().knowledge.genes)
    result = engine().assess_calls(calls, context=Context(("none",))).genes[given["gene"]]
    names, scores = [p.name for p in result.called], [str(p.score or "n/a") for p in result.called]
    told: list[tuple[str, object, object]] = []
    if "activity_score" in want:
        told.append(("activity score", want["activity_score"], scores[0] if scores else "not called"))
    if "phenotypes" in want or "phenotype" in want:
        told.append(("phenotype", want.get("phenotypes") or [want["phenotype"]], names))
    if "functions" in want:
        gene = engine().knowledge.genes[given["gene"]]
        alleles = [gene.allele(name) for name in want["alleles"]]
        told.append(("functions", want["functions"], [a.function if a else "unknown" for a in alleles]))
    return told


def judge_lines(lines: list[str], want: dict[str, Any]) -> list[tuple[str, object, object]]:
    """A file of outside calls: what is kept of it."""
    calls, complaints = parse_outside(lines, "o.tsv", engine().knowledge.genes)
    if "error" in want:
        return [("refused", True, not calls and bool(complaints))]
    if "accepted" in want:
        return [("accepted", True, len(calls) == 1)]
    if "calls" in want:
        ours = [{k: v for k, v in (("gene", c.gene), ("diplotype", c.diplotype), ("phenotype", c.phenotype)) if v}
                for c in calls]
        return [("calls", want["calls"], ours)]
    return [("diplotype", want["diplotype"], calls[0].diplotype if calls else None)]


@pytest.mark.parametrize("line", ["*15:02", "*57/*08:01", "*57:XX/*08:01", "B57/B8", "*5701/*0801", "*57:01N/*08:01",
                                  "57:01/08:01", "*57:01P/*08:01", "*57:01:01G/*08:01", "HLA-B:*57:01/HLA-B:*08:01"])
def test_a_name_that_may_be_the_risk_allele_never_reassures(line: str) -> None:
    """One allele of two, too few fields, serotypes, groups, forgotten stars: abacavir is never certainly as usual."""
    calls, _ = parse_outside([f"HLA-B\t{line}"], "o.tsv", engine().knowledge.genes)
    alerts = engine().assess_calls(calls, context=Context(("abacavir",))).alerts
    assert alerts
    assert not [a for a in alerts if a.outcome is Outcome.NO_ACTION and a.certainty is Certainty.CERTAIN]


def test_two_other_alleles_in_two_fields_do_reassure() -> None:
    """The test above can fail: a complete negative result gives the usual dose for certain."""
    calls, _ = parse_outside(["HLA-B\t*57:02/*08:01"], "o.tsv", engine().knowledge.genes)
    alerts = engine().assess_calls(calls, context=Context(("abacavir",))).alerts
    assert [a for a in alerts if a.outcome is Outcome.NO_ACTION and a.certainty is Certainty.CERTAIN]


@pytest.mark.parametrize(("line", "drug", "advice"), [
    ("CYP2D6\t\tPoor Metabolizer", "codeine", "avoid-no-effect"),
    ("CYP2D6\t\tUltrarapid Metabolizer", "codeine", "avoid-toxicity"),
    ("DPYD\t\tIntermediate Metabolizer", "fluorouracil", "half-dose"),
    ("CYP2D6\t\tNormal Metabolizer", "codeine", "label-dose"),
], ids=["poor", "ultrarapid", "intermediate", "normal"])
def test_a_phenotype_without_a_score_reaches_tables_of_scores(line: str, drug: str, advice: str) -> None:
    """Many laboratories report the phenotype only: tables by activity score answer for every score it can mean."""
    calls, _ = parse_outside([line], "o.tsv", engine().knowledge.genes)
    alerts = engine().assess_calls(calls, context=Context((drug,))).alerts
    assert [a for a in alerts if a.advice.name == advice and a.certainty is Certainty.CERTAIN
            and "CPIC" in {s.source for s in a.sources}]


@pytest.mark.parametrize(("told", "certain"), [
    ("*57:01 positive", "do-not-give"), ("HLA-B*57:01 positive", "do-not-give"), ("*57:01 negative", "give"),
    ("*58:01 negative", "test-first")])
def test_an_allele_reported_as_positive_or_negative(told: str, certain: str) -> None:
    """A typing reported by status is used as it stands, and says nothing of other alleles."""
    calls, complaints = parse_outside([f"HLA-B\t\t{told}"], "o.tsv", engine().knowledge.genes)
    alerts = engine().assess_calls(calls, context=Context(("abacavir",))).alerts
    assert not complaints
    assert certain in {a.advice.name for a in alerts if a.certainty is Certainty.CERTAIN
                       and "CPIC" in {s.source for s in a.sources}}


@pytest.mark.parametrize(("line", "used"), [("TPMT\t\tLow Metabolizer", 0), ("TPMT\t*3A/*3A\tLow Metabolizer", 1),
                                            ("TPMT\t\tpoor metaboliser", 1)])
def test_words_that_are_no_result_are_not_taken_for_one(line: str, used: int) -> None:
    """An unknown phenotype is refused, or passed over beside a diplotype; it never counts as a test without result."""
    calls, complaints = parse_outside([line], "o.tsv", engine().knowledge.genes)
    assert len(calls) == used
    assert bool(complaints) is ("Low" in line)
    assert all(c.phenotype in ("", "Poor Metabolizer") for c in calls)


@pytest.mark.parametrize("lines", [
    ["CYP2C19\t\tNormal Metabolizer", "CYP2C19\t\tPoor Metabolizer"],
    ["CYP2C19\t*1/*1\tNormal Metabolizer", "CYP2C19\t*2/*2"],
    ["CYP2C19\t\tNormal Metabolizer", "CYP2C19\t*2/*2"],
    ["CYP2C19\t*1/*1\tNormal Metabolizer", "CYP2C19\t*1/*1\tPoor Metabolizer"],
], ids=["two phenotypes", "phenotype on one line", "phenotype and diplotype", "same diplotype"])
def test_results_that_contradict_each_other_all_stay_possible(lines: list[str]) -> None:
    """Two laboratories, two results: neither order makes one of them certain."""
    for order in (lines, lines[::-1]):
        calls, _ = parse_outside(order, "o.tsv", engine().knowledge.genes)
        found = engine().assess_calls(calls, context=engine().context_from({"drugs": ["clopidogrel"],
                                                                            "indication": "PCI"}))
        assert {p.name for p in found.genes["CYP2C19"].called} == {"Normal Metabolizer", "Poor Metabolizer"}
        told = {(a.advice.name, a.certainty) for a in found.alerts if "CPIC" in {s.source for s in a.sources}}
        assert {("standard", Certainty.POSSIBLE), ("avoid-clopidogrel", Certainty.POSSIBLE)} <= told


@pytest.mark.parametrize(("lines", "drug", "certain", "never"), [
    (["RYR1\tc.1840C>T"], "sevoflurane", "do-not-use", ""),
    (["TPMT\t*3A", "NUDT15\t*1/*1"], "azathioprine", "", "start-usual"),
    (["DPYD\tc.1905+1G>A (*2A)"], "fluorouracil", "", "full-dose"),
    (["CYP2D6\t*4"], "codeine", "", "label-dose"),
], ids=["dominant", "no function", "variant", "copies"])
def test_one_allele_stands_for_every_pair_it_may_be_half_of(lines: list[str], drug: str, certain: str,
                                                            never: str) -> None:
    """What the known allele decides alone is certain; what needs the other one is not."""
    calls, _ = parse_outside(lines, "o.tsv", engine().knowledge.genes)
    found = engine().assess_calls(calls, context=Context((drug,)))
    told = [a for a in found.alerts if "CPIC" in {s.source for s in a.sources}]
    sure = {a.advice.name for a in told if a.certainty is Certainty.CERTAIN}
    assert not certain or certain in sure
    assert not [name for name in sure if never and name.startswith(never)]
    assert [a for a in told if a.outcome is Outcome.ACTION]
