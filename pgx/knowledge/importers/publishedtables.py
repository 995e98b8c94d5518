"""Published gene tables -> rows of the knowledge base. Diplotype tables are folded into rules, never stored."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from pgx.domain.errors import InputError, KnowledgeError
from pgx.knowledge import building, resultrules, tables
from pgx.knowledge.importers import published
from pgx.knowledge.importers.dump import Dump, Finding, SourceFile
from pgx.knowledge.importers.packresults import intervals
from pgx.knowledge.importers.published import Published
from pgx.knowledge.importers.translation import bases_of
from pgx.knowledge.tables import Row

NAME = "published gene tables"
SOURCE = "CPIC"
_SUFFIXES = {".csv", ".tsv", ".json"}
_SUBSTITUTION = re.compile(r"g\.(\d+)([ACGT])>([ACGT])")


def _files(source: Path) -> list[Path]:
    return sorted(p for p in source.iterdir() if p.suffix in _SUFFIXES) if source.is_dir() else [source]


def recognises(source: Path) -> bool:
    """Whether `source` is a CSV, TSV or JSON file, or a folder of nothing but such files."""
    if source.is_dir():
        return bool(_files(source)) and not any(p.is_dir() for p in source.iterdir())
    return source.is_file() and source.suffix in _SUFFIXES


def functions(table: Published, version: str) -> list[Row]:
    """Rows of alleles.tsv: only function, value and strength. A new name is known by name until it is defined."""
    return [{"allele": row["allele"], "function": row["function"], "activity": row["activity"],
             "strength": row["strength"], "source": SOURCE, "version": version} for row in table.rows]


def frequencies(table: Published, version: str) -> list[Row]:
    """Rows of populations/alleles.tsv."""
    return [{"gene": table.gene, "allele": row["allele"], "group": row["group"], "frequency": row["frequency"],
             "source": SOURCE, "version": version} for row in table.rows]


def definitions(table: Published, version: str, existing: Path) -> tuple[list[Row], list[Finding]]:
    """Rows of definitions.tsv for positions that are known, and what could not be placed.

    An insertion, deletion or repeat is written in words there; only an allele translation file gives its VCF form.
    """
    base = f"genes/{table.gene}"
    known = {row["hgvs"]: row for row in tables.read(existing / base / "positions.tsv", tables.POSITIONS)}
    reference = next((r["allele"] for r in tables.read(existing / base / "alleles.tsv", tables.ALLELES)
                      if r["reference"]), "")
    rows, findings = [], []
    for cell in table.rows:
        if cell["allele"] == reference:
            continue
        place = known.get(cell["hgvs"])
        bases = place and bases_of(cell["value"], [place["ref"], *place["alts"].split(tables.LIST)])
        if place is None or not bases:
            reason = "position is not known" if place is None else "value has no VCF form here"
            findings.append(Finding(f"{base}/definitions.tsv", f"{cell['allele']} / {cell['hgvs']}", "bases", "",
                                    cell["value"], f"{reason}: not imported"))
            continue
        rows.append({"allele": cell["allele"], "position": place["position"],
                     "name": place["rsid"] or place["hgvs"].split(";")[0], "bases": bases, "source": SOURCE,
                     "version": version})
    return rows, findings


def _known_functions(existing: Path, gene: str, fresh: Mapping[str, Sequence[Row]]) -> dict[str, str]:
    name = f"genes/{gene}/alleles.tsv"
    rows = [*tables.read(existing / name, tables.ALLELES), *fresh.get(name, ())]
    return {row["allele"]: row.get("function", "") for row in rows}


def _by_pair(table: Published, known: Mapping[str, str], version: str) -> tuple[list[Row], list[Finding]]:
    """One rule per pair of functions; a pair with two results is a finding and no rule."""
    seen: dict[tuple[str, str], dict[str, str]] = {}
    for row in table.rows:
        pair = tuple(sorted((known.get(row["first"], ""), known.get(row["second"], "") if row["second"] else "")))
        if row["second"] and not all(pair):
            continue
        seen.setdefault((pair[0], pair[1]), {})[row["phenotype"]] = f"{row['first']}/{row['second']}".rstrip("/")
    rows, findings = [], []
    for (first, second), results in sorted(seen.items()):
        if len(results) > 1:
            findings.append(Finding(f"genes/{table.gene}/results.tsv", f"{first} + {second}", "phenotype", "",
                                    "; ".join(f"{d}: {p}" for p, d in sorted(results.items())), "two results"))
            continue
        single = not first
        rows.append({"rule": "single" if single else "pair", "function_1": second if single else first,
                     "function_2": "" if single else second, "scores": "", "phenotype": next(iter(results)),
                     "source": SOURCE, "version": version})
    return rows, findings


def _by_score(table: Published, existing: Path, version: str) -> tuple[list[Row], list[Finding]]:
    """Intervals, unless the ones we have give the same results: then nothing."""
    name = f"genes/{table.gene}/results.tsv"
    bins = [resultrules.interval_of(row["scores"], row["phenotype"])
            for row in tables.read(existing / name, tables.RESULTS) if row["rule"] == "score"]
    listed: dict[Decimal, str] = {}
    findings = []
    for row in table.rows:
        score = resultrules.score_of(row["score"])
        if score is None:
            continue
        if listed.setdefault(score.value, row["phenotype"]) != row["phenotype"]:
            findings.append(Finding(name, row["score"], "phenotype", "", row["phenotype"], "two results"))
    ours = {value: next((b.phenotype for b in bins if resultrules.contains(b, value)), "") for value in listed}
    if bins:
        findings += [Finding(name, str(value), "phenotype", ours[value], listed[value])
                     for value in listed if ours[value] != listed[value]]
        return [], findings
    return [{"rule": "score", "function_1": "", "function_2": "", "scores": scores, "phenotype": phenotype,
             "source": SOURCE, "version": version} for scores, phenotype in intervals(list(listed.items()))], findings


def _scored(existing: Path, table: Published) -> bool:
    """By score when the gene is known to be, else when the table gives scores."""
    try:
        return bool(building.read_folder(existing / "genes" / table.gene).settings["results"] == "activity-score")
    except KnowledgeError:
        return any(row["score"] for row in table.rows)


def results(table: Published, existing: Path, fresh: Mapping[str, Sequence[Row]], version: str
            ) -> tuple[list[Row], list[Finding]]:
    """Rules that reproduce a diplotype table."""
    if _scored(existing, table):
        return _by_score(table, existing, version)
    return _by_pair(table, _known_functions(existing, table.gene, fresh), version)


def _tables(path: Path) -> list[Published]:
    return published.from_api(path) if path.suffix == ".json" else [published.from_text(path)]


def read(source: Path, existing: Path) -> Dump:
    """Every table in `source`. The date of a table that does not give one is the day its file was written.

    Raises InputError when a file is none of the tables.
    """
    fresh: dict[str, list[Row]] = {}
    findings: list[Finding] = []
    files: list[SourceFile] = []
    later: list[tuple[Published, str]] = []
    for path in _files(source):
        day = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date().isoformat()
        for table in _tables(path):
            version = table.version or day
            if table.kind == "functions":
                fresh.setdefault(f"genes/{table.gene}/alleles.tsv", []).extend(functions(table, version))
            elif table.kind == "frequencies":
                fresh.setdefault("populations/alleles.tsv", []).extend(frequencies(table, version))
            elif table.kind == "definitions":
                rows, found = definitions(table, version, existing)
                fresh.setdefault(f"genes/{table.gene}/definitions.tsv", []).extend(rows)
                findings += found
            else:
                later.append((table, version))
        files.append(SourceFile(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), "published gene table", day,
                                "CC0 1.0"))
    for table, version in later:
        rows, found = results(table, existing, fresh, version)
        fresh.setdefault(f"genes/{table.gene}/results.tsv", []).extend(rows)
        findings += found
    _known_genes(fresh, existing)
    return Dump(NAME, fresh, files=tuple(files), findings=tuple(findings))


def _known_genes(fresh: Mapping[str, Sequence[Row]], existing: Path) -> None:
    """Refuse genes without a folder: these tables do not say enough to start one."""
    for name in fresh:
        if name.startswith("genes/") and not (existing / name).parent.is_dir():
            raise InputError(f"{name.split('/')[1]}: no such gene; import an allele translation file of it first")
