"""`pgx report`: a patient's report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pgx.cli.check import assess, read_context_file
from pgx.cli.options import reading
from pgx.cli.output import write_whole

if TYPE_CHECKING:
    from pgx.assess import Engine
    from pgx.domain.assessment import Assessment


@click.command()
@click.argument("file", metavar="VCF|CALLS.json", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The file to write; - is stdout.")
@click.option("--format", "form", type=click.Choice(["html", "pdf", "json", "fhir"]), default="html", show_default=True)
@click.option("--for", "audience", type=click.Choice(["clinician", "patient"]), default="clinician", show_default=True)
@click.option("--lang", type=click.Choice(["en"]), default="en", show_default=True)
@click.option("--drug", "drugs", multiple=True, help="The patient's own drugs, shown first (repeatable).")
@click.option("--context", "context_file", type=click.Path(path_type=Path), default=None, help="Patient facts (JSON).")
@click.option("--rules", "rules_dir", type=click.Path(path_type=Path), default=None, help="Other rule files.")
@reading
def command(file: Path, output: Path, form: str, audience: str, lang: str, drugs: tuple[str, ...],
            context_file: Path | None, rules_dir: Path | None, **given: object) -> None:
    """A report of all drugs with guidance, the patient's own first: one self-contained, printable file.

    PDF is printed by an installed Chromium or Chrome; JSON and FHIR have one document a line, one a sample.
    """
    from pgx.assess import Engine

    knowledgebase = given["knowledgebase"] if isinstance(given["knowledgebase"], Path) else None
    engine = Engine.load(knowledgebase, rules_dir)
    context = read_context_file(engine, context_file, drugs)
    found = list(assess(engine, file, context, given, all_drugs=True))
    write_whole(output, _written(form, found, engine, audience, lang))


def _written(form: str, found: Sequence[Assessment], engine: Engine, audience: str, lang: str) -> str | bytes:
    """The file's content; JSON and FHIR have one document a line."""
    from pgx.render import assessment_json, fhir, html, pdf

    if form in ("html", "pdf"):
        text = html.report(found, audience=audience, lang=lang)
        return text if form == "html" else pdf.print_report(text)
    documents = (assessment_json.document(a) if form == "json" else
                 fhir.bundle(a, drugs=engine.knowledge.drugs, lang=lang) for a in found)
    return "".join(assessment_json.dumps(document) + "\n" for document in documents)
