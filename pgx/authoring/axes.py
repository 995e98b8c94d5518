"""The columns of a table to be written: every value that the vocabulary knows, each as the language prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pgx.rules import Bin, Vocabulary, parse
from pgx.rules.alphabets import Column, build_column, collapse, plain, points_of
from pgx.rules.compiled import Alphabet, CompiledAdjust
from pgx.rules.syntax import Subject, Table
from pgx.rules.values import values_of
from pgx.rules.vocabulary import NOT_KNOWN
from pgx.rules.wording import cell_text

OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class Axis:
    """One column and its values, in the order they are printed. `items[n]` is value n alone; `codes[n]` names it."""

    subject: Subject
    items: tuple[str, ...]
    codes: tuple[str, ...]
    column: Column
    alphabet: Alphabet
    classes: tuple[int, ...]

    @property
    def known(self) -> frozenset[int]:
        """Values that say something."""
        return frozenset(n for n, item in enumerate(self.items) if item not in NOT_KNOWN)

    def apart(self, value: int) -> bool:
        """Whether a value must not share a cell with the others: `otherwise` goes together with unknown only."""
        return self.subject.kind == "diplotype" and "/" in self.items[value]

    def text(self, values: Iterable[int]) -> str:
        """A cell that means exactly these values."""
        return cell_text(self.column, self.alphabet, sum(1 << self.classes[v] for v in set(values)))

    def index(self, item: str) -> int:
        """The number of a value. Raises ValueError when the column has no such value."""
        return self.items.index(item)


def result_axis(text: str, vocabulary: Vocabulary, pairs: Sequence[str] = (), scores: Sequence[Decimal] = ()) -> Axis:
    """The axis of a column as it is written: a result, a status, a genotype, allele pairs or score intervals.

    Raises RuleError when the text is no column.
    """
    subject = subject_of(text)
    if subject.kind == "score":
        items = list(intervals(vocabulary.bins.get(subject.gene, ()), scores))
    elif subject.kind == "diplotype":
        items = [(pair, pair) for pair in (*pairs, OTHERWISE)]
    else:
        items = [(value, value) for value in values_of(subject, vocabulary) if value not in NOT_KNOWN]
    return build_axis(subject, [*items, *((word, word) for word in NOT_KNOWN)], vocabulary)


def subject_of(text: str) -> Subject:
    """A column head as the language reads it. Raises RuleSyntaxError for anything else."""
    return read_table(text, ["any"]).columns[0]


def read_table(head: str, cells: Sequence[str]) -> Table:
    """A one-column table, read by the language itself."""
    rows = "".join(f"| {cell} || no-advice |\n" for cell in cells)
    return next(parse(f"guideline x\ntable t\nfor x\n| {head} || advice |\n{rows}", "<column>").tables())


def build_axis(subject: Subject, items: Sequence[tuple[str, str]], vocabulary: Vocabulary) -> Axis:
    """Number the values; one that no patient can have is left out."""
    cells = [row.cells[0] for row in read_table(str(subject), [item for item, _ in items]).rows]
    column = build_column(subject, cells, vocabulary, {})
    alphabet, masks = collapse(column, [points_of(cell, column, cells, vocabulary) for cell in cells])
    kept = [(item, code, mask.bit_length() - 1) for (item, code), mask in zip(items, masks, strict=True) if mask]
    return Axis(subject, tuple(i for i, _, _ in kept), tuple(c for _, c, _ in kept), column, alphabet,
                tuple(n for _, _, n in kept))


def intervals(bins: Sequence[Bin], scores: Sequence[Decimal]) -> Iterator[tuple[str, str]]:
    """Score intervals and their codes: one for each listed score of a bin, from it up to the next one, so that a score
    between two takes what the lower one has; the whole bin where none is listed."""
    for each in bins:
        inside = sorted(score for score in set(scores) if each.holds(score))
        starts: list[tuple[Decimal | None, bool]] = [(each.low, each.low_inclusive), *((s, True) for s in inside[1:])]
        ends = [*((s, False) for s in inside[1:]), (each.high, each.high_inclusive)]
        codes = [f"{each.result}-{plain(score)}" for score in inside] if len(inside) > 1 else [each.result]
        for (low, low_in), (high, high_in), code in zip(starts, ends, codes, strict=True):
            yield interval(low, high, low_in=low_in, high_in=high_in), code


def interval(low: Decimal | None, high: Decimal | None, *, low_in: bool, high_in: bool) -> str:
    """`0`, `> 0 and < 1.25`, `> 2.25`."""
    if low is not None and low == high:
        return plain(low)
    parts = [f"{'>=' if low_in else '>'} {plain(low)}"] if low is not None else []
    parts += [f"{'<=' if high_in else '<'} {plain(high)}"] if high is not None else []
    return " and ".join(parts) or ">= 0"


def with_adjusted(vocabulary: Vocabulary, adjusts: Iterable[CompiledAdjust]) -> Vocabulary:
    """The vocabulary with the scores that other drugs make of a gene's own: rows must answer for them too."""
    scores = dict(vocabulary.scores)
    for adjust in adjusts:
        factors = [Decimal(by) for kind, by in adjust.changes if kind == "times"]
        own = scores.get(adjust.gene, ())
        scores[adjust.gene] = tuple(sorted({*own, *(score * factor for score in own for factor in factors)}))
    return replace(vocabulary, scores=scores)
