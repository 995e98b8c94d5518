"""A gene's allele table turned into bit sets: bit a of a set stands for allele a."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pgx.calling.names import natural_key
from pgx.domain.genes import Allele, AlleleKind, CallingMethod, Gene

DEFINITION = "definition"


def bits(value: int) -> Iterator[int]:
    """Indices of the set bits, lowest first."""
    while value:
        low = value & -value
        yield low.bit_length() - 1
        value ^= low


def mask_of(indices: Sequence[int] | frozenset[int]) -> int:
    """The bit set of some indices."""
    value = 0
    for index in indices:
        value |= 1 << index
    return value


def defining_positions(gene: Gene) -> tuple[int, ...]:
    """Indices of the positions that matching uses: some allele has a value there and no exemption drops it."""
    used = {p for allele in gene.alleles for p in allele.definition}
    return tuple(p for p, position in enumerate(gene.positions)
                 if position.role != "ignored" and p not in gene.extra_positions
                 and (position.role == DEFINITION or p in used))


@dataclass(frozen=True)
class Index:
    """Matchable alleles in natural order of their printed names, and for every position and allele number the set of
    alleles that allow it.

    `own[a]` is the set of positions allele a gives a value for; `fixed[a]` leaves out the ambiguous ones, which score
    only where the strand differs from the reference allele.
    """

    gene: Gene
    alleles: tuple[Allele, ...]
    names: tuple[str, ...]
    fits: tuple[tuple[int, ...], ...]
    own: tuple[int, ...]
    fixed: tuple[int, ...]
    wobbles: tuple[tuple[int, ...], ...]
    reference_number: tuple[int, ...]
    everything: int

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Indices of the positions that matching uses."""
        return defining_positions(self.gene)

    @cached_property
    def positions(self) -> int:
        """Bit set of the positions that matching uses."""
        return mask_of(self.places)

    @cached_property
    def merged(self) -> bool:
        """Whether two alleles print alike."""
        return len(set(self.names)) < len(self.names)

    @cached_property
    def wobbling(self) -> int:
        """Bit set of the alleles that have an ambiguous position."""
        return mask_of([a for a, sites in enumerate(self.wobbles) if sites])


def printed(allele: Allele) -> str:
    """The name an allele is reported under."""
    return allele.reported_as or allele.name


def matchable(gene: Gene) -> tuple[Allele, ...]:
    """Alleles that small variants define: all with a definition, and the reference allele."""
    return tuple(a for a in gene.alleles if not a.ignored and a.kind in (AlleleKind.HAPLOTYPE, AlleleKind.HYBRID)
                 and (a.definition or a.is_reference))


def build(gene: Gene, alleles: Sequence[Allele], definitions: Sequence[dict[int, int]] | None = None) -> Index:
    """Index of `alleles`; `definitions` replaces their own ones (allele numbers as bit masks by position)."""
    order = sorted(range(len(alleles)), key=lambda n: (natural_key(printed(alleles[n])), alleles[n].name))
    chosen = tuple(alleles[n] for n in order)
    tables = [dict(alleles[n].definition) if definitions is None else definitions[n] for n in order]
    everything = (1 << len(chosen)) - 1
    reference = next((dict(a.definition) for a in gene.alleles if a.is_reference), {})
    used = set(defining_positions(gene))
    full = mask_of(sorted(used))
    fits = _fits(gene, tables, reference, everything)
    own = tuple(full if _full_row(a, t, len(used)) else mask_of([p for p in t if p in used])
                for a, t in zip(chosen, tables, strict=True))
    wobbles = tuple(tuple(sorted(p for p, m in t.items() if p in used and m & (m - 1))) for t in tables)
    fixed = tuple(o & ~mask_of(w) for o, w in zip(own, wobbles, strict=True))
    numbers = tuple((m & -m).bit_length() - 1 for m in (reference.get(p, 1) for p in range(len(gene.positions))))
    return Index(gene, chosen, tuple(printed(a) for a in chosen), fits, own, fixed, wobbles, numbers, everything)


def _full_row(allele: Allele, table: dict[int, int], positions: int) -> bool:
    """The source writes a value at every position: the reference allele, and alleles that score like it."""
    return allele.is_reference or (len(table) < positions <= allele.match_score)


def _fits(gene: Gene, tables: Sequence[dict[int, int]], reference: dict[int, int],
          everything: int) -> tuple[tuple[int, ...], ...]:
    """For every position and allele number the set of alleles that allow it. Alleles without a value of their own
    allow what the reference allele does."""
    sets = [[0] * (len(position.alts) + 1) for position in gene.positions]
    explicit = [0] * len(gene.positions)
    for a, table in enumerate(tables):
        for position, mask in table.items():
            explicit[position] |= 1 << a
            for n in range(len(sets[position])):
                if mask >> n & 1:
                    sets[position][n] |= 1 << a
    for position, numbers in enumerate(sets):
        rest, allowed = everything & ~explicit[position], reference.get(position, 1)
        for n in range(len(numbers)):
            if allowed >> n & 1:
                numbers[n] |= rest
    return tuple(map(tuple, sets))


def is_variant_list(gene: Gene) -> bool:
    """Whether each strand of the gene is a list of variants rather than one haplotype."""
    return gene.calling is CallingMethod.VARIANT_LIST
