"""PGX302-PGX306: a site's exceptions are disjoint, reachable, no laxer than approved, and of what was approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, product

from pgx.rules.actions import SEVERITIES
from pgx.rules.alphabets import Scores
from pgx.rules.boxes import Boxes, build_boxes, fill
from pgx.rules.check_shape import first_columns, keywords
from pgx.rules.errors import Problem
from pgx.rules.layers import LayeredOverride, overrides_by_table
from pgx.rules.syntax import Module, Override, Table
from pgx.rules.vocabulary import Vocabulary
from pgx.rules.wording import patient, someone

SOON = timedelta(days=30)


def check_overrides(modules: Sequence[Module], vocabulary: Vocabulary, scores: Scores,
                    hashes: Mapping[str, str], today: date | None) -> Iterator[Problem]:
    """Complaints about every override. `hashes`: full table or override name -> its hash now ({}: not compared)."""
    tables = {f"{m.header.name}.{t.name}": (m, t) for m in modules for t in m.tables()}
    placed: set[str] = set()
    for name, layered in overrides_by_table(modules).items():
        placed |= {f"{o.layer}.{o.block.name}" for o in layered}
        home, table = tables[name]
        yield from Exceptions(home, table, layered, modules, vocabulary, scores).problems()
    for module in modules:
        for block in module.blocks:
            if isinstance(block, Override):
                yield from dated(module, block, today)
                yield from pinned(module, block, hashes)
                if f"{module.header.name}.{block.name}" not in placed and block.target.text in {
                        f"{module.header.name}.{b.name}" for b in module.blocks if isinstance(b, Override)}:
                    yield Problem("PGX302", "error", module.file, block.at, f"`{block.name}` is in a circle of targets",
                                  example=someone(block.guard))


def dated(module: Module, override: Override, today: date | None) -> Iterator[Problem]:
    """PGX306: expired, or soon to be."""
    if today is None or not override.until:
        return
    end = date.fromisoformat(override.until)
    if today > end:
        yield Problem("PGX306", "error", module.file, override.at, f"`{override.name}` expired on {override.until}",
                      ("approve it again or take it out",), someone(override.guard))
    elif today > end - SOON:
        yield Problem("PGX306", "warning", module.file, override.at, f"`{override.name}` ends on {override.until}",
                      (), someone(override.guard))


def pinned(module: Module, override: Override, hashes: Mapping[str, str]) -> Iterator[Problem]:
    """PGX305: the target is not what was approved."""
    now = hashes.get(override.target.text)
    if now is None:
        return
    if not override.pinned:
        yield Problem("PGX305", "warning", module.file, override.at,
                      f"`{override.name}` does not say what was approved", (f"add `pinned {now[:15]}`",),
                      someone(override.guard))
    elif not now.startswith(override.pinned):
        yield Problem("PGX305", "error", module.file, override.at,
                      f"{override.target.text} has changed since `{override.name}` was approved",
                      (f"read it again, then: pgx rules approve {module.header.name}.{override.name} --by NAME",),
                      someone(override.guard))


class Exceptions:
    """All overrides of one table."""

    def __init__(self, home: Module, table: Table, layered: Sequence[LayeredOverride], modules: Sequence[Module],
                 vocabulary: Vocabulary, scores: Scores) -> None:
        self.home, self.table, self.layered = home, table, layered
        self.advice = {m.header.name: m.advice() for m in modules}
        guards = [table.guard, *(o.block.guard for o in layered)]
        self.boxes: Boxes = build_boxes(table.columns, [r.cells for r in table.rows], guards, vocabulary, scores)
        self.filled = fill(self.boxes, first_columns(table), keywords(table))

    def problems(self) -> Iterator[Problem]:
        """PGX302, PGX303, PGX304."""
        for number, layered in enumerate(self.layered):
            if not self._cells(number):
                yield Problem("PGX303", "error", layered.file, layered.block.at,
                              f"`{layered.block.name}` never applies inside {layered.block.target.text}",
                              ("no patient of the target fulfils its `when`",), someone(layered.block.guard))
            elif layered.block.advice is not None and not layered.block.accepts_risk:
                yield from self._laxer(number, layered)
        for (i, one), (j, other) in combinations(enumerate(self.layered), 2):
            if one.layer == other.layer and one.target == other.target and self._differ(one, other):
                met = self._meet(i, j)
                if met is not None:
                    yield Problem("PGX302", "error", other.file, other.block.at,
                                  f"`{one.block.name}` and `{other.block.name}` both apply to one patient", (),
                                  patient(self.boxes, met, 0))

    def _differ(self, one: LayeredOverride, other: LayeredOverride) -> bool:
        return (one.block.advice, one.block.strength, one.block.as_before) != (
            other.block.advice, other.block.strength, other.block.as_before)

    def _masks(self, number: int) -> list[int]:
        """Where an override applies, over all columns: table's guard, its targets' conditions and its own."""
        masks = list(self.boxes.within(0))
        at = number
        while at >= 0:
            masks = [a & b for a, b in zip(masks, self.boxes.within(at + 1), strict=True)]
            at = self.layered[at].target
        return masks

    def _cells(self, number: int) -> list[tuple[int, ...]]:
        masks = self._masks(number)
        if not all(masks):
            return []
        here = [[n for n in range(m.bit_length()) if m >> n & 1] for m in masks[:self.boxes.width]]
        return [cell for cell in product(*here) if cell in self.filled.of_cell]

    def _meet(self, one: int, other: int) -> tuple[int, ...] | None:
        masks = [a & b for a, b in zip(self._masks(one), self._masks(other), strict=True)]
        return tuple((m & -m).bit_length() - 1 for m in masks) if all(masks) else None

    def _laxer(self, number: int, layered: LayeredOverride) -> Iterator[Problem]:
        """PGX304: some patient loses a more severe advice."""
        given = layered.block.advice
        new = self.advice[layered.layer].get(given.text) if given else None
        if new is None or new.severity not in SEVERITIES:
            return
        old_advice = self.advice[self.home.header.name]
        for cell in self._cells(number):
            old = old_advice.get(self.table.rows[self.filled.of_cell[cell]].advice.text)
            if old and old.severity in SEVERITIES and SEVERITIES.index(old.severity) > SEVERITIES.index(new.severity):
                yield Problem("PGX304", "error", layered.file, layered.block.at,
                              f"`{new.name}` ({new.severity}) is less cautious than `{old.name}` ({old.severity})",
                              ('add `accepts risk "..."` with the reason',), patient(self.boxes, cell))
                return
