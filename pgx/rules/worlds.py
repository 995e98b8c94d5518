"""Candidates as seen by one table: distinct class tuples per axis, with the candidates behind each.

A world is one choice of candidate in every group. Candidates that a table cannot tell apart fall together, so the
number of combinations never exceeds the number of cells of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from pgx.rules.compiled import Alphabet
from pgx.rules.findings import Group
from pgx.rules.reading import GENETIC, Reader, Value, classes_of
from pgx.rules.vocabulary import NOT_KNOWN, UNKNOWN, UNTESTED

INTERACTIONS = frozenset({"inhibitor", "inducer"})


@dataclass(frozen=True, slots=True)
class Alternative:
    """One choice: its values, its share of the weight, and the candidates it is made of (group name, index)."""

    values: Mapping[str, Value]
    share: float
    parts: tuple[tuple[str, int], ...]
    adjusted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One or more groups that are chosen together."""

    names: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    missing: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """Columns this block tells about."""
        return frozenset(self.alternatives[0].values) if self.alternatives else frozenset()


def to_blocks(groups: Sequence[Group]) -> list[Block]:
    """Groups that were given, as blocks; weights become shares (equal ones when all are zero)."""
    blocks = []
    for group in groups:
        if not group.given or not group.candidates:
            continue
        if len(group.candidates) == 1:
            blocks.append(Block((group.name,), (Alternative(group.candidates[0].values, 1.0, ((group.name, 0),)),)))
            continue
        total = sum(c.weight for c in group.candidates)
        even = 1.0 / len(group.candidates)
        blocks.append(Block((group.name,), tuple(
            Alternative(c.values, c.weight / total if total > 0 else even, ((group.name, i),))
            for i, c in enumerate(group.candidates))))
    return blocks


@dataclass(slots=True)
class Choice:
    """The alternatives of an axis that one table sees alike: how many, their share, who they are."""

    classes: tuple[int, ...]
    count: int = 0
    share: float = 0.0
    members: dict[int, None] = field(default_factory=dict)     # indices of alternatives, in order
    unknown: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Axis:
    """One block as one table sees it: `columns` are positions in the table's alphabets."""

    block: Block
    columns: tuple[int, ...]
    choices: tuple[Choice, ...]

    @property
    def total(self) -> int:
        """Alternatives in all."""
        return sum(choice.count for choice in self.choices)

    @property
    def names(self) -> tuple[str, ...]:
        """Groups of this axis."""
        return self.block.names


class Views:
    """Blocks as tables see them. Projections onto the same columns are made once and shared by all tables."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.owner = {key: block for block in blocks if block.alternatives for key in block.alternatives[0].values}
        self.seen: dict[tuple[int, tuple[str, ...]], dict[tuple[Value, ...], tuple[list[int], float]]] = {}

    def project(self, block: Block, keys: tuple[str, ...]) -> dict[tuple[Value, ...], tuple[list[int], float]]:
        """Distinct values of these columns -> (alternatives, share)."""
        known = self.seen.get((id(block), keys))
        if known is None:
            gathered: dict[tuple[Value, ...], list[int]] = {}
            for i, alternative in enumerate(block.alternatives):
                gathered.setdefault(tuple(alternative.values.get(k, UNTESTED) for k in keys), []).append(i)
            known = {values: (members, sum(block.alternatives[i].share for i in members))
                     for values, members in gathered.items()}
            self.seen[id(block), keys] = known
        return known

    def axes(self, alphabets: Sequence[Alphabet], readers: Mapping[int, Reader]) -> list[Axis]:
        """One axis per block that the table looks at, and one per column that nobody told about."""
        columns: dict[int, list[int]] = {}
        alone: list[int] = []
        for position, alphabet in enumerate(alphabets):
            block = self.owner.get(alphabet.key)
            if block is None:
                alone.append(position)
            else:
                columns.setdefault(id(block), []).append(position)
        found = [self._axis(self.owner[alphabets[positions[0]].key], tuple(positions), alphabets, readers)
                 for positions in columns.values()]
        return found + [silent_axis(position, alphabets[position], readers[position]) for position in alone]

    def _axis(self, block: Block, positions: tuple[int, ...], alphabets: Sequence[Alphabet],
              readers: Mapping[int, Reader]) -> Axis:
        keys = tuple(alphabets[p].key for p in positions)
        choices: dict[tuple[int, ...], Choice] = {}
        for values, (members, share) in self.project(block, keys).items():
            blind = frozenset((k, v) for k, v in zip(keys, values, strict=True) if isinstance(v, str) and v in _BLIND)
            for classes in product(*(classes_of(readers[p].mask(v)) for p, v in zip(positions, values, strict=True))):
                choice = choices.setdefault(classes, Choice(classes))
                choice.count += len(members)
                choice.share += share
                choice.members.update(dict.fromkeys(members))
                choice.unknown |= blind
        return Axis(block, positions, tuple(choices.values()))


_BLIND = frozenset({*NOT_KNOWN, UNKNOWN})


def silent_axis(position: int, alphabet: Alphabet, reader: Reader) -> Axis:
    """A column nobody told about: untested, unknown, or (a fact) anything the table can tell apart."""
    if alphabet.kind in GENETIC or alphabet.kind in INTERACTIONS:
        value = UNTESTED if alphabet.kind in GENETIC else UNKNOWN
        block = Block((alphabet.key,), (Alternative({alphabet.key: value}, 1.0, ()),))
        choices = tuple(Choice((c,), 1, 1.0, {0: None}, frozenset({(alphabet.key, value)}))
                        for c in classes_of(reader.mask(value)))
        return Axis(block, (position,), choices)
    block = Block((alphabet.key,), (), missing=True)
    return Axis(block, (position,), tuple(Choice((c,), 1, 1.0) for c in range(alphabet.size)))


@dataclass(frozen=True, slots=True)
class World:
    """One combination of choices: their numbers per axis, the classes of every column, how many worlds, what share."""

    choices: tuple[int, ...]
    classes: tuple[int, ...]
    count: int
    share: float


def worlds(axes: Sequence[Axis], width: int) -> Iterator[World]:
    """Every combination of choices. `width` is the number of columns."""
    classes = [0] * width
    for numbers in product(*(range(len(axis.choices)) for axis in axes)):
        count, share = 1, 1.0
        for axis, number in zip(axes, numbers, strict=True):
            choice = axis.choices[number]
            count *= choice.count
            share *= choice.share
            for position, value in zip(axis.columns, choice.classes, strict=True):
                classes[position] = value
        yield World(numbers, tuple(classes), count, share)
