"""The tables of a rule file as cases over closed sets of values, for forms that know no candidate worlds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pgx.rules import Vocabulary
from pgx.rules.alphabets import Column, Scores
from pgx.rules.boxes import build_boxes
from pgx.rules.compiled import Alphabet, Mask
from pgx.rules.syntax import Adjust, Advice, Block, Formula, Module, Override, Remind, Row, Rule, Table
from pgx.rules.wording import stretch_spans


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part of a file that a form cannot carry, and why."""

    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.name}: {self.why}"


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from `low` to `high`; None is unbounded."""

    low: Decimal | None
    low_in: bool
    high: Decimal | None
    high_in: bool


@dataclass(frozen=True, slots=True)
class Values:
    """What a row asks of one column: any of these words, or a number in one of these spans. `others`: any word but
    `words`. `everything`: it does not matter."""

    words: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    others: bool = False
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """A column: `name` as rules write it, and whether it holds numbers (beside words for what is not known)."""

    name: str
    numeric: bool
    unit: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One row: its conditions in the order of the inputs, and what it gives."""

    conditions: tuple[Values, ...]
    row: Row
    advice: Advice | None               # None for a built-in one


@dataclass(frozen=True, slots=True)
class Decision:
    """One table with the conditions of its guard in every row. Exactly one case holds for each patient within it."""

    table: Table
    inputs: tuple[Input, ...]
    cases: tuple[Case, ...]


def decision(module: Module, table: Table, vocabulary: Vocabulary, scores: Scores) -> Decision:
    """A table whose words are all known."""
    boxes = build_boxes(table.columns, [row.cells for row in table.rows], [table.guard], vocabulary, scores)
    inputs = tuple(Input(a.key, bool(a.stretches), unit_of(a.key, vocabulary), tuple(w for w, _ in a.words))
                   for a in boxes.alphabets)
    within = boxes.within(0)
    advice = module.advice()
    cases = []
    for row, box in zip(table.rows, boxes.rows, strict=True):
        masks = [(box[i] if i < boxes.width else mask) & mask for i, mask in enumerate(within)]
        asked = tuple(values(column, alphabet, mask)
                      for column, alphabet, mask in zip(boxes.columns, boxes.alphabets, masks, strict=True))
        if all(masks):
            cases.append(Case(asked, row, advice.get(row.advice.text)))
    return Decision(table, inputs, tuple(cases))


def values(column: Column, alphabet: Alphabet, mask: Mask) -> Values:
    """A set of classes as words and spans."""
    if mask == (1 << alphabet.size) - 1:
        return Values(everything=True)
    chosen = tuple(word for word, at in alphabet.words if mask >> at & 1)
    if alphabet.other >= 0 and mask >> alphabet.other & 1:
        return Values(tuple(word for word, at in alphabet.words if not mask >> at & 1), others=True)
    inside = [at >= 0 and bool(mask >> at & 1) for at in alphabet.stretches]
    return Values(chosen, tuple(span(column.cuts, *ends) for ends in stretch_spans(inside, alphabet.stretches)))


def span(cuts: Sequence[Decimal], low: int, high: int) -> Span:
    """Stretches low..high as bounds."""
    return Span(None if low == 0 else cuts[(low - 1) // 2], bool(low % 2),
                None if high == 2 * len(cuts) else cuts[high // 2], bool(high % 2))


def unit_of(key: str, vocabulary: Vocabulary) -> str:
    """The unit in which a fact is asked for."""
    return vocabulary.facts[key].unit if key in vocabulary.facts else ""


def overlapping(table: Table) -> str:
    """Why the rows of a table are not exclusive by themselves; "" when they are."""
    if not table.first:
        return ""
    return f"its rows beat each other (`first {', '.join(map(str, table.first))}`), so they are not exclusive"


def beside(module: Module) -> Iterator[Refusal]:
    """Blocks that are no tables: what they do has no place in a table of another form."""
    for block in module.blocks:
        why = why_not(block)
        if why:
            yield Refusal(f"{module.header.name}.{block.name}", why)


def why_not(block: Block) -> str:
    """Why a block cannot be carried over; "" when it can, or says nothing to a patient."""
    if isinstance(block, Adjust):
        return "phenoconversion changes results before any table is read"
    if isinstance(block, Formula):
        return "an equation over facts with a range in which it is valid"
    if isinstance(block, Override):
        return "an exception needs the table of another file below it"
    if isinstance(block, Rule):
        return "an extra alert stands beside the tables and adds to them"
    return "a reminder is about what is known, not about the patient" if isinstance(block, Remind) else ""
