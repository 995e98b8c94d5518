"""Naming one strand as a list of variants: the fewest, longest alleles that cover what it carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pgx.calling.index import defining_positions
from pgx.calling.names import natural_key
from pgx.domain.genes import Allele, Gene


@dataclass(frozen=True, slots=True)
class Strand:
    """One chromosome copy: `numbers` maps read positions to allele numbers; the others were not read."""

    numbers: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Named:
    """Allele names of a strand in natural order (the reference allele alone when there is nothing else), the alleles
    behind them, proxy message codes, and the variants no allele covers."""

    names: tuple[str, ...]
    alleles: tuple[Allele, ...] = ()
    codes: tuple[str, ...] = ()
    leftover: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Namer:
    """Names strands of one gene."""

    gene: Gene
    alleles: tuple[Allele, ...] = field(init=False)
    by_site: dict[tuple[int, int], list[Allele]] = field(init=False)
    reference: Mapping[int, int] = field(init=False)

    def __post_init__(self) -> None:
        used = set(defining_positions(self.gene))
        alleles = tuple(a for a in self.gene.alleles
                        if a.definition and not a.is_reference and not a.ignored and used.issuperset(a.definition))
        by_site: dict[tuple[int, int], list[Allele]] = {}
        for allele in alleles:
            for position, mask in allele.definition.items():
                for number in range(mask.bit_length()):
                    if mask >> number & 1:
                        by_site.setdefault((position, number), []).append(allele)
        object.__setattr__(self, "alleles", alleles)
        object.__setattr__(self, "by_site", by_site)
        object.__setattr__(self, "reference", self.gene.reference.definition)

    def is_reference(self, position: int, number: int) -> bool:
        """Whether the reference allele allows this base."""
        return bool(self.reference.get(position, 1) >> number & 1)

    def name(self, strand: Strand) -> Named:
        """Cover the variants of a strand. An allele some of whose own positions were not read may be used, after
        those that were read in full."""
        left = {p: n for p, n in strand.numbers.items() if not self.is_reference(p, n)}
        if not left:
            return Named((self.gene.reference.name,))
        chosen: list[Allele] = []
        for allele in sorted(self._candidates(left, strand), key=lambda a: self._rank(a, strand)):
            own = [p for p in allele.definition if p in strand.numbers]
            if all(p in left for p in own):
                chosen.append(allele)
                for p in own:
                    del left[p]
        chosen.sort(key=lambda a: natural_key(a.name))
        codes = [*self._stand_ins(chosen, strand), *self._mismatches(left, strand)]
        dropped = {proxy.indirect for proxy in self.gene.proxies}
        names = tuple(a.reported_as or a.name for a in chosen) or (self.gene.reference.name,)
        leftover = tuple((p, n) for p, n in sorted(left.items()) if p not in dropped)
        return Named(names, tuple(chosen), tuple(codes), leftover)

    def _candidates(self, left: Mapping[int, int], strand: Strand) -> list[Allele]:
        found = {a.name: a for site in left.items() for a in self.by_site.get(site, ())}
        return [a for a in found.values()
                if all(strand.numbers.get(p) is None or mask >> strand.numbers[p] & 1
                       for p, mask in a.definition.items())]

    def _rank(self, allele: Allele, strand: Strand) -> tuple[int, int, str]:
        read = sum(p in strand.numbers for p in allele.definition)
        return -read, len(allele.definition) - read, allele.name

    def _stand_ins(self, chosen: list[Allele], strand: Strand) -> list[str]:
        """Proxies whose direct position was not read, so that the indirect one decided."""
        names = {a.name for a in chosen}
        return [p.code for p in self.gene.proxies if p.allele in names and p.direct not in strand.numbers]

    def _mismatches(self, left: Mapping[int, int], strand: Strand) -> list[str]:
        """Proxies whose positions were both read and disagree: the direct one decides."""
        return [p.mismatch for p in self.gene.proxies if p.indirect in left and p.direct in strand.numbers]
