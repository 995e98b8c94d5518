"""`pgx rules approve`: a person has read what an exception changes, and pins it anew."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click


@click.command()
@click.argument("override")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--by", required=True, help="Who approves.")
@click.option("--was", type=click.Path(path_type=Path, exists=True),
              help="Rules as they were when it was approved (files, folder or bundle): shows what changed since.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(override: str, files: tuple[Path, ...], by: str, was: Path | None, yes: bool) -> None:
    """Show the target of OVERRIDE (layer.name) as it is now and what changed, then write date, name and hash."""
    from pgx.cli.approving import Approval, repinned
    from pgx.cli.fixing import replace_file

    found = Approval.find(override, files, was)
    for line in found.told():
        click.echo(line)
    if not yes:
        click.confirm(f"Approve {override} against this, as {by}?", abort=True)
    text = repinned(found.text, found.block, found.pin, datetime.now(UTC).date(), by)
    replace_file(Path(found.file), text)
    click.echo(f"{found.file}: {override} is pinned to {found.pin}", err=True)
