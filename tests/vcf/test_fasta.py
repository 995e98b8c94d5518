"""The genome in an indexed FASTA: contexts that no name tells, and proof that it is the right genome."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest

from pgx.domain.errors import InputError
from pgx.domain.genome import Assembly, Position
from pgx.knowledge import load
from pgx.vcf.fasta import _slide
from pgx.vcf.sites import sliding_context
from tests.vcf.kb import knowledge_of
from tests.vcf.places import BARE, alleles, line, observe, vcf

LEAD = "ACGTTGCAAC" * 10                       # 100 bases
REPEAT38 = LEAD + "G" + "CA" * 6 + "TTGACC" + LEAD
REPEAT37 = LEAD + "TT" + "G" + "CA" * 8 + "TTGACC" + LEAD
DELETION = Position("d", "G", "chr5", 101, 103, "GCA", ("G",), "GCA")
INSERTION = Position("i", "G", "chr5", 101, 103, "G", ("GCA",), "G")
SUBSTITUTION = Position("s", "G", "chr5", 50, 60, "C", ("T",), "C")
KNOWN = knowledge_of([DELETION, INSERTION, SUBSTITUTION])
HEADERS = {Assembly.GRCH38: BARE + "##reference=GRCh38\n", Assembly.GRCH37: BARE + "##reference=GRCh37\n"}


@pytest.fixture
def genomes(tmp_path: Path) -> dict[Assembly, Path]:
    """Small genomes that hold our positions, indexed."""
    found = {}
    for assembly, name, text in ((Assembly.GRCH38, "chr5", REPEAT38), (Assembly.GRCH37, "5", REPEAT37)):
        found[assembly] = tmp_path / f"{assembly.value}.fa"
        found[assembly].write_text(f">{name}\n{text.lower()}\n")
        pysam.faidx(str(found[assembly]))
    return found


@pytest.mark.parametrize(("assembly", "pos", "ref", "alt", "expected"), [
    (Assembly.GRCH38, 101, "GCA", "G", ("0/1", "0/0")),
    (Assembly.GRCH38, 109, "ACA", "A", ("0/1", "0/0")),
    (Assembly.GRCH38, 111, "ACAT", "AT", ("0/1", "0/0")),
    (Assembly.GRCH38, 113, "A", "ACA", ("0/0", "0/1")),
    (Assembly.GRCH38, 112, "C", "CAC", ("0/0", "0/1")),
    (Assembly.GRCH37, 117, "ACA", "A", ("0/1", "0/0")),
    (Assembly.GRCH37, 119, "A", "ACA", ("0/0", "0/1")),
])
def test_shifted_along_the_repeat(
    tmp_path: Path, genomes: dict[Assembly, Path], assembly: Assembly, pos: int, ref: str, alt: str,
    expected: tuple[str, str],
) -> None:
    """Without a name only the genome tells that a change at the end of the repeat is the one at its beginning."""
    chrom = "chr5" if assembly is Assembly.GRCH38 else "5"
    text = vcf(line(f"{chrom}:{pos}", ref, alt, "0/1"), header=HEADERS[assembly])
    seen = observe(tmp_path, text, KNOWN, fasta=genomes[assembly])
    assert alleles(seen.at("d" if expected[0] == "0/1" else "i")) == "0/1"
    if pos > 105:
        blind = observe(tmp_path, text, KNOWN)
        assert "0/1" not in (alleles(blind.at("d")), alleles(blind.at("i")))


def test_the_other_assembly_is_refused(tmp_path: Path, genomes: dict[Assembly, Path]) -> None:
    """The genome must be that of the file."""
    text = vcf(line("chr5:101", "GCA", "G"), header=HEADERS[Assembly.GRCH38])
    with pytest.raises(InputError, match="is written in GRCh38, and the FASTA is GRCh37"):
        observe(tmp_path, text, KNOWN, fasta=genomes[Assembly.GRCH37])


@pytest.mark.parametrize(("content", "index", "match"), [
    (f">chr5\n{REPEAT38[:100]}A{REPEAT38[101:]}\n", True,
     "neither GRCh37 nor GRCh38: 2 of our positions have another base in it, the first at chr5:10"),
    (f">chr6\n{REPEAT38}\n", True, "has no chr5: give the whole genome"),
    ("", False, "cannot be read: it needs to be plain or bgzip, with its index"),
    ("no fasta at all", False, "cannot be read"),
], ids=["other bases", "other chromosome", "empty", "prose"])
def test_refused(tmp_path: Path, content: str, index: bool, match: str) -> None:
    """One line that says what is wrong with it."""
    path = tmp_path / "genome.fa"
    path.write_text(content)
    if index:
        pysam.faidx(str(path))
    with pytest.raises(InputError, match=match):
        observe(tmp_path, vcf(header=HEADERS[Assembly.GRCH38]), KNOWN, fasta=path)


def test_no_such_genome(tmp_path: Path) -> None:
    """Named by its name."""
    with pytest.raises(InputError, match=r"none.fa: the FASTA cannot be read"):
        observe(tmp_path, vcf(header=HEADERS[Assembly.GRCH38]), KNOWN, fasta=tmp_path / "none.fa")


INDELS = [p for gene in load().genes.values() for p in gene.positions if len({len(b) for b in p.bases}) > 1]


@pytest.mark.parametrize("place", INDELS, ids=lambda p: p.id)
def test_names_tell_what_the_genome_would(place: Position) -> None:
    """In the stretch that its name implies, each insertion and deletion slides exactly to the end of it."""
    context = sliding_context(place)
    reach = max(_slide(place.ref, alt, context + "N") for alt in place.alts)
    assert reach == len(context) - len(place.ref)
