"""`pgx kb`: check, show, compare and update the knowledge base."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pgx.cli.output import write_whole

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ANY = click.Path(exists=True, path_type=Path)


def _kb_option(command: Callable[..., None]) -> Callable[..., None]:
    text = "Knowledge base folder (default: PGX_KNOWLEDGEBASE or the shipped one)."
    return click.option("--kb", type=FOLDER, help=text)(command)


def _json_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def _print_json(data: Any) -> None:                                       # noqa: ANN401  whatever json writes
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


@click.group()
def command() -> None:
    """The knowledge base: check, show, diff, import, sources.

    Exit codes: 0 done, 1 problems or differences found, 2 wrong usage, 3 unreadable input.
    """


@command.command()
@_kb_option
@_json_option
def check(kb: Path | None, as_json: bool) -> None:
    """Check that every fact has its place: keys, names, bases, results, terms, shares."""
    from dataclasses import asdict

    from pgx.knowledge import checks, paths

    root = paths.knowledgebase(kb)
    problems = checks.check(root)
    if as_json:
        _print_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(f"{root}: {len(problems)} problem{'' if len(problems) == 1 else 's'}", err=True)
    raise SystemExit(1 if problems else 0)


def _show_value(name: str, value: Any, indent: str = "") -> None:         # noqa: ANN401  parsed settings
    if isinstance(value, dict):
        click.echo(f"{indent}{name}")
        for key, inner in value.items():
            _show_value(key, inner, indent + "  ")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        click.echo(f"{indent}{name}")
        for row in value:
            click.echo(f"{indent}  " + "  ".join(f"{k} {v}" for k, v in row.items()))
    else:
        text = ", ".join(str(v) for v in value) if isinstance(value, list | tuple) else str(value)
        click.echo(f"{indent}{name:<14} {text}")


@command.command()
@click.argument("name", required=False)
@click.argument("allele", required=False)
@click.option("--drugs", "list_drugs", is_flag=True, help="List every drug with its other names.")
@_kb_option
@_json_option
def show(name: str | None, allele: str | None, list_drugs: bool, kb: Path | None, as_json: bool) -> None:
    """Show a gene, one of its alleles, or a drug: `show CYP2C19`, `show CYP2C19 '*2'`, `show rifampicin`.

    Without a name: the genes.
    """
    from pgx.knowledge import load, paths, showing

    root = paths.knowledgebase(kb)
    if list_drugs or not name:
        names = showing.drugs(load(root)) if list_drugs else showing.genes(root)
        _print_json(names) if as_json else click.echo("\n".join(names))
        return
    if (root / "genes" / name).is_dir():
        data = showing.allele(root, name, allele) if allele else showing.gene(root, name)
    elif allele:
        data = showing.gene(root, name)
    else:
        data = showing.drug(root, load(root), name)
    if as_json:
        _print_json(data)
        return
    for key, value in data.items():
        if value not in ("", [], (), {}):
            _show_value(key, value)


@command.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@_json_option
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Every fact that differs between two knowledge bases."""
    from dataclasses import asdict

    from pgx.knowledge import changes

    found = changes.between(old, new)
    if as_json:
        _print_json([asdict(change) for change in found])
    else:
        for c in found:
            click.echo(f"{c.kind}\t{c.table}\t{c.key}\t{c.column}\t{c.old}\t{c.new}".rstrip("\t"))
    raise SystemExit(1 if found else 0)


@command.command(name="import")
@click.option("--from", "source", type=ANY, required=True, help="Source pack, translation JSON, or published tables.")
@click.option("--to", "target", type=click.Path(file_okay=False, path_type=Path),
              help="Knowledge base to update (default: the one in use).")
@click.option("--report", type=click.Path(path_type=Path), help="Write a report: .md, or .tsv.")
@click.option("--date", "today", type=click.DateTime(["%Y-%m-%d"]), help="Day to record as read (default: today).")
@click.option("--dry-run", is_flag=True, help="Report only, write nothing.")
@_json_option
def import_(
    source: Path, target: Path | None, report: Path | None, today: datetime | None, dry_run: bool,
    as_json: bool,
) -> None:
    """Take over facts from a source. What is curated here stays; a disagreement is listed (exit 1)."""
    import datetime as dt
    from dataclasses import asdict

    from pgx.knowledge import paths
    from pgx.knowledge.importers import report as reports
    from pgx.knowledge.importers import running

    root = target or paths.knowledgebase()
    day = today.date() if today else dt.datetime.now(dt.UTC).date()
    outcome = running.prepare(source, root, day.isoformat())
    if report is not None:               # first: what is written without a report cannot be reviewed
        write_whole(report, reports.tsv(outcome) if report.suffix == ".tsv" else reports.markdown(outcome))
    written = 0 if dry_run else running.write(outcome, root)
    if as_json:
        _print_json({"origin": outcome.origin, "written": written, "changes": [asdict(c) for c in outcome.changes],
                     "findings": [asdict(f) for f in outcome.findings]})
    else:
        for f in outcome.findings:
            click.echo(f"{f.table}: {f.key}: {f.column} is `{f.ours}` here and `{f.theirs}` there {f.text}".rstrip())
        click.echo(f"{len(outcome.changes)} facts differ, {written} files written, {len(outcome.findings)} to decide",
                   err=True)
    raise SystemExit(1 if outcome.findings else 0)


@command.command()
@_kb_option
@_json_option
def sources(kb: Path | None, as_json: bool) -> None:
    """Which files the facts were taken from."""
    from pgx.knowledge import paths
    from pgx.knowledge.importers import lockfile

    entries = lockfile.read(paths.knowledgebase(kb))
    if as_json:
        _print_json(list(entries.values()))
        return
    for name, entry in sorted(entries.items()):
        click.echo(f"{name}  {entry.get('version', '')}  {entry.get('licence', '')}  {entry['sha256'][:12]}")
