"""`pgx check`: one prescribing decision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pgx.cli.call import call_options, only_samples, read_outside
from pgx.cli.jsoninput import read_json
from pgx.cli.options import one_patient, reading
from pgx.domain.errors import InputError, UsageError, why_unreadable

if TYPE_CHECKING:
    from pgx.assess import Engine
    from pgx.domain.assessment import Assessment
    from pgx.domain.patient import Context


@click.command()
@click.argument("file", metavar="VCF|CALLS.json", type=click.Path(path_type=Path))
@click.option("--drug", "drugs", multiple=True, help="A drug that is considered (repeatable).")
@click.option("--context", "context_file", type=click.Path(path_type=Path), default=None,
              help="Patient facts (JSON): drugs, taking, stopped, age, weight, indication, ...")
@click.option("--rules", "rules_dir", type=click.Path(path_type=Path), default=None, help="Other rule files.")
@reading
@click.option("--json", "as_json", is_flag=True, help="One JSON object per sample, one a line.")
def command(file: Path, drugs: tuple[str, ...], context_file: Path | None, rules_dir: Path | None, as_json: bool,
            **given: object) -> None:
    """Alerts, reminders and risk for given drugs, most cautious first.

    FILE is a VCF, or the output of `pgx call --json`.
    """
    from pgx.assess import Engine
    from pgx.render import assessment_json, text

    knowledgebase = given["knowledgebase"] if isinstance(given["knowledgebase"], Path) else None
    engine = Engine.load(knowledgebase, rules_dir)
    context = read_context_file(engine, context_file, drugs)
    if not context.prescribed:
        raise UsageError("no drug asked about: give --drug NAME, or `drugs` in --context")
    for assessment in assess(engine, file, context, given):
        print(assessment_json.dumps(assessment_json.document(assessment)) if as_json else text.alerts(assessment))


def read_context_file(engine: Engine, path: Path | None, drugs: tuple[str, ...]) -> Context:
    """Context from a JSON file, with drugs of the command line added."""
    document: dict[str, object] = {}
    if path is not None:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path.name}: context cannot be read: {why_unreadable(error)}") from error
        loaded = read_json(text, path.name)
        if not isinstance(loaded, dict):
            raise InputError(f"{path.name}: expected a JSON object of facts")
        document = loaded
    if drugs:
        listed = document.get("drugs", [])
        document["drugs"] = [*(listed if isinstance(listed, list) else [listed]), *drugs]
    return engine.context_from(document)


def assess(engine: Engine, file: Path, context: Context, given: dict[str, object], *,
           all_drugs: bool = False) -> Iterator[Assessment]:
    """Assess a VCF, or calls written by `pgx call --json`. Facts of one patient are never taken for another's."""
    told = read_outside(engine, given)
    if file.suffix == ".json":
        found = engine.assess_calls_file(file, context=context, outside=told.calls, all_drugs=all_drugs)
    else:
        found = engine.assess_file(file, context=context, outside=told.calls, options=call_options(given),
                                   samples=only_samples(given), all_drugs=all_drugs)
    personal = "--outside" if told.nameless else "--context" if context.facts or context.drugs is not None else ""
    return told.on(one_patient(found, personal) if personal else found)
