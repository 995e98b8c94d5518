"""Phenoconversion: other drugs change what a gene does, inside each world, before any table looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from pgx.rules.compiled import CompiledAdjust
from pgx.rules.reading import GENETIC, Reader, Value, classes_of
from pgx.rules.vocabulary import NOT_KNOWN, UNKNOWN, UNTESTED, AtLeast
from pgx.rules.worlds import INTERACTIONS, Alternative, Block

UNCHANGED = ("unchanged", "")
Change = tuple[str, str]


def adjust_blocks(blocks: list[Block], adjusts: Iterable[CompiledAdjust]) -> list[Block]:
    """The blocks with every adjustment made.

    A gene's block is joined with the blocks its adjustment reads when those leave more than one change open; what is
    unknown stays unknown. The prescribed drug's own effect must already be left out of the inhibitor columns.
    """
    for adjust in adjusts:
        blocks = Adjuster(adjust).apply(blocks)
    return blocks


class Adjuster:
    """One gene's adjustment."""

    def __init__(self, adjust: CompiledAdjust) -> None:
        self.adjust = adjust
        self.result, self.score = adjust.gene, f"{adjust.gene} score"
        self.readers = [Reader(alphabet) for alphabet in adjust.alphabets]
        self.own = {self.result, self.score}

    def apply(self, blocks: list[Block]) -> list[Block]:
        """The blocks after this adjustment."""
        gene = next((b for b in blocks if self.own & b.keys), None)
        if gene is None:
            return blocks
        outside = [a.key for a in self.adjust.alphabets if a.key not in self.own]
        read = [b for b in blocks if b is not gene and b.keys & set(outside)]
        open_ = [b for b in read if len({tuple(a.values.get(k) for k in outside) for a in b.alternatives}) > 1]
        if all(change == UNCHANGED for change in self._reachable(read, gene)):
            return blocks
        settled = {k: v for b in read if b not in open_ for k, v in b.alternatives[0].values.items()}
        joined = self._joined(gene, open_, settled)
        return [b for b in blocks if b is not gene and b not in open_] + [joined]

    def _reachable(self, read: Sequence[Block], gene: Block) -> set[Change]:
        """Every change some world asks for."""
        masks = [0] * len(self.readers)
        for i, (reader, alphabet) in enumerate(zip(self.readers, self.adjust.alphabets, strict=True)):
            block = gene if alphabet.key in self.own else next((b for b in read if alphabet.key in b.keys), None)
            values = {a.values.get(alphabet.key, UNTESTED) for a in block.alternatives} if block else set()
            for value in values:
                masks[i] |= reader.mask(value)
            masks[i] = masks[i] or self._silent(i)
        return set(self._changes(masks))

    def _silent(self, position: int) -> int:
        """The mask of a column nobody told about."""
        kind = self.adjust.alphabets[position].kind
        reader = self.readers[position]
        if kind in INTERACTIONS:
            return reader.mask(UNKNOWN)
        return reader.mask(UNTESTED) if kind in GENETIC else reader.full

    def _changes(self, masks: Sequence[int]) -> Iterator[Change]:
        for classes in product(*(classes_of(mask) for mask in masks)):
            at = 0
            for alphabet, value in zip(self.adjust.alphabets, classes, strict=True):
                at = at * alphabet.size + value
            row = self.adjust.cells[at]
            yield self.adjust.changes[row] if row >= 0 else UNCHANGED

    def _joined(self, gene: Block, others: Sequence[Block], settled: Mapping[str, Value]) -> Block:
        """Gene and open blocks as one block of changed alternatives."""
        alternatives: list[Alternative] = []
        for combination in product(gene.alternatives, *(b.alternatives for b in others)):
            values = {**settled, **{k: v for a in combination for k, v in a.values.items()}}
            parts = tuple(part for a in combination for part in a.parts)
            share = 1.0
            for a in combination:
                share *= a.share
            before = tuple(trace for a in combination for trace in a.adjusted)
            alternatives += self._changed(values, share, parts, before, settled)
        names = tuple(name for b in (gene, *others) for name in b.names)
        return Block(names, tuple(alternatives))

    def _changed(self, values: dict[str, Value], share: float, parts: tuple[tuple[str, int], ...],
                 before: tuple[str, ...], settled: Mapping[str, Value]) -> list[Alternative]:
        masks = [reader.mask(values[a.key]) if a.key in values else self._silent(i)
                 for i, (reader, a) in enumerate(zip(self.readers, self.adjust.alphabets, strict=True))]
        kept = {k: v for k, v in values.items() if k not in settled}
        found: dict[tuple[Value | None, Value | None], Alternative] = {}
        for change in dict.fromkeys(self._changes(masks)):
            for result, score in self._outcomes(values, change):
                new = dict(kept)
                if self.result in kept and result is not None:
                    new[self.result] = result
                if self.score in kept and score is not None:
                    new[self.score] = score
                trace = self._trace(kept, new, change)
                found.setdefault((result, score), Alternative(new, share, parts, before + trace))
        return list(found.values())

    def _trace(self, old: Mapping[str, Value], new: Mapping[str, Value], change: Change) -> tuple[str, ...]:
        moved = [f"{key} {printed(old[key])} -> {printed(new[key])}" for key in (self.result, self.score)
                 if key in old and old[key] != new[key]]
        return (f"{self.adjust.guideline}: {', '.join(moved)} ({' '.join(change).strip()})",) if moved else ()

    def _outcomes(self, values: Mapping[str, Value], change: Change) -> list[tuple[Value | None, Value | None]]:
        """(result, score) after a change; several when the score behind a result is not known."""
        result, score = values.get(self.result), values.get(self.score)
        if change == UNCHANGED or (result in (None, *NOT_KNOWN) and score in (None, *NOT_KNOWN)):
            return [(result, score)]
        if change[0] == "becomes":
            scores: list[Value] = [Decimal(s) for s, r in self.adjust.scores if r == change[1]]
            return [(change[1], s) for s in scores] if scores and score is not None else [(change[1], score)]
        factor = Decimal(change[1])
        before: list[Value | None] = [score]
        if score in (None, *NOT_KNOWN):
            before = [Decimal(s) for s, r in self.adjust.scores if r == result]
        after = [scaled(s, factor) for s in before if s is not None]
        found = [(r, s) for s in after for r in self._results(s)]
        return list(dict.fromkeys(found)) or [(result, score)]

    def _results(self, score: Value) -> list[str]:
        """Results of a score: several for an interval."""
        if isinstance(score, AtLeast):
            return list(dict.fromkeys(r for low, _, high, _, r in self.adjust.bins
                                      if not high or Decimal(high) >= score.value))
        return [r for low, low_in, high, high_in, r in self.adjust.bins
                if isinstance(score, Decimal) and _inside(score, low, low_in, high, high_in)]


def _inside(score: Decimal, low: str, low_in: bool, high: str, high_in: bool) -> bool:
    above = not low or score > Decimal(low) or (low_in and score == Decimal(low))
    below = not high or score < Decimal(high) or (high_in and score == Decimal(high))
    return above and below


def scaled(score: Value, factor: Decimal) -> Value:
    """A score times a factor; at least 3 halved is at least 1.5, and anything times 0 is 0."""
    if isinstance(score, AtLeast):
        return AtLeast(score.value * factor) if factor else Decimal(0)
    return score * factor if isinstance(score, Decimal) else score


def printed(value: Value) -> str:
    """A value for people."""
    if isinstance(value, AtLeast):
        return f"≥{value.value.normalize():f}"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
