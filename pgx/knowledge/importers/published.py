"""Published gene tables of the kind that CPIC and ClinPGx offer, as CSV, TSV or API JSON, in neutral form.

Four tables: allele functionality, allele definition, diplotype and phenotype, allele frequency. Spreadsheets have to be
saved as CSV or TSV first.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pgx.domain.errors import InputError

_GENE_LINE = re.compile(r"gene:\s*(\S+)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Published:
    """One table. `kind` is functions, definitions, diplotypes or frequencies; rows are dicts with the keys of the kind.

    functions: allele, function, activity, strength; definitions: allele, hgvs, rsid, value;
    diplotypes: first, second, score, phenotype; frequencies: allele, group, frequency.
    """

    gene: str
    kind: str
    rows: tuple[Mapping[str, str], ...]
    version: str


def grid(path: Path) -> list[list[str]]:
    """Cells of a CSV or TSV file, stripped. Raises InputError when it is not UTF-8."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}; save the table as UTF-8") from None
    delimiter = "\t" if path.suffix == ".tsv" or text.split("\n", 1)[0].count("\t") else ","
    return [[" ".join(cell.split()) for cell in row] for row in csv.reader(text.splitlines(), delimiter=delimiter)]


def _header(cells: Sequence[Sequence[str]], *words: str) -> int | None:
    """Index of the first line that has a cell for each of `words` (lower case, contained)."""
    for at, row in enumerate(cells):
        lowered = [cell.casefold() for cell in row]
        if all(any(word in cell for cell in lowered) for word in words):
            return at
    return None


def _column(header: Sequence[str], word: str) -> int | None:
    return next((at for at, cell in enumerate(header) if word in cell.casefold()), None)


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def _gene_of(cells: Sequence[Sequence[str]], header: Sequence[str], path: Path) -> str:
    for row in cells[:3]:
        match = _GENE_LINE.match(row[0]) if row else None
        if match:
            return match[1]
    word = header[0].split()[0] if header and header[0].split() else ""
    if re.fullmatch(r"[A-Z0-9-]{2,}", word):
        return word
    name = re.match(r"[A-Z0-9-]+", path.name)
    if name is None:
        raise InputError(f"{path}: which gene the table is of is not said; start the file name with its symbol")
    return name[0].rstrip("-")


def _version(cells: Sequence[Sequence[str]]) -> str:
    dates = [match[0] for row in cells[:4] for cell in row if (match := _DATE.search(cell))]
    return max(dates, default="")


def functionality(cells: Sequence[Sequence[str]], path: Path) -> Published | None:
    """The allele functionality table."""
    at = _header(cells, "allele", "clinical functional status")
    if at is None:
        return None
    head = cells[at]
    function = _column(head, "clinical functional status")
    activity, strength = _column(head, "activity value"), _column(head, "strength of evidence")
    rows = tuple({"allele": row[0], "function": _cell(row, function), "activity": _cell(row, activity),
                  "strength": _cell(row, strength)}
                 for row in cells[at + 1:] if row and row[0] and _cell(row, function))
    return Published(_gene_of(cells, head, path), "functions", rows, _version(cells))


def diplotypes(cells: Sequence[Sequence[str]], path: Path) -> Published | None:
    """The diplotype to phenotype table."""
    at = _header(cells, "diplotype", "phenotype")
    if at is None:
        return None
    head = cells[at]
    name, score = _column(head, "diplotype"), _column(head, "activity score")
    phenotype = next((i for i, cell in enumerate(head) if "phenotype" in cell.casefold()), None)
    gene = _gene_of(cells, head, path)
    rows = []
    for row in cells[at + 1:]:
        first, _, second = _cell(row, name).partition("/")
        if first:
            text = _cell(row, phenotype)
            rows.append({"first": first, "second": second, "score": _cell(row, score),
                         "phenotype": text.removeprefix(gene).strip()})
    return Published(gene, "diplotypes", tuple(rows), _version(cells))


def definitions(cells: Sequence[Sequence[str]], path: Path) -> Published | None:
    """The allele definition table: alleles down, positions across, HGVS names in the line of the chromosome."""
    places = next((row for row in cells if row and re.search(r"position at nc_", row[0], re.IGNORECASE)), None)
    names = next((row for row in cells if row and row[0].casefold() == "rsid"), None)
    start = next((at for at, row in enumerate(cells) if row and row[0].casefold().endswith("allele")), None)
    if places is None or start is None:
        return None
    rows = []
    for row in cells[start + 1:]:
        if not row or not row[0] or row[0].casefold().startswith("note"):
            break
        rows += [{"allele": row[0], "hgvs": places[at], "rsid": _cell(names or [], at), "value": value}
                 for at, value in enumerate(row[1:], 1) if value and at < len(places) and places[at]]
    return Published(_gene_of(cells, cells[start], path), "definitions", tuple(rows), _version(cells))


def frequencies(cells: Sequence[Sequence[str]], path: Path) -> Published | None:
    """The allele frequency table: alleles down, biogeographic groups across."""
    at = _header(cells, "allele", "european")
    if at is None:
        return None
    head = cells[at]
    rows = [{"allele": row[0], "group": head[i], "frequency": value} for row in cells[at + 1:] if row and row[0]
            for i, value in enumerate(row[1:], 1) if i < len(head) and re.fullmatch(r"[0-9.]+(e-?\d+)?", value)]
    return Published(_gene_of(cells, head, path), "frequencies", tuple(rows), _version(cells))


def from_text(path: Path) -> Published:
    """The table in a CSV or TSV file. Raises InputError when it is none of the four."""
    cells = grid(path)
    for reader in (functionality, diplotypes, definitions, frequencies):
        found = reader(cells, path)
        if found is not None and found.rows:
            return found
    raise InputError(f"{path}: no header of an allele functionality, definition, diplotype or frequency table")


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _api_rows(entries: Sequence[Mapping[str, Any]]) -> tuple[str, list[Mapping[str, str]]]:
    if "diplotype" in entries[0]:
        rows: list[Mapping[str, str]] = []
        for entry in entries:
            first, _, second = entry["diplotype"].partition("/")
            rows.append({"first": first, "second": second, "score": _text(entry.get("totalactivityscore")),
                         "phenotype": _text(entry.get("generesult"))})
        return "diplotypes", rows
    return "functions", [{"allele": entry["name"], "function": _text(entry.get("clinicalfunctionalstatus")),
                          "activity": _text(entry.get("activityvalue")), "strength": _text(entry.get("strength"))}
                         for entry in entries if entry.get("clinicalfunctionalstatus")]


def from_api(path: Path) -> list[Published]:
    """Answers of the allele and diplotype routes of the API, one table per gene. Raises InputError for other JSON."""
    try:
        entries = list(json.loads(path.read_text("utf-8")))
        genes = sorted({entry["genesymbol"] for entry in entries})
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path}: not an answer of the allele or diplotype route (a list with `genesymbol`)") from None
    if not genes:
        raise InputError(f"{path}: an empty answer")
    found = []
    for gene in genes:
        own = [entry for entry in entries if entry["genesymbol"] == gene]
        kind, rows = _api_rows(own)
        found.append(Published(gene, kind, tuple(rows), ""))
    return found
