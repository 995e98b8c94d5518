"""What must hold for every gene and every genotype, checked on random ones."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from pgx.calling import call_gene
from pgx.calling.index import build, matchable
from pgx.calling.match import pairs
from pgx.calling.reading import arrange, read_sites
from pgx.domain.genes import Gene
from pgx.domain.observations import WHOLE_GENE, Observations
from tests.calling.toys import carrying, toy

POSITIONS = 6
masks = st.sampled_from([2, 2, 2, 4, 3, 1])
rows = st.dictionaries(st.integers(0, POSITIONS - 1), masks, min_size=1, max_size=4)


@st.composite
def genes(draw: st.DrawFn) -> Gene:
    """Up to seven alleles over six tri-allelic positions, ambiguous cells among them."""
    found = draw(st.lists(rows, min_size=1, max_size=7))
    return toy({f"*{n + 2}": row for n, row in enumerate(found)}, POSITIONS, alts=2)


@st.composite
def genotypes(draw: st.DrawFn) -> tuple[Gene, tuple[str, str], tuple[tuple[int, ...], tuple[int, ...]]]:
    """A gene, two of its alleles, and the bases of two chromosomes that carry them."""
    gene = draw(genes())
    chosen = draw(st.tuples(st.sampled_from(gene.alleles), st.sampled_from(gene.alleles)))
    strands = []
    for allele in chosen:
        choices = [[n for n in range(3) if allele.definition.get(p, 1) >> n & 1] for p in range(POSITIONS)]
        strands.append(tuple(draw(st.sampled_from(c)) for c in choices))
    return gene, (chosen[0].name, chosen[1].name), (strands[0], strands[1])


phases = st.lists(st.sampled_from([None, None, WHOLE_GENE, 7, 9]), min_size=POSITIONS, max_size=POSITIONS)
hidden_sets = st.frozensets(st.integers(0, POSITIONS - 1), max_size=POSITIONS)


def pair(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(names))


def possible(gene: Gene, seen: Observations) -> set[tuple[str, ...]]:
    return {pair(d.alleles) for d in call_gene(gene, seen, frequencies={}).possible}


@given(genotypes())
def test_phased_truth_fits_and_only_better_scores_come_before_it(case) -> None:
    """Phased data: the pair the strands were made of is among those that fit, and something is called."""
    gene, truth, strands = case
    call = call_gene(gene, carrying(gene, strands, [WHOLE_GENE] * POSITIONS), frequencies={})
    assert pair(truth) in {pair(d.alleles) for d in call.possible}
    assert call.diplotypes
    assert {pair(d.alleles) for d in call.diplotypes} <= {pair(d.alleles) for d in call.possible}


@given(genotypes(), phases, hidden_sets)
def test_truth_stays_possible(case, phase, hidden) -> None:
    """Whatever is unphased, partly phased or hidden, the truth is never excluded."""
    gene, truth, strands = case
    seen = carrying(gene, strands, phase, hidden)
    call = call_gene(gene, seen, frequencies={})
    if len(hidden) == POSITIONS:
        assert call.untested
        assert call.possible == ()
    else:
        assert pair(truth) in possible(gene, seen)


@given(genotypes(), phases)
def test_hiding_a_position_excludes_nothing(case, phase) -> None:
    """Fewer positions read can only leave more diplotypes possible."""
    gene, _, strands = case
    full = possible(gene, carrying(gene, strands, phase))
    assert full <= possible(gene, carrying(gene, strands, phase, frozenset({0, 3})))


def brute_force(gene: Gene, seen: Observations) -> set[tuple[str, ...]]:
    """Every way round of every phase block, every allele against every strand."""
    blocks: dict[object, list[tuple[int, tuple[int, ...]]]] = {}
    same = {}
    for n, position in enumerate(gene.positions):
        read = seen.at(position.id)
        if not read.alleles:
            continue
        if read.alleles[0] == read.alleles[1]:
            same[n] = read.alleles[0]
        else:
            blocks.setdefault(("x", n) if read.phase_set is None else read.phase_set, []).append((n, read.alleles))
    found = set()
    for turns in product((0, 1), repeat=len(blocks)):
        strands = [dict(same), dict(same)]
        for turn, block in zip(turns, blocks.values(), strict=True):
            for n, alleles in block:
                strands[0][n], strands[1][n] = alleles[turn], alleles[1 - turn]
        fits = [[a.name for a in gene.alleles if all(a.definition.get(p, 1) >> n & 1 for p, n in strand.items())]
                for strand in strands]
        found |= {pair(names) for names in product(*fits)}
    return found


@given(genotypes(), phases, hidden_sets)
def test_constraints_agree_with_permutations(case, phase, hidden) -> None:
    """The constraint matcher finds exactly the pairs that trying every permutation finds."""
    gene, _, strands = case
    seen = carrying(gene, strands, phase, hidden)
    index = build(gene, matchable(gene))
    sites = read_sites(index, tuple(seen.at(p.id) for p in gene.positions))
    reading, _ = arrange(gene, sites, 2)
    assert {pair((index.names[a], index.names[b])) for a, b in pairs(index, reading)} == brute_force(gene, seen)


@given(genotypes(), phases, hidden_sets)
def test_order_of_chromosome_copies_never_matters(case, phase, hidden) -> None:
    """Swapping the two copies everywhere, or the alleles of unphased sites, changes nothing."""
    gene, _, strands = case
    one = call_gene(gene, carrying(gene, strands, phase, hidden), frequencies={})
    two = call_gene(gene, carrying(gene, (strands[1], strands[0]), phase, hidden), frequencies={})
    turned = [[s[n] if phase[n] is not None else strands[1 - k][n] for n in range(POSITIONS)]
              for k, s in enumerate(strands)]
    three = call_gene(gene, carrying(gene, turned, phase, hidden), frequencies={})
    assert one.diplotypes == two.diplotypes == three.diplotypes
    assert one.possible == two.possible == three.possible


@given(genotypes(), phases)
@settings(max_examples=40)
def test_order_of_the_allele_table_never_matters(case, phase) -> None:
    """Alleles listed the other way round give the same call, and the same call twice."""
    gene, _, strands = case
    seen = carrying(gene, strands, phase)
    turned = replace(gene, alleles=gene.alleles[::-1])
    one, two = (call_gene(g, seen, frequencies={}) for g in (gene, turned))
    assert one.diplotypes == two.diplotypes
    assert {(d.name, round(d.probability, 12)) for d in one.possible} == {
        (d.name, round(d.probability, 12)) for d in two.possible}
    assert one == call_gene(gene, seen, frequencies={})


@given(genotypes(), phases, hidden_sets, st.dictionaries(st.sampled_from(["*1", "*2", "*3"]), st.floats(0, 1)))
def test_probabilities_rank_and_never_hide(case, phase, hidden, table) -> None:
    """Probabilities sum to 1, are never 0, and stand in order."""
    gene, _, strands = case
    call = call_gene(gene, carrying(gene, strands, phase, hidden), frequencies={"*": table})
    for found in (call.diplotypes, call.possible):
        if found:
            assert abs(sum(d.probability for d in found) - 1) < 1e-9
            assert min(d.probability for d in found) > 0
    shares = [d.probability for d in call.possible]
    assert shares == sorted(shares, reverse=True)
