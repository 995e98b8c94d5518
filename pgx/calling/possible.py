"""Every diplotype that nothing observed excludes. Unread positions constrain nothing."""

from __future__ import annotations

from collections.abc import Iterable

from pgx.calling.index import bits
from pgx.calling.match import fitting, pairs
from pgx.calling.names import ordered
from pgx.calling.prior import Prior, normalised
from pgx.calling.reading import Reading
from pgx.calling.structural import Wide
from pgx.domain.calls import Diplotype

Strands = tuple[tuple[str, ...], ...]


def possible_named(wide: Wide, reading: Reading, prior: Prior, total: int | None) -> dict[Strands, float]:
    """Candidate strands -> weight. `total` is the number of gene copies, if the file shows it."""
    index, found = wide.index, dict[Strands, float]()
    strands = [(name,) for name in index.names]
    weights = [prior.strand(strand) for strand in strands]
    if reading.strands == 1:
        for a in bits(fitting(index, reading)):
            found[(strands[a],)] = max(weights[a], found.get((strands[a],), 0.0))
        return found
    for a, b in pairs(index, reading):
        if total is None or wide.agrees(index.alleles[a], index.alleles[b], total):
            key = (strands[a], strands[b])
            found[key] = weights[a] * weights[b] * (1 if strands[a] == strands[b] else 2)
    if wide.unseen and not reading.blocks:
        found.update(_beside_unseen(wide, reading, prior, total))
    return found


def _beside_unseen(wide: Wide, reading: Reading, prior: Prior, total: int | None) -> Iterable[tuple[Strands, float]]:
    """Pairs of one allele that shows and one that does not: every site then looks homozygous."""
    shown = fitting(wide.index, reading)
    for position, number in reading.halves:
        shown &= wide.index.fits[position][number]
    for a in bits(shown):
        for hidden in wide.unseen:
            if total is None or wide.agrees(wide.index.alleles[a], hidden, total):
                strands = ordered([(wide.index.names[a],), (hidden.name,)])
                yield strands, prior.diplotype(strands)


def listed(weights: dict[Strands, float]) -> tuple[Diplotype, ...]:
    """Candidates as diplotypes, most probable first, then in the order found."""
    shares = normalised(list(weights.values()))
    order = sorted(zip(weights, shares, strict=True), key=lambda found: -found[1])
    return tuple(Diplotype(_name(strands), strands, share) for strands, share in order)


def _name(strands: Strands) -> str:
    if all(len(s) == 1 for s in strands):
        return "/".join([s[0] for s in strands])
    return "/".join([s[0] if len(s) == 1 else f"[{' + '.join(s)}]" for s in strands])
