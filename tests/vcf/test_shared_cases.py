"""Real and nasty files that others made: expected states at the touched place, and two independent readers."""

from __future__ import annotations

from pathlib import Path

import cyvcf2
import pysam
import pytest

from pgx.domain.errors import PgxError
from pgx.domain.genes import Gene
from pgx.domain.genome import Assembly
from pgx.domain.observations import Observations
from pgx.vcf import read
from tests.paths import SHARED, needs_shared
from tests.vcf.kb import shared_knowledge
from tests.vcf.places import alleles

pytestmark = needs_shared
ROBUST = SHARED / "cases" / "robustness"
COHORTS = SHARED / "cases" / "1kgp"
STAR2, STAR2_INTRON, REPEAT = "CYP2C19:94781859", "CYP2C19:94775367", "UGT1A1:233760233"
IGNORED = "G6PD:154532990:ignored"

SAME = ["01_no_chr_prefix", "03_refseq_contigs", "20_unsorted", "63_gt_not_first", "79_no_rsids", "80_crlf",
        "83_latin1_header", "86_no_fileformat", "91_plain_gzip", "93_plain_text_named_gz", "94_gzip_named_vcf",
        "95_bgzip_no_eof", "96_bgzip_ok", "98_huge_info", "100_two_samples", "102_nasty_sample_name",
        "105_duplicate_alt_alleles", "107_alt_dot_homref", "114_vcf45", "115_vcf33", "78_rsid_contradicts_position"]
REFUSED = {
    "04_grch37_labelled_grch38": "GRCh37", "65_missing_sample_column": ":83:", "66_extra_column": ":83:",
    "67_spaces_not_tabs": ":12:", "68_pos_not_integer": ":83: POS", "82_utf16": "UTF-16", "85_blank_lines": ":8:",
    "87_no_chrom_header": "#CHROM", "89_empty": "empty", "90_sites_only": "sample column",
    "92_truncated_gzip": "end early", "97_truncated_plain": ":79:", "103_nul_bytes": "NUL",
    "ext_raw_bad_chr": "no contig name",
}
TOUCHED = {
    "10_wrong_ref": {STAR2: "no-call"}, "11_ref_alt_swapped": {STAR2: "no-call"},
    "12_strand_flipped": {STAR2: "no-call"}, "14_ref_N": {STAR2: "no-call"}, "15_unknown_alt": {STAR2: "0/x"},
    "16_multiallelic_one_unknown": {STAR2: "1/x"}, "22_duplicate_conflicting": {STAR2: "no-call"},
    "23_multiallelic_split_UGT1A1": {REPEAT: "0/2"}, "25_indel_trimmed_UGT1A1": {REPEAT: "0/2"},
    "26_indel_not_left_aligned_UGT1A1": {REPEAT: "0/2"}, "27_UGT1A1_repeat_nocall": {REPEAT: "no-call"},
    "30_gt_half_missing_left": {STAR2: "1/?", STAR2_INTRON: "1/?"}, "31_gt_half_phased_left": {STAR2: "?|1"},
    "32_gt_half_phased_right": {STAR2: "1|?"}, "33_gt_half_ref": {STAR2: "0/?", STAR2_INTRON: "0/?"},
    "36_gt_haploid_autosome": {STAR2: "1/?"}, "37_gt_triploid": {STAR2: "no-call"},
    "38_gt_index_out_of_range": {STAR2: "no-call"}, "39_gt_backslash": {STAR2: "no-call"},
    "60_ad_contradicts_gt": {STAR2: "no-call"}, "62_low_depth_homref": {STAR2: "filtered"},
    "64_no_gt_in_format": {STAR2: "no-call"}, "73_variants_only": {STAR2: "0/1", REPEAT: "absent"},
    "70_gvcf_nonref_blocks": {STAR2: "0/1", REPEAT: "0/0", "NUDT15:48037782": "0/0"},
    "71_gvcf_gap_NUDT15": {REPEAT: "0/0", "NUDT15:48037782": "absent"},
    "72_gvcf_nocall_block_NUDT15": {"NUDT15:48037782": "no-call"},
    "74_star_alt": {STAR2: "1/?"}, "75_symbolic_DEL": {STAR2: "no-call"}, "77_breakend_alt": {STAR2: "no-call"},
    "106_alt_dot_gt_het": {STAR2: "no-call"}, "108_chrM_het": {"MT-RNR1:1555": "no-call", "MT-RNR1:1494": "0"},
    "40_male_haploid_X": {"G6PD:154536002": "1"}, "41_male_diploid_hom_X": {"G6PD:154536002": "1/1"},
    "05_grch37_correct_header": {STAR2: "0/1", "CYP2C19:94842866": "no-call"},
    "113_gatk_pgt_pid": {STAR2: "0|1", STAR2_INTRON: "0|1"},
}


