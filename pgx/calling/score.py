"""Match scores of the reference semantics: how many observed positions an allele gives a value for.

A score says which names explain the data with the longest definitions. It is not a quality.
Source: PharmCAT's published matching method (3.1.1).
"""

from __future__ import annotations

from functools import cached_property
from itertools import product

from pgx.calling.index import Index
from pgx.calling.match import block_sides
from pgx.calling.reading import Reading


class Scorer:
    """Scores of one gene's alleles and pairs for one reading."""

    def __init__(self, index: Index, reading: Reading) -> None:
        self.index = index
        self.reading = reading
        self.observed = index.positions & ~reading.unread
        self.base = [(fixed & self.observed).bit_count() for fixed in index.fixed]

    @cached_property
    def _same(self) -> dict[int, int]:
        return dict(self.reading.same)

    @cached_property
    def _block_of(self) -> dict[int, tuple[int, int]]:
        """Position -> (block, place in the block)."""
        return {site[0]: (b, n) for b, block in enumerate(self.reading.blocks) for n, site in enumerate(block)}

    @cached_property
    def _sides(self) -> list[tuple[int, int]]:
        return [block_sides(self.index, block, self.index.everything) for block in self.reading.blocks]

    def single(self, allele: int) -> int:
        """Score of an allele on the only strand."""
        return self.base[allele] + sum(self._differs(p, self._same.get(p)) for p in self.index.wobbles[allele])

    def pair(self, a: int, b: int) -> int:
        """Score of a consistent pair: the best over the arrangements of phase blocks that fit it."""
        score = self.base[a] + self.base[b]
        wobbling = self.index.wobbling
        if not (wobbling >> a & 1 or wobbling >> b & 1):
            return score
        return score + self._wobbles(a, b)

    def _wobbles(self, a: int, b: int) -> int:
        sites = [(a, 0, p) for p in self.index.wobbles[a]] + [(b, 1, p) for p in self.index.wobbles[b]]
        total = sum(self._differs(p, self._same.get(p)) for _, _, p in sites)
        touched: dict[int, list[tuple[int, int]]] = {}
        for _, copy, p in sites:
            if p in self._block_of:
                block, place = self._block_of[p]
                touched.setdefault(block, []).append((copy, place))
        return total + sum(self._best_turn(a, b, block, cells) for block, cells in touched.items())

    def _best_turn(self, a: int, b: int, block: int, cells: list[tuple[int, int]]) -> int:
        """Most ambiguous cells that score in a block, over the ways round that fit the pair."""
        one, two = self._sides[block]
        best = 0
        for turned, (left, right) in enumerate(((one, two), (two, one))):
            if left >> a & 1 and right >> b & 1:
                best = max(best, sum(self._cell(block, place, copy ^ turned) for copy, place in cells))
        return best

    def _cell(self, block: int, place: int, copy: int) -> int:
        site = self.reading.blocks[block][place]
        return self._differs(site[0], site[1 + copy])

    def _differs(self, position: int, number: int | None) -> int:
        return int(number is not None and number != self.index.reference_number[position])


def uncallable(index: Index, observed: int) -> tuple[int, ...]:
    """Alleles none of whose own positions was read."""
    return tuple(a for a, own in enumerate(index.own) if own and not own & observed)


def arrangements(blocks: int) -> list[tuple[int, ...]]:
    """Ways round of phase blocks, up to swapping the two strands: the first block stands still."""
    return [(0, *rest) for rest in product((0, 1), repeat=blocks - 1)] if blocks else [()]
