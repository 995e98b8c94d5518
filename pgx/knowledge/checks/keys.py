"""Unique keys, foreign keys, words from closed lists, and provenance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pgx.domain.genes import AlleleKind
from pgx.knowledge import tables
from pgx.knowledge.checks.content import Content, line_of
from pgx.knowledge.checks.problem import Problem
from pgx.knowledge.tables import LIST

WORDS: dict[tuple[str, str], frozenset[str]] = {
    ("alleles.tsv", "kind"): frozenset(kind.value for kind in AlleleKind),
    ("alleles.tsv", "status"): frozenset({"active", "ignored", "retired"}),
    ("alleles.tsv", "reference"): frozenset({"", "yes"}),
    ("positions.tsv", "role"): frozenset({"definition", "extra", "ignored", "listed"}),
    ("results.tsv", "rule"): frozenset({"pair", "single", "score"}),
    ("history.tsv", "table"): frozenset({"alleles", "positions", "definitions", "results"}),
    ("drugs/effects.tsv", "role"): frozenset({"inhibitor", "inducer"}),
    ("drugs/effects.tsv", "strength"): frozenset({"strong", "moderate", "weak"}),
    ("terms/facts.tsv", "kind"): frozenset({"number", "word", "yesno", "drugs"}),
    ("refs/references.tsv", "retracted"): frozenset({"", "yes"}),
}
_DATED = ("source", "version")


def unique(content: Content) -> Iterator[Problem]:
    """No key twice."""
    for name, rows in content.tables.items():
        table = tables.table_of(name)
        if table is None:
            continue
        seen: dict[str, int] = {}
        for at, row in enumerate(rows):
            key = tables.key_of(row, table)
            if key in seen:
                yield Problem(name, line_of(at), "KB201", f"`{key}` stands in line {seen[key]} already")
            seen.setdefault(key, line_of(at))


def words(content: Content) -> Iterator[Problem]:
    """Columns with a closed list hold a word of it."""
    for name, rows in content.tables.items():
        short = name.rsplit("/", 1)[-1] if name.startswith("genes/") else name
        for (file, column), allowed in WORDS.items():
            if file != short:
                continue
            for at, row in enumerate(rows):
                if row[column] not in allowed:
                    known = ", ".join(sorted(w for w in allowed if w))
                    yield Problem(name, line_of(at), "KB202", f"{column} `{row[column]}` is not one of {known}")


def provenance(content: Content) -> Iterator[Problem]:
    """Every fact says where it is from and as of when, or who curated it."""
    for name, rows in content.tables.items():
        table = tables.table_of(name)
        if table is None or "version" not in table.columns:
            continue
        for at, row in enumerate(rows):
            missing = [column for column in _DATED if not row[column]]
            if missing and not row["curated_by"]:
                yield Problem(name, line_of(at), "KB203", f"has no {' and no '.join(missing)}")


def _refers(content: Content, name: str, column: str, known: Iterable[str], what: str) -> Iterator[Problem]:
    names = set(known)
    for at, row in enumerate(content.rows(name)):
        for value in row[column].split(LIST) if row[column] else ():
            if value not in names:
                yield Problem(name, line_of(at), "KB204", f"{column} `{value}` is no {what}")


def _gene_references(content: Content, gene: str) -> Iterator[Problem]:
    base = f"genes/{gene}"
    folder = content.genes[gene]
    alleles = [row["allele"] for row in folder.alleles]
    for file, column in (("definitions", "allele"), ("alleles", "replaced_by"), ("alleles", "reported_as"),
                         ("alleles", "components")):
        yield from _refers(content, f"{base}/{file}.tsv", column, alleles, "allele of this gene")
    yield from _refers(content, f"{base}/definitions.tsv", "position", (r["position"] for r in folder.positions),
                       "position of this gene")


def references(content: Content) -> Iterator[Problem]:
    """Names that stand for rows elsewhere are found there."""
    for gene in content.genes:
        yield from _gene_references(content, gene)
    drugs = [row["drug"] for row in content.rows("drugs/drugs.tsv")]
    for name, column in (("drugs/effects.tsv", "drug"), ("drugs/synonyms.tsv", "drug"), ("drugs/classes.tsv", "drug"),
                         ("drugs/combinations.tsv", "product"), ("drugs/combinations.tsv", "ingredient"),
                         ("drugs/drugs.tsv", "same_as"), ("drugs/washouts.tsv", "drug")):
        yield from _refers(content, name, column, drugs, "drug of drugs.tsv")
    for name in ("populations/haplotypes.tsv", "populations/alleles.tsv"):
        yield from _refers(content, name, "gene", content.genes, "gene")
    groups = [row["group"] for row in content.rows("populations/groups.tsv")]
    yield from _refers(content, "populations/alleles.tsv", "group", groups, "group of groups.tsv")
    units = ["", *(row["unit"] for row in content.rows("terms/units.tsv"))]
    yield from _refers(content, "terms/facts.tsv", "unit", units, "unit of units.tsv")
    facts = ["kind", "table", *(row["name"] for row in content.rows("terms/facts.tsv"))]
    yield from _refers(content, "terms/populations.tsv", "fact", facts, "fact of facts.tsv")
    yield from _refers(content, "terms/lookups.tsv", "gene", ("*", *content.genes), "gene")


def accepted(content: Content) -> Iterator[Problem]:
    """An accepted difference names a row that exists and the value that stands there."""
    for at, row in enumerate(content.rows("accepted.tsv")):
        table = tables.table_of(row["table"])
        if table is None:
            continue
        found = [r for r in content.rows(row["table"]) if tables.key_of(r, table) == row["key"]]
        if not found or found[0].get(row["column"]) != row["ours"]:
            yield Problem("accepted.tsv", line_of(at), "KB205", f"`{row['key']}` of {row['table']} has not the value "
                                                              f"`{row['ours']}` in {row['column']}")


def synonyms(content: Content) -> Iterator[Problem]:
    """A synonym is no other drug's name."""
    names = {row["drug"].casefold() for row in content.rows("drugs/drugs.tsv")}
    for at, row in enumerate(content.rows("drugs/synonyms.tsv")):
        if row["synonym"].casefold() in names:
            yield Problem("drugs/synonyms.tsv", line_of(at), "KB206", f"`{row['synonym']}` is the name of a drug")
        if row["synonym"] != row["synonym"].lower():
            yield Problem("drugs/synonyms.tsv", line_of(at), "KB207", f"`{row['synonym']}` is not lower case")


ALL: tuple[Callable[[Content], Iterator[Problem]], ...] = (unique, words, provenance, references, accepted, synonyms)
