"""The records behind an alert and the row it comes from, in a few words."""

from __future__ import annotations

from collections.abc import Mapping

from pgx.domain.assessment import Alert, SourceRow
from pgx.render.catalogue import Catalogue


def positions(alert: Alert, words: Catalogue) -> str:
    """The records that the genes of the alert rest on."""
    return "; ".join(record(row, words) for gene in alert.because.genes for row in gene.positions)


def record(row: Mapping[str, object], words: Catalogue) -> str:
    """"rs4244285 chr10:94781859 G>A 0/1"; only what the row has, and how it was read when it was not called."""
    place = f"{row['chrom']}:{row['pos']}" if "chrom" in row and "pos" in row else ""
    change = f"{row['ref']}>{row['alt']}" if row.get("ref") and row.get("alt") else ""
    status = str(row.get("status", "called"))
    told = "" if status == "called" else f"({words.say(f'reading.{status}')})"
    parts = (row.get("id"), place, change, row.get("genotype"), told)
    return " ".join(str(part) for part in parts if part)


def rule_place(source: SourceRow) -> str:
    """Row id and where it stands: "cpic.codeine.by-score[0] (rules/cpic/codeine.pgx:41)"."""
    return f"{source.row} ({source.file}:{source.line})"
