"""What simulate writes, read finds again."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pysam
import pytest
from click.testing import CliRunner

import pgx.vcf
from pgx.cli.simulate import command
from pgx.domain.errors import UsageError
from pgx.domain.genes import Allele, AlleleKind, Gene
from pgx.domain.genome import Assembly
from pgx.knowledge import load
from pgx.vcf import Simulation, pack_vcf, parse_diplotype, read, sample_names, simulate

G37 = Assembly.GRCH37
KNOWLEDGE = load()
GENES = KNOWLEDGE.genes
WAYS = [
    Simulation(), Simulation(phased=False), Simulation(split=True), Simulation(assembly=G37),
    Simulation(assembly=G37, phased=False, split=True, prefix=""), Simulation(seed=7), Simulation(sex="male"),
]


def copies(gene: Gene, how: Simulation) -> int:
    """Strands this person has of a gene."""
    return 1 if gene.chrom == "chrM" or (gene.chrom == "chrX" and how.sex == "male") else 2


def allowed(gene: Gene, allele: Allele, index: int) -> int:
    """Bit mask of an allele at a position, blanks filled from the reference allele."""
    return allele.definition.get(index, gene.reference.definition.get(index, 1))


@pytest.mark.parametrize("how", WAYS, ids=["plain", "unphased", "split", "37", "37 unphased split", "seed", "male"])
@pytest.mark.parametrize("symbol", ["CYP2C19", "DPYD", "UGT1A1", "NUDT15", "G6PD", "MT-RNR1", "CYP3A5"])
def test_round_trip(tmp_path: Path, symbol: str, how: Simulation) -> None:
    """A dozen alleles, on all strands: each position shows a base that the allele allows."""
    gene = GENES[symbol]
    written = [a for a in gene.alleles if a.kind is AlleleKind.HAPLOTYPE and (a.definition or a.is_reference)]
    for allele in written[:: max(1, len(written) // 12)]:
        named = {symbol: "/".join([allele.name] * copies(gene, how))}
        text = simulate(GENES, named, replace(how, rest="absent"))
        path = tmp_path / "s.vcf"
        path.write_text(text)
        seen = next(read(path, KNOWLEDGE, genes=[symbol], sex=how.sex))
        assert seen.assembly is how.assembly
        for index, position in enumerate(gene.positions):
            numbers = seen.at(position.id).alleles
            assert len(numbers) == copies(gene, how), (allele.name, position.id)
            assert all(number >= 0 and allowed(gene, allele, index) >> number & 1 for number in numbers), position.id


def lines(text: str) -> list[list[str]]:
    """Data lines in columns."""
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def test_phase_is_kept_or_hidden() -> None:
    """Strand order shows when phased; sorted when not, so that it gives nothing away."""
    phased = {row[2]: row[9] for row in lines(simulate(GENES, {"CYP2C19": "*2/*17"}, Simulation()))}
    plain = {row[2]: row[9] for row in lines(simulate(GENES, {"CYP2C19": "*2/*17"}, Simulation(phased=False)))}
    assert (phased["rs4244285"], phased["rs12248560"]) == ("1|0", "0|1")
    assert (plain["rs4244285"], plain["rs12248560"]) == ("0/1", "0/1")


def test_records_are_in_order_and_once() -> None:
    """A file that other tools accept."""
    rows = lines(simulate(GENES, {}, Simulation()))
    order = [*(f"chr{n}" for n in range(1, 23)), "chrX", "chrY", "chrM"]
    keys = [(order.index(row[0]), int(row[1])) for row in rows]
    assert keys == sorted(keys)
    assert len(rows) == sum(len(gene.positions) for gene in GENES.values() if gene.defined)


def test_rest_absent_and_hidden() -> None:
    """Only the gene named, without the hidden position."""
    how = Simulation(rest="absent", hide=frozenset({"rs4244285"}))
    ids = [row[2] for row in lines(simulate(GENES, {"CYP2C19": "*1/*2"}, how))]
    assert len(ids) == len(GENES["CYP2C19"].positions) - 1
    assert "rs4244285" not in ids


def test_grch37_writes_its_own_reference() -> None:
    """REF is the base of GRCh37 where the assemblies differ."""
    text = simulate(GENES, {"CYP2C19": "*1/*38"}, Simulation(assembly=G37))
    row = next(row for row in lines(text) if row[2] == "rs3758581")
    assert row[:5] + row[9:] == ["chr10", "96602623", "rs3758581", "G", "A", "0|1"]


def test_combination_on_one_strand() -> None:
    """[A + B] carries both."""
    rows = {row[2]: row[9] for row in lines(simulate(GENES, {"CYP2C9": "*1/[*2 + *3]"}, Simulation()))}
    assert (rows["rs1799853"], rows["rs1057910"]) == ("0|1", "0|1")


@pytest.mark.parametrize(("symbol", "text", "strands"), [
    ("CYP2C19", "*1/*2", (("*1",), ("*2",))),
    ("CYP2C19", " *1 / *2 ", (("*1",), ("*2",))),
    ("CYP2C9", "[*2 + *3]/*1", (("*2", "*3"), ("*1",))),
    ("DPYD", "Reference/c.1905+1G>A (*2A)", (("Reference",), ("c.1905+1G>A (*2A)",))),
    ("UGT1A1", "*80+*28/*1", (("*80+*28",), ("*1",))),
    ("MT-RNR1", "1555A>G", (("1555A>G",),)),
])
def test_diplotype_text(symbol: str, text: str, strands: tuple[tuple[str, ...], ...]) -> None:
    """Names with plus signs, spaces and brackets."""
    gene = GENES[symbol]
    wanted = tuple(tuple(next(a.name for a in gene.alleles if name in a.name) if symbol == "MT-RNR1" else name
                         for name in strand) for strand in strands)
    assert parse_diplotype(gene, "/".join("[" + " + ".join(s) + "]" if len(s) > 1 else s[0] for s in wanted)) == wanted
    if symbol != "MT-RNR1":
        assert parse_diplotype(gene, text) == wanted


@pytest.mark.parametrize(("diplotypes", "how", "match"), [
    ({"CYP2C18": "*1/*1"}, Simulation(), "gene `CYP2C18` is not in the knowledge base: CYP2C19"),
    ({"CYP2C19": "*1/*200"}, Simulation(), "allele `\\*200` is not known"),
    ({"CYP2C19": "*1"}, Simulation(), "CYP2C19 has two copies here: give two alleles"),
    ({"CYP2C19": "*1/*2/*3"}, Simulation(), "is no diplotype of CYP2C19"),
    ({"CYP2D6": "*1/*5"}, Simulation(), "CYP2D6 \\*5 is not defined by small variants"),
    ({"CYP2D6": "*1x2/*1"}, Simulation(), "not defined by small variants"),
    ({"UGT1A1": "[*28 + *37]/*1"}, Simulation(), "exclude each other"),
    ({}, Simulation(hide=frozenset({"rs0"})), "`rs0` to hide is neither"),
    ({}, Simulation(sample="a\tb"), "sample name"),
], ids=["gene", "allele", "one copy", "three", "deletion", "duplication", "exclusive", "hide", "name"])
def test_refused(diplotypes: dict[str, str], how: Simulation, match: str) -> None:
    """What cannot be written is said, with the way out."""
    with pytest.raises(UsageError, match=match):
        simulate(GENES, diplotypes, how)


def test_male_with_two_different_x() -> None:
    """One copy in a man; two in a woman."""
    gene = GENES["G6PD"]
    first, second = [a.name for a in gene.alleles if a.definition or a.is_reference][:2]
    with pytest.raises(UsageError, match="one copy here"):
        simulate(GENES, {"G6PD": f"{first}/{second}"}, Simulation(sex="male"))
    with pytest.raises(UsageError, match="two copies here"):
        simulate(GENES, {"G6PD": first}, Simulation(sex="female"))
    assert len(lines(simulate(GENES, {"G6PD": first}, Simulation()))) > 0


def test_command(tmp_path: Path) -> None:
    """The command writes plain and packed files, and to standard output."""
    run = CliRunner()
    for name in ("out.vcf", "out.vcf.gz"):
        done = run.invoke(command, ["CYP2C19=*2/*17", "-o", str(tmp_path / name), "--sample", "Ann", "--unphased"])
        assert (done.exit_code, done.output) == (0, "")
        assert sample_names(tmp_path / name) == ("Ann",)
    piped = run.invoke(command, ["CYP2C19=*2/*17", "-o", "-", "--no-chr", "--assembly", "GRCh37", "--rest", "absent"])
    assert piped.output.startswith("##fileformat=VCFv4.2\n")
    assert "\n10\t96541616\trs4244285\tG\tA\t" in piped.output


@pytest.mark.parametrize(("arguments", "match"), [
    (["CYP2C19"], "not of the form GENE=A/B"), (["CYP2C19=*1/*2", "CYP2C19=*1/*1"], "given twice"),
])
def test_command_refuses(tmp_path: Path, arguments: list[str], match: str) -> None:
    """Before anything is written."""
    done = CliRunner().invoke(command, [*arguments, "-o", str(tmp_path / "x.vcf")])
    assert isinstance(done.exception, UsageError)
    assert match in str(done.exception)
    assert not (tmp_path / "x.vcf").exists()


def test_packed_files_are_bgzip(tmp_path: Path) -> None:
    """htslib reads and indexes them."""
    text = simulate(GENES, {"CYP2C19": "*2/*17"}, Simulation())
    (tmp_path / "x.vcf.gz").write_bytes(pack_vcf(text, "x.vcf.gz"))
    assert pack_vcf(text, "x.vcf") == text.encode()
    pysam.tabix_index(str(tmp_path / "x.vcf.gz"), preset="vcf")
    with pysam.TabixFile(str(tmp_path / "x.vcf.gz")) as table:
        found = list(table.fetch("chr10", 94781858, 94781859))
    assert [row.split("\t")[9] for row in found] == ["1|0"]
    assert gzip.decompress((tmp_path / "x.vcf.gz").read_bytes()).decode() == text
    assert not next(read(tmp_path / "x.vcf.gz", KNOWLEDGE)).messages


def test_package_shows_these_names() -> None:
    """Callers need no more."""
    assert pgx.vcf.__all__ == ["Policy", "Simulation", "gene_messages", "pack_vcf", "parse_diplotype", "read",
                               "sample_names", "simulate"]
