"""`pgx rules import`: tables of a source -> draft rule files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pgx import knowledge
from pgx.domain.errors import InputError, UsageError

if TYPE_CHECKING:
    from pgx.authoring.importing import Draft
    from pgx.authoring.sources import SourceRow

EVERY = frozenset({"ALL", "CLINPGX", "PHARMCAT"})      # collections of several sources


@click.command("import")
@click.argument("source")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path, file_okay=False),
              help="Folder for the drafts; a file that exists is never overwritten.")
@click.option("--drug", "wanted", multiple=True, help="Only this drug (repeatable).")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON on stdout.")
def command(source: str, files: tuple[Path, ...], out: Path, wanted: tuple[str, ...], as_json: bool) -> None:
    """Draft rule files from the tables of SOURCE: CPIC, DPWG, FDA; ALL (or PharmCAT, ClinPGx) takes each of a file.

    FILES are tables with a `lookup` column, CPIC's recommendations as JSON, or the prescribing guidance JSON of ClinPGx
    and PharmCAT. Rows with equal advice are merged; the words of the source stand as notes of an advice whose action is
    `undecided`. Every key is asked back of the draft. Exit 1: something did not fit; the report says what.
    """
    from pgx.authoring.axes import with_adjusted
    from pgx.authoring.importing import drafts
    from pgx.authoring.verifying import verify
    from pgx.knowledge import vocabulary

    known = knowledge.load()
    words = with_adjusted(vocabulary.build(known), knowledge.load_rules(known).adjusts.values())
    made = list(drafts(chosen(source.upper(), files, wanted), words, known))
    write(made, out)
    told = [report(draft, verify(draft, words, known), draft.report.file) for draft in made]
    if as_json:
        click.echo(json.dumps({"schema": "pgx.rules-import/1", "files": told}, indent=1, ensure_ascii=False))
    else:
        click.echo("\n".join(line for each in told for line in lines(each)))
    troubled = sum(any(each[name] for name in ("overlaps", "unread", "remarks", "not_returned")) for each in told)
    click.echo(f"{len(told)} drafts in {out}, {troubled} with something to look at", err=True)
    if troubled:
        raise SystemExit(1)


def chosen(source: str, files: Sequence[Path], wanted: Sequence[str]) -> Iterator[SourceRow]:
    """Rows of one source, or of all; a file that does not name its source is taken to be of this one."""
    from pgx.authoring.sources import read_rows
    from pgx.cli.rulefiles import read_text

    names = {name.strip().lower() for name in wanted}
    found = False
    for path in files:
        for row in read_rows(read_text(path), path.name):
            if not row.source and source in EVERY:
                raise UsageError(f"{path.name}: does not say whose it is; name the source instead of {source}")
            if (source in EVERY or row.source in {"", source}) and (not names or row.drug.lower() in names):
                found = True
                yield row if row.source else replace(row, source=source)
    if not found:
        raise InputError(f"no row of {source} in {', '.join(path.name for path in files)}")


def write(made: Sequence[Draft], out: Path) -> None:
    """All drafts, or none when one of them is there already."""
    paths = [out / draft.file.name.partition(".")[0] / draft.report.file for draft in made]
    there = [path for path in paths if path.exists()]
    if there:
        raise UsageError(f"{there[0]}: exists; `pgx rules import` never overwrites a file, choose another folder")
    for draft, path in zip(made, paths, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draft.file.text(), encoding="utf-8", newline="\n")


def report(draft: Draft, not_returned: list[str], file: str) -> dict[str, object]:
    """What became of one drug's rows."""
    told = asdict(draft.report)
    return {**told, "file": f"{draft.file.name.partition('.')[0]}/{file}", "not_returned": not_returned}


def lines(told: dict[str, object]) -> Iterator[str]:
    """A report for people: one line, and what needs a look below it."""
    tables: dict[str, int] = told["tables"]  # type: ignore[assignment]  # JSON as read
    yield (f"{told['file']}: {told['rows']} rows with {told['keys']} keys -> {len(tables)} tables with "
           f"{sum(tables.values())} rows")
    for table, kinds in told["gaps"].items():  # type: ignore[attr-defined]  # JSON as read
        yield f"    gap: {table}: {kinds} kinds of patient without a source row, no-advice"
    for name in ("overlaps", "unread", "remarks", "not_returned"):
        for text in told[name]:  # type: ignore[attr-defined]  # JSON as read
            yield f"    {name.replace('_', ' ').removesuffix('s')}: {text}"
