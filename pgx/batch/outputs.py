"""Parts of tasks into tables: Parquet and CSV, in order, the same bytes however many processes there were."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from pgx.batch import tables

GROUP = 65_536            # rows of a Parquet row group, whatever the tasks' sizes
COUNTED = {               # columns whose combinations the summary counts
    "calls": ("gene", "status", "phenotype"),
    "alerts": ("drug", "outcome", "severity", "certainty"),
    "risks": ("drug", "model", "applicability"),
    "problems": ("kind",),
}


ONCE = {"problems"}       # tables whose equal rows are one: the parts of a cohort file tell the same trouble


@dataclass(slots=True)
class Merged:
    """Rows of a table, and how often each combination of its `COUNTED` columns occurs."""

    rows: int = 0
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)


def merge(parts: Path, out: Path, table: str) -> Merged:
    """Write `out/TABLE.parquet` and `out/TABLE.csv` from all parts, in the order of their keys."""
    schema, merged = tables.schema(table), Merged()
    with (pa.parquet.ParquetWriter(out / f"{table}.parquet", schema, compression="zstd") as parquet,
          pa.csv.CSVWriter(out / f"{table}.csv", schema) as csv):
        found = _read(sorted(parts.glob(f"*.{table}.arrow")))
        for group in _groups(_distinct(found, schema) if table in ONCE else found, schema):
            parquet.write_table(group, row_group_size=GROUP)
            csv.write_table(group)
            merged.rows += group.num_rows
            merged.counts.update(zip(*(group.column(name).to_pylist() for name in COUNTED[table]), strict=True))
    return merged


def sha256(path: Path) -> str:
    """Of a file's bytes, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(parts: list[Path]) -> Iterator[pa.Table]:
    for part in parts:
        with pa.OSFile(str(part), "rb") as file, pa.ipc.open_file(file) as reader:
            yield reader.read_all()


def _distinct(found: Iterator[pa.Table], schema: pa.Schema) -> Iterator[pa.Table]:
    rows = dict.fromkeys(tuple(row.values()) for table in found for row in table.to_pylist())
    yield pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)


def _groups(found: Iterator[pa.Table], schema: pa.Schema) -> Iterator[pa.Table]:
    """Tables of exactly `GROUP` rows, and a last smaller one."""
    held = schema.empty_table()
    for table in found:
        held = pa.concat_tables([held, table])
        while held.num_rows >= GROUP:
            yield held.slice(0, GROUP).combine_chunks()
            held = held.slice(GROUP)
    if held.num_rows:
        yield held.combine_chunks()
