"""One change, many ways to write it: the sequence decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgx.domain.genome import Position
from pgx.vcf.sites import sliding_context
from tests.vcf.places import DELETION, INSERTION, NEXT, PAIR, REPEAT, SNV, alleles, codes, line, observe, vcf


@pytest.mark.parametrize(("place", "context"), [
    (SNV, "G"),
    (REPEAT, "CA" + "TA" * 7),
    (DELETION, "TGG"),
    (INSERTION, "GTTTTT"),
    (PAIR, "TT"),
], ids=lambda value: value.id if isinstance(value, Position) else "")
def test_context_follows_from_the_name(place: Position, context: str) -> None:
    """The leftmost place (VCF) and the rightmost (HGVS) bound the repeat the variant slides along."""
    assert sliding_context(place) == context


def test_a_name_that_does_not_fit_adds_nothing() -> None:
    """Without a name only REF is known."""
    bare = Position("p", "G", "chr2", 10, 10, "CAT", ("C",), "CAT", None, "g.99TA[6]; g.98TA[7]")
    assert sliding_context(bare) == "CAT"


REPEAT_FORMS = [
    ("as defined", "chr2:233760233", "CAT", "C,CATAT,CATATAT", "0/2", "0/2"),
    ("one alternate", "chr2:233760233", "CAT", "CATAT", "0/1", "0/2"),
    ("trimmed", "chr2:233760233", "C", "CAT", "0/1", "0/2"),
    ("trimmed, two units", "chr2:233760233", "C", "CATAT", "1/1", "3/3"),
    ("shifted by a unit", "chr2:233760235", "T", "TAT", "0/1", "0/2"),
    ("shifted by a base", "chr2:233760234", "A", "ATA", "0/1", "0/2"),
    ("at the far end", "chr2:233760248", "A", "ATA", "0/1", "0/2"),
    ("deletion, shifted", "chr2:233760236", "ATA", "A", "0/1", "0/1"),
    ("deletion, right end", "chr2:233760246", "ATA", "A", "0/1", "0/1"),
    ("whole repeat spelled out", "chr2:233760233", "C" + "AT" * 7, "C" + "AT" * 8, "0/1", "0/2"),
    ("extra base before", "chr2:233760232", "GCAT", "GCATAT", "0/1", "0/2"),
    ("undocumented length", "chr2:233760233", "C", "CATATAT", "0/1", "0/x"),
    ("undocumented base", "chr2:233760233", "C", "CGG", "0/1", "0/x"),
]


@pytest.mark.parametrize(("pos", "ref", "alt", "gt", "expected"), [form[1:] for form in REPEAT_FORMS],
                         ids=[form[0] for form in REPEAT_FORMS])
def test_repeat(tmp_path: Path, pos: str, ref: str, alt: str, gt: str, expected: str) -> None:
    """A repeat length is the same wherever along the repeat it is written."""
    assert alleles(observe(tmp_path, vcf(line(pos, ref, alt, gt))).at("repeat")) == expected


@pytest.mark.parametrize(("place", "pos", "ref", "alt", "expected"), [
    (DELETION, 97450065, "TG", "T", "0/1"),
    (DELETION, 97450066, "GG", "G", "0/1"),
    (DELETION, 97450065, "TGG", "TG", "0/1"),
    (DELETION, 97450065, "TGG", "T", "0/x"),
    (DELETION, 97450064, "ATG", "AT", "0/1"),
    (INSERTION, 99758183, "G", "GT", "0/1"),
    (INSERTION, 99758188, "T", "TT", "0/1"),
    (INSERTION, 99758183, "GTTTTT", "GTTTTTT", "0/1"),
    (INSERTION, 99758185, "T", "TTT", "0/x"),
    (PAIR, 38580039, "TT", "AA", "0/1"),
    (PAIR, 38580038, "GTTC", "GAAC", "0/1"),
    (PAIR, 38580039, "TT", "AT", "0/x"),
    (SNV, 94781858, "CG", "CA", "0/1"),
    (SNV, 94781857, "ACGG", "ACAG", "0/1"),
    (SNV, 94781858, "CG", "TA", "0/1"),
    (SNV, 94781858, "CGA", "CAA,CGT", "0/1"),
])
def test_written_otherwise(tmp_path: Path, place: Position, pos: int, ref: str, alt: str, expected: str) -> None:
    """Spare bases, shifts, and substitutions inside longer ones."""
    seen = observe(tmp_path, vcf(line(f"{place.chrom}:{pos}", ref, alt)))
    assert alleles(seen.at(place.id)) == expected


def test_one_record_can_show_two_positions(tmp_path: Path) -> None:
    """A two-base substitution is read at both."""
    seen = observe(tmp_path, vcf(line("chr10:94781858", "CG", "TA", "0|1")))
    assert (alleles(seen.at("next")), alleles(seen.at("snv"))) == ("0|1", "0|1")


@pytest.mark.parametrize(("place", "pos", "ref", "alt", "gt", "expected", "said"), [
    (REPEAT, 233760233, "C", "T", "0/0", "absent", ["variant-not-tested"]),
    (REPEAT, 233760233, "C", "T", "0/1", "absent", ["variant-not-tested"]),
    (DELETION, 97450065, "T", "C", "0/0", "absent", ["variant-not-tested"]),
    (DELETION, 97450065, "T", ".", "0/0", "absent", ["variant-not-tested"]),
    (DELETION, 97450065, "TG", ".", "0/0", "0/0", []),
    (INSERTION, 99758183, "G", ".", "0/0", "0/0", []),
    (SNV, 94781859, "G", "GT", "0/0", "absent", ["variant-not-tested"]),
    (SNV, 94781859, "G", "GT", "0/1", "absent", ["variant-not-tested"]),
    (SNV, 94781859, "GA", "G", "0/1", "absent", ["variant-not-tested"]),
    (SNV, 94781857, "ACG", "A", "0/1", "no-call", ["deleted-base"]),
    (SNV, 94781857, "ACG", "A", "0/0", "absent", []),
    (PAIR, 38580039, "T", "A", "0/1", "no-call", ["partly-covered"]),
    (PAIR, 38580040, "T", "A", "0/0", "absent", []),
])
def test_a_record_beside_the_point(
    tmp_path: Path, place: Position, pos: int, ref: str, alt: str, gt: str, expected: str, said: list[str],
) -> None:
    """A record that does not ask about the variant is no evidence of reference."""
    seen = observe(tmp_path, vcf(line(f"{place.chrom}:{pos}", ref, alt, gt)))
    assert (alleles(seen.at(place.id)), codes(seen, place)) == (expected, said)


TT = f"{PAIR.chrom}:{PAIR.pos38}"
TT2 = f"{PAIR.chrom}:{PAIR.pos38 + 1}"


@pytest.mark.parametrize(("records", "expected", "said"), [
    ([line(TT, "T", "A", "1/1"), line(TT2, "T", "A", "1/1")], "1/1", []),
    ([line(TT, "T", "A", "0|1"), line(TT2, "T", "A", "0|1")], "0|1", []),
    ([line(TT, "T", "A", "1|0"), line(TT2, "T", "A", "1|0")], "1|0", []),
    ([line(TT, "T", "A", "0|1"), line(TT2, "T", "A", "1|0")], "x|x", ["undocumented-allele"]),
    ([line(TT, "T", "A", "0/1"), line(TT2, "T", "A", "0/1")], "no-call", ["partly-covered"]),
    ([line(TT, "T", "A", "0|1:1", format="GT:PS"), line(TT2, "T", "A", "0|1:2", format="GT:PS")], "no-call",
     ["partly-covered"]),
    ([line(TT, "T", "A", "0|1:1", format="GT:PS"), line(TT2, "T", "A", "0|1:1", format="GT:PS")], "0|1", []),
    ([line(TT, "T", "A", "0/1"), line(TT2, "T", "A", "1/1")], "1/x", ["undocumented-allele"]),
    ([line(TT, "T", "A", "0/1"), line(TT2, "T", "A", "0/0")], "0/x", ["undocumented-allele"]),
    ([line(TT, "T", "A", "0/1"), line(TT2, "T", ".", "0/0")], "0/x", ["undocumented-allele"]),
    ([line(TT, "T", "A", "1/1"), line(TT2, "T", "<NON_REF>", "0/0", info="END=38590000")], "x/x",
     ["undocumented-allele"]),
    ([line(TT, "T", "A", "1/1")], "no-call", ["partly-covered"]),
    ([line(TT, "T", "A", "1/1"), line(TT2, "T", "A", "./.")], "no-call", ["partly-covered"]),
    ([line(TT, "T", "A", "1/1"), line(TT2, "T", "A", "1/1", filter="LowQual")], "no-call", ["partly-covered"]),
    ([line(TT, "T", "A", "1/1"), line(TT2, "TG", "T", "0/1"), line(TT2, "T", "A", "1/1")], "1/1", []),
    ([line(TT, "T", "A", "1/1"), line(TT2, "TG", "T", "0/0")], "no-call", ["partly-covered"]),
    ([line(TT, "T", "A", "1/1"), line(TT2, "T", "A", "1/1"),
      line(f"{PAIR.chrom}:{PAIR.pos38 - 1}", "CTT", "C", "0/1")], "no-call", ["records-disagree"]),
    ([line(TT, "T", "A", "1"), line(TT2, "T", "A", "1")], "1/?", ["haploid-autosome"]),
    ([line(TT, "T", "A,C", "1|2"), line(TT2, "T", "A", "1|0")], "1|x", ["undocumented-allele"]),
])
def test_neighbouring_bases_are_put_together(
    tmp_path: Path, records: list[str], expected: str, said: list[str],
) -> None:
    """Two single-base records are one change where both are read and share a copy for certain; else nothing is."""
    seen = observe(tmp_path, vcf(*records))
    assert (alleles(seen.at("pair")), codes(seen, PAIR)) == (expected, said)


def test_deletion_upstream_takes_the_place_of_one_copy(tmp_path: Path) -> None:
    """An undocumented deletion that spans a tested position leaves one copy unread."""
    seen = observe(tmp_path, vcf(line("chr10:94781856", "AACG", "A", "0/1"), line(SNV, "G", "A", "0/0"),
                                 line(NEXT, "C", "T", "0/1")))
    assert (alleles(seen.at("snv")), alleles(seen.at("next"))) == ("0/?", "1/?")


def test_symbolic_deletion_spans_positions(tmp_path: Path) -> None:
    """END says how far a structural deletion reaches."""
    seen = observe(tmp_path, vcf(line("chr10:94700000", "N", "<DEL>", "0/1", info="SVTYPE=DEL;END=94790000"),
                                 line(SNV, "G", "A", "0/0")))
    assert (alleles(seen.at("snv")), alleles(seen.at("next"))) == ("0/?", "no-call")


def test_duplication_is_told_and_changes_no_genotype(tmp_path: Path) -> None:
    """A duplication over a position does not hide it."""
    seen = observe(tmp_path, vcf(line("chr10:94700000", "N", "<DUP>", "0/1", info="SVTYPE=DUP;END=94790000"),
                                 line(SNV, "G", "A", "0/1")))
    assert (alleles(seen.at("snv")), codes(seen, SNV)) == ("0/1", ["structural-overlap"])
