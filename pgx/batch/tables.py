"""The tables of a screen as Arrow: the rows that `pgx.render.tables` defines, and the problems. See docs/screen.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from pgx.render.tables import ALERT_COLUMNS, CALL_COLUMNS, RISK_COLUMNS, Row

PROBLEM_COLUMNS: dict[str, type] = {
    "file": str,
    "kind": str,                # input, usage, crash (its process died), internal (a fault of pgx: please report it)
    "text": str,                # where, what, and the way out
}
TABLES: Mapping[str, Mapping[str, type]] = {
    "calls": CALL_COLUMNS,
    "alerts": ALERT_COLUMNS,
    "risks": RISK_COLUMNS,
    "problems": PROBLEM_COLUMNS,
}
_KINDS = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}


def schema(table: str) -> pa.Schema:
    """Arrow schema of a table."""
    return pa.schema([(name, _KINDS[kind]) for name, kind in TABLES[table].items()])


def arrow(table: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table. Raises KeyError if a row lacks a column."""
    fields = schema(table)
    return pa.table([pa.array([row[f.name] for row in rows], f.type) for f in fields], schema=fields)
