"""Sets of values back into the words of the language."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pgx.rules.alphabets import Column, plain
from pgx.rules.boxes import Boxes
from pgx.rules.compiled import Alphabet, Mask
from pgx.rules.syntax import Test
from pgx.rules.vocabulary import NOT_KNOWN


def cell_text(column: Column, alphabet: Alphabet, mask: Mask) -> str:
    """A cell that means exactly these classes: `IM or PM`, `> 0 and < 1.25`, `unknown`, `any`."""
    if mask == (1 << alphabet.size) - 1:
        return "any"
    chosen = [word for word, at in alphabet.words if mask >> at & 1]
    if all(word in chosen for word in NOT_KNOWN):
        chosen = [word for word in chosen if word not in NOT_KNOWN] + ["unknown"]
    spans = stretch_spans([at >= 0 and bool(mask >> at & 1) for at in alphabet.stretches], alphabet.stretches)
    numbers = [span_text(column.cuts, low, high) for low, high in spans]
    other = ["otherwise"] if alphabet.other >= 0 and mask >> alphabet.other & 1 else []
    return " or ".join((*chosen[:-1], *numbers, *chosen[-1:], *other)) if numbers else " or ".join((*other, *chosen))


def stretch_spans(chosen: Sequence[bool], classes: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of chosen stretches; one that cannot occur does not end a run."""
    spans: list[tuple[int, int]] = []
    open_run = False
    for i, inside in enumerate(chosen):
        if inside:
            spans = [*spans[:-1], (spans[-1][0], i)] if open_run else [*spans, (i, i)]
            open_run = True
        elif classes[i] >= 0:
            open_run = False
    return spans


def span_text(cuts: Sequence[Decimal], low: int, high: int) -> str:
    """Stretches low..high as a cell."""
    if low == high and low % 2:
        return plain(cuts[low // 2])
    if low % 2 and high % 2:
        return f"{plain(cuts[low // 2])} to {plain(cuts[high // 2])}"
    lower = "" if low == 0 else f"{'>=' if low % 2 else '>'} {plain(cuts[(low - 1) // 2])}"
    upper = "" if high == 2 * len(cuts) else f"{'<=' if high % 2 else '<'} {plain(cuts[high // 2])}"
    return " and ".join(part for part in (lower, upper) if part) or ">= 0"


def patient(boxes: Boxes, cell: Sequence[int], guard: int = 0) -> str:
    """One concrete patient of a cell, with one value for everything the guard asks about."""
    told = [f"{a.key} {a.samples[value]}" for a, value in zip(boxes.alphabets, cell, strict=False)]
    within = boxes.within(guard)
    for position in range(len(cell), len(boxes.alphabets)):
        mask, alphabet = within[position], boxes.alphabets[position]
        if mask != (1 << alphabet.size) - 1:
            told.append(f"{alphabet.key} {alphabet.samples[(mask & -mask).bit_length() - 1]}")
    return ", ".join(told)


def someone(guard: Sequence[Test]) -> str:
    """A patient who fulfils these conditions, each by the first value it names."""
    told = []
    for test in guard:
        item = test.cell.items[0]
        value = f"not {test.cell.items[0].word}" if test.cell.negated else item.word or item.text
        told.append(f"{test.subject} {value}")
    return ", ".join(told) or "everybody"
