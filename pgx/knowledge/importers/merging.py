"""Fresh rows into existing rows: what is curated here stays, everything else follows the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pgx.knowledge.changes import Change
from pgx.knowledge.importers.dump import Finding
from pgx.knowledge.tables import HISTORY, Row, Table, key_of

DEFAULTS: Mapping[str, str] = {"status": "active"}
LOCAL = "local:"
REMARKS = frozenset({"note", "clinpgx", "drugbank", "verification"})   # follow the source; no history, no finding
_RETIRABLE = "status"


@dataclass(frozen=True, slots=True)
class Merged:
    """The rows after the merge, what changed, what needs a decision, and superseded facts for the history."""

    rows: tuple[Row, ...]
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    past: tuple[Row, ...]


def is_local(row: Mapping[str, str]) -> bool:
    """Curated here: never overwritten by an import."""
    return bool(row.get("curated_by")) or row.get("source", "").startswith(LOCAL)


def _blank(table: Table) -> Row:
    return {column: DEFAULTS.get(column, "") for column in table.columns}


def loss(name: str, before: int, gone: int) -> tuple[Finding, ...]:
    """A finding when a source drops more than a twentieth of a table: more often a damaged file than news."""
    if gone * 20 <= before:
        return ()
    return (Finding(name, "(all rows)", "(count)", str(before), str(before - gone), "many rows would go"),)


class _Merge:
    """State of one table's merge."""

    def __init__(self, name: str, table: Table, *, keep_history: bool) -> None:
        self.name, self.table, self.keep_history = name, table, keep_history
        self.rows: list[Row] = []
        self.changes: list[Change] = []
        self.findings: list[Finding] = []
        self.past: list[Row] = []

    def add(self, fresh: Row) -> None:
        self.rows.append(_blank(self.table) | fresh)
        self.changes.append(Change("added", self.name, key_of(fresh, self.table)))

    def update(self, old: Row, fresh: Row) -> None:
        """Same key on both sides."""
        key = key_of(old, self.table)
        differs = [c for c in self.table.facts if c in fresh and fresh[c] != old[c]]
        if is_local(old):
            self.findings += [Finding(self.name, key, c, old[c], fresh[c]) for c in differs
                              if c not in REMARKS]
            self.rows.append(old)
            return
        for column in differs:
            self.changes.append(Change("changed", self.name, key, column, old[column], fresh[column]))
            self._remember(old, key, column, fresh.get("version", ""))
        self.rows.append(old | fresh)

    def vanish(self, old: Row) -> None:
        """A row that a complete source no longer names: retired where the table can say so, else removed."""
        key = key_of(old, self.table)
        if is_local(old):
            self.rows.append(old)
        elif _RETIRABLE in self.table.columns:
            self.rows.append(old | {_RETIRABLE: "retired"})
            if old[_RETIRABLE] != "retired":
                self.changes.append(Change("retired", self.name, key))
        else:
            self.changes.append(Change("removed", self.name, key))
            for column in self.table.facts:
                self._remember(old, key, column, "")

    def _remember(self, old: Row, key: str, column: str, until: str) -> None:
        if self.keep_history and old[column] and column not in REMARKS:
            self.past.append({
                "table": self.table.name, "key": key, "column": column, "value": old[column],
                "authority": old.get("source", ""), "from": old.get("version", ""), "until": until,
                "source": old.get("source", ""), "version": old.get("version", ""), "curated_by": "", "note": ""})

    def done(self) -> Merged:
        return Merged(tuple(self.rows), tuple(self.changes), tuple(self.findings), tuple(self.past))


def merge(name: str, table: Table, existing: Sequence[Row], fresh: Sequence[Row], *, complete: bool) -> Merged:
    """Merge one table. `complete`: the source knows every row, so rows it does not name have gone.

    A row curated here is kept as it is, and a source that says otherwise is a finding.
    """
    state = _Merge(name, table, keep_history=name.startswith("genes/") and table is not HISTORY)
    wanted = {key_of(row, table): row for row in fresh}
    for old in existing:
        new = wanted.pop(key_of(old, table), None)
        if new is not None:
            state.update(old, new)
        elif complete:
            state.vanish(old)
        else:
            state.rows.append(old)
    for new in wanted.values():
        state.add(new)
    gone = sum(1 for change in state.changes if change.kind in {"removed", "retired"})
    state.findings += loss(name, len(existing), gone)
    return state.done()


