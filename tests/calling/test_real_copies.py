"""Every structural allele of the knowledge base beside every kind of partner, read as a diploid caller reads."""

from __future__ import annotations

from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pgx.knowledge
from pgx.calling import call_gene
from pgx.calling.index import matchable
from pgx.domain.genes import Allele, AlleleKind, Gene
from pgx.domain.genome import Assembly
from pgx.domain.observations import Observation, Observations, Status

GENES = {g.symbol: g for g in pgx.knowledge.load().genes.values() if g.structural}
HIDDEN = Observation(Status.NO_CALL)


def copies(gene: Gene, allele: Allele) -> list[Allele]:
    """The parts of an allele that show in small variants."""
    shown = {a.name: a for a in matchable(gene)}
    parts = allele.components if allele.kind is AlleleKind.MULTIPLE else (allele.name,)
    return [shown[name] for name in parts if name in shown]


def base(gene: Gene, copy: Allele, position: int) -> int:
    """The lowest allele number that a copy allows at a position."""
    mask = copy.definition.get(position, gene.reference.definition.get(position, 1))
    return (mask & -mask).bit_length() - 1


def read(gene: Gene, pair: tuple[Allele, Allele], hidden: frozenset[int], total: int | None) -> Observations:
    """Two alleles at each site, unphased: the least and the greatest number of all copies."""
    shown = [copy for allele in pair for copy in copies(gene, allele)]
    sites = {}
    for n, position in enumerate(gene.positions):
        numbers = {base(gene, copy, n) for copy in shown}
        sites[position.id] = HIDDEN if n in hidden or not numbers else Observation(
            Status.CALLED, (min(numbers), max(numbers)))
    return Observations("x", "s", Assembly.GRCH38, sites, {} if total is None else {gene.symbol: total})


def wholes(gene: Gene, allele: Allele) -> int:
    """Whole gene copies, hybrids not counted."""
    kinds = {a.name: a.kind for a in gene.alleles}
    parts = allele.components if allele.kind is AlleleKind.MULTIPLE else (allele.name,)
    return sum(kinds[name] is AlleleKind.HAPLOTYPE for name in parts)


def lost(gene: Gene, pair: tuple[Allele, Allele], hidden: frozenset[int], total: int | None) -> bool:
    found = call_gene(gene, read(gene, pair, hidden, total), frequencies={})
    names = tuple(sorted(a.reported_as or a.name for a in pair))
    return not found.untested and names not in {tuple(sorted(d.alleles)) for d in found.possible}


@pytest.mark.parametrize("symbol", sorted(GENES))
@pytest.mark.parametrize("told", [False, True], ids=["copies not seen", "copies seen"])
def test_no_structural_allele_is_ever_lost(symbol: str, told: bool) -> None:
    """Beside the reference, a deletion, itself, and a plain allele."""
    gene = GENES[symbol]
    usable = [a for a in gene.alleles if not a.ignored and a.kind is not AlleleKind.OUTSIDE]
    structural = [a for a in usable if a.kind is not AlleleKind.HAPLOTYPE]
    partners = [gene.reference, *(a for a in structural if a.kind is AlleleKind.DELETION),
                *[a for a in usable if a.kind is AlleleKind.HAPLOTYPE and not a.is_reference][:3]]
    pairs = [(a, b) for a in structural for b in (*partners, a)]
    assert [(a.name, b.name) for a, b in pairs
            if lost(gene, (a, b), frozenset(), wholes(gene, a) + wholes(gene, b) if told else None)] == []


PAIRS = [(gene, pair) for gene in GENES.values()
         for pair in combinations_with_replacement(
             [a for a in gene.alleles if not a.ignored and a.kind is not AlleleKind.OUTSIDE], 2)]


@given(st.sampled_from(PAIRS), st.data(), st.booleans())
def test_no_pair_is_lost_whatever_is_hidden(case, data, told) -> None:
    """Any two alleles, any positions hidden, the copy number told or not."""
    gene, pair = case
    hidden = data.draw(st.frozensets(st.integers(0, len(gene.positions) - 1), max_size=40))
    total = sum(wholes(gene, allele) for allele in pair) if told else None
    assert not lost(gene, pair, hidden, total)
