"""What counts as reference without a record: blocks of a gVCF, callable regions, or the caller's word."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from pgx.domain.errors import InputError
from pgx.domain.observations import Status
from tests.vcf.places import (
    DELETION,
    HEADER37,
    HEADER38,
    INSERTION,
    KNOWLEDGE,
    MULTI,
    ON_X,
    REPEAT,
    SNV,
    alleles,
    codes,
    in_37,
    line,
    observe,
    vcf,
)


def block(place: str, end: int, gt: str = "0/0:30", ref: str = "N", alt: str = "<NON_REF>", **more: str) -> str:
    """A reference block from `place` to `end`."""
    return line(place, ref, alt, gt, info=f"END={end}", format="GT:DP", **more)


@pytest.mark.parametrize(("records", "expected"), [
    ([block("chr2:233760000", 233761000)], "0/0"),
    ([block("chr2:233760000", 233761000, alt="<*>")], "0/0"),
    ([block("chr2:233760000", 233761000, alt=".", gt="0/0:30")], "0/0"),
    ([block("chr2:233760000", 233760233), block("chr2:233760234", 233761000)], "0/0"),
    ([block("chr2:233760000", 233760233)], "absent"),
    ([block("chr2:233760234", 233761000)], "absent"),
    ([block("chr2:233760000", 233760233), block("chr2:233760235", 233761000)], "absent"),
    ([block("chr2:233760000", 233761000, gt="./.:0")], "no-call"),
    ([block("chr2:233760000", 233761000, gt="0/0:0")], "no-call"),
    ([block("chr2:233760000", 233761000, gt="0/.:9")], "0/?"),
    ([block("chr2:233760000", 233761000, filter="LowQual")], "filtered"),
    ([block("chr2:233760000", 233761000), line(REPEAT, "C", "CAT,<NON_REF>", "0/1")], "0/2"),
    ([line(REPEAT, "C", "<NON_REF>", "0/0"), line("chr2:233760234", "A", "<NON_REF>", "0/0"),
      line("chr2:233760235", "T", "<NON_REF>", "0/0")], "0/0"),
    ([block("chr2:233760000", 233761000, gt="0/1:30")], "no-call"),
])
def test_blocks(tmp_path: Path, records: list[str], expected: str) -> None:
    """A block proves reference where it covers all of the position and was called."""
    assert alleles(observe(tmp_path, vcf(*records)).at("repeat")) == expected


def test_a_block_that_starts_far_away(tmp_path: Path) -> None:
    """Overlap counts, not the place where the record begins."""
    seen = observe(tmp_path, vcf(block("chr10:94000000", 95000000)))
    assert (alleles(seen.at("snv")), alleles(seen.at("differs"))) == ("0/0", "0/0")
    assert seen.at("snv").evidence.note == "reference block"


def test_a_block_in_grch37_is_reference_of_grch37(tmp_path: Path) -> None:
    """Reference is the base of the file's own assembly."""
    anchor = [line(in_37(p), p.ref, p.alts[0], "0/1") for p in (SNV, MULTI, REPEAT)]
    seen = observe(tmp_path, vcf(*anchor, block("10:96600000", 96610000), header=HEADER37))
    assert alleles(seen.at("differs")) == "1/1"


def test_haploid_block(tmp_path: Path) -> None:
    """A man's X."""
    assert alleles(observe(tmp_path, vcf(block("chrX:154530000", 154540000, gt="0:30"))).at("x")) == "0"


def test_absent_is_reference_when_asked(tmp_path: Path) -> None:
    """An explicit decision, marked on every position; what was read badly stays unread."""
    seen = observe(tmp_path, vcf(line(SNV, "G", "A", "./."), line(MULTI, "T", "C", "0/1", filter="LowQual"),
                                 line(REPEAT, "C", "T", "0/0")), absent_is_reference=True)
    assert seen.at("snv").status is Status.NO_CALL
    assert seen.at("multi").status is Status.FILTERED
    assert alleles(seen.at("deletion")) == alleles(seen.at("repeat")) == "0/0"
    assert seen.at("deletion").evidence.note == "assumed reference"
    assert [m.code for m in seen.messages] == ["absent-is-reference"]


@pytest.mark.parametrize(("records", "fields", "told"), [
    ([line(SNV, "G", "A", "0/1")], "", False),
    ([line("chr10:94000000", "N", "<NON_REF>", "0/0:30", info="END=94781000", format="GT:DP"),
      line(SNV, "G", "A,<NON_REF>", "0/1")], "", False),
    ([block("chr10:94000000", 95000000)], "", True),
    ([line(SNV, "G", "<*>", "0/0")], "", True),
    ([line(SNV, "G", "A", "0/1")], '##FORMAT=<ID=BAF,Number=1,Type=Float,Description="x">\n', True),
    ([line(f"chr10:{SNV.pos38}", "G", "A", "0/0")] * 19, "", False),
    ([line(f"chr10:{SNV.pos38}", "G", "A", "0/0")] * 20, "", True),
    ([line(f"chr10:{SNV.pos38}", "G", "A", "1/1")] * 20, "", False),
], ids=["variants", "block elsewhere", "block", "site block", "array", "few", "list", "variants again"])
def test_silence_of_a_file_that_lists_reference(tmp_path: Path, records: list[str], fields: str, told: bool) -> None:
    """Where a file lists what it tested, to take the rest as reference is doubtful, and told."""
    header = HEADER38 + fields
    seen = observe(tmp_path, vcf(*records, header=header), absent_is_reference=True)
    assert ("absent-not-tested" in [m.code for m in seen.messages]) is told
    assert "absent-not-tested" not in [m.code for m in observe(tmp_path, vcf(*records, header=header)).messages]


