"""The assembly is declared by the header, checked against the bases, and never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgx.domain.errors import InputError, UsageError
from pgx.domain.genome import Assembly, Position
from tests.vcf.places import (
    ALL,
    BARE,
    DELETION,
    DIFFERS,
    HEADER37,
    HEADER38,
    INSERTION,
    MULTI,
    ON_M,
    REPEAT,
    SNV,
    alleles,
    codes,
    in_37,
    line,
    observe,
    vcf,
)

G37, G38 = Assembly.GRCH37, Assembly.GRCH38
FEW = [SNV, MULTI, REPEAT, DELETION, INSERTION]


def body(places: list[Position], assembly: Assembly, gt: str = "0/1") -> list[str]:
    """A record for each place, as defined, in an assembly."""
    return [line(in_37(p) if assembly is G37 else p, p.reference(assembly),
                 ",".join(b for b in p.bases if b != p.reference(assembly)), gt) for p in places]


@pytest.mark.parametrize(("header", "records", "option", "expected"), [
    (HEADER38, body(FEW, G38), None, G38),
    (HEADER37, body(FEW, G37), None, G37),
    (BARE, body(FEW, G37), None, G37),
    (BARE, body(FEW, G38), None, G38),
    (BARE, body([SNV], G38), None, G38),
    (BARE, body([SNV], G37), G37, G37),
    (BARE, [], G37, G37),
    (HEADER38, body(FEW, G37), G37, G37),
    (BARE + "##contig=<ID=1,length=249250621>\n", [], None, G37),
    (BARE + "##contig=<assembly=b37,ID=1>\n", [], None, G37),
    (BARE + "##contig=<ID=NC_000001.11>\n", [], None, G38),
    (BARE + "##reference=file:///hs37d5.fa\n##contig=<ID=1,length=248956422>\n", [], None, G38),
], ids=["length", "reference", "bases 37", "bases 38", "one record", "option", "option alone", "option overrules",
        "length 37", "contig word", "accession", "length before word"])
def test_detected(tmp_path: Path, header: str, records: list[str], option: Assembly | None, expected: Assembly) -> None:
    """Option, contig lengths, words, accessions, then bases."""
    assert observe(tmp_path, vcf(*records, header=header), assembly=option).assembly is expected


@pytest.mark.parametrize(("header", "records", "option", "text"), [
    (HEADER38, body(FEW, G37), None, "its header says GRCh38 but the reference bases .* GRCh37.*--assembly GRCh37"),
    (HEADER37, body(FEW, G38), None, "its header says GRCh37 but .* those of GRCh38"),
    (BARE, body(FEW, G38), G37, "--assembly says GRCh37 but .* those of GRCh38"),
    (HEADER38, body(FEW, G38), G37, "its header says GRCh38 but --assembly says GRCh37"),
    (BARE, [], None, "pass --assembly"),
    (BARE, [line(ON_M, "A", "G", "1")], None, "pass --assembly"),
    (BARE + "##contig=<ID=chr1,length=248387328>\n##contig=<ID=chr2,length=242696752>\n"
            "##contig=<ID=chr3,length=201105948>\n", [], None, "of neither GRCh37 nor GRCh38"),
    (BARE + "##reference=GRCm39.fa\n", [], None, "other than GRCh37 and GRCh38"),
    (BARE + "##reference=hg19.fa\n##contig=<ID=1,assembly=GRCh38>\n", [], None, "names both"),
    (BARE + "##contig=<ID=chromosome1>\n", [line("chromosome1:5", "A", "C")], G38, "no contig name"),
], ids=["37 as 38", "38 as 37", "option wrong", "option against both", "nothing", "only chrM", "T2T", "mouse", "both",
        "names"])
def test_refused(tmp_path: Path, header: str, records: list[str], option: Assembly | None, text: str) -> None:
    """A contradiction is one clear error that says what to do."""
    with pytest.raises(InputError, match=text):
        observe(tmp_path, vcf(*records, header=header), assembly=option)


@pytest.mark.parametrize(("header", "records", "said"), [
    (HEADER38, body(FEW, G38), []),
    (HEADER38, [line("chr1:1000", "A", "C")], ["assembly-not-verified", "no-position-read"]),
    (BARE, body(FEW, G38), ["assembly-concluded"]),
])
def test_what_is_said(tmp_path: Path, header: str, records: list[str], said: list[str]) -> None:
    """What could not be verified, or was concluded, is told."""
    assert [m.code for m in observe(tmp_path, vcf(*records, header=header)).messages] == said


def test_a_wrong_label_is_seen_in_a_file_of_all_sites(tmp_path: Path) -> None:
    """When every base has a record, REF agreement alone tells the assemblies apart."""
    places = [Position(f"p{i}", "G", "chr5", 1000 + 10 * i, 3003 + 10 * i, "ACGT"[i % 4], ("N",), "ACGT"[i % 4])
              for i in range(40)]
    from tests.vcf.kb import knowledge_of

    records = [line(f"chr5:{p.pos37}", p.ref, ".", "0/0") for p in places]
    records += [line(f"chr5:{p.pos38}", "ACGT"[(i // 4) % 4], ".", "0/0") for i, p in enumerate(places)]
    with pytest.raises(InputError, match="those of GRCh37"):
        observe(tmp_path, vcf(*records), knowledge_of(places))


@pytest.mark.parametrize(("ref", "alt", "gt", "expected"), [
    ("G", "A", "0/0", "1/1"), ("G", "A", "0/1", "0/1"), ("G", "A", "1/1", "0/0"), ("G", ".", "0/0", "1/1"),
    ("G", "C", "0/1", "1/x"), ("A", "G", "1/1", "no-call"),
])
def test_where_the_assemblies_differ(tmp_path: Path, ref: str, alt: str, gt: str, expected: str) -> None:
    """Allele numbers are those of the base, whichever assembly calls it reference."""
    text = vcf(*body(FEW, G37), line(in_37(DIFFERS), ref, alt, gt), header=HEADER37)
    assert alleles(observe(tmp_path, text).at("differs")) == expected


@pytest.mark.parametrize("name", ["10", "chr10", "Chr10", "CHR10", "NC_000010.11", "CM000672.2"])
def test_chromosome_names(tmp_path: Path, name: str) -> None:
    """All naming schemes are one chromosome."""
    assert alleles(observe(tmp_path, vcf(line(f"{name}:94781859", "G", "A"))).at("snv")) == "0/1"


@pytest.mark.parametrize("name", ["M", "MT", "chrM", "chrMT", "NC_012920.1", "mt", "chrm", "26"])
def test_mitochondrion_names(tmp_path: Path, name: str) -> None:
    """So is the mitochondrial genome."""
    assert alleles(observe(tmp_path, vcf(line(f"{name}:1555", "A", "G", "1"))).at("m")) == "1"


@pytest.mark.parametrize("name", ["X", "chrX", "x", "chrx", "23", "NC_000023.11", "CM000685.2"])
def test_names_of_chromosome_x(tmp_path: Path, name: str) -> None:
    """Also as PLINK numbers it."""
    assert alleles(observe(tmp_path, vcf(line(f"{name}:154536002", "C", "T", "1"))).at("x")) == "1"


@pytest.mark.parametrize("assumed", ["nothing", "absent", "callable"])
def test_old_hg19_mitochondrion_is_not_read(tmp_path: Path, assumed: str) -> None:
    """UCSC hg19 chrM has other coordinates than rCRS: a carrier must not become reference by any assumption."""
    bed = tmp_path / "regions.bed"
    bed.write_text("chrM\t0\t16569\n")
    options = {"absent": {"absent_is_reference": True}, "callable": {"callable_bed": bed}}.get(assumed, {})
    header = BARE + "##contig=<ID=chr1,length=249250621>\n##contig=<ID=chrM,length=16571>\n"
    seen = observe(tmp_path, vcf(line("chrM:1555", "A", "G", "1"), header=header), **options)
    assert alleles(seen.at("m")) == "absent"
    assert "mt-other-sequence" in [m.code for m in seen.messages]


def test_unknown_gene(tmp_path: Path) -> None:
    """Genes are asked for by name."""
    with pytest.raises(UsageError, match="gene `XYZ`"):
        observe(tmp_path, vcf(), genes=["XYZ"])


def test_only_genes_asked_for(tmp_path: Path) -> None:
    """Other positions are not looked at, and the assembly is still told."""
    seen = observe(tmp_path, vcf(*body(ALL, G38, "0/0")), genes=["TPMT"])
    assert list(seen.sites) == ["multi"]
    assert codes(seen, SNV) == []
