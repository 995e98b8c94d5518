"""Which genotypes are believed: FILTER, quality, depth, balance of reads; what is not believed is never reference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pgx.cli.call import command
from pgx.vcf import Policy
from tests.vcf.places import NEXT, SNV, alleles, codes, line, observe, vcf

USUAL = Policy()


@pytest.mark.parametrize(("keys", "cell", "expected", "said"), [
    ("GT:GQ", "0/0:20", "0/0", []),
    ("GT:GQ", "0/0:19", "filtered", ["low-quality"]),
    ("GT:GQ", "0/1:10", "0/1", []),
    ("GT:GQ", "0/1:9", "filtered", ["low-quality"]),
    ("GT:GQ", "1/1:9.9", "filtered", ["low-quality"]),
    ("GT:DP", "0/0:7", "0/0", []),
    ("GT:DP", "0/0:6", "filtered", ["low-quality"]),
    ("GT:DP", "0/1:4", "0/1", []),
    ("GT:DP", "1/1:3", "filtered", ["low-quality"]),
    ("GT:DP:GQ", "0/0:40:3", "filtered", ["low-quality"]),
    ("GT:DP:MIN_DP", "0/0:40:2", "filtered", ["low-quality"]),
    ("GT:DP:MIN_DP", "0/0:9:8", "0/0", []),
    ("GT:GQX:DP", "0/0:12:30", "filtered", ["low-quality"]),
    ("GT:GQ:GQX", "0/1:50:5", "filtered", ["low-quality"]),
    ("GT:PL", "0/0:0,3,30", "filtered", ["low-quality"]),
    ("GT:PL", "0/0:0,30,400", "0/0", []),
    ("GT:PL:GQ", "0/0:0,3,30:60", "0/0", []),
    ("GT:GQ", "0/0:.", "0/0", []),
    ("GT:RGQ:DP", "0/0:3:30", "filtered", ["low-quality"]),
    ("GT:GL", "0/0:0,-0.3,-4", "filtered", ["low-quality"]),
    ("GT:GL", "0/0:-0.01,-3,-40", "0/0", []),
    ("GT:DS:GP", "0|0:0.5:0.55,0.4,0.05", "filtered", ["low-quality"]),
    ("GT:DS:GP", "0|0:0:0.99,0.01,0", "0|0", []),
    ("GT:DS:GP", "0|0:0:0.98,0.02,0", "filtered", ["low-quality"]),
    ("GT:DS:GP", "0|0:0:1,0,0", "0|0", []),
    ("GT:GP", "0|1:0.05,0.92,0.03", "0|1", []),
    ("GT:GP", "0|1:0.4,0.6,0", "filtered", ["low-quality"]),
    ("GT:GP", "0/0:0,3,40", "0/0", []),
    ("GT:GP", "0/0:.", "0/0", []),
    ("GT:AD", "0/0:1,0", "filtered", ["low-quality"]),
    ("GT:AD", "0/0:7,0", "0/0", []),
    ("GT:AD", "0/0:0,0", "no-call", ["no-reads"]),
    ("GT:AD:DP", "0/0:3,0:8", "0/0", []),
    ("GT:AD", "0/0:1", "0/0", []),
    ("GT:GQ:DP", "./.:0:0", "no-call", ["no-reads"]),
    ("GT:DP", "0/0:0", "no-call", ["no-reads"]),
])
def test_usual_rule(tmp_path: Path, keys: str, cell: str, expected: str, said: list[str]) -> None:
    """What shows only reference needs GQ 20 and 7 reads, what shows an alternate GQ 10 and 4 reads."""
    seen = observe(tmp_path, vcf(line(SNV, "G", "A", cell, format=keys)))
    assert (alleles(seen.at("snv")), codes(seen, SNV)) == (expected, said)


@pytest.mark.parametrize(("cell", "expected"), [("0:5", "0"), ("0:3", "filtered"), ("1:5", "1")])
def test_one_copy_cannot_hide_a_second_allele(tmp_path: Path, cell: str, expected: str) -> None:
    """A man's X needs fewer reads."""
    from tests.vcf.places import ON_X

    assert alleles(observe(tmp_path, vcf(line(ON_X, "C", "T", cell, format="GT:DP"))).at("x")) == expected


