"""Tables closed over sets: for every set of classes per column, the set of rows that some world of it reaches.

`sets[mask of column 1, mask of column 2, ...]` is a bit set of rows; the bit behind the last row stands for "does not
apply". More rows than one number has bits need several arrays. Built from the same dense cells that answer for a
single patient, with overrides put in first. Needs NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from pgx.rules.compiled import Program
from pgx.rules.tally import Runner

BUDGET = 1 << 20        # entries of one closed table; a larger one is refused
WORD = 64               # bits of one number


class TooLarge(ValueError):  # noqa: N818 - a fact about the table, refused by whoever closes it
    """A table whose sets do not fit the budget."""


@dataclass(frozen=True, slots=True)
class ClosedTable:
    """`sets` flat, last column fastest, one array per WORD rows; `bits` are the classes of each column."""

    program: Program
    bits: tuple[int, ...]
    sets: tuple[NDArray[np.unsignedinteger], ...]

    @property
    def nbytes(self) -> int:
        """Size in memory."""
        return sum(int(part.nbytes) for part in self.sets)


def close(program: Program) -> ClosedTable:
    """The table over sets. Raises TooLarge beyond BUDGET entries."""
    sizes = tuple(alphabet.size for alphabet in program.alphabets)
    if sum(sizes) > BUDGET.bit_length() - 1:
        raise TooLarge(f"{program.name}: 2^{sum(sizes)} sets")
    rows = outcomes(program, sizes)
    return ClosedTable(program, sizes, tuple(closed_part(rows, sizes, start, len(program.rows) + 1)
                                             for start in range(0, len(program.rows) + 1, WORD)))


def outcomes(program: Program, sizes: tuple[int, ...]) -> list[int]:
    """The row of every cell, after `when` and every override; the number behind the last row for none."""
    runner, silent = Runner(program), len(program.rows)
    rows = (runner.outcome(classes)[0] for classes in product(*map(range, sizes)))
    return [silent if row < 0 else row for row in rows]


def closed_part(rows: list[int], sizes: tuple[int, ...], start: int, end: int) -> NDArray[np.unsignedinteger]:
    """Sets of the rows start, start + 1, ... that fit one number, in the smallest kind of number."""
    kind = np.min_scalar_type((1 << min(WORD, end - start)) - 1)
    bits = [1 << row - start if start <= row < start + WORD else 0 for row in rows]
    sets: NDArray[np.unsignedinteger] = np.array(bits, dtype=np.uint64).astype(kind).reshape(sizes)
    for axis, size in enumerate(sizes):
        sets = over_sets(sets, axis, size)
    return np.ascontiguousarray(sets).reshape(-1)


def over_sets(sets: NDArray[np.unsignedinteger], axis: int, size: int) -> NDArray[np.unsignedinteger]:
    """Replace the classes of an axis by all sets of them: a set without its lowest member, and that member."""
    classes = np.moveaxis(sets, axis, 0)
    closed = np.zeros((1 << size, *classes.shape[1:]), dtype=sets.dtype)
    for mask in range(1, 1 << size):
        closed[mask] = closed[mask & (mask - 1)] | classes[(mask & -mask).bit_length() - 1]
    return np.moveaxis(closed, 0, axis)
