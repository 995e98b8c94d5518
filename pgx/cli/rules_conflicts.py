"""`pgx rules conflicts`: drugs times pairs of sources that cannot both be followed, with a patient each."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pgx.domain.errors import UsageError

FILES = click.argument("files", nargs=-1, type=click.Path(path_type=Path))


@click.command()
@FILES
@click.option("--sources", help="Families to compare, as `cpic,dpwg`; without it all.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output on stdout.")
def command(files: tuple[Path, ...], sources: str | None, as_json: bool) -> None:
    """Where two sources tell one patient things that cannot both be followed: by action and dose, never by text.

    One line per drug and pair of tables; `leads` is the source that a layer prefers.
    """
    from pgx.cli.patients import resolver
    from pgx.cli.rulefiles import Workspace
    from pgx.rules.check_across import deed
    from pgx.rules.contradicting import conflicts

    space = Workspace.open(files)
    rules = space.ruleset()
    wanted = tuple(word.strip() for word in sources.split(",")) if sources else ()
    families = sorted({name.partition(".")[0] for name in rules.guidelines})
    unknown = [word for word in wanted if word not in families]
    if unknown:
        raise UsageError(f"--sources: `{unknown[0]}` is no source of these rules; known: {', '.join(families)}")
    found = list(conflicts(rules, space.words, resolver(space.known), wanted))
    if as_json:
        click.echo(json.dumps({"schema": "pgx.rules-conflicts/1", "conflicts": [
            {"drug": c.drug, "sources": list(c.sources), "tables": [t.name for t in c.tables],
             "rows": [r.id for r in c.rows], "advice": [deed(a) for a in c.advice], "patient": c.patient,
             "kinds": c.kinds, "leads": leads(rules.prefer, c.sources)} for c in found]}, indent=1))
    for conflict in () if as_json else found:
        lead = leads(rules.prefer, conflict.sources)
        click.echo(f"{conflict.drug}: {' / '.join(conflict.sources)}" + (f"  ({lead} leads)" if lead else ""))
        for source, table, advice in zip(conflict.sources, conflict.tables, conflict.advice, strict=True):
            click.echo(f"    {source:6} {deed(advice)}  [{table.name}]")
        more = f"; {conflict.kinds} kinds of patient" if conflict.kinds > 1 else ""
        click.echo(f"    for example: {conflict.patient}{more}")
    pairs = {(c.drug, c.sources) for c in found}
    click.echo(f"{len({drug for drug, _ in pairs})} drugs, {len(pairs)} pairs of sources, {len(found)} pairs of tables",
               err=True)


def leads(prefer: tuple[str, ...], sources: tuple[str, str]) -> str:
    """The source that the topmost layer puts first, "" when it says nothing of these two."""
    return next((source for source in prefer if source in sources), "")
