"""How well do the equations do on a cohort: error, share within 20%, coverage of the 90% interval; and calibration."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pgx.domain.errors import UsageError
from pgx.risk import dose
from pgx.risk.cohort import Cohort, Patient
from pgx.risk.model import Calibration, Equation, Kind, Model
from pgx.risk.resolve import Resolved, resolve

COVERAGE = 0.90


@dataclass(frozen=True, slots=True)
class Prediction:
    """`root` predicted, `actual` dose, and where the row came from."""

    root: float
    actual: float
    site: str
    group: str

    @property
    def residual(self) -> float:
        """Actual minus predicted, on the square-root scale."""
        return math.sqrt(self.actual) - self.root


@dataclass(frozen=True, slots=True)
class Share:
    """A named subgroup: number of rows and the covered share of them."""

    name: str
    n: int
    covered: float


@dataclass(frozen=True, slots=True)
class Report:
    """One equation on one cohort. Errors in the model's unit; `within20` per dose group; `coverage` of intervals that
    were calibrated without the patient's own site, `in_sample` with all rows."""

    equation: str
    n: int
    mae: float
    r2: float
    within20: tuple[tuple[str, float], ...]
    in_sample: float | None = None
    coverage: tuple[Share, ...] = ()
    calibrations: tuple[Calibration, ...] = ()


def evaluate(model: Model, cohort: Cohort) -> tuple[Report, ...]:
    """A report for every equation of the model, comparators included. Raises UsageError for a model without any."""
    if not model.equations:
        raise UsageError(f"model `{model.id}` has no dose equation to evaluate")
    resolved = [(resolve(model, patient.inputs), patient) for patient in cohort.patients]
    return tuple(_report(model, equation, resolved, cohort) for equation in model.equations)


def _report(model: Model, equation: Equation, rows: Sequence[tuple[dict[str, Resolved], Patient]],
            cohort: Cohort) -> Report:
    found = _predict(equation, rows)
    mae = math.fsum(abs(p.root**2 - p.actual) for p in found) / len(found)
    mean = math.fsum(p.actual for p in found) / len(found)
    total = math.fsum((p.actual - mean) ** 2 for p in found)
    r2 = 1 - math.fsum((p.actual - p.root**2) ** 2 for p in found) / total
    within = (("all", _within(found)), *((name, _within(rows)) for name, rows in _by_outcome(found, cohort)))
    if not equation.shown:
        return Report(equation.id, len(found), mae, r2, within)
    calibrations = tuple(_calibrate(unknown, _predict(equation, _mask(model, rows, unknown)))
                         for unknown in _unknown_sets(model, equation))
    inside = [_covers(calibrations[0], p) for p in found]
    return Report(equation.id, len(found), mae, r2, within, sum(inside) / len(inside), _coverage(found, cohort),
                  calibrations)


def _predict(equation: Equation, rows: Sequence[tuple[dict[str, Resolved], Patient]]) -> list[Prediction]:
    return [Prediction(dose.root(equation, values), p.actual, p.site, p.group) for values, p in rows]


def _by_outcome(found: Sequence[Prediction], cohort: Cohort) -> list[tuple[str, list[Prediction]]]:
    """Rows that needed a low, middle or high dose; both limits belong to the outer groups, as published."""
    low, high = cohort.limits
    return [(f"low, <= {low:g}", [p for p in found if p.actual <= low]),
            ("middle", [p for p in found if low < p.actual < high]),
            (f"high, >= {high:g}", [p for p in found if p.actual >= high])]


def _within(rows: Sequence[Prediction]) -> float:
    """Share of the rows with a prediction within 20% of the actual dose."""
    return sum(abs(p.root**2 - p.actual) <= 0.2 * p.actual for p in rows) / len(rows) if rows else math.nan


def _unknown_sets(model: Model, equation: Equation) -> list[tuple[str, ...]]:
    """Every set of genotype inputs that may be unknown, from none to all."""
    names = sorted(n for n in dose.counted(equation) if model.input(n).kind is Kind.GENOTYPE)
    return [chosen for size in range(len(names) + 1) for chosen in combinations(names, size)]


def _mask(model: Model, rows: Sequence[tuple[dict[str, Resolved], Patient]],
          unknown: tuple[str, ...]) -> list[tuple[dict[str, Resolved], Patient]]:
    """The same rows as if these genotypes had not been tested."""
    blank = {name: Resolved(False, ((model.input(name).missing, 1.0),)) for name in unknown}
    return [({**values, **blank}, patient) for values, patient in rows]


def _calibrate(unknown: tuple[str, ...], found: Sequence[Prediction]) -> Calibration:
    """Residual quantiles in thirds of the predicted dose (Mondrian split conformal, with its finite-sample step)."""
    ordered = sorted(found, key=lambda p: (p.root, p.actual))
    edges = tuple(round(ordered[len(ordered) * k // 3].root ** 2, 4) for k in (1, 2))
    thirds: tuple[list[float], ...] = ([], [], [])
    for p in ordered:
        thirds[sum(p.root**2 >= edge for edge in edges)].append(p.residual)
    return Calibration(unknown, edges, tuple(_ends(residuals) for residuals in thirds), tuple(map(len, thirds)))


def _ends(residuals: list[float]) -> tuple[float, float]:
    """The ends of the central 90%, rounded outwards to 0.0001."""
    ordered, tail = sorted(residuals), (1 - COVERAGE) / 2
    n = len(ordered)
    low = ordered[max(math.floor((n + 1) * tail) - 1, 0)]
    high = ordered[min(math.ceil((n + 1) * (1 - tail)) - 1, n - 1)]
    return math.floor(low * 1e4) / 1e4, math.ceil(high * 1e4) / 1e4


def _covers(calibration: Calibration, p: Prediction) -> bool:
    low, high = dose.spread(calibration, p.root)
    return low <= p.actual <= high


def _coverage(found: Sequence[Prediction], cohort: Cohort) -> tuple[Share, ...]:
    """Coverage with each site's intervals calibrated on the other sites: all, by group, and by dose needed."""
    by_site = {site: _calibrate((), [p for p in found if p.site != site]) for site in sorted({p.site for p in found})}
    groups = [(name, [p for p in found if p.group == name]) for name in sorted({p.group for p in found})]
    return tuple(_share(name, rows, by_site) for name, rows in [("all", found), *groups, *_by_outcome(found, cohort)])


def _share(name: str, rows: Sequence[Prediction], by_site: Mapping[str, Calibration]) -> Share:
    covered = sum(_covers(by_site[p.site], p) for p in rows)
    return Share(name, len(rows), covered / len(rows) if rows else math.nan)


def central_98(cohort: Cohort, fact: str) -> tuple[float, float]:
    """1st and 99th percentile (nearest rank) of a numeric fact in the cohort: the wall of the domain."""
    ordered = sorted(float(p.inputs.facts[fact]) for p in cohort.patients)
    n = len(ordered)
    return ordered[max(math.ceil(0.01 * n) - 1, 0)], ordered[math.ceil(0.99 * n) - 1]