def file_of(name: str) -> Path:
    """The one robustness file with that beginning, whatever its suffix."""
    return next(path for path in sorted(ROBUST.iterdir()) if path.name.startswith(f"{name}."))


def first(name: str) -> Observations:
    """First sample of a robustness file."""
    return next(read(file_of(name), shared_knowledge()))


@pytest.mark.parametrize("name", SAME)
def test_reads_like_the_clean_file(name: str) -> None:
    """Form changes nothing."""
    assert dict(first(name).sites) == dict(first("00_base").sites)


@pytest.mark.parametrize(("name", "text"), REFUSED.items())
def test_refused(name: str, text: str) -> None:
    """One clear line."""
    with pytest.raises(PgxError) as caught:
        first(name)
    assert text in str(caught.value)


@pytest.mark.parametrize(("name", "places"), TOUCHED.items())
def test_touched_places(name: str, places: dict[str, str]) -> None:
    """The place that was made nasty reads as it must, and is told when it is not plain."""
    seen = first(name)
    assert {place: alleles(seen.at(place)) for place in places} == places


@pytest.mark.parametrize("path", sorted(ROBUST.glob("*vcf*")) if ROBUST.exists() else [], ids=lambda p: p.name)
def test_no_traceback(path: Path) -> None:
    """Every file gives observations or one line."""
    try:
        assert list(read(path, shared_knowledge()))
    except PgxError as error:
        assert str(error).count("\n") == 0  # noqa: PT017


def by_bases(gene: Gene, seen: Observations) -> dict[tuple[str, int], list[str]]:
    """Bases at the substitution sites of one gene, sorted, by GRCh38 place."""
    return {
        (place.chrom, place.pos38): sorted(place.bases[number] for number in found.alleles)
        for place in gene.positions
        if len(place.ref) == 1 and all(len(base) == 1 for base in place.bases)
        and (found := seen.sites.get(place.id)) and found.alleles and min(found.alleles) >= 0
    }


def test_agrees_with_cyvcf2_in_a_cohort() -> None:
    """Each genotype of 100 people at 1,200 positions."""
    path = COHORTS / "1kgp100.positions.filled.grch38.vcf.gz"
    other: dict[tuple[str, int], list[list[str]]] = {}
    for record in cyvcf2.VCF(str(path)):
        bases = [record.REF, *record.ALT]
        other[(record.CHROM, record.POS)] = [
            sorted(bases[number] for number in genotype[:-1] if number >= 0) for genotype in record.genotypes]
    compared = 0
    for index, seen in enumerate(read(path, shared_knowledge())):
        for gene in shared_knowledge().genes.values():
            for key, bases in by_bases(gene, seen).items():
                assert bases == other[key][index], key
                compared += 1
    assert compared > 100_000


def test_agrees_with_pysam_in_grch37() -> None:
    """Joined multi-allelic records of phase 3, read in their own assembly."""
    path = COHORTS / "1kgp100.regions.grch37.vcf.gz"
    places: dict[tuple[str, int], list[list[list[str]]]] = {}
    samples = list(read(path, shared_knowledge()))[:10]
    compared = 0
    with pysam.VariantFile(str(path)) as records:
        for record in records:
            places.setdefault((f"chr{record.chrom}", record.pos), []).append([
                sorted(record.samples[seen.sample].alleles) for seen in samples])
    for index, seen in enumerate(samples):
        for gene in shared_knowledge().genes.values():
            for place in gene.positions:
                rows = places.get((place.chrom, place.pos37), [])
                bases = by_bases(gene, seen).get((place.chrom, place.pos38))
                if bases and len(rows) == 1:
                    assert bases == rows[0][index], place.id
                    compared += 1
    assert compared > 1_000


def test_both_assemblies_tell_the_same_people() -> None:
    """Where the two call sets have the same site, nearly all genotypes agree."""
    new = {seen.sample: seen for seen in read(COHORTS / "1kgp100.regions.grch38.vcf.gz", shared_knowledge())}
    same = differ = 0
    for seen in read(COHORTS / "1kgp100.regions.grch37.vcf.gz", shared_knowledge()):
        assert seen.assembly is Assembly.GRCH37
        for place, found in seen.sites.items():
            other = new[seen.sample].at(place)
            if found.alleles and other.alleles and not place.startswith("G6PD"):
                equal = sorted(found.alleles) == sorted(other.alleles)
                same, differ = same + equal, differ + (not equal)
    assert same > 10_000
    assert differ / same < 0.01
