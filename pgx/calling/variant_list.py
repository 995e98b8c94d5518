"""Genes whose strands are lists of variants: strand-wise names when phase is known, else the variants found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pgx.calling.index import Index
from pgx.calling.named import refusals
from pgx.calling.names import diplotype_name, natural_key, ordered
from pgx.calling.notices import notice
from pgx.calling.partials import variant_name
from pgx.calling.prior import Prior, normalised
from pgx.calling.reading import Reading
from pgx.calling.score import arrangements, uncallable
from pgx.calling.strands import Named, Namer, Strand
from pgx.domain.calls import Diplotype
from pgx.domain.genes import Gene
from pgx.domain.messages import Message

MOST_SPELLED_OUT = 8        # phase sets whose every combination is still written out


@dataclass(frozen=True, slots=True)
class Lists:
    """`diplotypes` when the strands are known up to phase sets, else `variants`."""

    diplotypes: tuple[Diplotype, ...] = ()
    variants: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()


def call_lists(namer: Namer, index: Index, reading: Reading, prior: Prior) -> Lists:
    """Strand-wise diplotypes of phased or effectively phased data; every combination of phase sets; else a list."""
    refused = refusals(namer.gene, reading, index.reference_number)
    if refused:
        return Lists(messages=refused)
    if reading.effectively_phased or (reading.phased and len(reading.blocks) <= MOST_SPELLED_OUT):
        return _strand_wise(namer, index, reading, prior)
    return _listed(namer, reading)


def turned(reading: Reading, turns: Iterable[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Allele numbers on the two strands when each phase block stands as `turns` says."""
    one, two = dict(reading.same), dict(reading.same)
    for block, turn in zip(reading.blocks, turns, strict=True):
        for position, first, second in block:
            one[position], two[position] = (second, first) if turn else (first, second)
    return one, two


def _strand_wise(namer: Namer, index: Index, reading: Reading, prior: Prior) -> Lists:
    found: dict[str, Diplotype] = {}
    codes: dict[str, None] = {}
    for strands in _strand_pairs(reading):
        named = [namer.name(Strand(numbers)) for numbers in strands]
        codes.update(dict.fromkeys(c for n in named for c in n.codes))
        names = ordered([full_names(namer.gene, n) for n in named])
        score = sum(_score(n, index, reading) for n in named)
        diplotype = Diplotype(diplotype_name(names), names, 1.0, score)
        found.setdefault(diplotype.name, diplotype)
    order = sorted(found.values(), key=lambda d: (-d.score, natural_key(d.name)))
    shares = normalised([prior.diplotype(d.strands) for d in order])
    return Lists(tuple(replace(d, probability=p) for d, p in zip(order, shares, strict=True)),
                 messages=tuple(notice(namer.gene, code) for code in codes))


def _strand_pairs(reading: Reading) -> Iterator[tuple[dict[int, int], ...]]:
    if reading.strands == 1:
        yield (dict(reading.same),)
        return
    for turns in arrangements(len(reading.blocks)):
        yield turned(reading, turns)


def full_names(gene: Gene, named: Named) -> tuple[str, ...]:
    """Allele names of a strand with any uncovered variants in genomic HGVS."""
    if not named.leftover:
        return named.names
    extra = tuple(variant_name(gene, position, number) for position, number in named.leftover)
    return (*(a.reported_as or a.name for a in named.alleles), *extra)


def _score(named: Named, index: Index, reading: Reading) -> int:
    observed = index.positions & ~reading.unread
    if not named.alleles:
        return observed.bit_count()
    return sum(bool(observed >> p & 1) for a in named.alleles for p in a.definition)


def _listed(namer: Namer, reading: Reading) -> Lists:
    """Each variant once, twice when on both strands; the reference only beside fewer than two variants."""
    one, two = turned(reading, [0] * len(reading.blocks))
    either, both = dict(one), dict(two)
    for position, number in one.items():
        if namer.is_reference(position, number) and not namer.is_reference(position, two[position]):
            either[position], both[position] = two[position], number
    named = [namer.name(Strand(numbers)) for numbers in (either, both)]
    names = [name for n in named if n.alleles or n.leftover for name in full_names(namer.gene, n)]
    names += [namer.gene.reference.name] * (2 - len(names))
    codes = dict.fromkeys(c for n in named for c in n.codes)
    messages = [notice(namer.gene, "strands-not-told-apart"), *(notice(namer.gene, c) for c in codes)]
    return Lists(variants=tuple(sorted(names, key=natural_key)), messages=tuple(messages))


def unread_alleles(index: Index, reading: Reading) -> tuple[str, ...]:
    """Names of the alleles none of whose own positions was read."""
    observed = index.positions & ~reading.unread
    return tuple(dict.fromkeys(index.names[a] for a in uncallable(index, observed)))
