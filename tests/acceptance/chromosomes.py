"""People in memory: two chromosomes of a gene as observations, without a VCF between, for runs of many thousands."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pgx.domain.calls import Diplotype, GeneCall
from pgx.domain.genes import Allele, AlleleKind, CallingMethod, Gene, Inheritance
from pgx.domain.genome import Assembly
from pgx.domain.observations import WHOLE_GENE, Observation, Observations, Status

Strand = tuple[str, ...]                 # names of the alleles on one chromosome
UNSEEN = (Observation(Status.ABSENT), Observation(Status.NO_CALL), Observation(Status.FILTERED))
PHASES = ("unphased", "phased", "phase sets")


@dataclass(frozen=True, slots=True)
class Person:
    """The truth: what each chromosome carries, and the allele number of each at every position."""

    strands: tuple[Strand, ...]
    bases: tuple[tuple[int, ...], ...]


def carriable(gene: Gene) -> list[Allele]:
    """Alleles that small variants can carry."""
    return [a for a in gene.alleles if a.kind is AlleleKind.HAPLOTYPE and not a.ignored
            and (a.definition or a.is_reference)]


def chromosome(gene: Gene, strand: Strand, chance: random.Random | None = None) -> tuple[int, ...]:
    """Allele number at each position; where an allele allows several the first, or any with `chance`."""
    cells = dict(gene.reference.definition)
    for allele in (gene.allele(name) for name in strand):
        assert allele is not None
        if not allele.is_reference:
            cells |= allele.definition
    masks = [cells.get(p, 1) for p in range(len(gene.positions))]
    choices = [[n for n in range(mask.bit_length()) if mask >> n & 1] for mask in masks]
    return tuple(chance.choice(c) if chance else c[0] for c in choices)


def person(gene: Gene, strands: Sequence[Strand], chance: random.Random | None = None) -> Person:
    """Somebody who carries these strands."""
    return Person(tuple(strands), tuple(chromosome(gene, s, chance) for s in strands))


def copies(gene: Gene, chance: random.Random) -> int:
    """Chromosomes of a random person."""
    if gene.inheritance is Inheritance.MITOCHONDRIAL:
        return 1
    return 2 if gene.inheritance is Inheritance.AUTOSOMAL else chance.choice((1, 2))


def observed(gene: Gene, who: Person, phase: Sequence[int | None], hidden: Collection[int] = (),
             chance: random.Random | None = None) -> Observations:
    """What a file shows of somebody. Hidden positions are absent, no-call or filtered, by chance."""
    sites = {}
    for n, position in enumerate(gene.positions):
        if n in hidden:
            sites[position.id] = chance.choice(UNSEEN) if chance else UNSEEN[0]
        else:
            sites[position.id] = Observation(Status.CALLED, tuple(b[n] for b in who.bases), phase[n])
    sex = "male" if gene.inheritance is Inheritance.X_LINKED and len(who.strands) == 1 else None
    return Observations("person", "person", Assembly.GRCH38, sites, {}, sex)


def phases(gene: Gene, how: str, chance: random.Random | None = None) -> list[int | None]:
    """A phase set for each position: none, the whole gene, or two sets with unphased sites between."""
    if how == "phase sets" and chance:
        return [chance.choice((None, 7, 9)) for _ in gene.positions]
    return [WHOLE_GENE if how == "phased" else None for _ in gene.positions]


def reported(gene: Gene, strands: Sequence[Strand]) -> tuple[str, ...]:
    """The names to be found among the candidates, order-free."""
    known = {a.name: a.reported_as or a.name for a in gene.alleles}
    return tuple(sorted(known[name] for strand in strands for name in strand))


def names(candidates: Sequence[Diplotype]) -> set[tuple[str, ...]]:
    """Order-free names of candidates."""
    return {tuple(sorted(d.alleles)) for d in candidates}


def truth_is_possible(gene: Gene, who: Person, call: GeneCall) -> bool:
    """Whether the strands that were put in are among the candidates (genes called by haplotypes)."""
    return call.untested or reported(gene, who.strands) in names(call.possible)


def by_haplotypes(gene: Gene) -> bool:
    """Whether candidates are pairs of named haplotypes, not lists of variants."""
    return gene.calling is CallingMethod.NAMED_ALLELES
