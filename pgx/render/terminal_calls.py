"""The table of `pgx call`."""

from __future__ import annotations

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pgx.domain.assessment import Assessment
from pgx.domain.calls import GeneResult
from pgx.domain.genome import Assembly
from pgx.render import describe, notes
from pgx.render.catalogue import Catalogue, load
from pgx.render.tables import is_certain
from pgx.render.terminal import render

COLUMNS = ("gene", "result", "phenotype", "certainty", "missing")


def write(assessment: Assessment, width: int, colour: bool, lang: str) -> str:
    """Head line, table, notes, versions."""
    words = load(lang)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in COLUMNS:
        table.add_column(words.say(f"text.{name}"), overflow="fold", no_wrap=name == "gene")
    for symbol, found in assessment.genes.items():
        table.add_row(*_row(symbol, found, assessment, words))
    head = words.say("text.head", sample=assessment.sample, file=assessment.file, assembly=assessment.assembly)
    parts: list[RenderableType] = [Text(head, style="bold"), "", table, *_notes(assessment, words)]
    return render([*parts, "", Text(version_line(assessment, words), style="dim"), ""], width, colour)


def version_line(assessment: Assessment, words: Catalogue) -> str:
    """Software, knowledge base and, where they were used, rules."""
    made = assessment.versions
    key = "text.versions" if made.rules else "text.versions_no_rules"
    return words.say(key, software=made.software, knowledgebase=made.knowledgebase, rules=made.rules)


def _row(symbol: str, found: GeneResult, assessment: Assessment, words: Catalogue) -> tuple[Text, ...]:
    style = "" if is_certain(found) else "yellow"
    unread = describe.missing(found, Assembly(assessment.assembly), words)
    return (
        Text(symbol, style="bold"),
        Text(describe.result(found, words)),
        Text(describe.phenotype(found, words)),
        Text(describe.certainty(found, words), style=style),
        Text(unread),
    )


def _notes(assessment: Assessment, words: Catalogue) -> list[RenderableType]:
    lines = notes.lines(assessment, words)
    if not lines:
        return []
    return ["", Text(words.say("text.notes"), style="bold"), *(Padding(Text(line), (0, 0, 0, 2)) for line in lines)]
