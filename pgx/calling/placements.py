"""Possible diplotypes of variant-list genes: variants read, placed on strands; and variants that may hide unread.

The functional outcomes are complete: of unread positions each strand may carry one more variant, and the worst
allele of a strand decides its function.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pgx.calling.names import ordered
from pgx.calling.possible import Strands
from pgx.calling.prior import Prior
from pgx.calling.reading import HetSite, Reading
from pgx.calling.score import arrangements
from pgx.calling.strands import Namer, Strand
from pgx.calling.variant_list import full_names
from pgx.domain.genes import Allele, Gene
from pgx.domain.observations import UNREAD

MOST_BLOCKS = 8             # free phase blocks whose every placement is listed: 128 placements
MOST_LISTED = 8000          # candidates above which unread variants are represented by one per function
Numbers = dict[int, int]
Block = tuple[HetSite, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Candidate strands -> weight; `reduced` when the list stands for all functions but not all combinations."""

    weights: dict[Strands, float]
    reduced: bool


@dataclass(frozen=True, slots=True)
class Hidden:
    """Variants that unread positions may hide; with `prior`, one of each function stands for the others."""

    alleles: tuple[Allele, ...]
    prior: Prior | None = None

    def beside(self, gene: Gene, numbers: Numbers) -> list[Allele]:
        """Those that may stand on a strand with these allele numbers. Representatives are chosen among them only: one
        that the strand excludes would take its whole function away."""
        fitting = [a for a in self.alleles
                   if not numbers.keys() >= a.definition.keys()
                   and all(mask >> numbers[p] & 1 for p, mask in a.definition.items() if p in numbers)]
        return fitting if self.prior is None else _representatives(gene, fitting, self.prior)


def possible_lists(namer: Namer, reading: Reading, prior: Prior) -> Placed:
    """Every reachable pair of strands, or representatives of every reachable function when they are too many."""
    blocks = [*reading.blocks, *(((p, n, UNREAD),) for p, n in reading.halves)]
    leaders = list(range(len(blocks))) if len(blocks) <= MOST_BLOCKS else _leaders(namer, reading, blocks)
    reduced = len(blocks) > MOST_BLOCKS
    known = {p for p, _ in reading.same} | {s[0] for block in reading.blocks for s in block}
    hidden = [a for a in namer.alleles if not known.issuperset(a.definition)]
    chosen = Hidden(tuple(hidden))
    free = len(set(leaders))
    if (len(hidden) + 1) ** reading.strands << max(free - 1, 0) > MOST_LISTED:
        chosen, reduced = Hidden(tuple(hidden), prior), True
    weights: dict[Strands, float] = {}
    memo: dict[tuple[tuple[int, int], ...], list[tuple[str, ...]]] = {}
    for pair in _placements(reading, blocks, leaders):
        options = [_options(namer, numbers, chosen, memo) for numbers in pair]
        for strands in _products(options):
            if strands not in weights:
                weights[strands] = prior.diplotype(strands)
    return Placed(weights, reduced)


def _products(options: Sequence[Sequence[tuple[str, ...]]]) -> Iterator[Strands]:
    if len(options) == 1:
        yield from ((one,) for one in options[0])
        return
    for one in options[0]:
        for two in options[1]:
            yield ordered((one, two))


def _placements(reading: Reading, blocks: Sequence[Block], leaders: Sequence[int]) -> Iterator[list[Numbers]]:
    """Allele numbers of the strands for each way round of the leading blocks; the others follow their leader."""
    same = dict(reading.same)
    if reading.strands == 1:
        yield [same]
        return
    free = sorted(set(leaders))
    for turns in arrangements(len(free)):
        way = dict(zip(free, turns, strict=True))
        strands: list[Numbers] = [dict(same), dict(same)]
        for block, leader in zip(blocks, leaders, strict=True):
            for position, *numbers in block:
                for copy, strand in enumerate(strands):
                    if numbers[copy ^ way[leader]] != UNREAD:
                        strand[position] = numbers[copy ^ way[leader]]
        yield strands


def _leaders(namer: Namer, reading: Reading, blocks: Sequence[Block]) -> list[int]:
    """For each block the block it follows. Of blocks whose two sides have the same functions two stay free: all on
    one side, and spread over both, are then still reached. Blocks turned the other way round are equal too."""
    same = dict(reading.same)
    seen: dict[tuple[object, object], list[int]] = {}
    leaders = []
    for n, block in enumerate(blocks):
        sides = [_worst(namer, {**same, **{s[0]: s[1 + copy] for s in block if s[1 + copy] != UNREAD}})
                 for copy in (0, 1)]
        group = seen.setdefault((sides[0], sides[1]), [])
        if len(group) < 2:
            group.append(n)
            leaders.append(n)
        else:
            leaders.append(group[0])
    return leaders


def _worst(namer: Namer, numbers: Mapping[int, int]) -> object:
    return min((function_key(namer.gene, a) for a in namer.name(Strand(numbers)).alleles), default=(9.0, ""))


def function_key(gene: Gene, allele: Allele) -> tuple[float, str]:
    """What an allele does, worst first: the rank of its function where the gene ranks them, else its activity."""
    if allele.function in gene.function_rank:
        return float(gene.function_rank.index(allele.function)), ""
    return float(allele.activity.value) if allele.activity else 0.5, allele.function


def _representatives(gene: Gene, hidden: Iterable[Allele], prior: Prior) -> list[Allele]:
    """The most frequent allele of each function."""
    best: dict[tuple[float, str], Allele] = {}
    for allele in hidden:
        key = function_key(gene, allele)
        if key not in best or prior.weight(allele.name) > prior.weight(best[key].name):
            best[key] = allele
    return list(best.values())


def _options(namer: Namer, numbers: Numbers, hidden: Hidden,
             memo: dict[tuple[tuple[int, int], ...], list[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    """Names of a strand as read, and with each one variant that its unread positions may hide."""
    key = tuple(sorted((p, n) for p, n in numbers.items() if n))
    unread = tuple(sorted((p, -1) for p in numbers)) if len(numbers) < len(namer.gene.positions) else ()
    found = memo.get((*key, *unread))
    if found is None:
        found = memo[*key, *unread] = list(dict.fromkeys(_named(namer, numbers, hidden)))
    return found


def _named(namer: Namer, numbers: Numbers, hidden: Hidden) -> Iterator[tuple[str, ...]]:
    yield full_names(namer.gene, namer.name(Strand(numbers)))
    for proxy in namer.gene.proxies:
        if proxy.direct not in numbers:
            without = {**numbers, proxy.direct: 0}
            yield full_names(namer.gene, namer.name(Strand(without)))
    for allele in hidden.beside(namer.gene, numbers):
        filled = {p: (mask & -mask).bit_length() - 1 for p, mask in allele.definition.items() if p not in numbers}
        yield full_names(namer.gene, namer.name(Strand({**numbers, **filled})))
