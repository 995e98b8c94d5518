"""Called, no-call, filtered and absent are four things, and every odd genotype becomes one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgx.domain.observations import WHOLE_GENE, Status
from pgx.vcf import gene_messages
from tests.vcf.places import DIFFERS, HEADER38, KNOWLEDGE, MULTI, NEXT, SNV, alleles, codes, line, observe, vcf


@pytest.mark.parametrize(("gt", "expected", "said"), [
    ("0/0", "0/0", []),
    ("0/1", "0/1", []),
    ("1/0", "0/1", []),
    ("1/1", "1/1", []),
    ("0|1", "0|1", []),
    ("1|0", "1|0", []),
    ("|0|1", "0|1", []),
    ("./.", "no-call", []),
    (".|.", "no-call", []),
    (".", "no-call", []),
    ("", "no-call", []),
    ("./1", "1/?", ["half-call"]),
    ("0/.", "0/?", ["half-call"]),
    (".|1", "?|1", ["half-call"]),
    ("1|.", "1|?", ["half-call"]),
    ("1", "1/?", ["haploid-autosome"]),
    ("0/0/1", "no-call", ["too-many-alleles"]),
    ("0/2", "no-call", ["allele-out-of-range"]),
    ("0\\1", "no-call", ["malformed-genotype"]),
    ("0/-1", "no-call", ["malformed-genotype"]),
    ("٠/١", "no-call", ["malformed-genotype"]),
    ("A/G", "no-call", ["malformed-genotype"]),
    ("0//1", "no-call", ["malformed-genotype"]),
    ("99999999999999999999/0", "no-call", ["malformed-genotype"]),
])
def test_genotype_text(tmp_path: Path, gt: str, expected: str, said: list[str]) -> None:
    """Half calls keep the read half; what cannot be read is a no-call with a message, never reference."""
    seen = observe(tmp_path, vcf(line(SNV, "G", "A", gt)))
    assert (alleles(seen.at("snv")), codes(seen, SNV)) == (expected, said)


def test_a_position_without_a_record_is_absent(tmp_path: Path) -> None:
    """Silence is not reference."""
    seen = observe(tmp_path, vcf(line(SNV, "G", "A")))
    assert seen.at("multi").status is Status.ABSENT
    assert "multi" not in seen.sites


@pytest.mark.parametrize(("name", "status"), [
    ("PASS", "0/1"), (".", "0/1"), ("RefCall", "0/1"), ("PCATxALT", "0/1"), ("LowQual", "filtered"),
    ("PASS;q10", "filtered"),
])
def test_filters(tmp_path: Path, name: str, status: str) -> None:
    """A filter that rejects makes the position filtered, with a message; descriptive tags do not."""
    seen = observe(tmp_path, vcf(line(SNV, "G", "A", filter=name)))
    assert alleles(seen.at("snv")) == status
    assert codes(seen, SNV) == (["filtered"] if status == "filtered" else [])


def test_filter_of_the_sample(tmp_path: Path) -> None:
    """FORMAT FT rejects this sample only."""
    text = vcf(line(SNV, "G", "A", "0/1:LowGQ", format="GT:FT"))
    assert observe(tmp_path, text).at("snv").status is Status.FILTERED


@pytest.mark.parametrize(("keys", "cell", "expected", "said"), [
    ("GT:AD", "0/1:91,0", "no-call", ["reads-contradict-genotype"]),
    ("GT:AD", "0/1:0,91", "no-call", ["reads-contradict-genotype"]),
    ("GT:AD", "0/1:0,0", "no-call", ["no-reads"]),
    ("GT:AD", "0/1:.,.", "0/1", []),
    ("GT:AD", "1/1:91,0", "1/1", []),
    ("GT:DP:GQ", "0/0:0:0", "no-call", ["no-reads"]),
    ("GT:DP", "0/0:0", "no-call", ["no-reads"]),
    ("GT:DP:GQ", "0/0:1:3", "filtered", ["low-quality"]),
    ("GT:GQ", "0/0:20.5", "0/0", []),
    ("GT:GQ", "0/0:nan", "0/0", []),
    ("DP:GT", "30:0/1", "0/1", []),
    ("DP", "30", "no-call", ["no-genotype"]),
    ("GT:DP:GQ", "0/1", "0/1", []),
])
def test_other_fields(tmp_path: Path, keys: str, cell: str, expected: str, said: list[str]) -> None:
    """GT is found by its key, and is not believed when the reads contradict it."""
    seen = observe(tmp_path, vcf(line(SNV, "G", "A", cell, format=keys)))
    assert (alleles(seen.at("snv")), codes(seen, SNV)) == (expected, said)


@pytest.mark.parametrize(("number", "expected", "said"), [
    ("R", "no-call", []), (".", "0/1", []), ("2", "0/1", ["depths-not-used"]),
])
def test_depths_count_only_as_declared(tmp_path: Path, number: str, expected: str, said: list[str]) -> None:
    """AD declared other than Number=R cannot be matched to alleles."""
    header = f'{HEADER38}##FORMAT=<ID=AD,Number={number},Type=Integer,Description="d">\n'
    seen = observe(tmp_path, vcf(line(SNV, "G", "A", "0/1:91,0", format="GT:AD"), header=header))
    assert alleles(seen.at("snv")) == expected
    assert [m.code for m in seen.messages if m.code != "no-genotype-read"] == said


@pytest.mark.parametrize(("keys", "cell", "expected"), [
    ("GT", "0|1", WHOLE_GENE),
    ("GT:PS", "0|1:94781858", 94781858),
    ("GT:PS", "0|1:.", WHOLE_GENE),
    ("GT:PS", "0/1:94781858", None),
    ("GT", "0/1", None),
])
def test_phase_sets(tmp_path: Path, keys: str, cell: str, expected: int | None) -> None:
    """PS names the set; `|` alone is phased over the whole gene; PS beside `/` means nothing."""
    assert observe(tmp_path, vcf(line(SNV, "G", "A", cell, format=keys))).at("snv").phase_set == expected


@pytest.mark.parametrize("name", ["0", "block_7", "94781858_C_T"])
def test_a_named_phase_set_is_never_the_whole_gene(tmp_path: Path, name: str) -> None:
    """Texts and zero become a number of their own."""
    seen = observe(tmp_path, vcf(line(SNV, "G", "A", f"0|1:{name}", format="GT:PS")))
    assert seen.at("snv").phase_set not in (None, WHOLE_GENE)


def test_physical_phase_of_gatk(tmp_path: Path) -> None:
    """PGT and PID beside an unphased GT phase the sites that share PID."""
    text = vcf(line(NEXT, "C", "T", "0/1:1|0:7_C_T", format="GT:PGT:PID"),
               line(SNV, "G", "A", "0/1:0|1:7_C_T", format="GT:PGT:PID"),
               line(MULTI, "T", "C", "0/1:0|1:9_A_T", format="GT:PGT:PID"))
    seen = observe(tmp_path, text)
    assert [alleles(seen.at(name)) for name in ("next", "snv", "multi")] == ["1|0", "0|1", "0|1"]
    assert seen.at("next").phase_set == seen.at("snv").phase_set != seen.at("multi").phase_set


@pytest.mark.parametrize(("ref", "alt", "gt", "expected", "said"), [
    ("G", "T", "0/1", "0/x", ["undocumented-allele"]),
    ("G", "T", "0/0", "0/0", []),
    ("G", "A,T", "1/2", "1/x", ["undocumented-allele"]),
    ("G", "A,*", "1/2", "1/?", ["deleted-base"]),
    ("G", "A,*", "0/1", "0/1", []),
    ("G", "A,<NON_REF>", "0/1", "0/1", []),
    ("G", "A,<NON_REF>", "0/2", "0/?", ["unspecified-allele"]),
    ("G", "<DEL>", "0/1", "no-call", ["structural-allele"]),
    ("G", "G]chr17:198982]", "0/1", "no-call", ["structural-allele"]),
    ("G", "A,A", "0/2", "0/1", ["duplicate-alternate"]),
    ("G", ".", "0/0", "0/0", []),
    ("G", ".", "0/1", "no-call", ["allele-out-of-range"]),
    ("g", "a", "0/1", "0/1", []),
    ("T", "A", "0/1", "no-call", ["reference-mismatch"]),
    ("A", "G", "0/1", "no-call", ["ref-alt-swapped"]),
    ("A", "G", "0/0", "no-call", ["ref-alt-swapped"]),
    ("A", "T,G", "0/1", "no-call", ["ref-alt-swapped"]),
    ("C", "T", "0/1", "no-call", ["other-strand"]),
    ("C", ".", "0/0", "no-call", ["other-strand"]),
    ("C", "A", "0/1", "no-call", ["reference-mismatch"]),
    ("N", "A", "0/1", "no-call", ["reference-mismatch"]),
    ("R", "A", "0/1", "no-call", ["reference-mismatch"]),
    ("G", "R", "0/1", "no-call", ["structural-allele"]),
])
def test_alleles(tmp_path: Path, ref: str, alt: str, gt: str, expected: str, said: list[str]) -> None:
    """Bases are what they are; a record whose REF is not the genome's is not believed."""
    seen = observe(tmp_path, vcf(line(SNV, ref, alt, gt)))
    assert (alleles(seen.at("snv")), codes(seen, SNV)) == (expected, said)


