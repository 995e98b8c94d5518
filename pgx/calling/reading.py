"""What was read of one gene, sorted into homozygous sites, phase blocks, half calls and unread positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pgx.calling.index import Index, mask_of
from pgx.calling.notices import notice, place, places
from pgx.domain.genes import Gene, Inheritance
from pgx.domain.messages import Message
from pgx.domain.observations import OTHER, UNREAD, Observation, Status

Pattern = tuple[Observation, ...]
HetSite = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Site:
    """A called position: `alleles` has one number per chromosome copy; `other` spells undocumented bases."""

    position: int
    alleles: tuple[int, ...]
    phase_set: int | None
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One gene of one sample, for `strands` chromosome copies.

    `same` are (position, number) read alike on all copies; `blocks` are groups of heterozygous (position, number on
    copy one, number on copy two) whose phase is known within the group only; `halves` are (position, number) read on
    one copy; `unread` is the bit set of positions nothing was read of.
    """

    strands: int
    same: tuple[tuple[int, int], ...] = ()
    blocks: tuple[tuple[HetSite, ...], ...] = ()
    halves: tuple[tuple[int, int], ...] = ()
    unread: int = 0
    undocumented: tuple[Site, ...] = ()
    phased: bool = False

    @property
    def effectively_phased(self) -> bool:
        """At most one phase block: the two strands are known but for their names."""
        return len(self.blocks) <= 1


@dataclass(frozen=True, slots=True)
class Ploidy:
    """How many strands there may be. `certain` None: the file contradicts itself and the gene cannot be called."""

    certain: int | None
    candidates: tuple[int, ...]
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Sites:
    """The called sites of a gene before ploidy is settled."""

    called: tuple[Site, ...]
    unread: int
    as_reference: tuple[int, ...] = ()
    messages: tuple[Message, ...] = field(default=())


def read_sites(index: Index, pattern: Pattern, *, spell_other: bool = False) -> Sites:
    """Called defining positions of the pattern (parallel to the gene's positions).

    In genes whose source says so an undocumented base counts as the reference allele's; elsewhere it stays OTHER,
    and everywhere when `spell_other`.
    """
    gene, called, unread, replaced = index.gene, [], [], []
    as_reference = gene.undocumented_as_reference and not spell_other
    for p in index.places:
        seen = pattern[p]
        if seen.status is not Status.CALLED or not seen.alleles or set(seen.alleles) == {UNREAD}:
            unread.append(p)
            continue
        alleles = seen.alleles
        if as_reference and OTHER in alleles:
            alleles = tuple(index.reference_number[p] if n == OTHER else n for n in alleles)
            replaced.append(p)
        called.append(Site(p, alleles, seen.phase_set, seen.other))
    messages = (notice(gene, "undocumented-as-reference", places(gene, replaced)),) if replaced else ()
    return Sites(tuple(called), mask_of(unread), tuple(replaced), messages)


def settle_ploidy(gene: Gene, sites: Sites, sex: str | None) -> Ploidy:
    """Number of strands, from the inheritance of the gene, the genotypes as written, and the sex if known."""
    if gene.inheritance is Inheritance.AUTOSOMAL:
        return Ploidy(2, (2,))
    mixed = [s for s in sites.called if len(set(s.alleles) - {UNREAD}) > 1]
    if gene.inheritance is Inheritance.MITOCHONDRIAL:
        if mixed:
            return Ploidy(None, (1,), (notice(gene, "heteroplasmy", places(gene, [s.position for s in mixed])),))
        return Ploidy(1, (1,))
    return _x_linked(gene, sites, bool(mixed), sex)


def _x_linked(gene: Gene, sites: Sites, heterozygous: bool, sex: str | None) -> Ploidy:
    written = {len(s.alleles) for s in sites.called}
    conflict = (notice(gene, "sex-ploidy-conflict"),)
    if heterozygous and 1 in written:
        return Ploidy(None, (1, 2), (notice(gene, "mixed-ploidy"),))
    if heterozygous:
        return Ploidy(2, (2,), conflict if sex == "male" else ())
    if sex == "male":
        return Ploidy(1, (1,))
    if written == {1}:
        return Ploidy(1, (1, 2) if sex == "female" else (1,), conflict if sex == "female" else ())
    if 1 in written:
        return Ploidy(None, (1, 2), (notice(gene, "mixed-ploidy"),))
    return Ploidy(2, (2,) if sex == "female" else (2, 1))


def arrange(gene: Gene, sites: Sites, strands: int) -> tuple[Reading, tuple[Message, ...]]:
    """Sites sorted for a number of strands, with messages on what could not be used in full."""
    reading = Reading(strands, unread=sites.unread)
    if strands == 1:
        return _one_strand(reading, sites), ()
    return _two_strands(gene, reading, sites)


def _one_strand(reading: Reading, sites: Sites) -> Reading:
    same, undocumented, unread = [], [], reading.unread
    for site in sites.called:
        numbers = set(site.alleles) - {UNREAD}
        if len(numbers) > 1:
            unread |= 1 << site.position
        elif numbers == {OTHER}:
            undocumented.append(site)
        else:
            same.append((site.position, numbers.pop()))
    return replace(reading, same=tuple(same), undocumented=tuple(undocumented), unread=unread, phased=True)


def _two_strands(gene: Gene, reading: Reading, sites: Sites) -> tuple[Reading, tuple[Message, ...]]:
    same, halves, undocumented, hets, messages = [], [], [], [], []
    for site in sites.called:
        alleles, plain = _as_pair(site.alleles)
        if not plain:
            messages.append(notice(gene, "odd-ploidy", place(gene, site.position)))
        if OTHER in alleles:
            undocumented.append(replace(site, alleles=alleles))
        elif UNREAD in alleles:
            halves.append((site.position, max(alleles)))
        elif alleles[0] == alleles[1]:
            same.append((site.position, alleles[0]))
        else:
            hets.append(replace(site, alleles=alleles))
    phased = bool(hets) and all(h.phase_set is not None for h in hets)
    return replace(reading, same=tuple(same), blocks=_blocks(hets), halves=tuple(halves),
                   undocumented=tuple(undocumented), phased=phased), tuple(messages)


def _as_pair(alleles: tuple[int, ...]) -> tuple[tuple[int, int], bool]:
    """The genotype of two copies, and whether it was written so. One copy alone is half a genotype; of more than two
    copies only the different bases are kept."""
    if len(alleles) == 2:
        return (alleles[0], alleles[1]), True
    if len(alleles) == 1:
        return (alleles[0], UNREAD), False
    distinct = list(dict.fromkeys(alleles))
    if len(distinct) == 1:
        return (distinct[0], distinct[0]), False
    return ((distinct[0], distinct[1]) if len(distinct) == 2 else (OTHER, OTHER)), False


def _blocks(hets: Sequence[Site]) -> tuple[tuple[HetSite, ...], ...]:
    """Heterozygous sites grouped by phase set; every unphased one is its own group."""
    groups: dict[tuple[str, int], list[HetSite]] = {}
    for site in hets:
        key = ("alone", site.position) if site.phase_set is None else ("set", site.phase_set)
        groups.setdefault(key, []).append((site.position, site.alleles[0], site.alleles[1]))
    return tuple(tuple(group) for group in groups.values())
