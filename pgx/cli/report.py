"""`pgx report`: a patient's report."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from pgx.cli.check import assess, read_context_file
from pgx.cli.options import reading
from pgx.domain.errors import InputError


@click.command()
@click.argument("file", metavar="VCF|CALLS.json", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The file to write.")
@click.option("--format", "form", type=click.Choice(["html", "json"]), default="html", show_default=True)
@click.option("--for", "audience", type=click.Choice(["clinician", "patient"]), default="clinician", show_default=True)
@click.option("--lang", type=click.Choice(["en"]), default="en", show_default=True)
@click.option("--drug", "drugs", multiple=True, help="The patient's own drugs, shown first (repeatable).")
@click.option("--context", "context_file", type=click.Path(path_type=Path), default=None, help="Patient facts (JSON).")
@click.option("--rules", "rules_dir", type=click.Path(path_type=Path), default=None, help="Other rule files.")
@reading
def command(file: Path, output: Path, form: str, audience: str, lang: str, drugs: tuple[str, ...],
            context_file: Path | None, rules_dir: Path | None, **given: object) -> None:
    """A report of all drugs with guidance, the patient's own first: one self-contained, printable file."""
    from pgx.assess import Engine
    from pgx.render import assessment_json, html

    knowledgebase = given["knowledgebase"] if isinstance(given["knowledgebase"], Path) else None
    engine = Engine.load(knowledgebase, rules_dir)
    context = read_context_file(engine, context_file, drugs)
    found = list(assess(engine, file, context, given, all_drugs=True))
    if form == "json":
        write_whole(output, "".join(assessment_json.dumps(assessment_json.document(a)) + "\n" for a in found))
    else:
        write_whole(output, html.report(found, audience=audience, lang=lang))


def write_whole(path: Path, text: str) -> None:
    """Write all or nothing: a temporary file beside the target, then a rename."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent or Path(), prefix=".pgx-", suffix=path.suffix)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error
