"""Literature-based risk: published odds ratios on an intercept that returns the published average.

The intercept is not the log-odds of the incidence: an incidence is an average over carriers and non-carriers, so the
intercept solves sum over the population of share * expit(intercept + effects) = incidence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from itertools import product
from statistics import NormalDist

from pgx.risk.model import Factor, Model
from pgx.risk.resolve import POPULATION, Resolved

NODES = 1000             # quadrature nodes in all: 32 for each of incidence and one effect
Values = Mapping[str, Resolved]
Population = tuple[tuple[tuple[float, ...], float], ...]


def expit(log_odds: float) -> float:
    """Probability of a log-odds, without overflow."""
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    odds = math.exp(log_odds)
    return odds / (1.0 + odds)


def logit(probability: float) -> float:
    """Log-odds of a probability strictly between 0 and 1."""
    return math.log(probability / (1.0 - probability))


def population(model: Model) -> Population:
    """Every combination of factor values: how often each effect counts, and the share of people (independent)."""
    cells = product(*(factor.copies for factor in model.factors))
    return tuple((tuple(copies for _, copies, _ in cell), math.prod(share for _, _, share in cell)) for cell in cells)


def average(intercept: float, effects: tuple[float, ...], people: Population) -> float:
    """Mean risk of the population."""
    return _average_and_slope(intercept, effects, people)[0]


def _average_and_slope(intercept: float, effects: tuple[float, ...], people: Population) -> tuple[float, float]:
    risks = [(expit(intercept + sum(c * e for c, e in zip(counts, effects, strict=True))), share)
             for counts, share in people]
    return math.fsum(share * p for p, share in risks), math.fsum(share * p * (1 - p) for p, share in risks)


def solve_intercept(incidence: float, effects: tuple[float, ...], people: Population) -> float:
    """The intercept at which `average` equals `incidence`, to about 1e-12. Newton steps inside a shrinking bracket."""
    low, high = -60.0, 60.0
    at = logit(incidence)
    for _ in range(200):
        mean, slope = _average_and_slope(at, effects, people)
        low, high = (low, at) if mean > incidence else (at, high)
        step = at - (mean - incidence) / slope
        if abs(step - at) < 1e-12:
            break
        at = step if low < step < high else (low + high) / 2
    return at


def spread(factor: Factor) -> float:
    """Standard deviation of the log odds ratio: the study's own, widened by the between-study spread."""
    low, high = factor.ci95
    return math.hypot((math.log(high) - math.log(low)) / (2 * NormalDist().inv_cdf(0.975)), factor.tau)


def centre(model: Model) -> tuple[float, tuple[float, ...]]:
    """Intercept and log odds ratios at the published figures."""
    return _solved(model, 0.0, (0.0,) * len(model.factors))


def _solved(model: Model, z: float, zs: tuple[float, ...]) -> tuple[float, tuple[float, ...]]:
    if model.incidence is None:
        raise ValueError(f"{model.id} has no incidence")
    incidence = expit(logit(model.incidence.value) + z * model.incidence.log_odds_sd)
    effects = tuple(math.log(f.odds_ratio) + q * spread(f) for f, q in zip(model.factors, zs, strict=True))
    return solve_intercept(incidence, effects, population(model)), effects


@lru_cache(maxsize=32)
def draws(model: Model) -> tuple[tuple[float, tuple[float, ...]], ...]:
    """Equally probable (intercept, effects): midpoints of equal slices of each normal distribution. No random numbers,
    so that the same question has the same answer to the last bit."""
    n = max(5, round(NODES ** (1 / (1 + len(model.factors)))))
    grid = [NormalDist().inv_cdf((i + 0.5) / n) for i in range(n)]
    return tuple(_solved(model, z, zs) for z in grid for zs in product(grid, repeat=len(model.factors)))


def copies(factor: Factor, value: Resolved) -> tuple[tuple[float, float], ...]:
    """(how often the effect counts, weight) for one patient; the population's own shares when nothing is known."""
    if not value.values:
        return tuple((count, share) for _, count, share in factor.copies)
    table = {category: count for category, count, _ in factor.copies}
    return tuple((table[category], weight) for category, weight in value.values)


def predict(model: Model, values: Values, intercept: float, effects: tuple[float, ...],
            count: int | None = None) -> float:
    """Mean risk over the patient's possible values, using the first `count` factors only if given."""
    chosen = order(model, values)[:count]
    options = [copies(model.factors[i], values[model.factors[i].input]) for i in chosen]
    return math.fsum(
        math.prod(weight for _, weight in world)
        * expit(intercept + sum(effects[i] * c for i, (c, _) in zip(chosen, world, strict=True)))
        for world in product(*options))


def order(model: Model, values: Values) -> tuple[int, ...]:
    """Factors with one possible value first, so that their contributions are additive; uncertain ones after them."""
    uncertain = [len(copies(f, values[f.input])) > 1 for f in model.factors]
    return tuple(sorted(range(len(model.factors)), key=lambda i: uncertain[i]))


def amounts(model: Model, values: Values) -> tuple[tuple[int, float], ...]:
    """(factor, what it adds to the log-odds), summing with the intercept to the log-odds of the estimate."""
    intercept, effects = centre(model)
    before, found = intercept, []
    for step, factor in enumerate(order(model, values), start=1):
        after = logit(predict(model, values, intercept, effects, step))
        found.append((factor, after - before))
        before = after
    return tuple(found)


def interval(model: Model, values: Values) -> tuple[float, float]:
    """90% credible interval. With several possible values: from the lowest end to the highest over all of them."""
    extra = _transport(model, values)
    shifts = [NormalDist().inv_cdf((i + 0.5) / 21) * extra for i in range(21)] if extra else [0.0]
    ends = [_interval(model, world, tuple(shifts)) for world in product(*(
        sorted({count for count, _ in copies(f, values[f.input])}) for f in model.factors))]
    return min(low for low, _ in ends), max(high for _, high in ends)


@lru_cache(maxsize=256)
def _interval(model: Model, world: tuple[float, ...], shifts: tuple[float, ...]) -> tuple[float, float]:
    logits = sorted(intercept + sum(c * e for c, e in zip(world, effects, strict=True)) + shift
                    for intercept, effects in draws(model) for shift in shifts)
    cut = round(0.05 * len(logits))
    return expit(logits[cut]), expit(logits[-1 - cut])


def _transport(model: Model, values: Values) -> float:
    """Extra spread of the intercept when the patient is not like those studied, or it is not known."""
    if model.transport is None:
        return 0.0
    value = values[model.transport.input]
    studied = value.known and bool(value.values) and value.values[0][0] in model.transport.studied
    return 0.0 if studied else model.transport.log_odds_sd


def untested(model: Model, values: Values) -> tuple[str, ...]:
    """Factor inputs that were not given: the population average stands in, and the answer says so."""
    return tuple(f.input for f in model.factors
                 if not values[f.input].known and model.input(f.input).missing == POPULATION)
