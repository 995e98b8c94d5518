"""`pgx risk`: what the risk models are, what they say for one patient, how well they do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from pgx.domain.errors import InputError, UsageError, why_unreadable

if TYPE_CHECKING:
    from pgx.domain.assessment import Risk
    from pgx.risk import Inputs, Model
    from pgx.risk.evaluate import Report

CAUTION = "An estimate, beside the guideline's advice. It does not override it."


@click.group(name="risk")
def command() -> None:
    """Risk and dose models: what they are, what they say, how well they do. They never change an alert."""


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def list_models(as_json: bool) -> None:
    """Models, the drug each is for, and its version."""
    from pgx.risk import load_models

    models = load_models()
    if as_json:
        keys = ("id", "version", "sha256", "drug", "outcome", "unit", "method", "horizon")
        click.echo(json.dumps([{key: getattr(model, key) for key in keys} for model in models], indent=2))
        return
    for model in models:
        click.echo(f"{model.id}\t{model.label}\t{model.drug}\t{model.outcome} ({model.unit})")


@command.command()
@click.argument("model")
def card(model: str) -> None:
    """Print the card of MODEL (a model or a drug) as Markdown."""
    from pgx.risk.card import card as write

    click.echo(write(_model(model)), nl=False)


@command.command()
@click.option("--drug", required=True, help="Ingredient, e.g. the name in `pgx risk list`.")
@click.option("--context", "context", required=True, type=click.File("r"), help="JSON file, - for stdin; see the card.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def explain(drug: str, context: IO[str], as_json: bool) -> None:
    """Estimates for one patient, with every contribution.

    The JSON holds facts by name, `taking` (medication list) and `genotypes`:
    {"age": 50, "height": 175, "taking": [], "genotypes": {"GENE diplotype": "*1/*2"}}
    """
    from pgx.risk import load_models, score

    risks = score(load_models(), drug, _inputs(context))
    if as_json:
        click.echo(json.dumps({"schema": "pgx.risk/1", "drug": drug, "risk": [_plain(r) for r in risks]}, indent=2))
    elif risks:
        click.echo("\n\n".join(_explained(r) for r in risks) + f"\n\n{CAUTION}")
    else:
        click.echo(f"{drug}: no probability and no dose estimate available (no model with a valid source)")


@command.command()
@click.option("--data", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="CSV or CSV.gz of patients with outcomes.")
@click.option("--cohort", default="iwpc", show_default=True, help="How to read its columns.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with the calibration tables.")
def evaluate(data: Path, cohort: str, as_json: bool) -> None:
    """Error and interval coverage of the dose equations on a file of patients. Writes nothing."""
    from pgx.risk.cohort import read_cohort
    from pgx.risk.evaluate import evaluate as run

    rows = read_cohort(data, cohort)
    reports = run(_model(rows.model), rows)
    if not rows.expected:
        click.echo(f"note: {data.name} is not the file that the published figures were reproduced on", err=True)
    if as_json:
        from dataclasses import asdict

        click.echo(json.dumps({"model": rows.model, "cohort": rows.id, "data_sha256": rows.sha256,
                               "reports": [asdict(report) for report in reports]}, indent=2))
        return
    click.echo("\n\n".join(_report(report) for report in reports))


def _model(name: str) -> Model:
    from pgx.risk import load_models

    models = load_models()
    for model in models:
        if name in (model.id, model.drug):
            return model
    raise UsageError(f"unknown model `{name}`; known: {', '.join(model.id for model in models)}")


def _inputs(context: IO[str]) -> Inputs:
    from pgx.risk import read_inputs

    try:
        document = json.load(context)
    except UnicodeDecodeError as error:
        raise InputError(f"context: cannot be read: {why_unreadable(error)}") from None
    except ValueError as error:
        raise InputError(f"context: not JSON: {error}") from None
    if not isinstance(document, dict):
        raise InputError("context: must be one JSON object")
    return read_inputs(document)


def _plain(risk: Risk) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(risk)


def _explained(risk: Risk) -> str:
    lines = [f"{risk.drug}: {risk.outcome} [{risk.model} {risk.model_version}]", f"  {_figure(risk)}",
             f"  applies: {risk.applicability}"]
    lines += [f"    - {reason}" for reason in risk.reasons]
    lines += [f"  {part.amount:+8.4f} {part.scale}  {part.factor} {part.value}  {part.citation}".rstrip()
              for part in risk.contributions]
    return "\n".join(lines)


def _figure(risk: Risk) -> str:
    """Two significant figures: more would claim what nobody knows."""
    if risk.estimate is None or risk.interval is None:
        return "no number"
    values = (risk.estimate, *risk.interval)
    if risk.kind == "dose":
        middle, low, high = (_two(value) for value in values)
        return f"{middle} {risk.unit} (90% interval {low} to {high}); {risk.horizon}"
    middle, low, high = (_two(1000 * value) for value in values)
    return f"{middle} per 1,000 (90% interval {low} to {high}); {risk.horizon}"


def _two(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2g}"


def _report(report: Report) -> str:
    lines = [f"{report.equation}: {report.n} rows, MAE {report.mae:.2f}, R2 {report.r2:.2f}",
             "  within 20%: " + ", ".join(f"{name} {share:.1%}" for name, share in report.within20)]
    if report.in_sample is not None:
        lines.append(f"  90% interval covers {report.in_sample:.1%} of the rows it was calibrated on; "
                     "calibrated on the other sites:")
    lines += [f"    {share.name}: {share.covered:.1%} of {share.n}" for share in report.coverage]
    return "\n".join(lines)
