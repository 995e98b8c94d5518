"""A table as boxes over classes: filling the dense array is the proof that it is complete and disjoint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from pgx.rules.alphabets import Column, Points, Scores, build_column, collapse, points_of
from pgx.rules.compiled import Alphabet, Mask
from pgx.rules.reading import classes_of
from pgx.rules.syntax import Cell, Subject, Test
from pgx.rules.vocabulary import Vocabulary

BUDGET = 65_536        # cells of one table; a larger one is refused


@dataclass(frozen=True, slots=True)
class Boxes:
    """The columns of a table (then those only its guard asks about) and every condition as masks over them."""

    subjects: tuple[Subject, ...]
    columns: tuple[Column, ...]
    alphabets: tuple[Alphabet, ...]
    width: int
    rows: tuple[tuple[Mask, ...], ...]                      # one mask per column of the table
    guards: tuple[tuple[tuple[int, Mask], ...], ...]        # one box per guard given

    @property
    def size(self) -> int:
        """Cells of the dense array."""
        return prod(alphabet.size for alphabet in self.alphabets[:self.width])

    def within(self, guard: int) -> tuple[Mask, ...]:
        """The masks of one guard on the columns of the table."""
        masks = [(1 << alphabet.size) - 1 for alphabet in self.alphabets]
        for column, mask in self.guards[guard]:
            masks[column] &= mask
        return tuple(masks)


def build_boxes(columns: Sequence[Subject], rows: Sequence[Sequence[Cell]], guards: Sequence[Sequence[Test]],
                vocabulary: Vocabulary, scores: Scores) -> Boxes:
    """Collapse every column of a table with its guards (its own first, then those of overrides)."""
    subjects = list(dict.fromkeys((*columns, *(test.subject for guard in guards for test in guard))))
    built: list[Column] = []
    alphabets: list[Alphabet] = []
    of_rows: list[list[Mask]] = []
    of_tests: dict[tuple[int, int], tuple[int, Mask]] = {}
    for position, subject in enumerate(subjects):
        own = [row[position] for row in rows] if position < len(columns) else []
        tests = [(g, t, test.cell) for g, guard in enumerate(guards) for t, test in enumerate(guard)
                 if test.subject == subject]
        column = build_column(subject, (*own, *(cell for _, _, cell in tests)), vocabulary, scores)
        sets: list[Points] = [points_of(cell, column, own, vocabulary)
                              for cell in (*own, *(cell for _, _, cell in tests))]
        alphabet, masks = collapse(column, [*sets, column.unknown])     # an unknown never shares a class with a result
        built.append(column)
        alphabets.append(alphabet)
        of_rows.append(masks[:len(own)])
        of_tests |= {(g, t): (position, mask) for (g, t, _), mask in zip(tests, masks[len(own):-1], strict=True)}
    return Boxes(
        tuple(subjects), tuple(built), tuple(alphabets), len(columns),
        tuple(tuple(of_rows[c][r] for c in range(len(columns))) for r in range(len(rows))),
        tuple(tuple(of_tests[g, t] for t in range(len(guard))) for g, guard in enumerate(guards)))


def cells_in(box: Sequence[Mask]) -> Iterator[tuple[int, ...]]:
    """Every cell of a box."""
    return product(*(classes_of(mask) for mask in box))


@dataclass(frozen=True, slots=True)
class Filled:
    """Which row each cell within the guard belongs to; what is missing, and where rows meet."""

    of_cell: Mapping[tuple[int, ...], int]
    missing: tuple[tuple[int, ...], ...]
    meetings: Mapping[tuple[int, int], tuple[int, ...]]     # (row, row) -> first cell both claim
    reached: frozenset[int]


def fill(boxes: Boxes, first: Sequence[int] = (), keywords: Sequence[Sequence[str]] = ()) -> Filled:
    """Give every cell within the first guard its row.

    Rows that name a value in a column of `first` come before rows that say `any` there (`keywords`), so they never
    meet; the order of the rows in the file means nothing.
    """
    limit = boxes.within(0)[:boxes.width]
    ranks = [tuple(keywords[r][c] == "any" for c in first) for r in range(len(boxes.rows))]
    owner: dict[tuple[int, ...], int] = {}
    meetings: dict[tuple[int, int], tuple[int, ...]] = {}
    for row in sorted(range(len(boxes.rows)), key=lambda r: (ranks[r], r)):
        for cell in cells_in([a & b for a, b in zip(boxes.rows[row], limit, strict=True)]):
            before = owner.setdefault(cell, row)
            if before != row and ranks[before] == ranks[row]:
                meetings.setdefault((before, row), cell)
    missing = tuple(cell for cell in cells_in(limit) if cell not in owner)
    return Filled(owner, missing, meetings, frozenset(owner.values()))


def cover(missing: Sequence[tuple[int, ...]], sizes: Sequence[int]) -> list[tuple[Mask, ...]]:
    """Boxes that together hold exactly the missing cells; few, found by growing each as far as it goes."""
    left = set(missing)
    every = frozenset(missing)
    found: list[tuple[Mask, ...]] = []
    while left:
        box = [{value} for value in min(left)]
        for column in range(len(sizes)):
            for value in range(sizes[column]):
                grown = [*box[:column], {*box[column], value}, *box[column + 1:]]
                if all(cell in every for cell in product(*grown)):
                    box = grown
        left -= set(product(*box))
        found.append(tuple(sum(1 << value for value in values) for values in box))
    return found
