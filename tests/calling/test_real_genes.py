"""The safety promise on the shipped genes: whatever is hidden or unphased, the truth stays possible."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import pgx.knowledge
from pgx.calling import call_gene
from pgx.domain.genes import CallingMethod, Gene, Inheritance
from pgx.domain.observations import WHOLE_GENE, Observations
from pgx.phenotyping import assign
from tests.calling.toys import carrying

KNOWLEDGE = pgx.knowledge.load()
GENES = [g for g in KNOWLEDGE.genes.values() if g.positions and g.inheritance is not Inheritance.MITOCHONDRIAL]
NAMED = [g for g in GENES if g.calling is CallingMethod.NAMED_ALLELES]
LISTED = [g for g in GENES if g.calling is CallingMethod.VARIANT_LIST]


def bases(gene: Gene, names: tuple[str, ...], pick: int = 0) -> tuple[int, ...]:
    """Allele numbers of a chromosome that carries these alleles; `pick` chooses among ambiguous ones."""
    strand = []
    for p in range(len(gene.positions)):
        masks = [a.definition[p] for n in names if (a := gene.allele(n)) is not None and p in a.definition]
        mask = masks[0] if masks else gene.reference.definition.get(p, 1)
        allowed = [n for n in range(mask.bit_length()) if mask >> n & 1]
        strand.append(allowed[pick % len(allowed)])
    return tuple(strand)


@st.composite
def samples(draw: st.DrawFn, genes: list[Gene], most: int):
    """A gene, the alleles on its two chromosomes, and observations with some positions hidden and some unphased."""
    gene = draw(st.sampled_from(genes))
    names = [a.name for a in gene.alleles if a.definition and not a.ignored and a.kind.value == "haplotype"]
    names.append(gene.reference.name)
    pair = tuple(tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=most, unique=True))) for _ in (0, 1))
    strands = tuple(bases(gene, strand, draw(st.integers(0, 1))) for strand in pair)
    places = range(len(gene.positions))
    hidden = draw(st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(places), max_size=len(places) - 1)))
    phase = draw(st.sampled_from([[None] * len(places), [WHOLE_GENE] * len(places), [p % 3 or None for p in places]]))
    return gene, pair, carrying(gene, strands, phase, hidden)


def call(gene: Gene, seen: Observations):
    return call_gene(gene, seen, frequencies=KNOWLEDGE.frequencies.get(gene.symbol, {}))


def printed(gene: Gene, name: str) -> str:
    allele = gene.allele(name)
    return (allele.reported_as if allele else "") or name


@given(samples(NAMED, most=1))
@settings(max_examples=150, deadline=None)
def test_true_diplotype_stays_possible(case) -> None:
    """Haplotype genes: the pair that was put in is among the possible ones, and so is its phenotype."""
    gene, pair, seen = case
    found = call(gene, seen)
    truth = tuple(sorted(printed(gene, strand[0]) for strand in pair))
    assert truth in {tuple(sorted(d.alleles)) for d in found.possible}
    assert {d.name for d in found.diplotypes} <= {d.name for d in found.possible}


@given(samples(LISTED, most=2))
@settings(max_examples=80, deadline=None)
def test_hidden_variants_leave_the_true_result_possible(case) -> None:
    """Results read from the whole gene are still possible when half of it is hidden."""
    gene, pair, _ = case
    strands = tuple(bases(gene, strand) for strand in pair)
    places = range(len(gene.positions))
    whole = assign(gene, call(gene, carrying(gene, strands, [WHOLE_GENE] * len(places))))
    half = assign(gene, call(gene, carrying(gene, strands, [None] * len(places), frozenset(places[::2]))))
    assert set(whole.called) <= set(half.possible)
