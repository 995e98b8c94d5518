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
    """The nearest known words: one to suggest, several to ask about (likeliest first), none when all are far.

    Far is more than a third of the length (at least 1); of an allele only its number counts. A two-letter word is only
    suggested when its letters were swapped or differ in case: with one letter changed, another patient would be meant
    (UM for PM).
    """
    folded = word.casefold()
    options = sorted(set(known))
    same = [option for option in options if option.casefold() == folded]
    if same:
        return tuple(same)
    limit = max(1, len(word.rpartition("*")[2]) // 3)          # of an allele, what stands after its gene
    near = (option for option in options if abs(len(option) - len(word)) <= limit)
    ranked = sorted((distance(folded, option.casefold()), option) for option in near)
    if not ranked or ranked[0][0] > limit:
        return ()
    best = [option for cost, option in ranked if cost == ranked[0][0]]
    if len(word) > 2 or len(best) > 1 or is_swap(folded, best[0].casefold()):
        return tuple(sorted(best, key=lambda option: slip(folded, option.casefold()))[:ASKED])
    return ()


ASKED = 6        # words in one question


def is_swap(word: str, option: str) -> bool:
    """Whether two neighbouring letters changed places."""
    if len(word) != len(option) or word == option:
        return False
    differ = [i for i in range(len(word)) if word[i] != option[i]]
    return len(differ) == 2 and differ[1] == differ[0] + 1 and word[differ[0]] == option[differ[1]] \
        and word[differ[1]] == option[differ[0]]


def slip(word: str, option: str) -> int:
    """How the word may have come about, likeliest first: a letter left out could only give this one word, a letter
    too many or a wrong one is one of many that could stand there."""
    return 0 if is_swap(word, option) or len(option) > len(word) else 1 if len(option) < len(word) else 2


def did_you_mean(word: str, known: Iterable[str], labels: dict[str, str] | None = None) -> str:
    """`did you mean `PM` (poor metabolizer)?`, a question when several tie, "" when none is near."""
    found = closest(word, known)
    if not found:
        return ""
    told = labels or {}
    shown = [f"`{option}`" + (f" ({told[option].lower()})" if option in told else "") for option in found]
    return f"did you mean {shown[0]}?" if len(shown) == 1 else f"which one is meant: {', '.join(shown)}?"
