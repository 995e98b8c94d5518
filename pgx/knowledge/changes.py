"""What differs between two knowledge bases, fact by fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pgx.domain.errors import KnowledgeError
from pgx.knowledge import tables
from pgx.knowledge.tables import Row, Table, key_of


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that is added, changed, retired or removed. `column` is empty for a whole row."""

    kind: str
    table: str
    key: str
    column: str = ""
    old: str = ""
    new: str = ""


def _rows(name: str, table: Table, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Change]:
    before = {key_of(row, table): row for row in old}
    after = {key_of(row, table): row for row in new}
    columns = [column for column in table.columns if column not in table.key]
    for key, row in after.items():
        if key not in before:
            yield Change("added", name, key)
            continue
        for column in columns:
            if before[key][column] != row[column]:
                yield Change("changed", name, key, column, before[key][column], row[column])
    yield from (Change("removed", name, key) for key in before if key not in after)


def _names(root: Path) -> dict[str, Path]:
    return {p.relative_to(root).as_posix(): p for p in root.rglob("*") if p.suffix in {".tsv", ".toml"}}


def between(old: Path, new: Path) -> list[Change]:
    """Every fact that differs between the folders `old` and `new`; gene.toml as whole files.

    Raises KnowledgeError when one is no knowledge base: all of the other would look added or removed.
    """
    for root in (old, new):
        if not (root / "genes").is_dir():
            raise KnowledgeError(f"{root}: no folder `genes`; this is not a knowledge base")
    before, after = _names(old), _names(new)
    found: list[Change] = []
    for name in sorted(before.keys() | after.keys()):
        table = tables.table_of(name)
        if table is not None:
            found += _rows(name, table, tables.read(old / name, table), tables.read(new / name, table))
        elif name not in after or name not in before:
            found.append(Change("removed" if name in before else "added", name, ""))
        elif before[name].read_bytes() != after[name].read_bytes():
            found.append(Change("changed", name, ""))
    return found
