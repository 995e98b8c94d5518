"""`pgx rules export`: rule files in the forms of other systems."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pgx.domain.errors import UsageError

if TYPE_CHECKING:
    from pgx.cli.rulefiles import Workspace
    from pgx.exporting import Refusal

BASE = "urn:pgx"


@click.command("export")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["json", "fhir", "dmn"]), required=True,
              help="The tree; PlanDefinitions and ActivityDefinitions; UNIQUE decision tables.")
@click.option("-o", "--out", type=click.Path(path_type=Path), default=None,
              help="json, fhir: a file (default stdout). dmn: a folder, one file for each rule file.")
@click.option("--base", default=BASE, show_default=True, help="fhir: the address that the resources are known by.")
@click.option("--schema", is_flag=True, help="json: the JSON Schema instead of files.")
def command(files: tuple[Path, ...], form: str, out: Path | None, base: str, schema: bool) -> None:
    """FILES as canonical JSON (reads back to the same rules), as FHIR R4, or as DMN 1.3.

    FHIR and DMN see one genotype at a time and know no phenoconversion, equations, extra alerts or reminders: what is
    left out is named in the export and on stderr. Exit 1: a DMN export had to leave something out.
    """
    from pgx.cli.rulefiles import Workspace

    if schema:
        from pgx.rules.treejson import schema as tree_schema

        save(json.dumps(tree_schema(), indent=1), out)
        return
    space = Workspace.open(files)
    if space.broken:
        raise UsageError(f"`pgx rules check` finds what is not the language: {space.broken[0]}")
    refused = write_fhir(space, out, base) if form == "fhir" else WRITERS[form](space, out)
    for refusal in refused:
        click.echo(f"left out: {refusal}", err=True)
    if refused and form == "dmn":
        raise SystemExit(1)


def write_json(space: Workspace, out: Path | None) -> Sequence[Refusal]:
    """Every file's tree."""
    from pgx.rules.treejson import document

    save(json.dumps([document(module) for module in space.chosen], indent=1, ensure_ascii=False), out)
    return ()


def write_fhir(space: Workspace, out: Path | None, base: str) -> Sequence[Refusal]:
    """One bundle."""
    from pgx.exporting import plan_bundle
    from pgx.rules.checking import adjusted_scores

    space.ruleset()         # what does not hold together is no plan
    scores = adjusted_scores([*space.chosen, *space.around], space.words)
    bundle, refused = plan_bundle(space.chosen, space.words, scores, space.known.drugs, base)
    save(json.dumps(bundle, indent=1, ensure_ascii=False), out)
    return refused


def write_dmn(space: Workspace, out: Path | None) -> Sequence[Refusal]:
    """One XML file for each rule file that has an honest table."""
    from pgx.exporting import decision_tables
    from pgx.rules.checking import adjusted_scores

    if out is None and len(space.chosen) > 1:
        raise UsageError("several files need -o FOLDER")
    space.ruleset()
    scores = adjusted_scores([*space.chosen, *space.around], space.words)
    every: list[Refusal] = []
    for module in space.chosen:
        text, refused = decision_tables(module, space.words, scores)
        every += refused
        if text:
            save(text, out / f"{module.header.name}.dmn" if out else None)
    return every


WRITERS = {"json": write_json, "dmn": write_dmn}


def save(text: str, out: Path | None) -> None:
    """Print, or write below a folder that is made."""
    if out is None:
        click.echo(text)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