def test_undocumented_string_is_kept(tmp_path: Path) -> None:
    """What was seen instead is told."""
    assert observe(tmp_path, vcf(line(SNV, "G", "T,C", "1/2"))).at("snv").other == ("C", "T")


def test_evidence_is_as_written(tmp_path: Path) -> None:
    """The record can be found again."""
    shown = observe(tmp_path, vcf(line("10:94781859", "G", "A,T", "1/0"))).at("snv").evidence
    assert shown is not None
    assert (shown.chrom, shown.pos, shown.ref, shown.alts, shown.genotype) == ("10", 94781859, "G", ("A", "T"), "1/0")


def test_rs_number_of_another_position(tmp_path: Path) -> None:
    """The place wins over the name, and a message says so."""
    seen = observe(tmp_path, vcf(line(SNV, "G", "A", id=MULTI.rsid or "")))
    assert (alleles(seen.at("snv")), codes(seen, SNV)) == ("0/1", ["rsid-mismatch"])


def test_messages_hold_no_genotype_and_no_name(tmp_path: Path) -> None:
    """Messages may be logged."""
    seen = observe(tmp_path, vcf(line(SNV, "G", "T", "0/1"), samples="Jane"))
    texts = " ".join(m.text for found in seen.site_messages.values() for m in found)
    assert "Jane" not in texts
    assert "0/1" not in texts
    assert set(KNOWLEDGE.genes) >= {m.gene for found in seen.site_messages.values() for m in found}


