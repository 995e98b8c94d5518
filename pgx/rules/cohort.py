"""Many patients at once: every patient's possible rows of a table by one look-up in the closed array. Needs NumPy.

The candidates of a group (a gene, a fact) are told once per distinct set; a patient is a number of that set. Columns
are combined as if independent, so linked columns can only add possibilities: what is excluded stays excluded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from pgx.rules.adjusting import adjust_blocks
from pgx.rules.closing import WORD, ClosedTable, close
from pgx.rules.compiled import Alphabet, CompiledAdjust, Program
from pgx.rules.findings import Candidate, Group
from pgx.rules.reading import GENETIC, Reader, Value
from pgx.rules.ruleset import RuleSet
from pgx.rules.vocabulary import UNKNOWN, UNTESTED
from pgx.rules.worlds import INTERACTIONS, Block, to_blocks

CHUNK = 1 << 15         # patients whose index fits the processor's cache
Codes = NDArray[np.unsignedinteger]


@dataclass(frozen=True, slots=True)
class Told:
    """One group of all patients: `codes[patient]` is the number of that patient's candidates in `choices`."""

    name: str
    codes: Codes
    choices: Sequence[tuple[Candidate, ...]]


@dataclass(frozen=True, slots=True)
class Answers:
    """What one table says to every patient: bit sets of rows, the first 64 in the first array, and so on."""

    program: Program
    sets: tuple[NDArray[np.unsignedinteger], ...]

    def certain(self) -> NDArray[np.bool_]:
        """Patients with exactly one possible row."""
        found: NDArray[np.bool_] = np.equal(sum(np.bitwise_count(part) for part in self.sets), 1)
        return found

    def reached(self, row: int) -> NDArray[np.bool_]:
        """Patients for whom a row is possible."""
        part, bit = divmod(row, WORD)
        found: NDArray[np.bool_] = np.not_equal(self.sets[part] & self.sets[part].dtype.type(1 << bit), 0)
        return found

    def silent(self) -> NDArray[np.bool_]:
        """Patients to whom the table may not apply."""
        return self.reached(len(self.program.rows))


class Cohort:
    """A number of patients, asked table by table."""

    def __init__(self, told: Sequence[Told]) -> None:
        self.told, self.size = tuple(told), len(told[0].codes)
        self.closed: dict[int, ClosedTable] = {}

    def answers(self, rules: RuleSet, drug: str) -> Iterator[Answers]:
        """One per table, rule and reminder of a drug. Raises TooLarge for a table beyond the budget."""
        programs = rules.programs_for(drug)
        seen = {alphabet.key for program in programs for alphabet in program.alphabets}
        columns = Columns(self.told, [a for gene, a in rules.adjusts.items() if seen & {gene, f"{gene} score"}])
        for program in programs:
            closed = self._closed(program)
            yield Answers(program, look_up(closed, [columns.masks(a) for a in program.alphabets], self.size))


    def _closed(self, program: Program) -> ClosedTable:
        if id(program) not in self.closed:
            self.closed[id(program)] = close(program)
        return self.closed[id(program)]


def look_up(table: ClosedTable, masks: Sequence[tuple[NDArray[np.intp], Codes | None]],
            size: int) -> tuple[NDArray[np.unsignedinteger], ...]:
    """The set of every patient. A column is (mask per code, codes); without codes all patients share one mask."""
    found = tuple(np.empty(size, dtype=part.dtype) for part in table.sets)
    shifts = [sum(table.bits[i + 1:]) for i in range(len(table.bits))]
    shared = sum(int(mask[0]) << shift for (mask, codes), shift in zip(masks, shifts, strict=True) if codes is None)
    parts = [(mask << shift, codes) for (mask, codes), shift in zip(masks, shifts, strict=True) if codes is not None]
    for start in range(0, size, CHUNK):
        at = [mask[codes[start:start + CHUNK]] for mask, codes in parts]
        where = reduce(np.add, at) + shared if at else np.full(min(CHUNK, size - start), shared)
        for sets, part in zip(table.sets, found, strict=True):
            np.take(sets, where, out=part[start:start + CHUNK], mode="clip")
    return found


class Columns:
    """Groups as columns of masks, phenoconversion done once per distinct combination."""

    def __init__(self, told: Sequence[Told], adjusts: Sequence[CompiledAdjust]) -> None:
        self.owner: dict[str, tuple[Codes, Sequence[Sequence[Mapping[str, Value]]]]] = {}
        for group in told:
            alternatives = [[c.values for c in choice] for choice in group.choices]
            for key in alternatives[0][0]:
                self.owner[key] = (group.codes, alternatives)
        for adjust in adjusts:
            self._adjust(adjust, {t.name: t for t in told})

    def _adjust(self, adjust: CompiledAdjust, told: Mapping[str, Told]) -> None:
        """Replace a gene's columns by what other drugs make of them."""
        own = {adjust.gene, f"{adjust.gene} score"}
        keys = own | {alphabet.key for alphabet in adjust.alphabets}
        read = [t for t in told.values() if keys & set(t.choices[0][0].values)]
        if not any(own & set(t.choices[0][0].values) for t in read):
            return
        codes, distinct = combinations(read)
        changed: list[list[Mapping[str, Value]]] = []
        for numbers in distinct:
            groups = [Group(t.name, tuple(t.choices[n])) for t, n in zip(read, numbers, strict=True)]
            changed.append(gene_values(adjust_blocks(to_blocks(groups), [adjust]), own))
        for key in own & set(changed[0][0]):
            self.owner[key] = (codes, changed)

    def masks(self, alphabet: Alphabet) -> tuple[NDArray[np.intp], Codes | None]:
        """(mask per code, codes) of a column; one mask for all where nobody told about it."""
        reader = Reader(alphabet)
        if alphabet.key not in self.owner:
            return np.array([silent_mask(alphabet, reader)], dtype=np.intp), None
        codes, choices = self.owner[alphabet.key]
        masks = [reduce(int.__or__, (reader.mask(values.get(alphabet.key, UNTESTED)) for values in choice))
                 for choice in choices]
        return np.array(masks, dtype=np.intp), codes


def combinations(told: Sequence[Told]) -> tuple[Codes, list[tuple[int, ...]]]:
    """Every combination of choices that some patient has, and its number for each patient."""
    if len(told) == 1:
        return told[0].codes, [(n,) for n in range(len(told[0].choices))]
    joined = np.zeros(len(told[0].codes), dtype=np.uint64)
    for group in told:
        joined = joined * np.uint64(len(group.choices)) + group.codes
    distinct, codes = np.unique(joined, return_inverse=True)
    found = [np.unravel_index(int(n), tuple(len(t.choices) for t in told)) for n in distinct]
    return codes.astype(np.uint32), [tuple(int(i) for i in numbers) for numbers in found]


def gene_values(blocks: Sequence[Block], own: set[str]) -> list[Mapping[str, Value]]:
    """Alternatives of the block that tells about a gene."""
    block = next(block for block in blocks if own & block.keys)
    return [alternative.values for alternative in block.alternatives]


def silent_mask(alphabet: Alphabet, reader: Reader) -> int:
    """A column nobody told about: untested, unknown, or (a fact) anything."""
    if alphabet.kind in GENETIC:
        return reader.mask(UNTESTED)
    return reader.mask(UNKNOWN) if alphabet.kind in INTERACTIONS else reader.full
