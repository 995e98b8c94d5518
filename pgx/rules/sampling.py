"""One value for everything that columns tell apart, each in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pgx.rules.alphabets import stretch_text
from pgx.rules.compiled import Alphabet
from pgx.rules.reading import Value, stretch_of

OTHER_PAIR = "(any other pair)"


def values(alphabets: Sequence[Alphabet]) -> Iterator[tuple[str, Value]]:
    """(in words, value) for every word and stretch that some version tells apart and that can occur."""
    words = dict.fromkeys(word for a in alphabets for word, _ in a.words)
    yield from ((word, word) for word in words)
    if any(a.other >= 0 for a in alphabets):
        yield OTHER_PAIR, OTHER_PAIR
    cuts = sorted({Decimal(cut) for a in alphabets for cut in a.cuts})
    if not any(a.stretches for a in alphabets):
        return
    for stretch in range(2 * len(cuts) + 1):
        value = inside(cuts, stretch)
        if any(occurs(a, value) for a in alphabets):
            yield stretch_text(cuts, stretch), value


def inside(cuts: Sequence[Decimal], stretch: int) -> Decimal:
    """One number of a stretch."""
    i, on = divmod(stretch, 2)
    if on:
        return cuts[i]
    if not cuts:
        return Decimal(0)
    if i == 0:
        return cuts[0] - 1
    return cuts[-1] + 1 if i == len(cuts) else (cuts[i - 1] + cuts[i]) / 2


def occurs(alphabet: Alphabet, value: Decimal) -> bool:
    """Whether some patient has a number of this stretch."""
    if not alphabet.stretches:
        return False
    return alphabet.stretches[stretch_of([Decimal(cut) for cut in alphabet.cuts], value)] >= 0
