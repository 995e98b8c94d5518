"""`pgx call`: diplotypes and phenotypes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pgx.cli.options import one_patient, read_assembly, read_genes, read_policy, read_sex, reading
from pgx.domain.errors import PgxError, UsageError

if TYPE_CHECKING:
    from pgx.assess import CallOptions, Engine
    from pgx.domain.assessment import Assessment
    from pgx.domain.calls import OutsideCall
    from pgx.domain.messages import Message


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="VCF...", type=click.Path(path_type=Path))
@reading
@click.option("--json", "form", flag_value="json", help="One JSON object per sample, one a line.")
@click.option("--tsv", "form", flag_value="tsv", help="One line per sample and gene.")
def command(files: tuple[Path, ...], form: str | None, **given: object) -> None:
    """Diplotypes and phenotypes of every sample, with all that the file does not say.

    A file that cannot be read is reported on stderr; the others are still called, and the exit code is 3.
    """
    from pgx.assess import Engine

    if given["outside"] and len(files) > 1:
        raise UsageError("--outside is about one patient: give one file")
    engine = Engine.load(_path(given["knowledgebase"]), calls_only=True)
    write = _writer(form)
    worst = 0
    for file in files:
        try:
            for assessment in call(engine, file, given):
                write(assessment)
        except PgxError as error:
            if len(files) == 1 or isinstance(error, UsageError):
                raise
            print(f"pgx: {error}", file=sys.stderr)
            worst = max(worst, error.exit_code)
    sys.exit(worst)


def call(engine: Engine, file: Path, given: dict[str, object]) -> Iterator[Assessment]:
    """Read and call one file as the shared options say."""
    told = read_outside(engine, given)
    found = engine.call_file(file, options=call_options(given), outside=told.calls, samples=only_samples(given))
    return told.on(one_patient(found, "--outside") if told.nameless else found)


def only_samples(given: dict[str, object]) -> tuple[str, ...] | None:
    """The samples asked for, or None for all."""
    samples = given["samples"]
    return samples if isinstance(samples, tuple) and samples else None


@dataclass(frozen=True, slots=True)
class Told:
    """Results made elsewhere, and what is to be said of their files."""

    calls: tuple[OutsideCall, ...] = ()
    messages: tuple[Message, ...] = ()

    @property
    def nameless(self) -> bool:
        """Whether a result does not say whose it is: then it must not meet several people."""
        return any(not call.sample for call in self.calls)

    def on(self, found: Iterator[Assessment]) -> Iterator[Assessment]:
        """What was found, with the messages."""
        return (replace(one, messages=(*one.messages, *self.messages)) for one in found)


def read_outside(engine: Engine, given: dict[str, object]) -> Told:
    """The files of `--outside`; lines that cannot be used are reported on stderr too, the rest in the answer only."""
    files = given["outside"]
    read = [engine.read_outside(file) for file in files] if isinstance(files, tuple) else []
    said = dict.fromkeys(message for _, messages in read for message in messages)
    told = Told(tuple(call for calls, _ in read for call in calls), tuple(said))
    for complaint in told.messages:
        if complaint.level == "problem":
            print(f"pgx: {complaint.text}", file=sys.stderr)
    return told


def call_options(given: dict[str, object]) -> CallOptions:
    """The shared options as a value."""
    from pgx.assess import CallOptions

    return CallOptions(
        genes=read_genes(given["genes"] if isinstance(given["genes"], str) else None),
        assembly=read_assembly(str(given["assembly"])),
        absent_is_reference=given["absent"] == "reference",
        callable_bed=_path(given["callable_bed"]),
        fasta=_path(given["fasta"]),
        sex=read_sex(given["sex"] if isinstance(given["sex"], str) else None),
        ancestry=given["ancestry"] if isinstance(given["ancestry"], str) else None,
        combinations=bool(given["combinations"]),
        policy=read_policy(given),
    )


def _path(value: object) -> Path | None:
    return value if isinstance(value, Path) else None


def _writer(form: str | None) -> Callable[[Assessment], None]:
    from pgx.render import assessment_json, calls_json, text

    if form == "json":
        return lambda found: print(assessment_json.dumps(calls_json.document(found)))
    if form == "tsv":
        print(text.TSV_HEADER)
        return lambda found: print("\n".join(text.tsv_rows(found)))
    return lambda found: print(text.calls(found))
