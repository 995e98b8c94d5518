"""The alerts of `pgx check`."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pgx.domain.assessment import Alert, Assessment, Risk
from pgx.render import describe, sentences
from pgx.render.catalogue import Catalogue, load
from pgx.render.evidence import positions, rule_place
from pgx.render.grouping import DrugAdvice, by_drug
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
    if not advice.alerts and not advice.reminders:
        parts.append(Padding(words.say("text.nothing", drug=advice.drug), (0, 0, 0, 2)))
    for alert in advice.alerts:
        parts += [_headline(alert, words), _body(alert, words)]
    for reminder in advice.reminders:
        line = words.say("text.order", tests=words.all_of(reminder.order), text=reminder.text)
        parts.append(Padding(Text(line, style="bold"), (0, 0, 0, 2)))
    if advice.risks:
        parts.append(Padding(Text(words.say("risk.head"), style="italic"), (0, 0, 0, 2)))
        parts += [_risk(risk, words) for risk in advice.risks]
    return parts


def _headline(alert: Alert, words: Catalogue) -> Padding:
    """What it is in words, and what to do."""
    text = Text()
    for tag in describe.tags(alert, words):
        text.append(f"[{tag}] ", style=SEVERITY_STYLE[alert.severity.value])
    text.append(alert.summary or sentences.summary(alert, lang=words.lang), style="bold")
    return Padding(text, (0, 0, 0, 2))


def _body(alert: Alert, words: Catalogue) -> Padding:
    told = sentences.explain(alert, lang=words.lang)
    rows = {
        "": told.do,
        words.say("text.why"): told.why,
        words.say("text.read"): positions(alert, words),
        words.say("text.sure"): told.sure,
        words.say("text.settles"): "; ".join(alert.would_settle),
        words.say("text.source"): told.source,
        words.say("text.row"): "; ".join(rule_place(s) for s in alert.sources),
        words.say("text.conflicts"): "; ".join(alert.conflicts),
    }
    return Padding(_grid(rows), (0, 0, 0, 4))


def _risk(risk: Risk, words: Catalogue) -> Padding:
    lines = [describe.estimate(risk, words), describe.model(risk, words), describe.factors(risk, words)]
    return Padding(Text("\n".join(line for line in lines if line)), (0, 0, 0, 4))


def _grid(rows: Mapping[str, str]) -> Table:
    """Label and text; rows without a text are left out."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in rows.items():
        if text:
            grid.add_row(Text(label), Text(text))
    return grid
