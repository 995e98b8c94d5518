"""Haplotype frequencies, read on first use: `frequencies[gene][population][haplotype]`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pgx.knowledge import tables

POOLED = "*"
Populations = Mapping[str, Mapping[str, float]]
_UNNAMED = "other"                     # chromosomes that fit no named allele


class LazyFrequencies(Mapping[str, Populations]):
    """Frequencies by gene. The files are read when the first gene is asked for.

    `kinds` says per gene which table holds: `haplotypes` (joint, counted on phased genomes), `alleles` (published per
    biogeographic group, mapped by groups.tsv; `*` is their mean) or `none`.
    """

    def __init__(self, folder: Path, kinds: Mapping[str, str]) -> None:
        self._folder = folder
        self._kinds = {gene: kind for gene, kind in kinds.items() if kind != "none"}
        self._read: dict[str, Populations] | None = None

    def _all(self) -> dict[str, Populations]:
        if self._read is None:
            self._read = {gene: table for gene, table in self._load().items() if table}
        return self._read

    def _load(self) -> dict[str, Populations]:
        haplotypes = _haplotypes(self._folder)
        alleles = _alleles(self._folder)
        return {gene: (haplotypes if kind == "haplotypes" else alleles).get(gene, {})
                for gene, kind in self._kinds.items()}

    def __getitem__(self, gene: str) -> Populations:
        return self._all()[gene]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _haplotypes(folder: Path) -> dict[str, dict[str, dict[str, float]]]:
    found: dict[str, dict[str, dict[str, float]]] = {}
    for row in tables.read(folder / "haplotypes.tsv", tables.HAPLOTYPES):
        if row["haplotype"] != _UNNAMED:
            populations = found.setdefault(row["gene"], {})
            populations.setdefault(row["population"], {})[row["haplotype"]] = float(row["frequency"])
    return found


def _alleles(folder: Path) -> dict[str, dict[str, dict[str, float]]]:
    population_of = {row["group"]: row["population"] for row in tables.read(folder / "groups.tsv", tables.GROUPS)}
    found: dict[str, dict[str, dict[str, float]]] = {}
    for row in tables.read(folder / "alleles.tsv", tables.ALLELE_FREQUENCIES):
        population = population_of.get(row["group"], "")
        if population:
            found.setdefault(row["gene"], {}).setdefault(population, {})[row["allele"]] = float(row["frequency"])
    for populations in found.values():
        populations[POOLED] = _mean(populations)
    return found


def _mean(populations: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Mean over the populations, each weighing the same; an allele that one does not list counts 0 there."""
    names = dict.fromkeys(name for table in populations.values() for name in table)
    return {name: sum(t.get(name, 0.0) for t in populations.values()) / len(populations) for name in names}
