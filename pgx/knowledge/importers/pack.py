"""The source pack: a folder of neutral tables put together from public data."""

from __future__ import annotations

from pathlib import Path

from pgx.knowledge import building
from pgx.knowledge.importers import packgenes, packhistory, packresults, packshared, packtables
from pgx.knowledge.importers.dump import Dump
from pgx.knowledge.tables import Row

NAME = "source pack"
_SHARED_COMPLETE = ("populations/haplotypes.tsv", "populations/alleles.tsv")


def recognises(source: Path) -> bool:
    """Whether `source` is a folder with the main table of a pack."""
    return source.is_dir() and packtables.recognises(source)


def _known(existing: Path) -> tuple[set[str], dict[str, list[Row]]]:
    """Genes whose results go by score, and the curated interval rows of each gene, in the knowledge base as it is."""
    scored, curated = set(), {}
    for folder in sorted((existing / "genes").glob("*/gene.toml")):
        gene = building.read_folder(folder.parent)
        symbol = gene.settings["symbol"]
        if gene.settings["results"] == "activity-score":
            scored.add(symbol)
        curated[symbol] = [r for r in gene.results if r["rule"] == "score" and r["curated_by"]]
    return scored, curated


def read(source: Path, existing: Path) -> Dump:
    """Everything the pack states as facts. Raises InputError when a file is missing or damaged."""
    pack = packtables.Pack(source)
    inventory = pack.inventory()
    fresh, settings = packgenes.read(pack)
    scored, curated = _known(existing)
    if not scored:
        scored = {row["gene"] for row in pack.rows("phenotypes/activity_score_rules.tsv")
                  if row["source"].startswith(packresults.FIRST_CHOICE)}
    for gene in scored & set(settings):
        settings[gene]["results"] = "activity-score"
    results, history, findings = packresults.read(pack, scored, curated)
    for gene, rows in results.items():
        if gene in settings:
            fresh[f"genes/{gene}/results.tsv"] = rows
    for gene, rows in packhistory.read(pack).items():
        fresh[f"genes/{gene}/history.tsv"] = rows + history.get(gene, [])
    fresh |= packshared.read(pack, inventory)
    complete = frozenset(name for name in fresh if name.startswith("genes/") and not name.endswith("history.tsv"))
    return Dump(NAME, fresh, complete | frozenset(_SHARED_COMPLETE), settings, pack.files(inventory), tuple(findings))
