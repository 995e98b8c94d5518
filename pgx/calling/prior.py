"""How common the candidates are: joint haplotype frequencies and Hardy-Weinberg proportions.

Probabilities rank candidates. They never hide one and are never 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Frequencies = Mapping[str, Mapping[str, float]]

POOLED = "*"
UNLISTED = 1e-5             # about half a count in the largest reference panel used
WITHOUT_TABLE = 1e-3        # against 1.0 for the reference allele, where a gene has no frequency table


@dataclass(frozen=True, slots=True)
class Prior:
    """Weights of haplotypes in one population. `table` maps a haplotype as printed ("a + b" for several variants)."""

    table: Mapping[str, float]
    reference: str

    def weight(self, haplotype: str) -> float:
        """Relative frequency, > 0."""
        if not self.table:
            return 1.0 if haplotype == self.reference else WITHOUT_TABLE
        return max(self.table.get(haplotype, 0.0), UNLISTED)

    def strand(self, alleles: Sequence[str]) -> float:
        """Weight of one chromosome copy that carries these alleles."""
        return self.weight(" + ".join(alleles))

    def diplotype(self, strands: Sequence[tuple[str, ...]]) -> float:
        """Hardy-Weinberg proportion: p for one copy, p squared or 2pq for two."""
        weight = 1.0
        for strand in strands:
            weight *= self.strand(strand)
        return weight * 2 if len(strands) == 2 and strands[0] != strands[1] else weight


def prior(frequencies: Frequencies, ancestry: str | None, reference: str) -> Prior:
    """Frequencies of the population given, else pooled, else only "the reference allele is common"."""
    table = frequencies.get(ancestry or POOLED) or frequencies.get(POOLED) or {}
    return Prior(table, reference)


def normalised(weights: Sequence[float]) -> list[float]:
    """Weights scaled to sum to 1."""
    total = sum(weights)
    return [w / total for w in weights] if total else []
