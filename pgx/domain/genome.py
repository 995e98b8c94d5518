"""Assemblies and the positions that allele definitions are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Assembly(Enum):
    """A human reference assembly. Every position carries coordinates in both."""

    GRCH37 = "GRCh37"
    GRCH38 = "GRCh38"


@dataclass(frozen=True, slots=True)
class Position:
    """One place in the genome that tells alleles of a gene apart.

    Alleles of a position are numbered: 0 is `ref`, n is `alts[n - 1]`. Strings are VCF style: plus strand,
    left anchored. `pos38` and `pos37` are 1-based VCF positions of the first base of `ref` / `ref37`.
    `ref37` is the base (string) of the GRCh37 genome there; where the assemblies differ it is another
    allele of this position, and the allele numbers do not change.
    """

    id: str
    gene: str
    chrom: str
    pos38: int
    pos37: int
    ref: str
    alts: tuple[str, ...]
    ref37: str
    rsid: str | None = None
    hgvs: str = ""
    role: str = "definition"

    @property
    def bases(self) -> tuple[str, ...]:
        """All allele strings, the GRCh38 reference first."""
        return (self.ref, *self.alts)

    def pos(self, assembly: Assembly) -> int:
        """1-based VCF position in `assembly`."""
        return self.pos38 if assembly is Assembly.GRCH38 else self.pos37

    def reference(self, assembly: Assembly) -> str:
        """Reference allele string of `assembly` at this position."""
        return self.ref if assembly is Assembly.GRCH38 else self.ref37
