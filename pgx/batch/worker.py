"""What one process does: load once, then file after file, each into rows. No file can stop it by an error."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from pgx import vcf
from pgx.assess import CallOptions, Engine
from pgx.batch import tables
from pgx.domain.assessment import Assessment
from pgx.domain.calls import OutsideCall
from pgx.domain.errors import PgxError, UsageError
from pgx.domain.patient import Context
from pgx.render.tables import Row, alert_rows, call_rows, risk_rows


@dataclass(frozen=True, slots=True)
class Setup:
    """The same for every file of a run. Pickled to each process once."""

    context: Context = field(default_factory=Context)
    options: CallOptions = field(default_factory=CallOptions)
    samples: tuple[str, ...] | None = None
    knowledgebase: Path | None = None
    rules: Path | None = None
    outside: tuple[OutsideCall, ...] = ()

    def load(self) -> Engine:
        """Knowledge, rules and models. Raises KnowledgeError."""
        return Engine.load(self.knowledgebase, self.rules)


@dataclass(frozen=True, slots=True)
class Task:
    """Some files, read one after the other, or some samples of one cohort file (`samples`; None: all of each file).

    Keys sort in the order of the whole run.
    """

    key: str
    files: tuple[Path, ...]
    folder: Path
    samples: tuple[str, ...] | None = None
    again: bool = False                  # a later share of a file that another task counts

    @property
    def counted(self) -> int:
        """Files that are done when this is done."""
        return 0 if self.again else len(self.files)

    def part(self, table: str) -> Path:
        """Where its rows of a table are kept until all tasks are done."""
        return self.folder / f"{self.key}.{table}.arrow"

    def discard(self) -> None:
        """Remove what a process that died may have written."""
        for table in tables.TABLES:
            self.part(table).unlink(missing_ok=True)

    def singles(self) -> Iterator[Task]:
        """The same files, one a task, in the same place of the order."""
        for number, file in enumerate(self.files):
            yield Task(f"{self.key}.{number:04d}", (file,), self.folder, self.samples, self.again)


@dataclass(frozen=True, slots=True)
class Done:
    """What a task came to."""

    files: int
    samples: int


@dataclass(slots=True)
class Rows:
    """Rows of the tables, by the tables' names."""

    calls: list[Row] = field(default_factory=list)
    alerts: list[Row] = field(default_factory=list)
    risks: list[Row] = field(default_factory=list)
    problems: list[Row] = field(default_factory=list)


class Worker:
    """One process's engine and setup, given once by `begin`, before any task."""

    engine: Engine
    setup: Setup


def begin(setup: Setup) -> None:
    """First act of a process. An interrupt from the keyboard ends it silently; the parent says what happened."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Worker.setup, Worker.engine = setup, setup.load()


def work(task: Task) -> Done:
    """Assess every file of a task and write its rows."""
    rows = Rows()
    samples = sum(read_one(path, task.samples or Worker.setup.samples, rows) for path in task.files)
    write(task, rows)
    return Done(task.counted, samples)


def write(task: Task, rows: Rows) -> None:
    """Keep a task's rows as Arrow files."""
    for name in tables.TABLES:
        table = tables.arrow(name, getattr(rows, name))
        with pa.OSFile(str(task.part(name)), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)


def read_one(path: Path, samples: tuple[str, ...] | None, rows: Rows) -> int:
    """Assess one file; number of samples done. Whatever goes wrong is one row; samples already done stay."""
    done = 0
    try:
        for found in _assess(path, samples):
            assessment = replace(found, file=path.as_posix())
            rows.calls.extend(call_rows(assessment))
            rows.alerts.extend(alert_rows(assessment))
            rows.risks.extend(risk_rows(assessment))
            done += 1
    except PgxError as error:
        rows.problems.append(problem(path, "usage" if isinstance(error, UsageError) else "input", str(error)))
    except Exception as error:  # noqa: BLE001 - the promise: one bad file never stops the run
        rows.problems.append(problem(path, "internal", _place(error)))
    return done


def problem(path: Path, kind: str, text: str) -> Row:
    """A row of `problems`."""
    return {"file": path.as_posix(), "kind": kind, "text": text}


def _assess(path: Path, samples: tuple[str, ...] | None) -> Iterator[Assessment]:
    setup = Worker.setup
    names = vcf.sample_names(path) if setup.outside else ()
    outside = tuple(call for call in setup.outside if call.sample in names)
    return Worker.engine.assess_file(path, context=setup.context, outside=outside, options=setup.options,
                                     samples=samples, all_drugs=not setup.context.prescribed)


def _place(error: Exception) -> str:
    """Type and place; the error's own text may quote genotypes."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
