"""Did you mean: edit distance with transpositions. Asks when two candidates tie, and never guesses between them."""

from __future__ import annotations

from collections.abc import Iterable


def distance(a: str, b: str) -> int:
    """Optimal string alignment distance: insert, delete, replace, swap two neighbours; each costs 1."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row = row, [i] + [0] * len(b)
        for j, y in enumerate(b, 1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[j] = min(row[j], before[j - 2] + 1)
        before = above
    return row[-1]


def closest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The nearest known words: one to suggest, several to ask about, none when all are far.

    Far is more than a third of the length (at least 1). A two-letter word is only suggested when its letters were
    swapped or differ in case: with one letter changed, another patient would be meant (UM for PM).
    """
    folded = word.casefold()
    options = sorted(set(known))
    same = [option for option in options if option.casefold() == folded]
    if same:
        return tuple(same)
    ranked = sorted((distance(folded, option.casefold()), option) for option in options)
    limit = max(1, len(word) // 3)
    if not ranked or ranked[0][0] > limit:
        return ()
    best = tuple(option for cost, option in ranked if cost == ranked[0][0])
    if len(word) > 2 or len(best) > 1:
        return best[:6]
    return best if sorted(folded) == sorted(best[0].casefold()) else ()


def closest_swapped(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Like `closest`; a swap of two letters beats a changed letter."""
    options = sorted(set(known))
    swapped = [o for o in options if sorted(o.casefold()) == sorted(word.casefold()) and len(o) == len(word)]
    return tuple(swapped) if len(swapped) == 1 else closest(word, options)


def did_you_mean(word: str, known: Iterable[str], labels: dict[str, str] | None = None) -> str:
    """`did you mean `PM` (poor metabolizer)?`, a question when several tie, "" when none is near."""
    found = closest_swapped(word, known)
    if not found:
        return ""
    told = labels or {}
    shown = [f"`{option}`" + (f" ({told[option].lower()})" if option in told else "") for option in found]
    return f"did you mean {shown[0]}?" if len(shown) == 1 else f"which one is meant: {', '.join(shown)}?"
