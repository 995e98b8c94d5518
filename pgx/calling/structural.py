"""Alleles that small variants show in part or not at all: deletions, hybrids, duplications and tandems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pgx.calling.index import Index, build, matchable
from pgx.domain.genes import Allele, AlleleKind, Gene


@dataclass(frozen=True, slots=True)
class Copies:
    """Gene copies on one chromosome, least and most; `most` None is unbounded."""

    least: int
    most: int | None


_ONE = Copies(1, 1)
_SINGLE = {AlleleKind.DELETION: Copies(0, 0), AlleleKind.HYBRID: Copies(0, 1)}


@dataclass(frozen=True)
class Wide:
    """Everything that may sit on a chromosome: `index` holds the alleles that show (duplications and tandems as their
    visible parts), `unseen` those that leave no trace in small variants."""

    index: Index
    unseen: tuple[Allele, ...]
    copies: dict[str, Copies]

    def agrees(self, left: Allele, right: Allele, total: int) -> bool:
        """Whether two alleles can add up to a total copy number."""
        return self.sum_to((left.name, right.name), total)

    def sum_to(self, names: Iterable[str], total: int) -> bool:
        """Whether named alleles can add up to a total copy number."""
        spans = [self.copies.get(name, _ONE) for name in names]
        most = sum(span.most or 0 for span in spans)
        return sum(span.least for span in spans) <= total and (total <= most or any(s.most is None for s in spans))


def widen(gene: Gene, alone: Index) -> Wide:
    """The plain alleles (`alone`) and, for a structural gene, all others. A tandem allows what any part allows."""
    if not gene.structural:
        return Wide(alone, (), _copies(gene))
    plain = matchable(gene)
    shown = {a.name: a for a in plain}
    alleles, tables, unseen = list(plain), [dict(a.definition) for a in plain], []
    for allele in gene.alleles:
        if allele.ignored or allele.name in shown or allele.kind in (AlleleKind.HAPLOTYPE, AlleleKind.OUTSIDE):
            continue
        parts = [shown[name] for name in allele.components if name in shown]
        if allele.kind is AlleleKind.MULTIPLE and parts:
            alleles.append(allele)
            tables.append(_union(gene, parts))
        else:
            unseen.append(allele)
    return Wide(build(gene, alleles, tables), tuple(unseen), _copies(gene))


def _union(gene: Gene, parts: list[Allele]) -> dict[int, int]:
    reference = gene.reference.definition
    used = sorted({p for part in parts for p in part.definition})
    table = {}
    for position in used:
        mask = 0
        for part in parts:
            mask |= part.definition.get(position, reference.get(position, 1))
        table[position] = mask
    return table


def _copies(gene: Gene) -> dict[str, Copies]:
    """Gene copies each allele brings. Hybrids count as one or none, as copy number assays differ on them."""
    kinds = {a.name: a.kind for a in gene.alleles}
    spans = {}
    for allele in gene.alleles:
        if allele.kind is AlleleKind.MULTIPLE:
            whole = sum(kinds.get(name) is AlleleKind.HAPLOTYPE for name in allele.components)
            spans[allele.name] = Copies(whole, None if "≥" in allele.name else len(allele.components))
        else:
            spans[allele.name] = _SINGLE.get(allele.kind, _ONE)
    return spans
