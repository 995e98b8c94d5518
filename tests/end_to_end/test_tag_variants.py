"""A tag variant is a hint at an HLA allele: it can raise an alarm and can never call one off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pgx.assess import CallOptions
from pgx.domain.assessment import Assessment, Certainty, Outcome
from pgx.domain.calls import OutsideCall
from pgx.render import assessment_json, calls_json
from tests.end_to_end.people import engine

B57, A31 = ("31464003", "T", "G"), ("29945521", "A", "T")
HEAD = ["##fileformat=VCFv4.2", "##contig=<ID=chr6,length=170805979,assembly=GRCh38>",
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS"]


def person(folder: Path, **genotypes: str) -> Path:
    """A VCF with the tag variants only: `b57` and `a31` as genotypes."""
    sites = {"b57": B57, "a31": A31}
    lines = [f"chr6\t{pos}\t.\t{ref}\t{alt}\t.\tPASS\t.\tGT\t{genotypes[name]}"
             for name, (pos, ref, alt) in sorted(sites.items()) if name in genotypes]
    path = folder / "tags.vcf"
    path.write_text("\n".join([*HEAD, *lines]) + "\n")
    return path


def asked(path: Path, drug: str, *outside: OutsideCall) -> Assessment:
    found, = engine().assess_file(path, context=engine().context_from({"drugs": [drug], "taking": []}), outside=outside)
    return found


def told(found: Assessment) -> set[tuple[str, Certainty]]:
    return {(a.advice.name, a.certainty) for a in found.alerts if "CPIC" in {s.source for s in a.sources}}


@pytest.mark.parametrize("genotype", ["0/1", "1/1", "1|0", "./1"])
def test_carried_makes_the_positive_result_possible(genotype: str, tmp_path: Path) -> None:
    """Abacavir: possibly contraindicated, the test still to be done first, the reminder raised, a typing settles it."""
    found = asked(person(tmp_path, b57=genotype), "abacavir")
    assert told(found) == {("do-not-give", Certainty.POSSIBLE), ("test-first", Certainty.POSSIBLE)}
    assert {r.order for r in found.reminders} == {("HLA-B*57:01",)}
    assert {s for a in found.alerts for s in a.would_settle} == {"HLA-B: typing"}
    assert found.genes["HLA-B"].call.untested
    assert not [reason for a in found.alerts for reason in a.because.reasons if "phase" in reason]


@pytest.mark.parametrize("genotypes", [{"b57": "0/0"}, {"b57": "./."}, {"a31": "0/0"}, {"b57": "0/0", "a31": "1/1"}],
                         ids=["not carried", "no call", "not there", "another gene's"])
def test_not_carried_excludes_nothing(genotypes: dict[str, str], tmp_path: Path) -> None:
    """Abacavir stays test-first, for certain: a proxy never makes a negative result."""
    found = asked(person(tmp_path, **genotypes), "abacavir")
    assert told(found) == {("test-first", Certainty.CERTAIN)}
    assert {r.order for r in found.reminders} == {("HLA-B*57:01",)}
    assert not [a for a in found.alerts if a.outcome is Outcome.NO_ACTION]


def test_the_other_allele_with_support(tmp_path: Path) -> None:
    """Carbamazepine and HLA-A*31:01."""
    names = {a.advice.action for a in asked(person(tmp_path, a31="0/1"), "carbamazepine").alerts}
    alone = {a.advice.action for a in asked(person(tmp_path, a31="0/0"), "carbamazepine").alerts}
    assert names > alone


@pytest.mark.parametrize(("genotype", "code", "words"), [
    ("0/1", "tag-variant-carried", "HLA-B*57:01 is possible; this is no typing"),
    ("0/0", "tag-variant-not-carried", "this is no typing, and HLA-B*57:01 is not excluded"),
], ids=["carried", "not carried"])
def test_the_accuracy_is_told(genotype: str, code: str, words: str, tmp_path: Path) -> None:
    """With its source, and never as a typing."""
    found = asked(person(tmp_path, b57=genotype), "abacavir").genes["HLA-B"].call
    assert [m.code for m in found.messages] == [code]
    assert words in found.messages[0].text
    assert "sensitivity and specificity 100% in four groups" in found.messages[0].text
    assert "PMID:26083016" in found.messages[0].text
    assert (found.diplotypes, found.possible) == ((), ())


def test_a_typing_decides_and_the_hint_stays_told(tmp_path: Path) -> None:
    """Negative typing beside a carried tag: the typing leads, and the reader learns that they differ."""
    typing = OutsideCall("HLA-B", diplotype="*07:02/*08:01", source="typing.tsv")
    found = asked(person(tmp_path, b57="0/1"), "abacavir", typing)
    assert told(found) == {("give", Certainty.CERTAIN)}
    assert "tag-variant-carried" in {m.code for m in found.genes["HLA-B"].call.messages}


def test_a_stored_call_keeps_the_hint(tmp_path: Path) -> None:
    """`pgx check CALLS.json` answers as `pgx check VCF`."""
    path = person(tmp_path, b57="0/1")
    found, = engine().call_file(path, options=CallOptions())
    stored = tmp_path / "calls.json"
    stored.write_text(assessment_json.dumps(calls_json.document(found)) + "\n")
    assert json.loads(stored.read_text())["genes"]["HLA-B"]["hints"] == ["*57:01"]
    again, = engine().assess_calls_file(stored, context=engine().context_from({"drugs": ["abacavir"], "taking": []}))
    assert told(again) == told(asked(path, "abacavir"))


def test_only_supported_tags_are_known() -> None:
    """Others are in use, and cannot reliably tell their allele."""
    tags = {(gene.symbol, tag.allele, gene.positions[tag.position].rsid) for gene in engine().knowledge.genes.values()
            for tag in gene.tags}
    assert tags == {("HLA-B", "*57:01", "rs2395029"), ("HLA-A", "*31:01", "rs1061235")}
