"""Research mode: strands explained by several named alleles, and by single variants that no allele covers.

Tried only when no plain diplotype fits. Alleles share a strand when none of their own positions overlap. Of several
ways to cover a strand those stay that no other way beats: as much or more, with as few or fewer alleles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pgx.calling.index import Index, bits
from pgx.calling.named import ranked
from pgx.calling.names import diplotype_name, natural_key, ordered
from pgx.calling.notices import notice
from pgx.calling.partials import variant_name
from pgx.calling.prior import Prior
from pgx.calling.reading import Reading
from pgx.calling.score import arrangements
from pgx.domain.calls import Diplotype
from pgx.domain.messages import Message
from pgx.domain.observations import OTHER, UNREAD

MOST_BLOCKS = 10
Cell = tuple[int, str]      # allele number, and the base spelled out when the number is OTHER or UNREAD


@dataclass(frozen=True, slots=True)
class Cover:
    """Alleles that together explain `sites` (bit set) of a strand's variants, from `read` positions of their own."""

    alleles: tuple[int, ...]
    sites: int
    read: int


def combined(index: Index, reading: Reading, prior: Prior) -> tuple[tuple[Diplotype, ...], tuple[Message, ...]]:
    """Every pair of explained strands, best score first."""
    found: dict[str, Diplotype] = {}
    turns = _turns(reading)
    if len(turns) > MOST_BLOCKS:
        return (), (notice(index.gene, "too-many-blocks"),)
    for pair in _strand_pairs(reading, turns):
        for strands in _products([_explained(index, reading, strand) for strand in pair]):
            names = ordered([name for name, _ in strands])
            score = sum(points for _, points in strands)
            diplotype = Diplotype(diplotype_name(names), names, 1.0, score)
            if diplotype.score > found.get(diplotype.name, replace(diplotype, score=-1)).score:
                found[diplotype.name] = diplotype
    return ranked(list(found.values()), prior), ()


def _turns(reading: Reading) -> list[list[tuple[int, Cell, Cell]]]:
    """Phase blocks with undocumented bases and half calls as blocks of their own."""
    blocks = [[(p, (a, ""), (b, "")) for p, a, b in block] for block in reading.blocks]
    for site in reading.undocumented:
        first, second = site.alleles[0], site.alleles[-1]
        spelled = list(site.other)
        cells = [(n, spelled.pop(0) if n == OTHER and spelled else "") for n in (first, second)]
        if first == second == OTHER and not cells[1][1]:
            cells[1] = cells[0]
        blocks.append([(site.position, cells[0], cells[1])])
    blocks += [[(p, (n, ""), (UNREAD, "?"))] for p, n in reading.halves]
    return blocks


def _strand_pairs(reading: Reading, blocks: list[list[tuple[int, Cell, Cell]]]) -> Iterator[list[dict[int, Cell]]]:
    same: dict[int, Cell] = {p: (n, "") for p, n in reading.same}
    for turns in arrangements(len(blocks)):
        strands = [dict(same) for _ in range(reading.strands)]
        for block, turn in zip(blocks, turns, strict=True):
            for position, *cells in block:
                for copy, strand in enumerate(strands):
                    strand[position] = cells[copy ^ turn]
        yield strands


def _products(choices: list[list[tuple[tuple[str, ...], int]]]) -> Iterator[list[tuple[tuple[str, ...], int]]]:
    if len(choices) == 1:
        yield from ([choice] for choice in choices[0])
        return
    yield from ([one, two] for one in choices[0] for two in choices[1])


def _explained(index: Index, reading: Reading, strand: Mapping[int, Cell]) -> list[tuple[tuple[str, ...], int]]:
    """(names, score) of each way to explain a strand."""
    variants = {p: c for p, c in strand.items() if not _is_reference(index, p, c[0])}
    observed = index.positions & ~reading.unread
    reference = index.gene.reference.name
    if not variants:
        return [((reference,), observed.bit_count())]
    found = []
    for cover in _covers(index, observed, strand, variants):
        alleles = sorted((index.names[a] for a in cover.alleles), key=natural_key)
        rest = [variant_name(index.gene, p, *variants[p]) for p in sorted(variants) if not cover.sites >> p & 1]
        score = sum((index.fixed[a] & observed).bit_count() for a in cover.alleles)
        score += sum(p in variants for a in cover.alleles for p in index.wobbles[a])
        found.append(((*alleles, *rest), score if cover.alleles else observed.bit_count() - len(rest)))
    return found


def _is_reference(index: Index, position: int, number: int) -> bool:
    return bool(number >= 0 and index.gene.reference.definition.get(position, 1) >> number & 1)


def _covers(index: Index, observed: int, strand: Mapping[int, Cell], variants: Mapping[int, Cell]) -> list[Cover]:
    candidates = {}
    for a, row in enumerate(index.own):
        read = row & observed
        sites = sum(1 << p for p in bits(read) if p in variants)
        if sites and not index.alleles[a].is_reference and _carries(index, a, read, strand):
            candidates[a] = sites
    own = {a: index.own[a] & observed for a in candidates}
    found = [Cover(group, sum(candidates[a] for a in group), sum(own[a].bit_count() for a in group))
             for group in _disjoint(own)]
    return [c for c in found if not any(_beats(other, c) for other in found)]


def _carries(index: Index, allele: int, own: int, strand: Mapping[int, Cell]) -> bool:
    for position in bits(own):
        number = strand[position][0] if position in strand else UNREAD
        if number < 0 or not index.fits[position][number] >> allele & 1:
            return False
    return True


def _disjoint(own: Mapping[int, int]) -> list[tuple[int, ...]]:
    """Largest sets of alleles with pairwise disjoint positions; the empty set when there are no candidates."""
    if not own:
        return [()]
    found: list[tuple[int, ...]] = []

    def grow(chosen: tuple[int, ...], used: int, rest: tuple[int, ...]) -> None:
        free = tuple(a for a in rest if not own[a] & used)
        if all(own[a] & used for a in own if a not in chosen):
            found.append(chosen)
        for n, allele in enumerate(free):
            grow((*chosen, allele), used | own[allele], free[n + 1:])

    grow((), 0, tuple(own))
    return found


def _beats(one: Cover, two: Cover) -> bool:
    """Covers at least as much with fewer alleles; or more, or the same by longer definitions, with as many."""
    if two.sites & ~one.sites or len(one.alleles) > len(two.alleles):
        return False
    return len(one.alleles) < len(two.alleles) or one.sites != two.sites or one.read > two.read