@pytest.mark.parametrize(("record", "expected"), [
    (line("chr10:94781858", "CG", "C", "0/1", filter="LowQual"), ("filtered", ["filtered"])),
    (line("chr10:94781858", "CG", "C", "1/1:3", format="GT:GQ"), ("filtered", ["low-quality"])),
    (line("chr10:94700000", "N", "<DEL>", "0/1:q", info="SVTYPE=DEL;END=94800000", format="GT:FT"),
     ("filtered", ["filtered"])),
    (line("chr10:94781858", "CG", "C", "0/0", filter="LowQual"), ("0/0", [])),
    (line("chr10:94781858", "CG", "C", "0/1"), ("no-call", ["deleted-base"])),
], ids=["filtered deletion", "weak deletion", "filtered structural deletion", "not carried", "believed deletion"])
def test_a_doubtful_deletion_leaves_the_position_open(
    tmp_path: Path, record: str, expected: tuple[str, list[str]],
) -> None:
    """Reference by assumption where the caller saw a change would be the reassurance that a filter does not give."""
    seen = observe(tmp_path, vcf(record), absent_is_reference=True)
    assert (alleles(seen.at("snv")), codes(seen, SNV)) == expected


def test_absent_is_reference_of_the_assembly(tmp_path: Path) -> None:
    """In GRCh37 the reference base is another allele here."""
    text = vcf(*(line(in_37(p), p.ref, p.alts[0], "0/1") for p in (SNV, MULTI, REPEAT)), header=HEADER37)
    assert alleles(observe(tmp_path, text, absent_is_reference=True).at("differs")) == "1/1"


@pytest.mark.parametrize(("sex", "records", "expected"), [
    ("male", [], "0"), ("female", [], "0/0"), (None, [], "0/0"),
])
def test_assumed_copies(tmp_path: Path, sex: str | None, records: list[str], expected: str) -> None:
    """X by sex; the mitochondrial genome always one."""
    seen = observe(tmp_path, vcf(*records), absent_is_reference=True, sex=sex)
    assert (alleles(seen.at("x")), alleles(seen.at("m"))) == (expected, "0")


@pytest.mark.parametrize(("regions", "expected"), [
    ("chr2\t233760232\t233760235\n", "0/0"),
    ("2\t233760000\t233761000\n", "0/0"),
    ("chr2\t233760000\t233760234\nchr2\t233760234\t233761000\n", "0/0"),
    ("chr2\t233760232\t233760234\n", "absent"),
    ("chr2\t233760233\t233761000\n", "absent"),
    ("chr3\t1\t233761000\n", "absent"),
    ("# note\ntrack name=x\n\nchr2\t233760000\t233761000\textra\n", "0/0"),
])
def test_callable_regions(tmp_path: Path, regions: str, expected: str) -> None:
    """BED is 0-based and half-open; the whole REF must lie inside."""
    bed = tmp_path / "callable.bed"
    bed.write_text(regions)
    seen = observe(tmp_path, vcf(), callable_bed=bed)
    assert alleles(seen.at("repeat")) == expected
    if expected == "0/0":
        assert seen.at("repeat").evidence.note == "callable region"


def test_callable_regions_do_not_mend_a_no_call(tmp_path: Path) -> None:
    """A record that failed is worse than no record."""
    bed = tmp_path / "callable.bed.gz"
    bed.write_bytes(gzip.compress(b"chr10\t0\t100000000\n"))
    seen = observe(tmp_path, vcf(line(SNV, "G", "A", "./.")), callable_bed=bed)
    assert (alleles(seen.at("snv")), alleles(seen.at("next"))) == ("no-call", "0/0")


@pytest.mark.parametrize(("text", "match"), [
    ("chr1 1 2\n", "callable.bed:1: is not a BED line"),
    ("chr1\t5\tx\n", "callable.bed:1: is not a BED line"),
    ("chr1\t1\t2\nchr1\t9\t2\n", "callable.bed:2: the region ends before it starts"),
    ("", "is empty"),
])
def test_bad_regions(tmp_path: Path, text: str, match: str) -> None:
    """Where, what, the way out."""
    bed = tmp_path / "callable.bed"
    bed.write_text(text)
    with pytest.raises(InputError, match=match):
        observe(tmp_path, vcf(), callable_bed=bed)


def test_only_insertions_fit_one_base(tmp_path: Path) -> None:
    """A site without alternates at the anchor shows that nothing is inserted, not that nothing is deleted."""
    seen = observe(tmp_path, vcf(line(INSERTION, "G", ".", "0/0"), line(DELETION, "T", ".", "0/0")))
    assert (alleles(seen.at("insertion")), alleles(seen.at("deletion"))) == ("0/0", "absent")
    assert codes(seen, DELETION) == ["variant-not-tested"]


def test_nothing_is_reference_by_default(tmp_path: Path) -> None:
    """A header alone shows nothing at all."""
    seen = observe(tmp_path, vcf())
    assert dict(seen.sites) == {}
    assert all(seen.at(p.id).status is Status.ABSENT for gene in KNOWLEDGE.genes.values() for p in gene.positions)
    assert alleles(seen.at(ON_X.id)) == "absent"


def test_regions_of_unknown_chromosomes_are_told(tmp_path: Path) -> None:
    """A BED with other names proves nothing, and says so instead of staying silent."""
    bed = tmp_path / "callable.bed"
    bed.write_text("contig10\t0\t100000000\n")
    seen = observe(tmp_path, vcf(line(SNV, "G", "A", "0/1")), callable_bed=bed)
    assert "callable-regions-unknown" in {message.code for message in seen.messages}
    assert len(seen.sites) == 1
