"""Calls and alerts for a terminal, and as tab-separated lines.

Colour only where the caller asks for it, or on a terminal without NO_COLOR; a word stands beside every colour.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator

from pgx.domain.assessment import Assessment
from pgx.render import tables

TSV_COLUMNS = ("file", "sample", "gene", "status", "diplotype", "phenotype", "activity_score", "possible_count",
               "missing_count", "messages")
"""Columns of `pgx call --tsv`: a subset of `tables.CALL_COLUMNS`, with the same meaning."""
TSV_HEADER = "\t".join(TSV_COLUMNS)
WIDTH_OF_A_PIPE = 110
WIDEST = 140


def tsv_rows(assessment: Assessment) -> Iterator[str]:
    """One line a gene, without line end; tabs and line ends inside a cell become blanks."""
    for row in tables.call_rows(assessment):
        yield "\t".join(_cell(row[name]) for name in TSV_COLUMNS)


def calls(assessment: Assessment, *, width: int | None = None, colour: bool | None = None, lang: str = "en") -> str:
    """Table of genes: result, phenotype, how certain, what was not read; notes below."""
    from pgx.render import terminal_calls  # noqa: PLC0415  rich is slow to start; --json and --tsv need none

    return terminal_calls.write(assessment, terminal_width(width), use_colour(colour), lang)


def alerts(assessment: Assessment, *, width: int | None = None, colour: bool | None = None, lang: str = "en") -> str:
    """Per drug, most cautious first: what to do, why, how sure, what settles it, who says so; estimates after it."""
    from pgx.render import terminal_alerts  # noqa: PLC0415  as above

    return terminal_alerts.write(assessment, terminal_width(width), use_colour(colour), lang)


def use_colour(asked: bool | None) -> bool:
    """As asked; else on a terminal, unless NO_COLOR is set (https://no-color.org)."""
    if asked is not None:
        return asked
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width(asked: int | None) -> int:
    """Columns: as asked; else those of the terminal; else 110."""
    if asked is not None:
        return asked
    return min(shutil.get_terminal_size((WIDTH_OF_A_PIPE, 24)).columns, WIDEST)


def _cell(value: tables.Cell) -> str:
    text = "" if value is None else str(value)
    return " ".join(text.splitlines()).replace("\t", " ")


