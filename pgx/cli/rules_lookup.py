"""`pgx rules lookup`: what the rules answer for keys of the source tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TextIO

import click

from pgx import knowledge
from pgx.cli.jsoninput import read_json
from pgx.domain.errors import PgxError
from pgx.domain.knowledge import Knowledge
from pgx.lookup import Lookup, Row, read_query


@click.command("lookup")
@click.option("--json", "queries", type=click.File(encoding="utf-8", errors="replace"), required=True, metavar="FILE",
              help="Queries, one JSON object a line; `-` is stdin.")
def command(queries: TextIO) -> None:
    """Rows that answer a source's look-up keys: one JSON query a line in, one answer a line out, in the same order.

    {"source": "CPIC", "drug": "codeine", "population": "general", "lookup": {"CYP2D6": "0.0"}}

    Keys are written as the source tables have them. `population` and `facts` ({"age": 40}) may be left out. Sources
    with several kinds of table take the kind after an underscore (FDA_LABEL); else a population that only one kind
    prints decides: "" a label, "Affected subgroup: ..." an association. Exit 1: a line was no query.
    """
    known = knowledge.load()
    lookup = Lookup(knowledge.load_rules(known), known)
    failed = False
    for answer in answers(queries, lookup, known):
        failed = failed or "error" in answer
        click.echo(json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8"))
    if failed:
        raise SystemExit(1)


def answers(lines: Iterable[str], lookup: Lookup, known: Knowledge) -> Iterator[dict[str, object]]:
    """One answer a line; blank lines have none."""
    for line in lines:
        if line.strip():
            yield answer(line, lookup, known)


def answer(line: str, lookup: Lookup, known: Knowledge) -> dict[str, object]:
    """The rows, or why there are none."""
    try:
        return {"rows": [as_dict(row) for row in lookup.rows(read_query(read_json(line), known))]}
    except PgxError as error:
        return {"error": str(error)}


def as_dict(row: Row) -> dict[str, object]:
    """A row as JSON, its strength with the capital that the sources print."""
    return {**asdict(row), "strength": row.strength.capitalize(), "figures": list(row.figures)}
