"""Every diplotype that nothing observed excludes. Unread positions constrain nothing."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, combinations_with_replacement

from pgx.calling.index import bits, mask_of
from pgx.calling.match import fitting, pairs
from pgx.calling.names import ordered
from pgx.calling.prior import Prior, normalised
from pgx.calling.reading import Reading
from pgx.calling.structural import Wide
from pgx.domain.calls import Diplotype
from pgx.domain.genes import AlleleKind

Strands = tuple[tuple[str, ...], ...]


def possible_named(wide: Wide, reading: Reading, prior: Prior, total: int | None) -> dict[Strands, float]:
    """Candidate strands -> weight. `total` is the number of gene copies, if the file shows it.

    Bases and a copy number that no two alleles agree with leave both open: one of them was misread.
    """
    if total is None:
        return _candidates(wide, reading, prior, None)
    read = bool(reading.same or reading.blocks or reading.halves or reading.undocumented)
    found = {} if read and not total else _candidates(wide, reading, prior, total)
    if read and not found:
        found = _candidates(wide, reading, prior, None)
    if not read or not total:
        found.update(_both_unseen(wide, prior, total))
    return found


def _candidates(wide: Wide, reading: Reading, prior: Prior, total: int | None) -> dict[Strands, float]:
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
    if wide.unseen:
        found.update(_beside_unseen(wide, reading, prior, total))
    return found


def _both_unseen(wide: Wide, prior: Prior, total: int) -> Iterable[tuple[Strands, float]]:
    """Pairs of alleles of which neither shows: a gene deleted twice."""
    for one, two in combinations_with_replacement(wide.unseen, 2):
        if wide.agrees(one, two, total):
            strands = ordered([(one.name,), (two.name,)])
            yield strands, prior.diplotype(strands)


def _beside_unseen(wide: Wide, reading: Reading, prior: Prior, total: int | None) -> Iterable[tuple[Strands, float]]:
    """Pairs of one allele that shows and one that does not. Every site then looks homozygous, but where several copies
    on the one chromosome differ."""
    shown = fitting(wide.index, reading)
    if reading.blocks:
        shown &= mask_of([a for a, allele in enumerate(wide.index.alleles) if allele.kind is AlleleKind.MULTIPLE])
    for position, one, two in chain.from_iterable(reading.blocks):
        shown &= wide.index.fits[position][one] & wide.index.fits[position][two]
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
