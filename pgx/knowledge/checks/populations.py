"""Frequencies are shares of named alleles."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pgx.knowledge.checks.content import Content, line_of
from pgx.knowledge.checks.problem import Problem

TOLERANCE = 1.05                       # published group tables are rounded and pooled over studies
_UNNAMED = "other"


def _is_share(text: str) -> bool:
    try:
        return 0.0 <= float(text) <= 1.0
    except ValueError:
        return False


def shares(content: Content) -> Iterator[Problem]:
    """Each frequency is between 0 and 1; a group of a table that is used does not add up to more than 1."""
    for name, kind, group in (("populations/haplotypes.tsv", "haplotypes", "population"),
                              ("populations/alleles.tsv", "alleles", "group")):
        sums: dict[tuple[str, str], float] = {}
        for at, row in enumerate(content.rows(name)):
            if not _is_share(row["frequency"]):
                yield Problem(name, line_of(at), "KB501", f"frequency `{row['frequency']}` is not between 0 and 1")
                continue
            folder = content.genes.get(row["gene"])
            if folder is not None and folder.settings.get("frequencies") == kind:
                key = (row["gene"], row[group])
                sums[key] = sums.get(key, 0.0) + float(row["frequency"])
        yield from (Problem(name, 0, "KB502", f"{gene} {group} adds up to {value:.3f}")
                    for (gene, group), value in sums.items() if value > TOLERANCE)


def names(content: Content) -> Iterator[Problem]:
    """Haplotypes of a used table are alleles, or several joined by ` + `."""
    for name, kind, column in (("populations/haplotypes.tsv", "haplotypes", "haplotype"),
                               ("populations/alleles.tsv", "alleles", "allele")):
        for at, row in enumerate(content.rows(name)):
            folder = content.genes.get(row["gene"])
            if folder is None or folder.settings.get("frequencies") != kind or row[column] == _UNNAMED:
                continue
            known = {allele["allele"] for allele in folder.alleles}
            if row[column] not in known and not set(row[column].split(" + ")) <= known:
                yield Problem(name, line_of(at), "KB503", f"`{row[column]}` is no allele of {row['gene']}")


ALL: tuple[Callable[[Content], Iterator[Problem]], ...] = (shares, names)
