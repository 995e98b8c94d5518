"""Values read into classes of an alphabet: what every answer runs through. Knows no tree and no text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from pgx.rules.compiled import Alphabet, Mask
from pgx.rules.vocabulary import AtLeast

Value = str | Decimal | AtLeast
NUMERIC = frozenset({"score", "copies", "copies-variant"})
GENETIC = frozenset({"gene", "score", "diplotype", "marker", "carriage", "copies", "copies-variant"})


def natural(text: str) -> tuple[object, ...]:
    """Sorts *2 before *10."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", text) if part)


def ordered_pair(text: str) -> str:
    """An allele pair or genotype with its two sides in natural order: which strand is first means nothing."""
    sides = text.split("/")
    return "/".join(sorted(sides, key=natural)) if len(sides) == 2 else text


def stretch_of(cuts: Sequence[Decimal], value: Decimal) -> int:
    """Index of the stretch that holds `value`: 2i+1 on cut i, 2i before it."""
    i = bisect_left(cuts, value)
    return 2 * i + (1 if i < len(cuts) and cuts[i] == value else 0)


def classes_of(mask: Mask) -> list[int]:
    """The classes in a mask."""
    return [n for n in range(mask.bit_length()) if mask >> n & 1]


class Reader:
    """Reads values into classes of one alphabet. Never fails: what it cannot place could be anything."""

    __slots__ = ("alphabet", "cuts", "full", "known", "words")

    def __init__(self, alphabet: Alphabet) -> None:
        self.alphabet = alphabet
        self.words = dict(alphabet.words)
        self.cuts = [Decimal(cut) for cut in alphabet.cuts]
        self.full = (1 << alphabet.size) - 1
        self.known: dict[Value, Mask] = {}

    def mask(self, value: Value) -> Mask:
        """The classes a value may be in; at least one."""
        found = self.known.get(value)
        if found is None:
            found = self.known[value] = self._mask(value)
        return found

    def _mask(self, value: Value) -> Mask:
        if isinstance(value, str):
            return self._word(value)
        if not self.alphabet.stretches:
            return self._nowhere()
        open_ended = isinstance(value, AtLeast)
        start = stretch_of(self.cuts, value.value if isinstance(value, AtLeast) else value)
        found = 0
        for at in self.alphabet.stretches[start:] if open_ended else self.alphabet.stretches[start:start + 1]:
            if at >= 0:
                found |= 1 << at
        return found or self._nowhere()

    def _word(self, value: str) -> Mask:
        found = self.words.get(value, self.words.get(ordered_pair(value), self.alphabet.other))
        return 1 << found if found >= 0 else self._nowhere()

    def _nowhere(self) -> Mask:
        """A value outside the vocabulary: a genetic one counts as indeterminate, a fact as anything."""
        return 1 << self.alphabet.unread if self.alphabet.unread >= 0 else self.full
