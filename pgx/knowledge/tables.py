"""The tables of the knowledge base: their columns and keys, and how a file of them is read and written.

Tab separated, UTF-8, LF, one header line, no quoting; a list inside a field is joined by `|`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pgx.domain.errors import KnowledgeError
from pgx.knowledge.order import natural

Row = dict[str, str]
LIST = "|"


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of one kind of file, in order. `key` columns are unique together; `sort` is the row order."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    sort: tuple[str, ...]
    first: tuple[str, str] | None = None       # (column, value): rows that come first, such as the reference allele

    @property
    def facts(self) -> tuple[str, ...]:
        """Columns that state something, neither key nor provenance."""
        return tuple(c for c in self.columns if c not in self.key and c not in PROVENANCE)


PROVENANCE = ("source", "version", "curated_by")

ALLELES = Table(
    "alleles",
    ("allele", "kind", "reference", "function", "activity", "match_score", "components", "reported_as", "status",
     "replaced_by", "strength", "clinpgx", "source", "version", "curated_by", "note"),
    ("allele",), ("allele",), ("reference", "yes"))
POSITIONS = Table(
    "positions",
    ("position", "rsid", "hgvs", "chrom", "pos38", "ref", "alts", "pos37", "ref37", "role", "source37", "source",
     "version", "curated_by", "note"),
    ("position",), ("pos38", "position"))
DEFINITIONS = Table(
    "definitions", ("allele", "position", "name", "bases", "source", "version", "curated_by"),
    ("allele", "position"), ("allele", "position"))
RESULTS = Table(
    "results",
    ("rule", "function_1", "function_2", "scores", "phenotype", "source", "version", "curated_by", "note"),
    ("rule", "function_1", "function_2", "scores"), ("rule", "scores", "function_1", "function_2"))
HISTORY = Table(
    "history",
    ("table", "key", "column", "value", "authority", "from", "until", "source", "version", "curated_by", "note"),
    ("table", "key", "column", "authority", "from", "until"), ("table", "authority", "until", "key", "column"))
DRUGS = Table(
    "drugs",
    ("drug", "rxnorm", "atc", "clinpgx", "drugbank", "same_as", "source", "version", "curated_by", "verification",
     "note"),
    ("drug",), ("drug",))
SYNONYMS = Table("synonyms", ("synonym", "drug", "source", "curated_by"), ("synonym",), ("drug", "synonym"))
CLASSES = Table("classes", ("class", "drug", "source", "curated_by"), ("class", "drug"), ("class", "drug"))
COMBINATIONS = Table(
    "combinations", ("product", "ingredient", "source", "curated_by"), ("product", "ingredient"),
    ("product", "ingredient"))
EFFECTS = Table(
    "effects", ("drug", "enzyme", "role", "strength", "source", "version", "curated_by", "verification", "note"),
    ("drug", "enzyme", "role"), ("enzyme", "role", "drug"))
WASHOUTS = Table("washouts", ("drug", "days", "source", "version", "curated_by", "verification", "note"), ("drug",),
                 ("drug",))
RESULT_TERMS = Table("results", ("gene", "code", "label", "rank"), ("gene", "code"), ("gene", "rank"))
FACT_TERMS = Table("facts", ("name", "kind", "unit", "values", "label"), ("name",), ())
UNIT_TERMS = Table("units", ("unit", "dimension", "factor"), ("unit",), ())
STRENGTH_TERMS = Table("strengths", ("source", "strength", "rank"), ("source", "strength"), ("source", "rank"))
POPULATION_TERMS = Table("source populations", ("source", "population", "fact", "value", "when"),
                         ("source", "population", "fact"), ())
LOOKUP_TERMS = Table("look-up keys", ("gene", "key", "item", "value"), ("gene", "key", "item"), ())
MESSAGE_TERMS = Table("messages", ("code", "text"), ("code",), ("code",))
REFERENCES = Table("references", ("id", "title", "year", "retracted", "replaced_by"), ("id",), ("id",))
HAPLOTYPES = Table(
    "haplotypes", ("gene", "haplotype", "population", "count", "total", "frequency", "source", "version", "curated_by"),
    ("gene", "haplotype", "population"), ("gene", "haplotype", "population"))
ALLELE_FREQUENCIES = Table(
    "alleles", ("gene", "allele", "group", "frequency", "source", "version", "curated_by"),
    ("gene", "allele", "group"), ("gene", "allele", "group"))
GROUPS = Table("groups", ("group", "population", "note"), ("group",), ("population", "group"))
ACCEPTED = Table(
    "accepted", ("table", "key", "column", "ours", "theirs", "reason", "curated_by", "date"),
    ("table", "key", "column"), ("table", "key", "column"))

GENE_TABLES: Mapping[str, Table] = {f"{t.name}.tsv": t for t in (ALLELES, POSITIONS, DEFINITIONS, RESULTS, HISTORY)}
SHARED_TABLES: Mapping[str, Table] = {
    "drugs/drugs.tsv": DRUGS,
    "drugs/effects.tsv": EFFECTS,
    "drugs/washouts.tsv": WASHOUTS,
    "drugs/synonyms.tsv": SYNONYMS,
    "drugs/classes.tsv": CLASSES,
    "drugs/combinations.tsv": COMBINATIONS,
    "terms/results.tsv": RESULT_TERMS,
    "terms/facts.tsv": FACT_TERMS,
    "terms/units.tsv": UNIT_TERMS,
    "terms/strengths.tsv": STRENGTH_TERMS,
    "terms/populations.tsv": POPULATION_TERMS,
    "terms/lookups.tsv": LOOKUP_TERMS,
    "terms/messages.tsv": MESSAGE_TERMS,
    "refs/references.tsv": REFERENCES,
    "populations/haplotypes.tsv": HAPLOTYPES,
    "populations/alleles.tsv": ALLELE_FREQUENCIES,
    "populations/groups.tsv": GROUPS,
    "accepted.tsv": ACCEPTED,
}


def table_of(relative: str) -> Table | None:
    """The table kind of a file of the knowledge base, by its path below the root; None for other files."""
    if relative.startswith("genes/"):
        return GENE_TABLES.get(relative.rsplit("/", 1)[-1])
    return SHARED_TABLES.get(relative)


def key_of(row: Mapping[str, str], table: Table) -> str:
    """The key of a row, printed: column values joined by ` / `."""
    return " / ".join(row[column] for column in table.key)


def parse(text: str, columns: Sequence[str], where: str) -> list[Row]:
    """Rows of a table. Raises KnowledgeError when the header or the number of fields is not as expected."""
    lines = text.split("\n")
    if lines[0] != "\t".join(columns):
        raise KnowledgeError(f"{where}:1: header is not `{' '.join(columns)}`")
    if lines[-1] == "":
        lines.pop()
    rows = []
    width = len(columns)
    for number, line in enumerate(lines[1:], 2):
        fields = line.split("\t")
        if len(fields) != width:
            raise KnowledgeError(f"{where}:{number}: {len(fields)} fields where the header has {width}")
        rows.append(dict(zip(columns, fields, strict=True)))
    return rows


def read(path: Path, table: Table) -> list[Row]:
    """Rows of a file, [] when there is none. Raises KnowledgeError when it is not UTF-8 or not this table."""
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path}: not UTF-8 at byte {error.start}") from error
    return parse(text, table.columns, str(path))


def ordered(rows: Iterable[Row], table: Table) -> list[Row]:
    """Rows in the stable order of the table: `first` rows, then natural order of the `sort` columns."""
    if not table.sort:
        return list(rows)

    def rank(row: Row) -> tuple[object, ...]:
        leads = table.first is not None and row[table.first[0]] == table.first[1]
        return (not leads, *(natural(row[column]) for column in table.sort))

    return sorted(rows, key=rank)


def text_of(rows: Iterable[Row], table: Table) -> str:
    """The file of these rows. Raises KnowledgeError when a value holds a tab or a line break."""
    lines = ["\t".join(table.columns)]
    for row in ordered(rows, table):
        fields = [row.get(column, "") for column in table.columns]
        if any("\t" in field or "\n" in field or "\r" in field for field in fields):
            raise KnowledgeError(f"{table.name}: {key_of(row, table)}: a value holds a tab or a line break")
        lines.append("\t".join(fields))
    return "\n".join(lines) + "\n"
