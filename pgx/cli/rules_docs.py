"""`pgx rules docs`: the rules as a site that reads like the printed guideline."""

from __future__ import annotations

from pathlib import Path

import click

from pgx.domain.errors import UsageError


@click.command("docs")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path, file_okay=False),
              help="Folder of the site.")
def command(files: tuple[Path, ...], out: Path) -> None:
    """A static site of FILES: each table as printed, its advice in sentences, citations, and how much examples cover.

    A page for every drug shows its sources side by side. Open index.html from the folder, or serve it.
    """
    from pgx.cli.rulefiles import Workspace
    from pgx.site import pages, site_of

    space = Workspace.open(files)
    if space.broken:
        raise UsageError(f"`pgx rules check` finds what is not the language: {space.broken[0]}")
    reached = {row for result in space.run_examples() for row in result.reached}
    count = 0
    for name, text in pages(site_of(space.chosen, space.ruleset(), space.words, space.known, reached)):
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        count += 1
    click.echo(f"{count} pages in {out}", err=True)
