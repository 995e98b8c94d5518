"""The alerts of `pgx check`."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pgx.domain.assessment import Assessment, Risk, Severity
from pgx.render import describe, sentences
from pgx.render.catalogue import Catalogue, load
from pgx.render.grouping import DrugAdvice, by_drug
from pgx.render.headline import Headline, headline, source_name
from pgx.render.terminal import SEVERITY_STYLE, render
from pgx.render.terminal_calls import version_line


def write(assessment: Assessment, width: int, colour: bool, lang: str) -> str:
    """Drugs asked about first, then the others, worst first."""
    words = load(lang)
    head = words.say("text.head", sample=assessment.sample, file=assessment.file, assembly=assessment.assembly)
    parts: list[RenderableType] = [Text(head, style="bold")]
    for advice in by_drug(assessment):
        parts += ["", *_drug(advice, words)]
    for message in dict.fromkeys(assessment.messages):
        parts += ["", Text(f"{words.say(f'level.{message.level}')}: {message.text}")]
    return render([*parts, "", Text(version_line(assessment, words), style="dim"), ""], width, colour)


def _drug(advice: DrugAdvice, words: Catalogue) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(advice.drug.upper(), style="bold underline")]
    told = headline(advice, words)
    if told is not None:
        parts += [_headline(told), _facts(told, words), _sources(told, words)]
    elif not advice.reminders:
        parts.append(Padding(words.say("text.nothing", drug=advice.drug), (0, 0, 0, 2)))
    for reminder in advice.reminders:
        line = words.say("text.order", tests=words.all_of(reminder.order), text=reminder.text)
        parts.append(Padding(Text(line, style="bold"), (0, 0, 0, 2)))
    if advice.risks:
        parts.append(Padding(Text(words.say("risk.head"), style="italic"), (0, 0, 0, 2)))
        parts += [_risk(risk, words) for risk in advice.risks]
    return parts


def _headline(told: Headline) -> Padding:
    """What it is in words, and the most cautious thing to do that is possible."""
    text = Text()
    for tag in told.tags:
        text.append(f"[{tag}] ", style=SEVERITY_STYLE[told.lead.severity.value])
    text.append(told.summary, style="bold")
    return Padding(text, (0, 0, 0, 2))


def _facts(told: Headline, words: Catalogue) -> Padding:
    """What the sources share, once."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for key, text in told.facts:
        grid.add_row(Text(words.say(key)), Text(text))
    return Padding(grid, (0, 0, 0, 4))


def _sources(told: Headline, words: Catalogue) -> Padding:
    """The sources side by side, and what they cite."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for key in ("head.source", "head.certainty", "head.says"):
        table.add_column(words.say(key), overflow="fold")
    for row in told.told:
        style = SEVERITY_STYLE[row.alert.severity.value]
        severity = words.say(f"severity.{row.alert.severity.value}") if row.alert.severity is not Severity.NONE else ""
        source = "\n".join(part for part in (row.source, row.strength) if part)
        sure = Text("\n".join(part for part in (row.sure, severity) if part), style=style)
        table.add_row(Text(source), sure, Text(f"{row.when}{row.do} ({row.rules})"))
    cited = Text(words.say("head.cited", citations="; ".join(_citations(told))), style="dim")
    return Padding(Group(table, cited) if _citations(told) else table, (0, 0, 0, 4))


def _citations(told: Headline) -> list[str]:
    """"CPIC 2022: PMID:1, PMID:2", one entry a source."""
    found: dict[str, dict[str, None]] = {}
    for source in (s for row in told.told for s in row.alert.sources):
        cited = found.setdefault(source_name(source), {})
        cited.update(dict.fromkeys(map(sentences.cited, source.citations)))
    return [f"{name}: {', '.join(cited)}" for name, cited in found.items() if cited]


def _risk(risk: Risk, words: Catalogue) -> Padding:
    lines = [describe.estimate(risk, words), describe.model(risk, words), describe.factors(risk, words)]
    return Padding(Text("\n".join(line for line in lines if line)), (0, 0, 0, 4))
