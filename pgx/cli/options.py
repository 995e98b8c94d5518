"""Options that several commands share, declared once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from pgx.domain.errors import UsageError
from pgx.domain.genome import Assembly

Command = TypeVar("Command", bound=Callable[..., Any])

SEXES = ("male", "female")


def reading(command: Command) -> Command:
    """How files are read and genes called: the same for `call`, `check`, `report` and `screen`."""
    for decorate in reversed((
        click.option("--sample", "samples", multiple=True, help="Only this sample (repeatable)."),
        click.option("--genes", default="", help="Only these genes, comma separated."),
        click.option("--assembly", type=click.Choice(["auto", *(a.value for a in Assembly)]), default="auto",
                     show_default=True, help="Assembly of the file; always verified against its bases."),
        click.option("--absent", type=click.Choice(["unknown", "reference"]), default="unknown", show_default=True,
                     help="What a position without a record means. `reference` is your decision and is recorded."),
        click.option("--callable", "callable_bed", type=click.Path(path_type=Path), default=None,
                     help="BED of regions that were read: absent positions inside are reference."),
        click.option("--outside", type=click.Path(path_type=Path), default=None,
                     help="Results made elsewhere: gene, diplotype, phenotype, activity score (TSV)."),
        click.option("--sex", default=None, metavar="male|female|FILE", help="For X-linked genes; FILE: sample, sex."),
        click.option("--ancestry", default=None, help="Population that ranks candidates: AFR AMR EAS EUR SAS."),
        click.option("--combinations", is_flag=True, help="Name combinations and partial alleles too (research)."),
        click.option("--knowledgebase", type=click.Path(path_type=Path), default=None, help="Another knowledge base."),
    )):
        command = decorate(command)
    return command


def read_sex(text: str | None) -> str | Mapping[str, str] | None:
    """`male`, `female`, or a TSV file of sample and sex. Raises UsageError for anything else."""
    if text is None or text in SEXES:
        return text
    path = Path(text)
    if not path.is_file():
        raise UsageError(f"--sex: `{text}` is neither male, female nor a file of sample and sex")
    sexes: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 2 or fields[1].strip().lower() not in SEXES:
            raise UsageError(f"--sex: {path.name}:{number}: expected sample, tab, male or female")
        sexes[fields[0]] = fields[1].strip().lower()
    return sexes


def read_assembly(text: str) -> Assembly | None:
    """The assembly, or None for `auto`."""
    return None if text == "auto" else Assembly(text)
