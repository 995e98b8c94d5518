"""`score`: estimates for one drug. They stand beside the alerts; nothing here can create, hide or reorder one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pgx.domain.assessment import Contribution, Risk
from pgx.risk import dose, logistic
from pgx.risk.applicability import Applicability, applicability
from pgx.risk.inputs import Inputs
from pgx.risk.model import Equation, Level, Model
from pgx.risk.resolve import Resolved, resolve

DISAGREE = 1.2           # shown doses further apart than this ratio are pointed out
UNCERTAIN = "{0}: several genotypes are possible; the figure is their weighted mean and the interval covers all of them"


def score(models: Sequence[Model], drug: str, inputs: Inputs) -> tuple[Risk, ...]:
    """Every estimate that a model has for `drug`, in model order. Outside a model's domain the estimate is None and
    `reasons` says why; a drug without a model gives ()."""
    return tuple(risk for model in models if model.drug == drug.strip().lower() for risk in _score(model, inputs))


def _score(model: Model, inputs: Inputs) -> tuple[Risk, ...]:
    values = resolve(model, inputs)
    if model.method == "logistic":
        return (_risk(model, values),)
    return _point_out_disagreement([_dose(model, equation, values) for equation in model.equations if equation.shown])


def _dose(model: Model, equation: Equation, values: dict[str, Resolved]) -> Risk:
    found = applicability(model, values, equation.id)
    absent = [f"{model.input(name).label or name} is not given and the equation has no value without it"
              for name in dose.missing(equation, values)]
    empty = Risk(model.drug, model.outcome, equation.id, model.label, "dose", None, model.unit, None,
                 applicability=Level.OUT.value, reasons=(*absent, *found.reasons), horizon=model.horizon,
                 citations=(equation.citation,))
    if absent or found.level is Level.OUT:
        return empty
    parts = dose.contributions(model, equation, values)
    reasons = (*found.reasons, *_several(model, dose.counted(equation), values))
    return replace(empty, estimate=sum(part.amount for part in parts) ** 2, contributions=parts,
                   interval=dose.interval(model, equation, values), applicability=found.level.value, reasons=reasons)


def _risk(model: Model, values: dict[str, Resolved]) -> Risk:
    found = applicability(model, values)
    empty = Risk(model.drug, model.outcome, model.id, model.label, "risk", None, model.unit, None,
                 applicability=Level.OUT.value, reasons=found.reasons, horizon=model.horizon, citations=model.citations)
    if found.level is Level.OUT:
        return empty
    reference, _ = logistic.centre(model)
    first = model.incidence.citation if model.incidence else ""
    parts = [Contribution("reference patient", _reference(model), reference, "log-odds", first)]
    for index, amount in logistic.amounts(model, values):
        factor = model.factors[index]
        parts.append(Contribution(model.input(factor.input).label or factor.input, values[factor.input].shown, amount,
                                  "log-odds", factor.citation))
    return replace(empty, estimate=logistic.expit(sum(part.amount for part in parts)), contributions=tuple(parts),
                   interval=logistic.interval(model, values), applicability=_level(model, values, found),
                   reasons=(*found.reasons, *_several(model, [f.input for f in model.factors], values)))


def _reference(model: Model) -> str:
    """The reference value of every factor and the risk that goes with it."""
    intercept, _ = logistic.centre(model)
    values = ", ".join(f"{model.input(f.input).label or f.input} {f.copies[0][0]}" for f in model.factors)
    return f"{values}: {1000 * logistic.expit(intercept):.2g} per 1,000"


def _level(model: Model, values: dict[str, Resolved], found: Applicability) -> str:
    """Borderline at best while a factor is untested: the figure is then nobody's in particular."""
    return Level.BORDERLINE.value if logistic.untested(model, values) else found.level.value


def _several(model: Model, names: Iterable[str], values: dict[str, Resolved]) -> tuple[str, ...]:
    return tuple(UNCERTAIN.format(model.input(name).label or name) for name in names if len(values[name].values) > 1)


def _point_out_disagreement(risks: list[Risk]) -> tuple[Risk, ...]:
    """If two shown doses differ by more than a fifth, both say so."""
    doses = [risk.estimate for risk in risks if risk.estimate is not None]
    if len(doses) < 2 or max(doses) <= DISAGREE * min(doses):
        return tuple(risks)
    text = "the equations disagree by more than 20%: " + ", ".join(
        f"{risk.model} {risk.estimate:.2g} {risk.unit}" for risk in risks if risk.estimate is not None)
    return tuple(risk if risk.estimate is None else replace(risk, reasons=(*risk.reasons, text)) for risk in risks)
