"""What the knowledge base says about a gene, an allele or a drug, as plain data for printing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from pgx.domain.errors import UsageError
from pgx.domain.knowledge import Knowledge
from pgx.knowledge import building, tables
from pgx.knowledge.tables import Row
from pgx.rules.suggest import did_you_mean


def _filled(row: Row) -> Row:
    return {column: value for column, value in row.items() if value}


def genes(root: Path) -> list[str]:
    """Symbols of all genes."""
    return sorted(p.name for p in (root / "genes").iterdir() if p.is_dir())


def drugs(knowledge: Knowledge) -> list[str]:
    """Every drug, with its other names in brackets."""
    return [f"{d.name} ({', '.join(d.synonyms)})" if d.synonyms else d.name for d in knowledge.drugs.values()]


def gene(root: Path, symbol: str) -> dict[str, Any]:
    """Settings, counts, results and superseded facts of a gene. Raises UsageError for an unknown one."""
    folder = root / "genes" / symbol
    if not folder.is_dir():
        raise UsageError(f"`{symbol}` is no gene of the knowledge base ({', '.join(genes(root))})")
    read = building.read_folder(folder, history=True)
    kinds: dict[str, int] = {}
    for row in read.alleles:
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + 1
    return {"gene": symbol, "settings": dict(read.settings), "alleles": kinds, "positions": len(read.positions),
            "results": [_filled(row) for row in read.results], "history": [_filled(row) for row in read.history]}


def allele(root: Path, symbol: str, name: str) -> dict[str, Any]:
    """Row, definition and history of an allele. Raises UsageError for an unknown one."""
    gene(root, symbol)
    read = building.read_folder(root / "genes" / symbol, history=True)
    row = next((row for row in read.alleles if row["allele"] == name), None)
    if row is None:
        raise UsageError(f"`{name}` is no allele of {symbol}; `pgx kb show {symbol}` says what is known")
    places = {p["position"]: p for p in read.positions}
    definition = []
    for d in read.definitions:
        if d["allele"] == name:
            p = places[d["position"]]
            definition.append({"name": d["name"], "bases": d["bases"], "GRCh38": f"{p['chrom']}:{p['pos38']}",
                               "GRCh37": f"{p['chrom']}:{p['pos37']}", "ref": p["ref"]})
    past = [_filled(h) for h in read.history if h["table"] == "alleles" and h["key"] == name]
    return {"gene": symbol, **_filled(row), "definition": definition, "history": past}


def drug(root: Path, knowledge: Knowledge, name: str) -> dict[str, Any]:
    """Codes, names, classes and effects of a drug, by name or synonym. Raises UsageError for an unknown one."""
    wanted = name.casefold()
    found = next((d for d in knowledge.drugs.values()
                  if wanted == d.name.casefold() or wanted in {s.casefold() for s in d.synonyms}), None)
    if found is None:
        near = did_you_mean(name, [*genes(root), *knowledge.drugs]) or "see `pgx kb show`, `pgx kb show --drugs`"
        raise UsageError(f"`{name}` is neither a gene nor a drug of the knowledge base; {near}")
    effects = [_filled(row) for row in tables.read(root / "drugs/effects.tsv", tables.EFFECTS)
               if row["drug"] == found.name]
    return {**asdict(found), "effects": effects}
