"""What every world of one table says, added up."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pgx.rules.compiled import NOTHING, TABLE, CompiledOverride, Program
from pgx.rules.reading import Reader
from pgx.rules.worlds import Axis, Views, World, worlds

SILENT = -1


@dataclass(slots=True)
class Share:
    """Worlds that end in one row: how many, what share, and which choices of each axis."""

    count: int = 0
    share: float = 0.0
    choices: dict[int, set[int]] = field(default_factory=dict)     # axis -> choice numbers
    override: int = -1


class Runner:
    """One program, ready to be asked. Built once per rule set and program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.readers = {i: Reader(alphabet) for i, alphabet in enumerate(program.alphabets)}

    def run(self, views: Views) -> Tally:
        """Every world's outcome."""
        axes = views.axes(self.program.alphabets, self.readers)
        tally = Tally(self.program, axes)
        for world in worlds(axes, len(self.program.alphabets)):
            tally.add(world, *self.outcome(world.classes))
        return tally

    def outcome(self, classes: Sequence[int]) -> tuple[int, int]:
        """(row, override that put it there or -1) in one world; row SILENT where the table does not apply."""
        program = self.program
        if not all(mask >> classes[i] & 1 for i, mask in program.guard):
            return SILENT, -1
        at = 0
        for i in range(program.width):
            at = at * program.alphabets[i].size + classes[i]
        row = program.cells[at]
        return overridden(program.overrides, row, classes) if program.overrides and row >= 0 else (row, -1)


def overridden(overrides: Sequence[CompiledOverride], row: int, classes: Sequence[int]) -> tuple[int, int]:
    """The row after all layers, and the override that decided (-1: none, or one that restored the table's row)."""
    applied: dict[int, bool] = {TABLE: True}
    said: dict[int, tuple[int, int]] = {TABLE: (row, -1)}
    now, before, layer = (row, -1), (row, -1), ""
    for i, override in enumerate(overrides):
        if override.layer != layer:
            layer, before = override.layer, now
        applied[i] = applied.get(override.target, False) and all(mask >> classes[c] & 1 for c, mask in override.guard)
        if not applied[i]:
            continue
        if override.restores == NOTHING:
            now = (override.row, i)
        else:
            now = before if override.restores == TABLE else said.get(override.restores, before)
        said[i] = now
    return now


class Tally:
    """Outcomes of all worlds of one program."""

    def __init__(self, program: Program, axes: Sequence[Axis]) -> None:
        self.program, self.axes = program, axes
        self.rows: dict[int, Share] = {}
        self.of_world: dict[tuple[int, ...], int] = {}
        self.total = 0

    def add(self, world: World, row: int, override: int) -> None:
        """Count one combination."""
        share = self.rows.setdefault(row, Share())
        share.count += world.count
        share.share += world.share
        share.override = override
        for axis, choice in enumerate(world.choices):
            share.choices.setdefault(axis, set()).add(choice)
        self.of_world[world.choices] = row
        self.total += world.count

    def deciding(self, label: Mapping[int, Hashable]) -> set[int]:
        """Axes that matter: with everything else fixed, another choice there changes the label of the row."""
        found = set()
        for axis in range(len(self.axes)):
            seen: dict[tuple[int, ...], Hashable] = {}
            for world, row in self.of_world.items():
                rest = (*world[:axis], *world[axis + 1:])
                if seen.setdefault(rest, label[row]) != label[row]:
                    found.add(axis)
                    break
        return found

    def settling(self, label: Mapping[int, Hashable]) -> list[int]:
        """Axes whose choice alone leaves one label, whatever the rest."""
        return [axis for axis, view in enumerate(self.axes) if len(view.choices) > 1
                and all(len(labels) == 1 for labels in self._labels_by(axis, label))]

    def _labels_by(self, axis: int, label: Mapping[int, Hashable]) -> Iterable[set[Hashable]]:
        found: dict[int, set[Hashable]] = {}
        for world, row in self.of_world.items():
            found.setdefault(world[axis], set()).add(label[row])
        return found.values()
