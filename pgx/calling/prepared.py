"""What is worked out once for a gene and used for every sample."""

from __future__ import annotations

from functools import cached_property

from pgx.calling.index import Index, build, matchable
from pgx.calling.strands import Namer
from pgx.calling.structural import Wide, widen
from pgx.domain.genes import Gene


class Indices:
    """The indices of one gene, built when first needed."""

    def __init__(self, gene: Gene) -> None:
        self.gene = gene

    @cached_property
    def plain(self) -> Index:
        """Alleles of the reference semantics."""
        return build(self.gene, matchable(self.gene))

    @cached_property
    def wide(self) -> Wide:
        """All alleles that may be there, seen or unseen."""
        return widen(self.gene, self.plain)

    @cached_property
    def namer(self) -> Namer:
        """Names strands of a variant-list gene."""
        return Namer(self.gene)


_KEPT = 512
_known: dict[int, Indices] = {}


def indices(gene: Gene) -> Indices:
    """Indices of a gene, remembered by identity (a gene is frozen; the entry keeps it alive)."""
    found = _known.get(id(gene))
    if found is None or found.gene is not gene:
        if len(_known) >= _KEPT:
            _known.clear()
        found = _known[id(gene)] = Indices(gene)
    return found
