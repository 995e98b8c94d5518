"""A screen from start to end: share out the files, gather the rows, put the folder in place in one go."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from pgx import calling, vcf
from pgx.batch import outputs, pool, tables
from pgx.batch.outputs import COUNTED, Merged
from pgx.batch.worker import Setup, Task
from pgx.domain.assessment import Versions
from pgx.domain.errors import InputError, PgxError, UsageError
from pgx.render import calls_json

SCHEMA = "pgx.screen/1"
SUMMARY = "summary.json"
FEW = 25                  # samples; reading a file once more costs about as much as so many


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read, how, and where to write. `jobs` >= 1."""

    files: tuple[Path, ...]
    out: Path
    jobs: int = 1
    setup: Setup = field(default_factory=Setup)

    def check_outside(self) -> None:
        """Raises InputError when a file of outside calls is of nobody in these files, by its names."""
        if self.setup.outside:
            calling.check_samples(self.setup.outside, [name for file in self.files for name in _names(file)])


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went. `problems` counts rows of the table of that name."""

    files: int
    samples: int
    alerts: int
    problems: int


def screen(plan: Plan, versions: Versions, progress: Callable[[int], object] = lambda _: None) -> Outcome:
    """Assess every sample of every file. `progress` hears how many files were just done.

    Nothing appears in `out` before all is done; summary.json is put there last, so a folder that has one is complete.
    Raises InputError if `out` cannot be written.
    """
    began, samples = datetime.now(UTC), 0
    with _workshop(plan.out) as folder:
        parts, fresh = folder / "parts", folder / "fresh"
        parts.mkdir()
        fresh.mkdir()
        for done in pool.run(list(_tasks(plan, parts)), plan.setup, plan.jobs):
            progress(done.files)
            samples += done.samples
        merged = {name: outputs.merge(parts, fresh, name) for name in tables.TABLES}
        summary = {
            "schema": SCHEMA,
            "started": began.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "versions": calls_json.versions(versions),
            "files": len(plan.files),
            "samples": samples,
            "counts": {name: _counted(name, table) for name, table in merged.items()},
            "outputs": {path.name: {"rows": merged[path.stem].rows, "sha256": outputs.sha256(path)}
                        for path in sorted(fresh.iterdir())},
        }
        (fresh / SUMMARY).write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        _publish(fresh, plan.out)
    return Outcome(len(plan.files), samples, merged["alerts"].rows, merged["problems"].rows)


def _tasks(plan: Plan, parts: Path) -> Iterator[Task]:
    """Files in equal shares. When files are few, a cohort file is shared out by samples instead."""
    size = pool.share(len(plan.files), plan.jobs)
    number = count()
    for start in range(0, len(plan.files), size):
        files = plan.files[start:start + size]
        for place, samples in enumerate(_shares(files[0], plan) if size == 1 else [None]):
            yield Task(f"{next(number):08d}", files, parts, samples, again=place > 0)


def _shares(file: Path, plan: Plan) -> list[tuple[str, ...] | None]:
    """Samples of a cohort file in one share per process; [None], all at once, when that does not pay."""
    if plan.jobs == 1 or plan.setup.samples:
        return [None]
    names = _names(file)
    size = -(-len(names) // plan.jobs)
    return [None] if size < FEW else [names[at:at + size] for at in range(0, len(names), size)]


def _names(file: Path) -> tuple[str, ...]:
    """Sample names; none where the header cannot be read: the process that reads the file will say what is wrong."""
    try:
        return vcf.sample_names(file)
    except PgxError:
        return ()


def _counted(name: str, table: Merged) -> list[Mapping[str, object]]:
    """Combinations in alphabetical order, each with its number of rows."""
    return [{**dict(zip(COUNTED[name], values, strict=True)), "rows": rows}
            for values, rows in sorted(table.counts.items())]


@contextmanager
def _workshop(out: Path) -> Iterator[Path]:
    """A private folder beside `out`, on the same disk, gone afterwards. Raises UsageError if `out`
    is a file, InputError if nothing can be written."""
    if out.exists() and not out.is_dir():
        msg = f"--out: `{out}` is a file; give a folder"
        raise UsageError(msg)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        msg = f"--out: `{out}` cannot be written: {error.strerror or type(error).__name__}"
        raise InputError(msg) from error


def _publish(fresh: Path, out: Path) -> None:
    """Move the finished files into `out`: in one rename if it is not there yet, else file by file, summary last."""
    if not out.exists():
        fresh.chmod(0o777 & ~_umask())
        fresh.rename(out)
        return
    (out / SUMMARY).unlink(missing_ok=True)
    for path in sorted(fresh.iterdir(), key=lambda p: (p.name == SUMMARY, p.name)):
        path.replace(out / path.name)


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current
