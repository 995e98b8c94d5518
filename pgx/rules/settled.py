"""The plain case without detours: a table that every candidate of a patient meets in the same classes.

There is one outcome and nothing to weigh, so its finding is written straight from the row. Says exactly what the
tally of all worlds would say; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pgx.rules.compiled import Advice, Guideline, Program
from pgx.rules.findings import CERTAIN, Finding, RowRef, SiteException
from pgx.rules.reading import GENETIC, Reader
from pgx.rules.tally import SILENT, Runner
from pgx.rules.vocabulary import NOT_KNOWN, UNKNOWN, UNTESTED
from pgx.rules.worlds import INTERACTIONS, Block

OPEN = -1
_BLIND = frozenset({*NOT_KNOWN, UNKNOWN})


Unsettled = Literal["unsettled"]
UNSETTLED: Unsettled = "unsettled"


@dataclass(frozen=True, slots=True)
class World:
    """The one row (SILENT for none), the override behind it, and per axis: its block or None, its columns."""

    row: int
    override: int
    axes: tuple[tuple[Block | None, tuple[int, ...]], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """What a finding of one row always says."""

    advice: Advice
    citations: tuple[str, ...]
    rows: tuple[RowRef, ...]
    reads: frozenset[int]
    note: str
    computed: bool


class Plain:
    """One program, ready for the plain case."""

    def __init__(self, runner: Runner, guidelines: Mapping[str, Guideline]) -> None:
        self.runner, self.program, self.guidelines = runner, runner.program, guidelines
        self.home = guidelines[runner.program.guideline]
        self.columns = [(i, a.key, runner.readers[i]) for i, a in enumerate(runner.program.alphabets)]
        self.fixed: dict[int, Fixed] = {}
        self.seen: dict[tuple[object, ...], Finding | None] = {}

    def said(self, owner: Mapping[str, Block]) -> Finding | Unsettled | None:
        """The one finding (None: nothing is said), or UNSETTLED where worlds have to be weighed.

        Patients with one candidate per group, in the same classes, get the very same finding: it is made once.
        """
        key = self._key(owner)
        if key is not None and key in self.seen:
            return self.seen[key]
        world = self.world(owner)
        if world is None or (world.row != SILENT and self.of_row(world.row).computed):
            return UNSETTLED
        found = None if world.row == SILENT else self.finding(world)
        if key is not None:
            self.seen[key] = found
        return found

    def _key(self, owner: Mapping[str, Block]) -> tuple[object, ...] | None:
        """What a finding depends on, None with several candidates or a trace of phenoconversion. There are no more
        keys than cells and ways of not knowing, whatever the numbers of patients."""
        key: list[object] = []
        for _, name, reader in self.columns:
            block = owner.get(name)
            if block is None:
                key.append(None)
                continue
            alternative = block.alternatives[0]
            if len(block.alternatives) > 1 or alternative.adjusted:
                return None
            value = alternative.values.get(name, UNTESTED)
            key += (value if isinstance(value, str) and value in _BLIND else reader.mask(value), alternative.parts)
        return tuple(key)

    @cached_property
    def silent(self) -> tuple[int, ...]:
        """Per column the class it has when nobody told about it, OPEN where that may be several."""
        return tuple(single(silent_mask(a.kind, reader)) for a, (_, _, reader) in zip(
            self.program.alphabets, self.columns, strict=True))

    def world(self, owner: Mapping[str, Block]) -> World | None:
        """The one outcome, None when the patient's candidates meet this table in different classes."""
        classes: list[int] = []
        told: dict[int, tuple[Block | None, list[int]]] = {}
        alone: list[tuple[Block | None, tuple[int, ...]]] = []
        total = 1
        for i, key, reader in self.columns:
            block = owner.get(key)
            if block is None:
                found = self.silent[i]
                alone.append((None, (i,)))
            else:
                found = same_class(block, key, reader)
                if id(block) not in told:
                    told[id(block)] = (block, [])
                    total *= len(block.alternatives)
                told[id(block)][1].append(i)
            if found == OPEN:
                return None
            classes.append(found)
        row, override = self.runner.outcome(classes)
        return World(row, override, (*((b, tuple(c)) for b, c in told.values()), *alone), total)

    def of_row(self, row: int) -> Fixed:
        """The fixed part of a row's findings, made once."""
        found = self.fixed.get(row)
        if found is None:
            given, program = self.program.rows[row], self.program
            advice = self.guidelines[given.guideline].advice[given.advice]
            reads = {column for column, _ in program.guard}
            reads |= {i for i, mask in enumerate(given.box) if mask != (1 << program.alphabets[i].size) - 1}
            found = self.fixed[row] = Fixed(
                advice, tuple(dict.fromkeys((*given.citations, *advice.citations, *self.home.citations))),
                (RowRef(given.id, given.file, given.line, given.strength, given.hash),), frozenset(reads),
                given.note or program.say, any(dose.formula for dose in advice.doses))
        return found

    def finding(self, world: World) -> Finding:
        """What the row says, certain."""
        fixed, row, home = self.of_row(world.row), self.program.rows[world.row], self.home
        reads = fixed.reads
        if world.override >= 0:
            reads = reads | {column for column, _ in self.program.overrides[world.override].guard}
        read = [(block, columns) for block, columns in world.axes if not reads.isdisjoint(columns)]
        return Finding(
            home.name, home.source, home.edition, self.program.name, self.program.kind, row.id, row.file, row.line,
            fixed.advice, row.strength, fixed.citations, CERTAIN, world.total, world.total, 1.0,
            contributors=contributors(world), depends_on=self._names(read), unknown=self._unknown(read),
            adjusted=adjusted(read), rows=fixed.rows, note=fixed.note,
            exception=exception_of(self.program, world.override), hash=row.hash)

    def _names(self, read: Sequence[tuple[Block | None, tuple[int, ...]]]) -> tuple[str, ...]:
        """Groups of these axes, once each; a column nobody told about by its own name."""
        return tuple(dict.fromkeys(name for block, columns in read for name in (
            block.names if block is not None else (self.program.alphabets[columns[0]].key,))))

    def _unknown(self, read: Sequence[tuple[Block | None, tuple[int, ...]]]) -> tuple[tuple[str, str], ...]:
        """Columns without a result, among those that the row looks at."""
        found: set[tuple[str, str]] = set()
        for block, columns in read:
            for column in columns:
                alphabet = self.program.alphabets[column]
                if block is None:
                    if alphabet.kind in GENETIC or alphabet.kind in INTERACTIONS:
                        found.add((alphabet.key, UNTESTED if alphabet.kind in GENETIC else UNKNOWN))
                    continue
                for alternative in block.alternatives:
                    value = alternative.values.get(alphabet.key, UNTESTED)
                    if isinstance(value, str) and value in _BLIND:
                        found.add((alphabet.key, value))
        return tuple(sorted(found))