def test_a_gene_is_told_what_was_wrong_at_its_positions(tmp_path: Path) -> None:
    """One message a code, with the places: a record that was not used is never dropped in silence."""
    seen = observe(tmp_path, vcf(line(NEXT, "A", "T"), line(SNV, "T", "C"), line(DIFFERS, "A", "G")))
    found = gene_messages(KNOWLEDGE.genes["CYP2C19"], seen)
    assert [(m.code, m.gene, m.level) for m in found] == [("reference-mismatch", "CYP2C19", "warning")]
    assert found[0].text.endswith("so it was not used: rs94781858, rs94781859")
    assert gene_messages(KNOWLEDGE.genes["TPMT"], seen) == ()


@pytest.mark.parametrize(("lines", "code", "text"), [
    ([line(SNV, "G", "A", "7", format="DP")], "no-genotype-read", "none of the 1 records at the positions asked for"),
    ([line("chr10:5", "G", "A")], "no-position-read", "no record of the file lies at a position"),
], ids=["no GT", "elsewhere"])
def test_a_file_without_any_genotype_says_so_once(tmp_path: Path, lines: list[str], code: str, text: str) -> None:
    """One line for the file instead of one for every gene."""
    seen = observe(tmp_path, vcf(*lines))
    told = {m.code: m.text for m in seen.messages}
    assert told[code].startswith(text)
    assert ("GT" in told[code]) == (code == "no-genotype-read")
    assert [m for gene in KNOWLEDGE.genes.values() for m in gene_messages(gene, seen)] == []
