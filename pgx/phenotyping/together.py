"""Several results from outside for one gene: each keeps its own phenotype, and all of them stay possible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pgx.domain.calls import CallStatus, Diplotype, GeneCall, GeneResult, Phenotype
from pgx.domain.messages import Message


def together(call: GeneCall, results: Sequence[GeneResult]) -> GeneResult:
    """One result of several, equally probable. `call` is made from all of them; a result without a diplotype stands
    as a candidate without strands, named after its phenotype."""
    diplotypes, called = _merged((result.call.diplotypes, result.called) for result in results)
    possible, phenotypes = _merged((result.call.possible, _told(result)) for result in results)
    status = CallStatus.AMBIGUOUS if len(diplotypes) > 1 else CallStatus.CALLED
    return GeneResult(
        replace(call, diplotypes=diplotypes, possible=possible, status=status), called, phenotypes,
        _shares(zip(possible, phenotypes, strict=True)),
        tuple(dict.fromkeys(message for result in results for message in result.messages)))


def beside(told: GeneResult, read: GeneResult, *, assumed: bool = False) -> GeneResult:
    """The result from outside; where what was read rules all of it out, with what that leaves open kept possible.

    What is called stays as told. Neither of two results that contradict each other is dropped. `assumed`: who made the
    result took unread positions as reference, so that what was read and leaves more open is kept possible as well.
    """
    said = _assumed(told.call) if assumed else None
    if read.call.untested or not read.call.possible:
        return _saying(told, said)
    if _agree(told, read):
        if said is None:
            return told
    else:
        said = _conflict(told.call)
    sides = [(told.call.possible or _unnamed(told), _told(told)), (read.call.possible, read.possible)]
    rows = [(replace(diplotype, probability=diplotype.probability / 2), phenotype)
            for diplotypes, phenotypes in sides for diplotype, phenotype in zip(diplotypes, phenotypes, strict=True)]
    call = replace(told.call, possible=tuple(d for d, _ in rows))
    return _saying(replace(told, call=call, possible=tuple(p for _, p in rows), phenotypes=_shares(rows)), said)


def _saying(told: GeneResult, message: Message | None) -> GeneResult:
    if message is None:
        return told
    return replace(told, call=replace(told.call, messages=(*told.call.messages, message)))


def _agree(told: GeneResult, read: GeneResult) -> bool:
    """Whether what was read allows one of the results: its diplotype, or its phenotype where only that was told."""
    strands = {tuple(sorted(d.strands)) for d in read.call.possible}
    if told.call.diplotypes:
        return any(tuple(sorted(d.strands)) in strands for d in told.call.possible)
    return any(p.name == q.name and p.score in (None, q.score) for p in told.called for q in read.possible)


def _told(told: GeneResult) -> tuple[Phenotype, ...]:
    """Results of the candidates; of what was supplied where there are none."""
    return told.possible or tuple(phenotype for phenotype, _ in told.phenotypes)


def _unnamed(told: GeneResult) -> tuple[Diplotype, ...]:
    """Candidates that stand for results without a diplotype."""
    return tuple(Diplotype("", (), share) for _, share in told.phenotypes)


def _conflict(call: GeneCall) -> Message:
    text = f"the result from {call.source} differs from what was read; it is called, and what was read stays possible"
    return Message("outside-conflict", text, call.gene, "warning")


def _assumed(call: GeneCall) -> Message:
    text = f"{call.source} counts positions that it did not read as reference; what was read elsewhere stays possible"
    return Message("outside-assumes-reference", text, call.gene, "warning")


def _shares(rows: Iterable[tuple[Diplotype, Phenotype]]) -> tuple[tuple[Phenotype, float], ...]:
    """Distinct results with summed probability, most probable first."""
    weights: dict[Phenotype, float] = {}
    for diplotype, phenotype in rows:
        weights[phenotype] = weights.get(phenotype, 0.0) + diplotype.probability
    return tuple(sorted(weights.items(), key=lambda found: -found[1]))


Told = tuple[Sequence[Diplotype], Sequence[Phenotype]]


def _merged(told: Iterable[Told]) -> tuple[tuple[Diplotype, ...], tuple[Phenotype, ...]]:
    """Diplotypes with their phenotypes, repeats left out, all equally probable."""
    pairs = dict.fromkeys((replace(diplotype, probability=1.0), phenotype)
                          for diplotypes, phenotypes in told for diplotype, phenotype in _pairs(diplotypes, phenotypes))
    return (tuple(replace(diplotype, probability=1.0 / len(pairs)) for diplotype, _ in pairs),
            tuple(phenotype for _, phenotype in pairs))


def _pairs(diplotypes: Sequence[Diplotype], phenotypes: Sequence[Phenotype]) -> Iterable[tuple[Diplotype, Phenotype]]:
    return zip(diplotypes or [Diplotype(phenotype.name, ()) for phenotype in phenotypes], phenotypes, strict=True)
