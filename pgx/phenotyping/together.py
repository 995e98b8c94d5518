"""Several results from outside for one gene: each keeps its own phenotype, and all of them stay possible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pgx.domain.calls import CallStatus, Diplotype, GeneCall, GeneResult, Phenotype


def together(call: GeneCall, results: Sequence[GeneResult]) -> GeneResult:
    """One result of several, equally probable. `call` is made from all of them; a result without a diplotype stands
    as a candidate without strands, named after its phenotype."""
    diplotypes, called = _merged((result.call.diplotypes, result.called) for result in results)
    possible, phenotypes = _merged((result.call.possible, result.possible or result.called) for result in results)
    status = CallStatus.AMBIGUOUS if len(diplotypes) > 1 else CallStatus.CALLED
    weights: dict[Phenotype, float] = {}
    for diplotype, phenotype in zip(possible, phenotypes, strict=True):
        weights[phenotype] = weights.get(phenotype, 0.0) + diplotype.probability
    return GeneResult(
        replace(call, diplotypes=diplotypes, possible=possible, status=status), called, phenotypes,
        tuple(sorted(weights.items(), key=lambda found: -found[1])),
        tuple(dict.fromkeys(message for result in results for message in result.messages)))


Told = tuple[Sequence[Diplotype], Sequence[Phenotype]]


def _merged(told: Iterable[Told]) -> tuple[tuple[Diplotype, ...], tuple[Phenotype, ...]]:
    """Diplotypes with their phenotypes, repeats left out, all equally probable."""
    pairs = dict.fromkeys((replace(diplotype, probability=1.0), phenotype)
                          for diplotypes, phenotypes in told for diplotype, phenotype in _pairs(diplotypes, phenotypes))
    return (tuple(replace(diplotype, probability=1.0 / len(pairs)) for diplotype, _ in pairs),
            tuple(phenotype for _, phenotype in pairs))


def _pairs(diplotypes: Sequence[Diplotype], phenotypes: Sequence[Phenotype]) -> Iterable[tuple[Diplotype, Phenotype]]:
    return zip(diplotypes or [Diplotype(phenotype.name, ()) for phenotype in phenotypes], phenotypes, strict=True)
