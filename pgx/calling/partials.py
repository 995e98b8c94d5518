"""Genomic HGVS names of single variants that no named allele covers."""

from __future__ import annotations

from pgx.domain.genes import Gene
from pgx.domain.genome import Position


def variant_name(gene: Gene, position: int, number: int, other: str = "") -> str:
    """"g.94761900C>T", as the source writes the position; `other` is an undocumented base, "?" an unread copy."""
    place = gene.positions[position]
    if other == "?":
        return f"g.{place.pos38}?"
    spelled = other or place.bases[number]
    if len(place.ref) == 1 == len(spelled):
        return f"g.{place.pos38}{place.ref}>{spelled}"
    return _documented(place, number) or f"g.{place.pos38}{place.ref}>{spelled}"


def _documented(place: Position, number: int) -> str:
    """The source's own name of an insertion or deletion, when it names one for each alternate allele."""
    names = [name.strip() for name in place.hgvs.split(";") if name.strip()]
    if len(names) == len(place.alts):
        return names[number - 1]
    if len(names) == len(place.bases):
        return names[number]
    return names[0] if len(names) == 1 else ""
