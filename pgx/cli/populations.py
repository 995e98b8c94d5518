"""People to count with: a cohort of one's own, as pgx wrote it.

A person is, per gene, what the columns asked about may be. Names and genotypes go no further than a count.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pgx import facts
from pgx.cli.patients import of_pair, resolver
from pgx.domain.errors import InputError
from pgx.domain.knowledge import Knowledge
from pgx.domain.patient import Context
from pgx.facts.gather import result_codes
from pgx.render import read_calls
from pgx.rules import Value, Vocabulary
from pgx.rules.patients import PatientMaker

LIST = "; "
COLUMNS = ("file", "sample", "gene", "untested", "diplotype", "certain", "possible_phenotypes")
Values = Mapping[str, Value]
Keys = Mapping[str, tuple[str, ...]]            # gene -> columns asked about
Person = Mapping[str, Sequence[Values]]         # gene -> what they may be


def values_of_pair(known: Knowledge, gene: str, pair: str, keys: tuple[str, ...]) -> list[Values]:
    """What the columns of a gene are for one allele pair; [] when the pair has no result here."""
    result = of_pair(known, gene, pair)
    if result is None:
        return []
    groups = facts.gather(keys, "", {gene: result}, Context(), known).groups
    return [candidate.values for group in groups if group.name == gene for candidate in group.candidates]


def cohort(path: Path, keys: Keys, known: Knowledge, words: Vocabulary) -> Iterator[Person]:
    """Everybody in what `pgx call --json` or `pgx screen` (calls.parquet, calls.csv) wrote.

    Raises InputError when it is none of these.
    """
    if path.suffix in {".parquet", ".csv"}:
        yield from of_screen(path, keys, known, words)
        return
    for document in read_calls.documents(path):
        results = read_calls.results(document, known.genes)
        person: dict[str, list[Values]] = {}
        for gene, own in keys.items():
            groups = facts.gather(own, "", {gene: results[gene]}, Context(), known).groups
            person[gene] = [c.values for group in groups if group.name == gene for c in group.candidates]
        yield person


def of_screen(path: Path, keys: Keys, known: Knowledge, words: Vocabulary) -> Iterator[Person]:
    """The same from a table of one row per sample and gene, each sample's rows together."""
    maker = PatientMaker("", [key for own in keys.values() for key in own], words, resolver(known))
    codes = {gene: result_codes(known, gene) for gene in keys}
    now: tuple[str, str] | None = None
    person: dict[str, list[Values]] = {}
    for row in rows_of(path):
        if now not in (None, (row["file"], row["sample"])):
            yield person
            person = {}
        now = row["file"], row["sample"]
        if row["gene"] in keys:
            person[row["gene"]] = of_row(row, keys[row["gene"]], codes[row["gene"]], known, maker)
    if now is not None:
        yield person


def rows_of(path: Path) -> Iterator[Mapping[str, str]]:
    """Rows of a Parquet or CSV file as text. Raises InputError when it lacks a column."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as lines:
                rows: list[Mapping[str, object]] = list(csv.DictReader(lines))
        else:
            rows = parquet.read_table(path, columns=list(COLUMNS)).to_pylist()
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException, KeyError) as error:
        why = f"is not calls.parquet or calls.csv of pgx screen ({type(error).__name__})"
        raise InputError(f"{path.name}: {why}") from error
    for row in rows:
        if not row.keys() >= set(COLUMNS):
            raise InputError(f"{path.name}: lacks {min(set(COLUMNS) - row.keys())}; give calls.csv of pgx screen")
        yield {name: "" if row[name] is None else str(row[name]) for name in COLUMNS}


def of_row(row: Mapping[str, str], keys: tuple[str, ...], codes: Mapping[str, str], known: Knowledge,
           maker: PatientMaker) -> list[Values]:
    """What a gene may be: its diplotypes, and every other result that nothing rules out."""
    gene = row["gene"]
    if row["untested"].casefold() == "true":
        return [maker.of_word(gene, "untested")]
    found = [values for pair in row["diplotype"].split(LIST) if "/" in pair
             for values in values_of_pair(known, gene, pair, keys)]
    if row["certain"].casefold() != "true" or not found:
        for label in filter(None, row["possible_phenotypes"].split(LIST)):
            found += maker.of_result(gene, codes[label]) if label in codes else [maker.of_word(gene, "indeterminate")]
    return found or [maker.of_word(gene, "indeterminate")]
