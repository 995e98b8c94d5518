"""Every live row of the source tables as a look-up query, beside what a person read in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from pgx import knowledge
from tests.guidelines.source_rows import GUIDELINES, OLD_TABLE, Key, Reading, SourceRow, as_row, readings, table

TABLES = (("CPIC", "cpic_recommendations.tsv"), ("CPIC", OLD_TABLE), ("DPWG", "dpwg_recommendations.tsv"),
          ("FDA", "fda_recommendations.tsv"))
PARTS = {"label": "FDA_LABEL", "association": "FDA_ASSOC"}
HLA_UNTESTED = {"carbamazepine": {"HLA-A": "HLA-A*31:01", "HLA-B": "HLA-B*15:02"},
                "phenytoin": {"HLA-B": "HLA-B*15:02"}, "fosphenytoin": {"HLA-B": "HLA-B*15:02"}}

Identity = tuple[str, str, str, Key]


@dataclass(frozen=True)
class Asked:
    """A query with its source row; `readings` is empty when nobody has read the drug yet."""

    query: dict[str, object]
    row: SourceRow
    readings: tuple[Reading, ...]


def asked() -> Iterator[Asked]:
    """Every live look-up key."""
    labels = {(term.gene, term.label): term.code for term in knowledge.load().terms}
    newer = {line["drug"] for line in table(GUIDELINES / "cpic_recommendations.tsv")}
    for source, file in TABLES:
        for line in table(GUIDELINES / file):
            if line.get("superseded", "") not in {"", "0"} or (file == OLD_TABLE and line["drug"] in newer):
                continue
            lookups = json.loads(line["lookup"])
            for lookup in lookups if isinstance(lookups, list) else [lookups]:
                row = named(as_row(source, line, lookup, labels))
                query = {"source": PARTS.get(line.get("kind", ""), source), "drug": line["drug"],
                         "population": line["population"], "lookup": lookup}
                yield Asked(query, row, tuple(read_rows().get((source, row.drug, row.kind, row.key), ())))


def row_of(source: str, drug: str, kind: str, key: Key) -> Identity:
    """The source row of a reading; the kinds of patients of a DPWG or FDA row are in its text, not in its key."""
    kind = "-" if source == "DPWG" else kind.partition(", ")[0] if source == "FDA" else kind
    return source, drug, kind, key


@cache
def read_rows() -> dict[Identity, list[Reading]]:
    """The readings of each source row: one, or one for each kind of patients that its text tells apart."""
    found: dict[Identity, list[Reading]] = {}
    for name, read in readings().items():
        found.setdefault(row_of(*name), []).extend(read)
    return found


def named(row: SourceRow) -> SourceRow:
    """`HLA-A: No Result` names no allele; the drug's guideline has only one of that gene."""
    alleles = HLA_UNTESTED.get(row.drug, {})
    key: Key = frozenset((alleles.get(gene, gene), value) for gene, value in row.key)
    return replace(row, key=key)
