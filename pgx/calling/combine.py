"""Research mode: strands explained by several named alleles, and by single variants that no allele covers.

Tried only when no plain diplotype fits. A strand carries an allele when it allows every one of the allele's own
positions that were read, ambiguous ones included; the reference allele names a strand that carries no other. Alleles
share a strand when none of their own positions overlap, and a longer allele shuts out the shorter ones it overlaps.
Source: PharmCAT's published research mode (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pgx.calling.index import Index, bits, mask_of
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
            if diplotype.score >= found.get(diplotype.name, diplotype).score:
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
    variants = {p: c for p, c in strand.items() if c[0]}
    observed = index.positions & ~reading.unread
    return [_named(index, group, variants, observed) for group in _groups(index, _carried(index, strand, observed))]


def _named(index: Index, group: Sequence[int], variants: Mapping[int, Cell],
           observed: int) -> tuple[tuple[str, ...], int]:
    """Names and score of a strand that carries the alleles of `group`, with the variants they do not cover."""
    covered = mask_of([p for a in group for p in bits(index.own[a])])
    rest = tuple(variant_name(index.gene, p, *variants[p]) for p in sorted(variants) if not covered >> p & 1)
    if not group and all(_is_reference(index, p, c[0]) for p, c in variants.items()):
        return (index.gene.reference.name,), observed.bit_count()
    if not group:
        return rest, observed.bit_count() - len(rest)
    score = sum((index.fixed[a] & observed).bit_count() for a in group)
    score += sum(p in variants for a in group for p in index.wobbles[a])
    return (*sorted((index.names[a] for a in group), key=natural_key), *rest), score - len(rest)


def _is_reference(index: Index, position: int, number: int) -> bool:
    return bool(number >= 0 and index.gene.reference.definition.get(position, 1) >> number & 1)


def _carried(index: Index, strand: Mapping[int, Cell], observed: int) -> dict[int, int]:
    """Alleles that the strand carries, with their own positions that were read. Names made of other alleles' names are
    left out: their parts stand for them."""
    own = {a: row & observed for a, row in enumerate(index.own)
           if not index.alleles[a].is_reference and not _compound(index, a)}
    return {a: row for a, row in own.items() if row and _carries(index, a, row, strand)}


def _compound(index: Index, allele: int) -> bool:
    parts = index.names[allele].split("+")
    return len(parts) > 1 and set(parts) <= set(index.names)


def _carries(index: Index, allele: int, own: int, strand: Mapping[int, Cell]) -> bool:
    for position in bits(own):
        number = strand[position][0] if position in strand else UNREAD
        if number < 0 or not index.fits[position][number] >> allele & 1:
            return False
    return True


def _groups(index: Index, own: Mapping[int, int]) -> list[list[int]]:
    """Alleles that stand together, the longest first: each joins every group it does not overlap. One that joins none
    opens a group of its own, unless it overlaps an allele of another length. The empty group when there are none."""
    groups: list[list[int]] = []
    for allele in sorted(own, key=lambda a: (-own[a].bit_count(), index.names[a])):
        apart = [g for g in groups if not any(own[a] & own[allele] for a in g)]
        for group in apart:
            group.append(allele)
        if not apart and not any(_outranked(own, allele, g) for g in groups):
            groups.append([allele])
    return groups or [[]]


def _outranked(own: Mapping[int, int], allele: int, group: Sequence[int]) -> bool:
    return any(own[a] & own[allele] and own[a].bit_count() != own[allele].bit_count() for a in group)