def silent_mask(kind: str, reader: Reader) -> int:
    """The classes of a column nobody told about."""
    if kind in GENETIC:
        return reader.mask(UNTESTED)
    return reader.mask(UNKNOWN) if kind in INTERACTIONS else reader.full


def single(mask: int) -> int:
    """The class of a mask of one, else OPEN."""
    return mask.bit_length() - 1 if not mask & (mask - 1) else OPEN


def same_class(block: Block, key: str, reader: Reader) -> int:
    """The class that every alternative is in, else OPEN."""
    alternatives = block.alternatives
    mask = reader.mask(alternatives[0].values.get(key, UNTESTED))
    for alternative in alternatives[1:]:
        if reader.mask(alternative.values.get(key, UNTESTED)) != mask:
            return OPEN
    return single(mask)


def contributors(world: World) -> dict[str, tuple[int, ...]]:
    """Group -> candidates that lead here: all of them."""
    found: dict[str, set[int]] = {}
    for block, _ in world.axes:
        if block is not None:
            for alternative in block.alternatives:
                for group, index in alternative.parts:
                    found.setdefault(group, set()).add(index)
    return {group: tuple(sorted(indices)) for group, indices in found.items()}


def adjusted(read: Sequence[tuple[Block | None, tuple[int, ...]]]) -> tuple[str, ...]:
    """What phenoconversion did to the alternatives of these axes."""
    return tuple(dict.fromkeys(trace for block, _ in read if block is not None
                               for alternative in block.alternatives for trace in alternative.adjusted))


def exception_of(program: Program, number: int) -> SiteException | None:
    """The override that decided, if one did."""
    if number < 0:
        return None
    override = program.overrides[number]
    return SiteException(override.id, override.layer, override.because, override.approved, override.until)
