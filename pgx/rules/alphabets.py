"""The values of a column, as points and stretches, and the classes of them that no cell tells apart.

A number line is cut at every number that a cell mentions. What lies between two cuts is one stretch: no row can tell
its values apart. A stretch in which no value can occur (no allele pair scores there) is left out of the classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pgx.rules.compiled import Alphabet, Mask
from pgx.rules.reading import GENETIC, NUMERIC, ordered_pair, stretch_of
from pgx.rules.syntax import Bound, Cell, Item, Quantity, Subject
from pgx.rules.values import is_numeric, values_of
from pgx.rules.vocabulary import INDETERMINATE, NOT_KNOWN, UNKNOWN, Vocabulary

COPIES = (Decimal(0), Decimal(1), Decimal(2))
OTHER = "any other"
EXACT = 9       # decimals kept when a unit is converted: 144 months are 12 years, though 1/12 has no end
Points = frozenset[int]
Scores = dict[str, frozenset[Decimal]]


@dataclass(frozen=True, slots=True)
class Column:
    """All values of a column as numbered points: words first, then the stretches of the number line."""

    subject: Subject
    words: tuple[str, ...]
    cuts: tuple[Decimal, ...]
    occurs: tuple[bool, ...]             # one per stretch

    @property
    def known(self) -> Points:
        """Points that say something: all but indeterminate and untested."""
        hidden = {*NOT_KNOWN, UNKNOWN}
        return frozenset(i for i in self.everything if i >= len(self.words) or self.words[i] not in hidden)

    @property
    def everything(self) -> Points:
        """Every point that can occur."""
        stretches = (len(self.words) + i for i, occurs in enumerate(self.occurs) if occurs)
        return frozenset((*range(len(self.words)), *stretches))

    @property
    def unknown(self) -> Points:
        """The points that `unknown` means."""
        return self.everything - self.known


def build_column(subject: Subject, cells: Iterable[Cell], vocabulary: Vocabulary, scores: Scores) -> Column:
    """The points of a column, given every cell that asks about it. `scores`: scores made by phenoconversion."""
    cells = tuple(cells)
    if not is_numeric(subject, vocabulary):
        return Column(subject, _words(subject, cells, vocabulary), (), ())
    cuts = tuple(sorted({in_unit(b.quantity, subject, vocabulary)
                         for cell in cells for item in cell.items for b in item.bounds}))
    words = NOT_KNOWN if subject.kind in GENETIC else ()
    stretches = 2 * len(cuts) + 1
    if subject.kind not in NUMERIC:
        occurs = [True] * stretches
        occurs[0] = not cuts or cuts[0] > 0
        return Column(subject, words, cuts, tuple(occurs))
    possible = COPIES if subject.kind != "score" else (
        *vocabulary.scores.get(subject.gene, ()), *scores.get(subject.gene, ()))
    there = {stretch_of(cuts, value) for value in possible}
    return Column(subject, words, cuts, tuple(i in there for i in range(stretches)))


def _words(subject: Subject, cells: Sequence[Cell], vocabulary: Vocabulary) -> tuple[str, ...]:
    if subject.kind != "diplotype":
        pairs = (ordered_pair(v) if subject.kind == "marker" else v for v in values_of(subject, vocabulary))
        return tuple(dict.fromkeys(pairs))
    named = dict.fromkeys(ordered_pair(i.word) for cell in cells for i in cell.items if "/" in i.word)
    return (*named, OTHER, *NOT_KNOWN)


def in_unit(quantity: Quantity, subject: Subject, vocabulary: Vocabulary) -> Decimal:
    """A number in the unit of its column; unchanged when there is no unit to convert."""
    fact = vocabulary.facts.get(subject.name) if subject.kind == "fact" else None
    if fact is None or not quantity.unit or quantity.unit == fact.unit:
        return quantity.value
    here, there = vocabulary.units.get(quantity.unit), vocabulary.units.get(fact.unit)
    return round(quantity.value * here[1] / there[1], EXACT).normalize() if here and there else quantity.value


def points_of(cell: Cell, column: Column, others: Iterable[Cell], vocabulary: Vocabulary) -> Points:
    """The points a cell means. `others`: the other cells of the column, for `otherwise`."""
    if cell.keyword == "any":
        return column.everything
    found = frozenset[int]().union(*(_points(item, column, vocabulary) for item in cell.items))
    if any(item.word == "otherwise" for item in cell.items):
        named = [points_of(c, column, (), vocabulary) for c in others
                 if not any(item.word in {"any", "otherwise"} for item in c.items)]
        found |= column.known.difference(*named)
    return column.known - found if cell.negated else found & column.everything


def _points(item: Item, column: Column, vocabulary: Vocabulary) -> Points:
    if item.word == UNKNOWN:
        return column.unknown
    if item.word:
        words = {ordered_pair(item.word), item.word}
        return frozenset(i for i, word in enumerate(column.words) if word in words)
    bounds = [(b, in_unit(b.quantity, column.subject, vocabulary)) for b in item.bounds]
    return frozenset(len(column.words) + i for i in range(len(column.occurs))
                     if all(_within(i, column.cuts, bound, value) for bound, value in bounds))


def _within(stretch: int, cuts: Sequence[Decimal], bound: Bound, value: Decimal) -> bool:
    """Whether a whole stretch satisfies a bound; cuts hold every bound, so it does or does not."""
    edge = stretch_of(cuts, value)
    return {"<": stretch < edge, "<=": stretch <= edge, ">": stretch > edge, ">=": stretch >= edge}[bound.op]


def collapse(column: Column, sets: Sequence[Points]) -> tuple[Alphabet, list[Mask]]:
    """Merge points that no set tells apart; the sets as masks of classes."""
    classes: dict[tuple[bool, ...], int] = {}
    of_point: dict[int, int] = {}
    samples: list[str] = []
    for point in sorted(column.everything):
        kind = tuple(point in chosen for chosen in sets)
        if kind not in classes:
            classes[kind] = len(classes)
            samples.append(sample(column, point))
        of_point[point] = classes[kind]
    masks = [sum(1 << c for c in {of_point[p] for p in chosen}) for chosen in sets]
    count = len(column.words)
    words = tuple((word, of_point[i]) for i, word in enumerate(column.words) if word != OTHER)
    alphabet = Alphabet(
        str(column.subject), column.subject.kind, words, tuple(f"{c:f}" for c in column.cuts),
        tuple(of_point.get(count + i, -1) for i in range(len(column.occurs))),
        of_point[column.words.index(OTHER)] if OTHER in column.words else -1,
        dict(words).get(INDETERMINATE, -1), tuple(samples))
    return alphabet, masks


def sample(column: Column, point: int) -> str:
    """One printed value of a point."""
    if point < len(column.words):
        return column.words[point]
    return stretch_text(column.cuts, point - len(column.words))


def stretch_text(cuts: Sequence[Decimal], stretch: int) -> str:
    """A stretch in words: `1.25`, `between 0 and 1.25`, `above 2.25`."""
    i, on = divmod(stretch, 2)
    if on:
        return plain(cuts[i])
    if not cuts:
        return "any number"
    if i == 0:
        return f"below {plain(cuts[0])}"
    return f"above {plain(cuts[-1])}" if i == len(cuts) else f"between {plain(cuts[i - 1])} and {plain(cuts[i])}"


def plain(number: Decimal) -> str:
    """A number without trailing zeros."""
    return f"{number.normalize():f}"