@pytest.mark.parametrize(("policy", "record", "expected"), [
    (Policy(min_gq=0), line(SNV, "G", "A", "0/0:3", format="GT:GQ"), "0/0"),
    (Policy(min_gq=30), line(SNV, "G", "A", "0/1:29", format="GT:GQ"), "filtered"),
    (Policy(min_dp=0), line(SNV, "G", "A", "0/0:1", format="GT:DP"), "0/0"),
    (Policy(min_dp=20), line(SNV, "G", "A", "0/1:19", format="GT:DP"), "filtered"),
    (Policy(min_ab=0.2), line(SNV, "G", "A", "0/1:91,9", format="GT:AD"), "no-call"),
    (Policy(min_ab=0.2), line(SNV, "G", "A", "0/1:70,30", format="GT:AD"), "0/1"),
    (Policy(min_ab=0.2), line(SNV, "G", "A", "1/1:9,91", format="GT:AD"), "1/1"),
    (Policy(min_ab=0.2), line(SNV, "G", "A,T", "0/1:50,50,3", format="GT:AD"), "0/1"),
    (USUAL, line(SNV, "G", "A", "0/1:91,9", format="GT:AD"), "0/1"),
    (USUAL, line(SNV, "G", "A", filter="VQSRTrancheSNP99"), "filtered"),
    (Policy(filters=frozenset()), line(SNV, "G", "A", filter="LowQual"), "0/1"),
    (Policy(filters=frozenset({"LowQual"})), line(SNV, "G", "A", filter="q10;LowQual"), "filtered"),
    (Policy(filters=frozenset({"LowQual"})), line(SNV, "G", "A", filter="q10"), "0/1"),
    (USUAL, line(SNV, "G", "A", "0/1:q10;LowQual", format="GT:FT"), "filtered"),
    (USUAL, line(SNV, "G", "A", "0/1:PASS", format="GT:FT"), "0/1"),
    (Policy(filters=frozenset()), line(SNV, "G", "A", "0/1:LowQual", format="GT:FT"), "0/1"),
    (Policy(filters=frozenset({"LowQual"})), line(SNV, "G", "A", "0/1:q10;LowQual", format="GT:FT"), "filtered"),
    (Policy(filters=frozenset({"LowQual"})), line(SNV, "G", "A", "0/1:q10", format="GT:FT"), "0/1"),
])
def test_another_rule(tmp_path: Path, policy: Policy, record: str, expected: str) -> None:
    """Limits that are given hold for every genotype."""
    assert alleles(observe(tmp_path, vcf(record), policy=policy).at("snv")) == expected


def test_reported(tmp_path: Path) -> None:
    """The limits are told where they decide, and another rule is told of the whole file."""
    weak = vcf(line(SNV, "G", "A", "0/0:5", format="GT:GQ"), line(NEXT, "C", "T", "0/1:25", format="GT:GQ"))
    usual = observe(tmp_path, weak)
    found, = usual.site_messages["snv"]
    assert found.text == (
        "the genotype has too low a quality or too few reads, so it was not used (least GQ 20 for reference, "
        "10 for an alternate; least reads 7 for reference, 4 for an alternate)")
    assert [m.code for m in usual.messages] == []
    other = observe(tmp_path, weak, policy=Policy(min_gq=30, min_ab=0.1, filters=frozenset({"b", "a"})))
    found, nothing = other.messages
    assert nothing.code == "no-genotype-read"
    assert found.text == (
        "another rule than the usual one was asked for: least GQ 30; least reads 7 for reference, 4 for an alternate; "
        "least share of reads 0.1; only the filters a, b reject")
    assert alleles(other.at("next")) == "filtered"


@pytest.mark.parametrize(("options", "missing"), [
    ([], True), (["--min-gq", "5"], False), (["--min-gq", "5", "--min-dp", "30"], True), (["--filters", "none"], True),
    (["--min-gq", "5", "--filters", "q10"], True), (["--min-gq", "5", "--filters", "s50"], False),
])
def test_command_line(tmp_path: Path, options: list[str], missing: bool) -> None:
    """The options reach the reading."""
    path = tmp_path / "p.vcf"
    path.write_text(vcf(line("chr10:94781859", "G", "A", "0/0:12:8", format="GT:GQ:DP", filter="q10" if "q10" in options
                             else "PASS")))
    done = CliRunner().invoke(command, [str(path), "--genes", "CYP2C19", "--json", *options])
    gene = json.loads(done.output)["genes"]["CYP2C19"]
    assert ("rs4244285" in {place["rsid"] for place in gene["missing"]}) is missing
