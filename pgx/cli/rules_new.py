"""`pgx rules new`: a rule file to be filled in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from pgx import knowledge
from pgx.domain.errors import UsageError
from pgx.domain.knowledge import Knowledge
from pgx.rules import Vocabulary

if TYPE_CHECKING:
    from pgx.authoring.draft import DraftFile

REVIEWED_AFTER = timedelta(days=365)
LOCAL = "LOCAL"


@click.command("new")
@click.argument("drug")
@click.option("--genes", default="", help="Columns, comma separated: CYP2C19, `CYP2D6 score`, HLA-B*57:01.")
@click.option("--source", default="", metavar='"NAME YEAR"', help="Whose advice it will be; without, your own.")
@click.option("--cite", "cites", multiple=True, metavar="PMID:...", help="Where it is published (repeatable).")
@click.option("--from-table", "table", type=click.File(encoding="utf-8"), default=None,
              help="Rows pasted from a spreadsheet; `-` is stdin.")
@click.option("--override", "target", default="", metavar="TABLE", help="An exception of your site to this table.")
@click.option("--when", multiple=True, help="For whom: `CYP2C19 is IM or PM` (repeatable).")
@click.option("--because", default="", help="Why your site differs.")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), default=None,
              help="The file to write; without, stdout. Never one that exists.")
def command(drug: str, genes: str, source: str, cites: tuple[str, ...], table: TextIO | None, target: str,  # noqa: PLR0913, PLR0917
            when: tuple[str, ...], because: str, out: Path | None) -> None:
    """A rule file for DRUG: every row that GENES demand, rows of a pasted table, or an exception of your site.

    Each advice is `undecided` until you write what to do; `pgx rules check` names those that are left. With two genes
    the rows are a grid, as printed guidelines have it. A pasted table has a head line: genes, recommendation, strength.
    An exception needs --override, --when and --because; `pgx rules approve` pins it to what it changes.
    """
    columns = [gene.strip() for gene in genes.split(",") if gene.strip()]
    if [bool(columns), table is not None, bool(target)].count(True) != 1:
        raise UsageError("give one of --genes, --from-table and --override")
    if target:
        save(exception(drug, target, when, because), out)
        return
    from pgx.authoring.axes import with_adjusted
    from pgx.knowledge import vocabulary as words

    known = knowledge.load()
    vocabulary = with_adjusted(words.build(known), knowledge.load_rules(known).adjusts.values())
    name, header = drug_word(drug, vocabulary, known), heading(drug, source, cites, known)
    made = pasted(table.read(), source_name(source), name, header, vocabulary, known) if table is not None else \
        blank(source_name(source), name, columns, header, vocabulary)
    save(made.text(), out)


def exception(drug: str, target: str, when: tuple[str, ...], because: str) -> str:
    """A layer with an exception to a table of the rules in force."""
    from pgx.authoring.exceptions import Asked, exception_text
    from pgx.cli.rulefiles import Workspace

    if not when or not because:
        raise UsageError("--override needs --when, for whom, and --because, why your site differs")
    space = Workspace.open(())
    name = drug_word(drug, space.words, space.known)
    asked = Asked(target, when, because, review_date(datetime.now(UTC).date()))
    return exception_text(f"{LOCAL.lower()}.{name}", name, asked, space.chosen, space.words)


def blank(source: str, drug: str, columns: list[str], header: list[str], vocabulary: Vocabulary) -> DraftFile:
    """A file whose rows are all there and whose advice is not."""
    from pgx.authoring.skeleton import skeleton

    return skeleton(f"{source.lower()}.{drug}", drug, columns, vocabulary, header)


def pasted(text: str, source: str, drug: str, header: list[str], vocabulary: Vocabulary,
           known: Knowledge) -> DraftFile:
    """A file made of a pasted table. Raises UsageError for a value that is not known or a patient told two things."""
    from pgx.authoring.importing import drafts
    from pgx.authoring.pasted import pasted_rows

    (made,) = drafts(pasted_rows(text, source, drug, known), vocabulary, known, header)
    wrong = (*made.report.unread, *made.report.overlaps)
    if wrong:
        raise UsageError(f"--from-table: {wrong[0]}")
    return made.file


def source_name(source: str) -> str:
    """The source without its year."""
    return source.split(maxsplit=1)[0].upper() if source.split() else LOCAL


def drug_word(drug: str, vocabulary: Vocabulary, known: Knowledge) -> str:
    """The drug as rules write it. Raises UsageError for one that the knowledge base has not."""
    from pgx.facts.context import resolve_drug
    from pgx.knowledge.vocabulary import word

    found = word(resolve_drug(drug, known).name)
    if found not in vocabulary.drugs:
        raise UsageError(f"`{drug}` is a product; write rules for its ingredients")
    return found


def heading(drug: str, source: str, cites: tuple[str, ...], known: Knowledge) -> list[str]:
    """The clauses of the header."""
    today = datetime.now(UTC).date()
    name, *year = source.split() or [LOCAL]
    edition = year[0] if year and re.fullmatch(r"\d{4}([.-]\d+)*", year[0]) else str(today.year)
    version = known.version
    return [f'title "{drug.capitalize()}"', f"source {name.upper()} {edition}", *(f"cite {cite}" for cite in cites),
            f"pinned terms {version}, alleles {version}", f"review by {review_date(today)}"]


def review_date(today: date) -> str:
    """A year from today."""
    return (today + REVIEWED_AFTER).isoformat()


def save(text: str, out: Path | None) -> None:
    """Print, or write a file that is not there yet."""
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{out}: exists; `pgx rules new` never overwrites a file") from None
    click.echo(f"{out}", err=True)
