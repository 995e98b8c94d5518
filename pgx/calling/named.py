"""Genes called by whole haplotypes: the best-scoring diplotypes of the observed positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pgx.calling.index import Index, bits
from pgx.calling.match import fitting, pairs, partners
from pgx.calling.names import diplotype_name, natural_key
from pgx.calling.notices import notice, place, places
from pgx.calling.prior import Prior, normalised
from pgx.calling.reading import Reading
from pgx.calling.score import Scorer, uncallable
from pgx.domain.calls import Diplotype
from pgx.domain.genes import Gene
from pgx.domain.messages import Message


@dataclass(frozen=True, slots=True)
class Best:
    """Diplotypes of the reference semantics, best first, with the messages they need."""

    diplotypes: tuple[Diplotype, ...] = ()
    messages: tuple[Message, ...] = ()


def best_diplotypes(index: Index, reading: Reading, prior: Prior) -> Best:
    """The top-scoring diplotypes, all ties; of unphased data of a gene with priorities the preferred diplotype, or all
    of any score where none is listed. Empty, with the reason, when no call is allowed.

    `reading` is without reference halves (see below), here and in the other callers of the reference semantics.
    """
    reading, passed = _pass_over(index, reading)
    refused = refusals(index.gene, reading, index.reference_number)
    if refused:
        return Best(messages=refused)
    found = _scored(index, reading)
    if not found:
        diplotypes, messages = _fallback(index.gene, reading)
        return Best(diplotypes, (*passed, *messages))
    if index.gene.unphased_priorities and not reading.effectively_phased:
        picked = _prioritised(index.gene, found)
        if picked is None:
            return Best(ranked(found, prior), passed)
        return Best((picked,), (*passed, notice(index.gene, "unphased-priority", picked.name)))
    top = max(d.score for d in found)
    return Best(ranked([d for d in found if d.score == top], prior), passed)


def _pass_over(index: Index, reading: Reading) -> tuple[Reading, tuple[Message, ...]]:
    """The reading without undocumented bases that cannot matter to the names, and a message on them.

    Such a base lies outside the gene's core panel, where none of the alleles that fit everything else has a value of
    its own: it is a new variant, like any at a position no definition mentions. A gene without a core panel has none.
    """
    gene = index.gene
    if not gene.key_positions or not reading.undocumented or reading.strands != 2:
        return reading, ()
    fitting_alleles = [index.alleles[a] for a in partners(index, reading)]
    passed = [s for s in reading.undocumented if s.position not in gene.key_positions
              and not any(s.position in a.definition for a in fitting_alleles if not a.is_reference)]
    if not passed:
        return reading, ()
    kept = tuple(s for s in reading.undocumented if s not in passed)
    message = notice(gene, "undocumented-passed-over", places(gene, [s.position for s in passed]))
    return replace(reading, undocumented=kept), (message,)


def refusals(gene: Gene, reading: Reading, reference_number: Sequence[int]) -> tuple[Message, ...]:
    """Why the gene must not be called from what was read; empty when it may."""
    found = []
    lacking = [p for p in gene.required if reading.unread >> p & 1]
    if lacking:
        found.append(notice(gene, "missing-required-position", places(gene, lacking)))
    if reading.undocumented:
        found.append(notice(gene, "undocumented-allele", places(gene, [s.position for s in reading.undocumented])))
    found += [notice(gene, "half-call", place(gene, p)) for p, n in reading.halves if n != reference_number[p]]
    return tuple(found)


def without_reference_halves(reading: Reading, reference_number: Sequence[int]) -> Reading:
    """Half calls that show only the reference base count as not read."""
    unread = reading.unread
    for position, number in reading.halves:
        if number == reference_number[position]:
            unread |= 1 << position
    kept = tuple(h for h in reading.halves if h[1] != reference_number[h[0]])
    return replace(reading, unread=unread, halves=kept)


def _scored(index: Index, reading: Reading) -> list[Diplotype]:
    """Every diplotype that fits, in name order, each name once with its best score."""
    scorer = Scorer(index, reading)
    barred = set(uncallable(index, scorer.observed))
    best: dict[tuple[str, ...], int] = {}
    if reading.strands == 1:
        for a in bits(fitting(index, reading)):
            if a not in barred:
                _keep(best, (index.names[a],), scorer.single(a))
    else:
        for a, b in pairs(index, reading):
            if a not in barred and b not in barred:
                _keep(best, (index.names[a], index.names[b]), scorer.pair(a, b))
    return [Diplotype(diplotype_name([(n,) for n in names]), tuple((n,) for n in names), 1.0, score)
            for names, score in best.items()]


def _keep(best: dict[tuple[str, ...], int], names: tuple[str, ...], score: int) -> None:
    best[names] = max(score, best.get(names, score))


def _prioritised(gene: Gene, found: Sequence[Diplotype]) -> Diplotype | None:
    """The diplotype the knowledge base prefers among a set of which every member fits."""
    names = {d.name: d for d in found}
    for among, pick in gene.unphased_priorities:
        if among <= names.keys():
            return names[pick]
    return None


def ranked(found: Sequence[Diplotype], prior: Prior) -> tuple[Diplotype, ...]:
    """By score, then name; probabilities are relative to each other."""
    order = sorted(found, key=lambda d: (-d.score, natural_key(d.name)))
    shares = normalised([prior.diplotype(d.strands) for d in order])
    return tuple(replace(d, probability=p) for d, p in zip(order, shares, strict=True))


def _fallback(gene: Gene, reading: Reading) -> tuple[tuple[Diplotype, ...], tuple[Message, ...]]:
    """One position decides when no named diplotype fits and the knowledge base says so."""
    rule = gene.fallback
    nothing = (notice(gene, "no-diplotype-fits"),)
    if rule is None or reading.strands != 2:
        return (), nothing
    read = {p: n + n for p, n in ((p, int(n > 0)) for p, n in reading.same)}
    read |= {p: int(a > 0) + int(b > 0) for block in reading.blocks for p, a, b in block}
    if rule.position not in read:
        return (), nothing
    name = rule.diplotypes[read[rule.position]]
    strands = tuple((part,) for part in name.split("/"))
    return (Diplotype(name, strands),), (*nothing, notice(gene, rule.code, place(gene, rule.position)))
