"""Dose equations on the square-root scale: estimate, exact contributions, calibrated 90% interval."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import product

from pgx.domain.assessment import Contribution
from pgx.risk.model import Calibration, Equation, Kind, Model
from pgx.risk.resolve import Resolved

Values = Mapping[str, Resolved]


def counted(equation: Equation) -> tuple[str, ...]:
    """Inputs of the equation, in the order of its terms."""
    return tuple(dict.fromkeys(term.input for term in equation.terms))


def missing(equation: Equation, values: Values) -> tuple[str, ...]:
    """Inputs without which the equation has no value: not given, and no published term for "not given"."""
    return tuple(name for name in counted(equation) if values[name].amount is None and not values[name].values)


def contributions(model: Model, equation: Equation, values: Values) -> tuple[Contribution, ...]:
    """Constant first, then one per input; they sum to the square root of the estimate. An input with several possible
    values contributes their weighted mean, which is exact because the scale is additive."""
    scale = f"sqrt({model.unit})"
    found = [Contribution("constant", "", equation.constant, scale, equation.citation)]
    for name in counted(equation):
        shown = f"{values[name].shown} {model.input(name).unit}".strip()
        found.append(Contribution(model.input(name).label or name, shown, amount(equation, name, values[name]), scale,
                                  equation.citation))
    return tuple(found)


def amount(equation: Equation, name: str, value: Resolved) -> float:
    """What one input adds to the root. A category without a term adds nothing: it is the reference."""
    terms = [term for term in equation.terms if term.input == name]
    if value.amount is not None:
        return sum(term.amount * value.amount for term in terms if not term.equals)
    table = {term.equals: term.amount for term in terms}
    return sum(weight * table.get(category, 0.0) for category, weight in value.values)


def root(equation: Equation, values: Values) -> float:
    """The square root of the dose."""
    return equation.constant + sum(amount(equation, name, values[name]) for name in counted(equation))


def interval(model: Model, equation: Equation, values: Values) -> tuple[float, float] | None:
    """90% interval of the dose. With several possible genotypes: from the lowest end to the highest over all of them,
    so that uncertainty only ever widens it. None when the equation is not calibrated."""
    unknown = unknown_genotypes(model, equation, values)
    calibration = next((c for c in equation.calibrations if set(c.unknown) == unknown), None)
    if calibration is None:
        return None
    ends = [spread(calibration, root(equation, world)) for world in _worlds(equation, values)]
    return min(low for low, _ in ends), max(high for _, high in ends)


def unknown_genotypes(model: Model, equation: Equation, values: Values) -> set[str]:
    """Genotype inputs of the equation for which its own "unknown" term is used."""
    return {name for name in counted(equation) if model.input(name).kind is Kind.GENOTYPE and not values[name].known}


def spread(calibration: Calibration, centre: float) -> tuple[float, float]:
    """The calibrated 90% interval (mg/week) around a predicted root; the lower end is never below 0."""
    low, high = calibration.quantiles[bisect_right(calibration.edges, centre * centre)]
    return max(centre + low, 0.0) ** 2, max(centre + high, 0.0) ** 2


def _worlds(equation: Equation, values: Values) -> Iterable[dict[str, Resolved]]:
    """Every combination of the possible categories, each with certainty."""
    names = [name for name in counted(equation) if len(values[name].values) > 1]
    for choice in product(*(values[name].values for name in names)):
        fixed = {name: Resolved(True, ((category, 1.0),)) for name, (category, _) in zip(names, choice, strict=True)}
        yield {**values, **fixed}
