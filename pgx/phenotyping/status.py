"""Genes whose result is the presence of listed alleles ("*57:01 positive")."""

from __future__ import annotations

from collections.abc import Iterable

from pgx.domain.calls import Diplotype, Phenotype
from pgx.domain.genes import ResultRules


def status_of(rules: ResultRules, diplotype: Diplotype, *, half: bool = False) -> Phenotype:
    """Every listed allele as positive or negative, joined by "; ". Names are compared at the listed resolution.

    `half`: only one of the two alleles is known, so that what is not seen may still be there.
    """
    carried = tuple(diplotype.alleles)
    absent = rules.indeterminate.lower() if half else "negative"
    return Phenotype("; ".join(f"{allele} {'positive' if _carries(carried, allele) else absent}"
                               for allele in rules.positives) or rules.indeterminate)


def _carries(names: Iterable[str], listed: str) -> bool:
    return any(name == listed or name.startswith(f"{listed}:") for name in names)
