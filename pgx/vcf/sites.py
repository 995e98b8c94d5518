"""The positions asked for, laid out in one assembly, with the stretch of reference that their definitions imply."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pgx.domain.genome import Assembly, Position

REACH = 200     # bases a record may start before a site and still be looked at when nothing else says that it spans it
_REPEAT = re.compile(r"[gm]\.(\d+)([ACGT]+)\[(\d+)\]")
_DUPLICATION = re.compile(r"[gm]\.(?:\d+_)?(\d+)dup")
_INSERTION = re.compile(r"[gm]\.(\d+)_\d+ins")
_DELETION = re.compile(r"[gm]\.(\d+)(?:_\d+)?del(?!ins)")


@dataclass(frozen=True, slots=True)
class Site:
    """A position in one assembly.

    `reference` is the allele number of the assembly's own base. `context` is the known reference sequence from `pos`
    on: REF, and beyond it what the HGVS name tells of the repeat that the variant can slide along.
    """

    position: Position
    pos: int
    reference: int
    context: str
    ref: str                     # reference allele string in this assembly
    last: int                    # last base of REF, 1-based
    end: int                     # last base of the context, 1-based
    substitution: bool           # all alleles have one length


def lay_out(positions: Iterable[Position], assembly: Assembly) -> dict[str, tuple[Site, ...]]:
    """Sites by chromosome, in order of position. Positions without a reference base there are left out."""
    table: dict[str, list[Site]] = {}
    for position in positions:
        site = _site(position, assembly)
        if site is not None:
            table.setdefault(position.chrom, []).append(site)
    return {chrom: tuple(sorted(sites, key=lambda s: (s.pos, s.position.id))) for chrom, sites in table.items()}


@lru_cache(maxsize=8192)
def _site(position: Position, assembly: Assembly) -> Site | None:
    ref = position.reference(assembly) or position.ref
    pos = position.pos(assembly)
    if not ref or not pos or ref not in position.bases:
        return None
    number = position.bases.index(ref)
    context = ref if number else sliding_context(position)
    equal = len({len(base) for base in position.bases}) == 1
    return Site(position, pos, number, context, ref, pos + len(ref) - 1, pos + len(context) - 1, equal)


def sliding_context(position: Position) -> str:
    """Reference sequence from `pos38` on that the HGVS name implies; at least `ref`.

    A VCF gives the leftmost place of an insertion or deletion, HGVS the rightmost: between the two the reference
    repeats the inserted or deleted bases.
    """
    return _repeat_context(position) or position.ref + _beyond(position)


def _beyond(position: Position) -> str:
    """Bases after REF that a variant slides over: its inserted or deleted bases again and again."""
    unit, slid = _slide(position)
    if not unit or not 0 < slid <= REACH:
        return ""
    return (unit * (slid // len(unit) + 1))[:slid]


def _slide(position: Position) -> tuple[str, int]:
    """Inserted or deleted bases after the anchor, and how many bases the variant can slide to the right."""
    if len(position.ref) == 1:
        found = _DUPLICATION.search(position.hgvs) or _INSERTION.search(position.hgvs)
        unit = position.alts[0][1:] if position.alts else ""
        return (unit, int(found.group(1)) - position.pos38) if found else ("", 0)
    found = _DELETION.search(position.hgvs)
    if not found or any(alt != position.ref[0] for alt in position.alts):
        return "", 0
    return position.ref[1:], int(found.group(1)) - position.pos38 - 1


def _repeat_context(position: Position) -> str:
    """Anchor, lead and the whole repeat of the reference; "" when name and alleles do not fit together."""
    named = [(int(start), unit, int(count)) for start, unit, count in _REPEAT.findall(position.hgvs)]
    if not named:
        return ""
    start, unit, _ = named[0]
    lead = start - position.pos38
    steps = [len(alt) - len(position.ref) for alt in position.alts]
    longest = max(position.bases, key=len)
    if any(item[:2] != (start, unit) for item in named) or any(step % len(unit) for step in steps):
        return ""
    counts = {count for _, _, count in named}
    fitting = [n for n in range(1, max(counts) + 2)
               if (implied := {n + step // len(unit) for step in steps}) <= counts <= implied | {n}]
    if len(fitting) != 1 or not 1 <= lead <= len(longest):
        return ""
    text = longest[:lead] + unit * fitting[0]
    return text if text.startswith(position.ref) else ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Sites of one assembly, searchable by overlap."""

    sites: dict[str, tuple[Site, ...]]
    starts: dict[str, list[int]]
    by_pos: dict[tuple[str, int], list[Site]]

    @classmethod
    def of(cls, positions: Iterable[Position], assembly: Assembly) -> Layout:
        """Layout of `positions` in `assembly`."""
        sites = lay_out(positions, assembly)
        by_pos: dict[tuple[str, int], list[Site]] = {}
        for chrom, row in sites.items():
            for site in row:
                by_pos.setdefault((chrom, site.pos), []).append(site)
        return cls(sites, {chrom: [site.pos for site in row] for chrom, row in sites.items()}, by_pos)

    def without(self, chrom: str) -> Layout:
        """The layout without the sites of one chromosome."""
        sites = {name: row for name, row in self.sites.items() if name != chrom}
        by_pos = {place: row for place, row in self.by_pos.items() if place[0] != chrom}
        return Layout(sites, {name: self.starts[name] for name in sites}, by_pos)

    def at(self, chrom: str, pos: int) -> Sequence[Site]:
        """Sites that begin at `pos` (1-based)."""
        return self.by_pos.get((chrom, pos), ())

    def overlapping(self, chrom: str, first: int, last: int) -> tuple[Site, ...]:
        """Sites whose REF or sliding stretch shares a base with `first`..`last` (1-based, inclusive)."""
        starts = self.starts.get(chrom)
        if not starts:
            return ()
        begin, stop = bisect_right(starts, first - REACH), bisect_right(starts, last)
        if begin == stop:
            return ()
        return tuple([site for site in self.sites[chrom][begin:stop] if site.end >= first])
