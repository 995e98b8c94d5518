"""Whatever diplotype a person has, writing it as a VCF and calling that VCF gives it back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pgx.domain.genes import CallingMethod, Gene
from pgx.domain.genome import Assembly
from pgx.vcf import Simulation
from tests.end_to_end.people import called, diplotype, genes_with_positions, names, truth, writable

GENES = genes_with_positions()
PEOPLE = 12     # random diplotypes per gene here; `every_diplotype.py` runs all of them


def people(gene: Gene) -> list[str]:
    """The same random diplotypes each run: reference with each of some alleles, and any two."""
    chance = random.Random(gene.symbol)
    alleles = writable(gene)
    pairs = [(gene.reference.name, chance.choice(alleles)) for _ in range(PEOPLE // 2)]
    pairs += [(chance.choice(alleles), chance.choice(alleles)) for _ in range(PEOPLE // 2)]
    return [diplotype(gene, *pair) for pair in pairs]


@pytest.mark.parametrize("gene", GENES, ids=lambda g: g.symbol)
def test_a_phased_diplotype_comes_back_exactly(gene: Gene, tmp_path: Path) -> None:
    """Phase known, every position read: one call, and it is the truth; the truth is among the possible."""
    for text in people(gene):
        call = called(tmp_path, gene, text, Simulation(rest="absent"))
        assert names(call.diplotypes) == [truth(gene, text)], text
        assert truth(gene, text) in names(call.possible), text


@pytest.mark.parametrize("gene", GENES, ids=lambda g: g.symbol)
def test_an_unphased_diplotype_stays_possible(gene: Gene, tmp_path: Path) -> None:
    """Without phase the truth is among the possible; whatever is called best is possible too."""
    for text in people(gene):
        call = called(tmp_path, gene, text, Simulation(rest="absent", phased=False))
        assert truth(gene, text) in names(call.possible), text
        assert set(names(call.diplotypes)) <= set(names(call.possible)), text


@pytest.mark.parametrize("gene", GENES, ids=lambda g: g.symbol)
def test_how_the_file_is_spelt_changes_nothing(gene: Gene, tmp_path: Path) -> None:
    """Other assembly, no `chr`, split multi-allelic records: the same call."""
    for text in people(gene)[::4]:
        plain = called(tmp_path, gene, text, Simulation(rest="absent"))
        for how in (Simulation(rest="absent", assembly=Assembly.GRCH37), Simulation(rest="absent", prefix=""),
                    Simulation(rest="absent", split=True)):
            other = called(tmp_path, gene, text, how)
            assert names(other.diplotypes) == names(plain.diplotypes), (text, how)
            assert names(other.possible) == names(plain.possible), (text, how)


@pytest.mark.parametrize("gene", [g for g in GENES if g.calling is CallingMethod.NAMED_ALLELES],
                         ids=lambda g: g.symbol)
def test_hidden_positions_never_rule_the_truth_out(gene: Gene, tmp_path: Path) -> None:
    """Any subset of positions without a record: the truth stays among the possible, and what is missing is said."""
    chance = random.Random(f"hide {gene.symbol}")
    for text in people(gene):
        hidden = {p.id for p in gene.positions if chance.random() < chance.choice((0.1, 0.5, 0.9))}
        call = called(tmp_path, gene, text, Simulation(rest="absent", phased=chance.random() < 0.5,
                                                       hide=frozenset(hidden)))
        assert call.untested or truth(gene, text) in names(call.possible), (text, sorted(hidden))
        defining = {i for a in gene.alleles if not a.ignored for i in a.definition}
        lost = {p.id for i, p in enumerate(gene.positions) if p.id in hidden and i in defining}
        assert lost <= {p.id for p in call.missing}, text
