"""Effects of the strands -> the gene's result, by the gene's compact rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

from pgx.domain.calls import Phenotype
from pgx.domain.genes import PhenotypeMethod, ResultRules, Score, ScoreBin
from pgx.phenotyping.function import Effect


def phenotype_of(rules: ResultRules, effects: Sequence[Effect]) -> Phenotype:
    """The result of all gene copies together. Unknown parts make the whole indeterminate: a partial sum would
    mislead."""
    if rules.method is PhenotypeMethod.ACTIVITY_SCORE:
        return _scored(rules, effects)
    functions = tuple(sorted(effect.function for effect in effects))
    return Phenotype(rules.pairs.get(functions, rules.indeterminate))


def _scored(rules: ResultRules, effects: Sequence[Effect]) -> Phenotype:
    values = [effect.activity for effect in effects if effect.activity is not None]
    if not values or len(values) < len(effects):
        return Phenotype(rules.indeterminate)
    total = reduce(add, values)
    return Phenotype(phenotype_of_score(rules, total), total)


def phenotype_of_score(rules: ResultRules, score: Score) -> str:
    """The bin of an activity score. "At least x" is decided only if no higher score has another result."""
    found = [b for b in rules.bins if _holds(b, score)]
    if not found:
        return rules.indeterminate
    if score.at_least and any(_above(b, score) and b.phenotype != found[0].phenotype for b in rules.bins):
        return rules.indeterminate
    return found[0].phenotype


def _holds(bounds: ScoreBin, score: Score) -> bool:
    low, high = bounds.low, bounds.high
    over = low is None or score.value > low or (bounds.low_inclusive and score.value == low)
    under = high is None or score.value < high or (bounds.high_inclusive and score.value == high)
    return over and under


def _above(bounds: ScoreBin, score: Score) -> bool:
    return bounds.low is not None and bounds.low >= score.value
