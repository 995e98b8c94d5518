"""The values of one gene that a table tells apart, on one column or two, and which of them a key means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from pgx.authoring.axes import OTHERWISE, Axis, result_axis
from pgx.authoring.keyed import Value
from pgx.rules import INDETERMINATE, UNTESTED, Vocabulary
from pgx.rules.reading import Reader, classes_of
from pgx.rules.vocabulary import AtLeast

Cell = tuple[int, ...]
PAIR, EXACT, WIDE = 0, 1, 2         # a named pair beats a result, an exact score an open one


@dataclass(frozen=True, slots=True)
class Space:
    """The axes of one gene (or one allele of it)."""

    name: str
    axes: tuple[Axis, ...]
    vocabulary: Vocabulary

    def cells(self, value: Value) -> tuple[int, list[Cell]]:
        """How particular a value is, and the cells it means."""
        if value.form == "unknown":
            return EXACT, list(product(*(self._unknown(axis, value.word) for axis in self.axes)))
        if value.form == "pair":
            return PAIR, list(product([self.axes[0].index(value.word)], *map(every, self.axes[1:])))
        rank, inner = self._inner(value)
        if self.axes[0].subject.kind != "diplotype":
            return rank, [(n,) for n in inner]
        blind = [self.axes[0].index(word) for word in (OTHERWISE, INDETERMINATE, UNTESTED)]
        return rank, list(product(blind, inner))

    def _unknown(self, axis: Axis, word: str) -> list[int]:
        """Read without a result: the pair is not one that a row names."""
        words = [word] if axis.subject.kind != "diplotype" or word == UNTESTED else [word, OTHERWISE]
        return [axis.index(w) for w in words]

    def _inner(self, value: Value) -> tuple[int, list[int]]:
        axis = self.axes[-1]
        if value.form == "score":
            if axis.subject.kind == "score":
                told = AtLeast(value.score) if value.at_least else value.score
                return (WIDE if value.at_least else EXACT), numbered(axis, told)
            return EXACT, [axis.index(self._result(value.score))]
        if axis.subject.kind == "score":
            bins = [b for b in self.vocabulary.bins[axis.subject.gene] if b.result == value.word]
            scores = [s for s in self.vocabulary.scores[axis.subject.gene] if any(b.holds(s) for b in bins)]
            return WIDE, sorted({n for score in scores for n in numbered(axis, score)})
        return EXACT, [axis.index(value.word)]

    def _result(self, score: Decimal) -> str:
        return next((b.result for b in self.vocabulary.bins[self.axes[-1].subject.gene] if b.holds(score)),
                    INDETERMINATE)


def every(axis: Axis) -> range:
    """Every value of an axis."""
    return range(len(axis.items))


def numbered(axis: Axis, score: Decimal | AtLeast) -> list[int]:
    """The intervals in which a score may lie."""
    mask = Reader(axis.alphabet).mask(score)
    return [n for n, at in enumerate(axis.classes) if at in classes_of(mask)]


def space_of(name: str, values: Iterable[Value], vocabulary: Vocabulary, *, by_score: bool) -> Space:
    """The columns that tell these values of a gene apart. `by_score`: where both results and scores are used."""
    values = tuple(values)
    forms = {value.form for value in values}
    gene = name.partition("*")[0]
    axes: list[Axis] = []
    if "pair" in forms:
        pairs = list(dict.fromkeys(v.word for v in values if v.form == "pair"))
        axes.append(result_axis(f"{gene} diplotype", vocabulary, pairs))
    axes += [result_axis(head, vocabulary, scores=scores_of(values))
             for head in inner_column(name, forms, vocabulary, by_score=by_score)]
    return Space(name, tuple(axes), vocabulary)


def inner_column(name: str, forms: set[str], vocabulary: Vocabulary, *, by_score: bool) -> Sequence[str]:
    """The column beside allele pairs, or the only one."""
    if "genotype" in forms:
        return [f"{name} {next(marker for gene, marker in vocabulary.markers if gene == name)}"]
    if "score" in forms and (by_score or "result" not in forms):
        return [f"{name} score"]
    return [] if "pair" in forms and "result" not in forms else [name]


def scores_of(values: Iterable[Value]) -> list[Decimal]:
    """Scores that are listed exactly."""
    return sorted({v.score for v in values if v.form == "score" and not v.at_least})
