"""Which alleles, and which pairs of alleles, carry exactly what was read. Constraints, never permutations:
a pair costs one small-integer operation for each phase block."""

from __future__ import annotations

from pgx.calling.index import Index, bits
from pgx.calling.reading import HetSite, Reading


def fitting(index: Index, reading: Reading) -> int:
    """Bit set of the alleles that allow every base read alike on all copies."""
    candidates = index.everything
    for position, number in reading.same:
        candidates &= index.fits[position][number]
        if not candidates:
            break
    return candidates


def block_sides(index: Index, block: tuple[HetSite, ...], candidates: int) -> tuple[int, int]:
    """Alleles that fit copy one of a phase block, and alleles that fit copy two."""
    one = two = candidates
    for position, first, second in block:
        one &= index.fits[position][first]
        two &= index.fits[position][second]
    return one, two


def constraints(index: Index, reading: Reading, candidates: int) -> list[tuple[int, int]]:
    """(set, set) per phase block and half call: one allele of the pair must be in one, the other in the other."""
    found = [block_sides(index, block, candidates) for block in reading.blocks]
    found += [(candidates & index.fits[position][number], candidates) for position, number in reading.halves]
    return found


def partners(index: Index, reading: Reading) -> dict[int, int]:
    """Allele -> bit set of the alleles it makes a consistent pair with (its own bit when homozygous is consistent)."""
    candidates = fitting(index, reading)
    sides = constraints(index, reading, candidates)
    found = {}
    for allele in bits(candidates):
        mates = candidates
        for one, two in sides:
            mates &= (two if one >> allele & 1 else 0) | (one if two >> allele & 1 else 0)
            if not mates:
                break
        if mates:
            found[allele] = mates
    return found


def pairs(index: Index, reading: Reading) -> list[tuple[int, int]]:
    """Consistent unordered pairs (a, b) with a <= b, in name order."""
    return [(a, b) for a, mates in partners(index, reading).items() for b in bits(mates >> a << a)]
