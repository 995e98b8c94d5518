"""The reference population: what people of the pooled allele frequencies carry, one gene at a time.

Two haplotypes are drawn at random (Hardy-Weinberg), genes independently; one where a person has one copy. Facts of the
patient, other drugs and phenoconversion are left aside. Frequencies: `populations/` of the knowledge base.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement

from pgx import phenotyping
from pgx.domain.calls import CallStatus, Diplotype, GeneCall, GeneResult
from pgx.domain.genes import Gene, Inheritance
from pgx.domain.knowledge import Knowledge
from pgx.domain.patient import Context
from pgx.facts import gather
from pgx.rules import INDETERMINATE, Value

POOLED = "*"         # all populations together
COMMON = 12          # diplotypes offered and shown
World = tuple[Mapping[str, Value], float]        # column -> value, and its share


@dataclass
class Population:
    """The pooled reference population, each gene computed when first asked about."""

    knowledge: Knowledge

    @cached_property
    def _results(self) -> dict[str, GeneResult | None]:
        return {}

    def result(self, symbol: str) -> GeneResult | None:
        """Every diplotype of a gene with its share; None for a gene without frequencies."""
        if symbol not in self._results:
            self._results[symbol] = self._computed(symbol)
        return self._results[symbol]

    def _computed(self, symbol: str) -> GeneResult | None:
        gene = self.knowledge.genes.get(symbol)
        frequencies = self.knowledge.frequencies.get(symbol, {}).get(POOLED)
        if gene is None or not frequencies:
            return None
        possible = tuple(sorted(diplotypes(gene, frequencies), key=lambda d: -d.probability))
        return phenotyping.assign(gene, GeneCall(symbol, CallStatus.CALLED, possible[:1], possible=possible), None)

    def common(self, symbol: str) -> list[Diplotype]:
        """The commonest diplotypes of a gene; [] without frequencies."""
        result = self.result(symbol)
        return list(result.call.possible[:COMMON]) if result else []

    def frequency(self, symbol: str, allele: str) -> float | None:
        """How common an allele is among haplotypes, 0 to 1; None when not known."""
        return self.knowledge.frequencies.get(symbol, {}).get(POOLED, {}).get(allele)

    @cached_property
    def _worlds(self) -> dict[tuple[str, tuple[str, ...]], list[World] | None]:
        return {}

    def worlds(self, gene: str, keys: Sequence[str]) -> list[World] | None:
        """What the columns `keys` of one gene can be together, with shares that add up to 1. Chromosomes that fit no
        named allele count as indeterminate. None without frequencies."""
        asked = gene, tuple(keys)
        if asked not in self._worlds:
            self._worlds[asked] = self._gathered(*asked)
        return self._worlds[asked]

    def _gathered(self, gene: str, keys: Sequence[str]) -> list[World] | None:
        result = self.result(gene)
        if result is None:
            return None
        groups = gather(keys, "", {gene: result}, Context(), self.knowledge).groups
        found: list[World] = [(c.values, c.weight) for g in groups for c in g.candidates]
        rest = 1.0 - sum(weight for _, weight in found)
        return [*found, (dict.fromkeys(keys, INDETERMINATE), rest)] if rest > 1e-9 else found


def diplotypes(gene: Gene, frequencies: Mapping[str, float]) -> list[Diplotype]:
    """Pairs of haplotypes with their shares; single ones where a person has one copy (half of all for X-linked)."""
    names = [(name, share) for name, share in frequencies.items() if share > 0]
    double, single = COPIES[gene.inheritance]
    pairs = [Diplotype(f"{a}/{b}", ((a,), (b,)), double * p * q * (1 if a == b else 2))
             for (a, p), (b, q) in combinations_with_replacement(names, 2)] if double else []
    return [*pairs, *(Diplotype(name, ((name,),), single * share) for name, share in names if single)]


COPIES = {Inheritance.AUTOSOMAL: (1.0, 0.0), Inheritance.X_LINKED: (0.5, 0.5), Inheritance.MITOCHONDRIAL: (0.0, 1.0)}
