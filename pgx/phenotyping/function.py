"""What an allele does: its function and activity value, looked up by the name a call prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from pgx.domain.genes import Allele, Gene, Score

UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """Function and activity value of one strand. `function` "" and `activity` None mean not known."""

    function: str = UNKNOWN
    activity: Score | None = None


@dataclass(frozen=True)
class Effects:
    """Effects of a gene's alleles and strands, remembered by name."""

    gene: Gene
    alleles: dict[str, Allele] = field(init=False)
    _strands: dict[tuple[str, ...], Effect] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        found = {a.reported_as: a for a in self.gene.alleles if a.reported_as}
        found |= {a.name: a for a in self.gene.alleles if a.function or a.activity or a.name not in found}
        object.__setattr__(self, "alleles", found)

    def of(self, name: str) -> Effect:
        """Effect of one allele; unknown names have an unknown effect."""
        allele = self.alleles.get(name)
        return Effect(allele.function, allele.activity) if allele else Effect()

    def strand(self, names: tuple[str, ...]) -> Effect:
        """Effect of one chromosome copy: of its only allele, or of the worst when variants are listed.

        A combination of whole haplotypes has no published effect.
        """
        effect = self._strands.get(names)
        if effect is None:
            effect = self._strands[names] = self._strand(names)
        return effect

    def _strand(self, names: tuple[str, ...]) -> Effect:
        if len(names) == 1:
            return self.of(names[0])
        return self.of(self.worst(names)) if self.gene.function_rank else Effect()

    def worst(self, names: tuple[str, ...]) -> str:
        """The name with the worst effect; among equals the one the gene prefers, else the first."""
        return min(names, key=self.badness)

    def badness(self, name: str) -> tuple[int, Decimal, int]:
        """Sort key, worst first: activity value, rank of the function, preference among equals.

        A name without a known effect comes directly after the worst function: it must not be read as harmless, and
        does not undo what is known to be lost.
        """
        gene, effect = self.gene, self.of(name)
        rank = 2 * gene.function_rank.index(effect.function) if effect.function in gene.function_rank else 1
        value = effect.activity.value if effect.activity else Decimal(0)
        tie = gene.tie_preference.index(name) if name in gene.tie_preference else len(gene.tie_preference)
        return rank, value, tie
