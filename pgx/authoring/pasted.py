"""Rows pasted from a spreadsheet: a column for each gene, one for the words, perhaps one for the strength."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import product

from pgx.authoring.sources import SourceRow
from pgx.domain.errors import UsageError
from pgx.domain.knowledge import Knowledge

WORDS = re.compile(r"recommend|advice|text|action", re.IGNORECASE)
GRADE = re.compile(r"strength|classification|grade", re.IGNORECASE)
SEPARATORS = ("\t", "|", ";", ",")
ALTERNATIVES = re.compile(r"\s+or\s+|\s*[,;]\s*")
COLUMN = re.compile(r"(?P<gene>[A-Z][A-Za-z0-9-]*?)(?P<allele>\*\S+)?(?: score| diplotype)?")


def pasted_rows(text: str, source: str, drug: str, knowledge: Knowledge) -> list[SourceRow]:
    """Rows of a pasted table. Raises UsageError naming the line or the column that cannot be read."""
    lines = [line for line in text.splitlines() if line.strip() and not re.fullmatch(r"[|\s:-]+", line)]
    if len(lines) < 2:
        raise UsageError("--from-table: a head line and at least one row are needed")
    separator = next((s for s in SEPARATORS if s in lines[0].strip().strip("|")), "\t")
    table = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(
        "\n".join(line.strip().strip("|") if separator == "|" else line for line in lines)), delimiter=separator)]
    genes, words, grade = columns_of(table[0], knowledge)
    return [row_of(row, n, genes, (words, grade), source, drug) for n, row in enumerate(table[1:], 2)]


def columns_of(head: Sequence[str], knowledge: Knowledge) -> tuple[dict[int, tuple[str, str]], int, int]:
    """Positions of the genes (with the allele, if one is named), of the words and of the strength (-1: none)."""
    genes: dict[int, tuple[str, str]] = {}
    words = grade = -1
    for n, name in enumerate(head):
        match = COLUMN.fullmatch(name)
        if match and match["gene"] in knowledge.genes:
            genes[n] = match["gene"], match["allele"] or ""
        elif GRADE.search(name):
            grade = n
        elif WORDS.search(name) and words < 0:
            words = n
        else:
            raise UsageError(f"--from-table: the column `{name}` is no gene, recommendation or strength")
    if not genes or words < 0:
        raise UsageError("--from-table: a column for a gene and one named `recommendation` are needed")
    return genes, words, grade


def row_of(row: Sequence[str], number: int, genes: dict[int, tuple[str, str]], told: tuple[int, int], source: str,
           drug: str) -> SourceRow:
    """One line: each gene's cell may name several values."""
    if len(row) <= max(*genes, *told):
        raise UsageError(f"--from-table: line {number} has {len(row)} cells, fewer than the head")
    values = [[(gene, f"{allele} {value}".strip()) for value in alternatives(row[n])]
              for n, (gene, allele) in genes.items()]
    words, grade = told
    return SourceRow(source, drug, "", "", tuple(dict(key) for key in product(*values)), row[words],
                     row[grade] if grade >= 0 else "")


def alternatives(cell: str) -> Iterator[str]:
    """`PM or IM`, `PM, IM`."""
    return (part for part in ALTERNATIVES.split(cell) if part)
