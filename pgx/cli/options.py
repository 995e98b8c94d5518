"""Options that several commands share, declared once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pgx.domain.errors import InputError, UsageError, why_unreadable
from pgx.domain.genome import Assembly

if TYPE_CHECKING:
    from pgx.vcf import Policy

Command = TypeVar("Command", bound=Callable[..., Any])
Found = TypeVar("Found")

SEXES = ("male", "female")


def reading(command: Command) -> Command:
    """How files are read and genes called: the same for `call`, `check`, `report` and `screen`."""
    for decorate in reversed((
        click.option("--sample", "samples", multiple=True, help="Only this sample (repeatable)."),
        click.option("--genes", default=None, help="Only these genes, comma separated."),
        click.option("--assembly", type=click.Choice(["auto", *(a.value for a in Assembly)]), default="auto",
                     show_default=True, help="Assembly of the file; always verified against its bases."),
        click.option("--absent", type=click.Choice(["unknown", "reference"]), default="unknown", show_default=True,
                     help="What a position without a record means. `reference` is your decision and is recorded."),
        click.option("--callable", "callable_bed", type=click.Path(path_type=Path), default=None,
                     help="BED of regions that were read: absent positions inside are reference."),
        click.option("--fasta", type=click.Path(path_type=Path), default=None,
                     help="The genome (indexed): how far variants slide is read from it instead of their names."),
        click.option("--min-gq", type=click.FloatRange(min=0), default=None, metavar="N",
                     help="Least genotype quality; default 20 for reference, 10 for an alternate."),
        click.option("--min-dp", type=click.IntRange(min=0), default=None, metavar="N",
                     help="Least reads; default 7 for reference, 4 for an alternate."),
        click.option("--min-ab", type=click.FloatRange(0, 0.5), default=0.0, metavar="SHARE",
                     help="Least share of reads of each allele of a heterozygote; default: one read."),
        click.option("--filters", default="any", metavar="any|none|A,B",
                     help="FILTER values that reject a record; default any that is not PASS."),
        click.option("--outside", type=click.Path(path_type=Path), multiple=True, metavar="FILE",
                     help="Results of another caller, or TSV: gene, diplotype, phenotype, score (repeatable)."),
        click.option("--sex", default=None, metavar="male|female|FILE", help="For X-linked genes; FILE: sample, sex."),
        click.option("--ancestry", default=None, help="Population that ranks candidates: AFR AMR EAS EUR SAS."),
        click.option("--combinations", is_flag=True, help="Name combinations and partial alleles too (research)."),
        click.option("--knowledgebase", type=click.Path(path_type=Path), default=None, help="Another knowledge base."),
    )):
        command = decorate(command)
    return command


def read_sex(text: str | None) -> str | Mapping[str, str] | None:
    """`male`, `female`, or a TSV file of sample and sex. Raises UsageError for anything else,
    InputError for a file that is no text."""
    if text is None or text in SEXES:
        return text
    path = Path(text)
    if not path.is_file():
        raise UsageError(f"--sex: `{text}` is neither male, female nor a file of sample and sex")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--sex: {path.name}: cannot be read: {why_unreadable(error)}") from error
    sexes: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 2 or fields[1].strip().lower() not in SEXES:
            raise UsageError(f"--sex: {path.name}:{number}: expected sample, tab, male or female")
        sexes[fields[0]] = fields[1].strip().lower()
    return sexes


def read_policy(given: Mapping[str, object]) -> Policy:
    """Quality policy of the shared options."""
    from pgx.vcf import Policy

    named = str(given["filters"])
    filters = None if named == "any" else frozenset(n for n in named.split(",") if n and named != "none")
    gq, dp, ab = given["min_gq"], given["min_dp"], given["min_ab"]
    return Policy(gq if isinstance(gq, float) else None, dp if isinstance(dp, int) else None,
                  ab if isinstance(ab, float) else 0.0, filters)


def read_genes(text: str | None) -> tuple[str, ...]:
    """The genes named, () for all. Raises UsageError when the option is given and names none."""
    genes = tuple(g.strip() for g in (text or "").split(",") if g.strip())
    if text is not None and not genes:
        raise UsageError(f"--genes: `{text}` names no gene; leave the option out for all")
    return genes


def one_patient(found: Iterator[Found], option: str) -> Iterator[Found]:
    """What was found, unless it is about several samples: `option` holds facts of one patient. Raises UsageError."""
    first = list(islice(found, 2))
    if len(first) > 1:
        raise UsageError(f"{option} is about one patient, and the file holds several: name one with --sample")
    return iter(first)


def read_assembly(text: str) -> Assembly | None:
    """The assembly, or None for `auto`."""
    return None if text == "auto" else Assembly(text)
