"""Cells with their advice -> the rows of a table, or the grid of two columns, with equal neighbours merged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product

from pgx.authoring.axes import Axis
from pgx.authoring.draft import DraftGrid, DraftRow

Given = tuple[str, str]                 # advice and strength
Cells = Mapping[tuple[int, ...], Given]


def table_rows(cells: Cells, axes: Sequence[Axis]) -> tuple[DraftRow, ...]:
    """Rows that together hold every cell once."""
    found = []
    for given in dict.fromkeys(cells.values()):
        left = {cell for cell, other in cells.items() if other == given}
        while left:
            box = grow(left, axes)
            left -= set(product(*box))
            found.append((tuple(min(values) for values in box), DraftRow(
                tuple(axis.text(values) for axis, values in zip(axes, box, strict=True)), *given)))
    return tuple(row for _, row in sorted(found, key=lambda pair: pair[0]))


def grow(left: set[tuple[int, ...]], axes: Sequence[Axis]) -> list[set[int]]:
    """The first cell, grown column by column as far as every cell of the box is left. The last column grows first:
    rows then read from the left."""
    box = [{value} for value in min(left)]
    for number in reversed(range(len(axes))):
        axis = axes[number]
        for value in range(len(axis.items)):
            grown = [*box[:number], {*box[number], value}, *box[number + 1:]]
            alike = all(axis.apart(value) == axis.apart(other) for other in box[number])
            if alike and all(cell in left for cell in product(*grown)):
                box = grown
    return box


def grid_of(cells: Cells, down: Axis, across: Axis) -> DraftGrid:
    """The grid of two columns; rows and columns that say the same are one."""
    rows = groups(down, lambda d: tuple(cells[d, a] for a in range(len(across.items))))
    columns = groups(across, lambda a: tuple(cells[d, a] for d in range(len(down.items))))
    return DraftGrid(tuple(across.text(group) for group in columns), tuple(down.text(group) for group in rows),
                     tuple(tuple(DraftRow((), *cells[row[0], column[0]]) for column in columns) for row in rows))


def groups(axis: Axis, said: Callable[[int], tuple[Given, ...]]) -> list[list[int]]:
    """Values of which the same is said, in the order of the first."""
    found: dict[object, list[int]] = {}
    for value in range(len(axis.items)):
        found.setdefault((said(value), axis.apart(value)), []).append(value)
    return list(found.values())
