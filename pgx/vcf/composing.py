"""A documented change of several neighbouring bases, put together from records that change one base each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pgx.domain.observations import OTHER
from pgx.vcf.matching import Kind
from pgx.vcf.sites import Site

if TYPE_CHECKING:
    from pgx.vcf.joining import Item, Token

PARTLY = "partly-covered"


def compose(items: Sequence[Item], site: Site) -> tuple[tuple[Token, ...], int | None, list[Item]] | None:
    """Alleles of the site, their phase set and the items they rest on. None where pieces are missing or phase is.

    Every base of the site must be read; of two heterozygous pieces it must be known which bases share a copy.
    """
    if not (site.substitution and any(PARTLY in item.reasons() for item in items)):
        return None
    pieces = [item for item in items if _usable(item)]
    copies = {len(item.cell.indices) for item in pieces}
    if len(copies) != 1 or any(item.match.kind is Kind.TEST or item.reasons() for item in items
                               if item not in pieces):
        return None
    mixed = [item for item in pieces if len(set(item.cell.indices)) > 1]
    phases = {item.cell.phase_set for item in mixed}
    if len(mixed) > 1 and (len(phases) > 1 or None in phases):
        return None
    strands = [_strand(pieces, copy, site) for copy in range(copies.pop())]
    tokens = tuple(_token(strand, site) for strand in strands if strand)
    if len(tokens) != len(strands):
        return None
    return tokens, next(iter(phases), pieces[0].cell.phase_set), pieces


def _usable(item: Item) -> bool:
    """A called block, or a called record that asks for other bases and changes no length in this sample."""
    record, cell = item.match.record, item.cell
    if item.match.kind is Kind.MISMATCH or item.rejected or cell.problem or None in cell.indices:
        return False
    equal = [len(alt) == len(record.ref) and alt.isalpha() for alt in record.alts]
    asks = any(equal) and all(equal[index - 1] for index in cell.carried)
    return 0 < len(cell.indices) < 3 and (asks or item.match.kind is Kind.BLOCK)


def _strand(pieces: Sequence[Item], copy: int, site: Site) -> str:
    """Bases of one copy; "" where one of them is not read, or read twice differently."""
    bases: list[set[str]] = [set() for _ in site.ref]
    for item in pieces:
        record, index = item.match.record, item.cell.indices[copy]
        last = item.end if item.match.kind is Kind.BLOCK else record.last
        for offset in range(max(0, record.pos - site.pos), min(len(site.ref), last - site.pos + 1)):
            bases[offset].add(_base(item, index or 0, offset, site))
    return "".join(found.pop() for found in bases) if all(len(found) == 1 for found in bases) else ""


def _base(item: Item, index: int, offset: int, site: Site) -> str:
    record = item.match.record
    return record.alts[index - 1][site.pos + offset - record.pos] if index else site.ref[offset]


def _token(strand: str, site: Site) -> Token:
    bases = site.position.bases
    return (bases.index(strand), "") if strand in bases else (OTHER, strand)
