"""Allele definitions in the translation JSON format of the PharmCAT project: one file per gene, or a folder of them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pgx.domain.errors import InputError
from pgx.knowledge import tables
from pgx.knowledge.importers import coordinates
from pgx.knowledge.importers.dump import Dump, Finding, SourceFile
from pgx.knowledge.tables import LIST, Row

NAME = "allele translation JSON"
SUFFIX = "_translation.json"
SOURCE = "ClinPGx"
_LICENCE = "CC0 1.0 (CPIC); CC BY-SA 4.0 (ClinPGx)"
_IUPAC = {"R": "AG", "Y": "CT", "S": "CG", "W": "AT", "K": "GT", "M": "AC", "B": "CGT", "D": "AGT", "H": "ACT",
          "V": "ACG", "N": "ACGT"}


def _files(source: Path) -> list[Path]:
    return sorted(source.glob(f"*{SUFFIX}")) if source.is_dir() else [source]


def recognises(source: Path) -> bool:
    """Whether `source` is such a file, or a folder with at least one."""
    return bool(_files(source)) if source.is_dir() else source.name.endswith(SUFFIX)


def version_of(document: Mapping[str, Any]) -> str:
    """The date in the data version, else the version as written, else the day of the last change."""
    version = str(document.get("version") or document.get("dataVersion") or document.get("cpicVersion") or "")
    day = re.match(r"\d{4}-\d\d-\d\d", version) or re.match(r"\d{4}-\d\d-\d\d", str(document.get("modificationDate")))
    return day[0] if day else version or str(document.get("modificationDate", ""))


def bases_of(value: str, known: Sequence[str]) -> str | None:
    """A value as bases joined by `|`, reference first: one base, `A or B`, or an ambiguity code. None if it is none."""
    wanted = value.split(" or ")
    if len(wanted) == 1 and value not in known and value in _IUPAC:
        wanted = [base for base in known if base in _IUPAC[value]]
    found = [base for base in known if base in wanted]
    return LIST.join(found) if found and len(found) == len(wanted) else None


class _Gene:
    """One file of the format, against what is known of the gene."""

    def __init__(self, document: Mapping[str, Any], existing: Path, where: str) -> None:
        try:
            self.symbol: str = document["gene"]
            self.variants: list[Mapping[str, Any]] = document["variants"]
            self.named: list[Mapping[str, Any]] = document["namedAlleles"]
            self.chrom: str = document["chromosome"]
        except (KeyError, TypeError) as error:
            raise InputError(f"{where}: not an allele translation file: no {error}") from None
        self.refseq = document.get("refSeqChromosomeId") or ""
        self.version = version_of(document)
        self.base = f"genes/{self.symbol}"
        self.known_positions = tables.read(existing / self.base / "positions.tsv", tables.POSITIONS)
        self.known_alleles = {r["allele"] for r in tables.read(existing / self.base / "alleles.tsv", tables.ALLELES)}
        self.findings: list[Finding] = []
        self.reference = next((a["name"] for a in self.named if a.get("reference")), "")

    def _key(self, variant: Mapping[str, Any]) -> str:
        return str(variant["position"])

    def positions(self) -> list[Row]:
        known = {row["position"] for row in self.known_positions}
        rows = []
        for variant in self.variants:
            row = {"position": self._key(variant), "rsid": variant.get("rsid") or "",
                   "hgvs": variant["chromosomeHgvsName"], "chrom": self.chrom, "pos38": str(variant["position"]),
                   "ref": variant["ref"], "alts": LIST.join(variant["alts"]), "source": SOURCE,
                   "version": self.version}
            if row["position"] not in known:
                row |= self._new(int(row["pos38"]), row["position"])
            rows.append(row)
        return rows

    def _new(self, pos38: int, key: str) -> Row:
        """What a position needs that the format does not give. Without a GRCh37 place it is listed, not read."""
        pos37 = coordinates.interpolated(pos38, self.known_positions)
        if not pos37:
            self.findings.append(Finding(f"{self.base}/positions.tsv", key, "pos37", "", "",
                                         "no GRCh37 coordinate: listed, not read, until somebody adds it"))
        return {"pos37": pos37, "source37": coordinates.INTERPOLATED if pos37 else "", "ref37": "",
                "role": "definition" if pos37 else "listed"}

    def _values(self, allele: Mapping[str, Any]) -> dict[int, str]:
        """Index of variant -> bases that the allele's row names and that say something beside the reference row."""
        values = {}
        for at, value in enumerate(allele["alleles"]):
            if value is None:
                continue
            variant = self.variants[at]
            bases = bases_of(value, [variant["ref"], *variant["alts"]])
            if bases is None:
                self.findings.append(Finding(f"{self.base}/definitions.tsv", f"{allele['name']} / {self._key(variant)}",
                                             "bases", "", value, "no base of this position: left out"))
                continue
            values[at] = bases
        full = len(values) == len(self.variants)
        return {at: bases for at, bases in values.items() if not full or bases != self.variants[at]["ref"]}

    def definitions(self) -> list[Row]:
        rows = []
        for allele in self.named:
            for at, bases in self._values(allele).items():
                variant = self.variants[at]
                rows.append({"allele": allele["name"], "position": self._key(variant),
                             "name": variant.get("rsid") or variant["chromosomeHgvsName"].split(";")[0],
                             "bases": bases, "source": SOURCE, "version": self.version})
        return rows

    def alleles(self) -> list[Row]:
        rows = []
        for allele in self.named:
            if allele.get("structuralVariant"):
                continue
            row = {"allele": allele["name"], "reference": "yes" if allele.get("reference") else "",
                   "match_score": str(sum(1 for value in allele["alleles"] if value is not None))}
            identifier = str(allele.get("id") or "")
            if identifier.startswith("PA"):
                row["clinpgx"] = identifier
            if allele["name"] not in self.known_alleles:
                row |= {"kind": "haplotype", "source": SOURCE, "version": self.version}
            rows.append(row)
        return rows

    def settings(self) -> dict[str, Any]:
        facts = {"symbol": self.symbol, "chromosome": self.chrom, "reference": self.reference}
        return facts if self.known_alleles else facts | {"refseq": self.refseq, "undocumented": "no-call",
                                                         "version": self.version}


def read(source: Path, existing: Path) -> Dump:
    """Positions, definitions and allele names of every gene in `source`. Raises InputError for a damaged file."""
    fresh: dict[str, list[Row]] = {}
    settings: dict[str, dict[str, Any]] = {}
    files: list[SourceFile] = []
    findings: list[Finding] = []
    for path in _files(source):
        data = path.read_bytes()
        try:
            document = json.loads(data)
        except ValueError as error:
            raise InputError(f"{path}: not JSON: {error}") from None
        gene = _Gene(document, existing, str(path))
        fresh[f"{gene.base}/positions.tsv"] = gene.positions()
        fresh[f"{gene.base}/definitions.tsv"] = gene.definitions()
        fresh[f"{gene.base}/alleles.tsv"] = gene.alleles()
        settings[gene.symbol] = gene.settings()
        findings += gene.findings
        files.append(SourceFile(path.name, hashlib.sha256(data).hexdigest(), f"allele definitions of {gene.symbol}",
                                gene.version, _LICENCE))
    complete = frozenset(name for name in fresh if name.endswith("definitions.tsv"))
    return Dump(NAME, fresh, complete, settings, tuple(files), tuple(findings))
