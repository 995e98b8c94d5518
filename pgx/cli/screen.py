"""`pgx screen`: many patients."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pgx.cli.options import reading
from pgx.domain.errors import UsageError

if TYPE_CHECKING:
    from pgx.batch import Outcome


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="DIR|VCF...", type=click.Path(path_type=Path))
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), metavar="OUT", help="Folder to write.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; default: one per core.")
@click.option("--drug", "drugs", multiple=True, help="Only alerts for this drug (repeatable); default: all.")
@click.option("--rules", "rules_dir", type=click.Path(path_type=Path), default=None, help="Other rule files.")
@click.option("--quiet", is_flag=True, help="No progress bar.")
@reading
def command(inputs: tuple[Path, ...], out: Path, jobs: int | None, drugs: tuple[str, ...], rules_dir: Path | None,
            quiet: bool, **given: object) -> None:
    """Calls and alerts of every sample of every VCF.

    Writes calls, alerts, risks and problems, each as .parquet and .csv, and summary.json into OUT, all at the end.
    A file that cannot be read is a row in problems and makes the exit code 1.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))      # so that what was begun is cleared away
    outcome = _screen(inputs, out, jobs or _cores(), drugs, rules_dir, quiet, given)
    print(f"{outcome.files} files, {outcome.samples} samples, {outcome.alerts} alerts, {outcome.problems} problems "
          f"-> {out}", file=sys.stderr)
    sys.exit(1 if outcome.problems else 0)


def _screen(inputs: tuple[Path, ...], out: Path, jobs: int, drugs: tuple[str, ...], rules_dir: Path | None,
            quiet: bool, given: dict[str, object]) -> Outcome:
    """Check everything that does not depend on a file here, once, before any process is started."""
    from tqdm import tqdm

    from pgx.assess import Engine
    from pgx.batch import Plan, Setup, find, screen
    from pgx.cli.call import call_options, read_outside

    options, samples, base = call_options(given), given["samples"], _path(given["knowledgebase"])
    engine = Engine.load(base, rules_dir)
    engine.check(options)
    told = read_outside(engine, given)
    if told.nameless:
        raise UsageError("--outside: does not say whose results these are, and a screen reads many patients")
    setup = Setup(engine.context_from({"drugs": list(drugs)}), options,
                  samples if isinstance(samples, tuple) and samples else None, base, rules_dir, told.calls)
    plan = Plan(find(inputs), out, jobs, setup)
    plan.check_outside()
    with tqdm(total=len(plan.files), unit="file", file=sys.stderr, disable=quiet) as bar:
        return screen(plan, engine.versions, bar.update)


def _cores() -> int:
    """Cores this process may use; all of the machine where the system cannot tell."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _path(value: object) -> Path | None:
    return value if isinstance(value, Path) else None
