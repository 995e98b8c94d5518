"""The script for the record, on few files; and proof that it reads them and notices a truth that was ruled out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pgx import knowledge, vcf
from pgx.domain.genome import Assembly
from tests.acceptance import hide_in_text
from tests.acceptance.chromosomes import person, phases
from tests.acceptance.hide_positions import called, genes_with_positions, holds

KNOWN = knowledge.load()
GENES = genes_with_positions(KNOWN)


@pytest.mark.parametrize("gene", GENES, ids=lambda g: g.symbol)
def test_hidden_truth_stays_possible(gene, tmp_path: Path) -> None:
    """Random files of random people, positions hidden in every way that files hide them."""
    chance = random.Random(f"text {gene.symbol}")
    assert [p for _ in range(8) if (p := hide_in_text.one(KNOWN, gene, chance, tmp_path / "p.vcf"))] == []


@pytest.mark.parametrize("style", hide_in_text.STYLES)
@pytest.mark.parametrize("assembly", list(Assembly))
def test_files_are_read(tmp_path: Path, style: str, assembly: Assembly) -> None:
    """Nothing hidden, every position is read as it was written."""
    for gene in GENES:
        who = person(gene, [(gene.reference.name,)] * (1 if gene.chrom == "chrM" else 2))
        text = hide_in_text.text(gene, who, assembly, [""] * len(gene.positions), phases(gene, "phased"), style,
                                 random.Random(1))
        (tmp_path / "p.vcf").write_text(text)
        seen, = vcf.read(tmp_path / "p.vcf", KNOWN, genes=[gene.symbol], assembly=assembly)
        expected = {p.id: tuple(b[n] for b in who.bases) for n, p in enumerate(gene.positions)}
        assert {place: found.alleles for place, found in seen.sites.items()} == expected


@pytest.mark.parametrize("how", hide_in_text.HIDING)
def test_each_way_of_hiding_hides(tmp_path: Path, how: str) -> None:
    """A heterozygous position that is hidden is not read whole."""
    gene = KNOWN.genes["CYP2C19"]
    who = person(gene, [("*2",), ("*17",)])
    text = hide_in_text.text(gene, who, Assembly.GRCH38, [how] * len(gene.positions), phases(gene, "unphased"), "joint",
                             random.Random(1))
    (tmp_path / "p.vcf").write_text(text)
    seen, = vcf.read(tmp_path / "p.vcf", KNOWN, assembly=Assembly.GRCH38)
    mixed = [p.id for n, p in enumerate(gene.positions) if len({b[n] for b in who.bases}) > 1]
    assert mixed
    assert not any(seen.at(place).alleles and min(seen.at(place).alleles) >= 0 for place in mixed)


def test_a_truth_that_was_ruled_out_is_noticed(tmp_path: Path) -> None:
    """Somebody else's file does not pass."""
    gene = KNOWN.genes["CYP2C19"]
    who, other = person(gene, [("*2",), ("*17",)]), person(gene, [("*3",), ("*1",)])
    text = hide_in_text.text(gene, other, Assembly.GRCH38, [""] * len(gene.positions), phases(gene, "phased"), "joint",
                             random.Random(1))
    (tmp_path / "p.vcf").write_text(text)
    seen, = vcf.read(tmp_path / "p.vcf", KNOWN)
    call = called(KNOWN, gene, seen)
    assert holds(KNOWN, gene, other, call)
    assert not holds(KNOWN, gene, who, call)
