"""The folder -> one `Knowledge`. Plain parsing, no validation beyond what building needs: `pgx kb check` checks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from pgx.domain.errors import KnowledgeError
from pgx.domain.genes import Gene
from pgx.domain.knowledge import Drug, FactType, Interaction, Knowledge, Past, Reference, SourcePopulation, Term
from pgx.knowledge import building, paths, tables
from pgx.knowledge.frequencies import LazyFrequencies
from pgx.knowledge.order import natural
from pgx.knowledge.tables import LIST


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(LIST)) if text else ()


def content_hash(root: Path) -> str:
    """SHA-256 over the names and bytes of all tables, settings and VERSION, in path order. Prose is left out."""
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in {".tsv", ".toml"} or p.name == "VERSION"):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _grouped(rows: Iterable[tables.Row], key: str, value: str) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row[value])
    return {name: tuple(values) for name, values in groups.items()}


def _drugs(root: Path) -> dict[str, Drug]:
    """Drugs by name. A row that is the same ingredient as another becomes a synonym of that one."""
    rows = tables.read(root / "drugs/drugs.tsv", tables.DRUGS)
    same = [{"drug": row["same_as"], "synonym": row["drug"]} for row in rows if row["same_as"]]
    synonyms = _grouped([*tables.read(root / "drugs/synonyms.tsv", tables.SYNONYMS), *same], "drug", "synonym")
    classes = _grouped(tables.read(root / "drugs/classes.tsv", tables.CLASSES), "drug", "class")
    parts = _grouped(tables.read(root / "drugs/combinations.tsv", tables.COMBINATIONS), "product", "ingredient")
    return {name: Drug(name, row["rxnorm"], _split(row["atc"]), row["clinpgx"], synonyms.get(name, ()),
                       classes.get(name, ()), parts.get(name, ()))
            for row in rows if not row["same_as"] and (name := row["drug"])}


def _interactions(root: Path) -> tuple[Interaction, ...]:
    return tuple(Interaction(row["drug"], row["enzyme"], row["role"], row["strength"], row["source"])
                 for row in tables.read(root / "drugs/effects.tsv", tables.EFFECTS))


def _washouts(root: Path) -> dict[str, Decimal]:
    """Days after the last dose. Raises KnowledgeError for what is no number."""
    found = {}
    for row in tables.read(root / "drugs/washouts.tsv", tables.WASHOUTS):
        if not row["days"].isdecimal():
            raise KnowledgeError(f"{root}/drugs/washouts.tsv: {row['drug']}: `{row['days']}` is no number of days")
        found[row["drug"]] = Decimal(row["days"])
    return found


def _terms(root: Path) -> tuple[Term, ...]:
    return tuple(Term(row["gene"], row["code"], row["label"], int(row["rank"]))
                 for row in tables.read(root / "terms/results.tsv", tables.RESULT_TERMS))


def _facts(root: Path) -> dict[str, FactType]:
    return {row["name"]: FactType(row["name"], row["kind"], row["unit"], tuple(row["values"].split()), row["label"])
            for row in tables.read(root / "terms/facts.tsv", tables.FACT_TERMS)}


def _strengths(root: Path) -> dict[str, tuple[str, ...]]:
    """Source -> its grades of advice, most certain first."""
    scales: dict[str, tuple[str, ...]] = {}
    for row in tables.read(root / "terms/strengths.tsv", tables.STRENGTH_TERMS):
        scales[row["source"]] = (*scales.get(row["source"], ()), row["strength"])
    return scales


def _populations(root: Path) -> dict[tuple[str, str], SourcePopulation]:
    """(source or `*`, population as printed) -> what it says about the patient."""
    found: dict[tuple[str, str], SourcePopulation] = {}
    for row in tables.read(root / "terms/populations.tsv", tables.POPULATION_TERMS):
        key = row["source"], row["population"]
        before = found.get(key, SourcePopulation())
        facts = {row["fact"]: row["value"]} if row["fact"] not in {"", "kind"} else {}
        when = (row["when"],) if row["when"] else ()
        kind = row["value"] if row["fact"] == "kind" else before.kind
        found[key] = SourcePopulation({**before.facts, **facts}, (*before.when, *when), kind)
    return found


def _lookups(root: Path) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """(gene or `*`, look-up key as printed) -> (item of the gene, value) pairs."""
    found: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for row in tables.read(root / "terms/lookups.tsv", tables.LOOKUP_TERMS):
        key = row["gene"], row["key"]
        found[key] = (*found.get(key, ()), (row["item"], row["value"]))
    return found


def _references(root: Path) -> dict[str, Reference]:
    return {row["id"]: Reference(row["id"], row["title"], row["year"], row["retracted"] == "yes",
                                 row["replaced_by"])
            for row in tables.read(root / "refs/references.tsv", tables.REFERENCES)}


def _genes(root: Path, messages: Mapping[str, str]) -> tuple[dict[str, Gene], dict[str, str]]:
    """Genes by symbol, and which frequency table each uses."""
    genes: dict[str, Gene] = {}
    kinds: dict[str, str] = {}
    for folder in sorted((root / "genes").iterdir(), key=lambda p: natural(p.name)):
        if folder.is_dir():
            read = building.read_folder(folder)
            gene = building.build(read, messages)
            genes[gene.symbol] = gene
            kinds[gene.symbol] = read.settings.get("frequencies", "none")
    return genes, kinds


def _past(root: Path) -> tuple[Past, ...]:
    """Facts of all genes that no longer hold."""
    return tuple(Past(file.parent.name, row["key"], row["column"], row["value"], row["authority"], row["until"])
                 for file in sorted((root / "genes").glob("*/history.tsv"))
                 for row in tables.read(file, tables.HISTORY) if row["until"])


def version_of(root: Path) -> str:
    """First word of VERSION. Raises KnowledgeError when there is none."""
    try:
        return (root / "VERSION").read_text("utf-8").split()[0]
    except (FileNotFoundError, IndexError):
        raise KnowledgeError(f"{root}: no VERSION; this is not a knowledge base") from None


_CACHE: dict[tuple[Path, str], Knowledge] = {}


def load(path: Path | None = None) -> Knowledge:
    """The knowledge base at `path`, or the one `paths.knowledgebase` finds. Cached by folder and content.

    Raises KnowledgeError when it cannot be read or does not hold together enough to be built.
    """
    root = paths.knowledgebase(path)
    digest = content_hash(root)
    key = (root.resolve(), digest)
    if key not in _CACHE:
        _CACHE[key] = _read(root, digest)
    return _CACHE[key]


def _read(root: Path, digest: str) -> Knowledge:
    version = version_of(root)
    messages = {row["code"]: row["text"] for row in tables.read(root / "terms/messages.tsv", tables.MESSAGE_TERMS)}
    genes, kinds = _genes(root, messages)
    units = {row["unit"]: (row["dimension"], row["factor"])
             for row in tables.read(root / "terms/units.tsv", tables.UNIT_TERMS)}
    return Knowledge(
        version=version, sha256=digest, genes=genes, drugs=_drugs(root), interactions=_interactions(root),
        washouts=_washouts(root),
        terms=_terms(root), facts=_facts(root), references=_references(root),
        frequencies=LazyFrequencies(root / "populations", kinds), messages=messages, units=units,
        strengths=_strengths(root), populations=_populations(root), lookups=_lookups(root), past=_past(root))
