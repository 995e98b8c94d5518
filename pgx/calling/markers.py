"""Genotypes that guidelines name directly (a promoter variant, say), as printed."""

from __future__ import annotations

from itertools import combinations_with_replacement

from pgx.domain.genes import Gene, Marker
from pgx.domain.observations import Observation, Status

Markers = tuple[tuple[str, tuple[str, ...]], ...]


def marker_genotypes(gene: Gene, pattern: tuple[Observation, ...]) -> Markers:
    """For each marker the genotypes still possible, e.g. ("A/G",); all of them when it was not read."""
    return tuple((marker.name, _genotypes(marker, pattern[marker.position])) for marker in gene.markers)


def _genotypes(marker: Marker, seen: Observation) -> tuple[str, ...]:
    letters = marker.letters
    known = [letters[n] for n in seen.alleles if 0 <= n < len(letters)] if seen.status is Status.CALLED else []
    if len(known) == len(seen.alleles) and len(known) >= 2 and len(set(known)) <= 2:
        return (_written(known[0], next((k for k in known if k != known[0]), known[0])),)
    pairs = combinations_with_replacement(sorted(set(letters)), 2)
    return tuple(_written(one, two) for one, two in pairs if set(known) <= {one, two})


def _written(one: str, two: str) -> str:
    return "/".join(sorted((one, two)))
