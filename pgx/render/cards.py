"""Alerts and reminders as CDS Hooks 2.0 cards. Nothing is ever answered with silence: what is not known is a card."""

from __future__ import annotations

import uuid

from pgx.domain.assessment import Alert, Assessment, Outcome, Reminder, Severity, SourceRow
from pgx.render import sentences
from pgx.render.catalogue import Catalogue, load
from pgx.render.fhir import NAMESPACE

Card = dict[str, object]
CRITICAL, WARNING, INFO = "critical", "warning", "info"
SPECIAL = "\\`*_{}[]<>()#+-!|~"


def cards(assessment: Assessment, *, lang: str = "en") -> list[Card]:
    """One card an alert and one a reminder, in the order of the assessment; a drug asked about without either gets a
    card that says so. Equal input gives equal cards, `uuid` included."""
    words = load(lang)
    made = [_alert(alert, words) for alert in assessment.alerts]
    made += [_reminder(reminder, words) for reminder in assessment.reminders]
    told = {a.drug for a in assessment.alerts} | {r.drug for r in assessment.reminders}
    made += [_silent(drug, words) for drug in assessment.asked if drug not in told]
    return [{"uuid": str(uuid.uuid5(NAMESPACE, f"{assessment.sample}|{number}|{card['summary']}")), **card}
            for number, card in enumerate(made)]


def indicator(alert: Alert) -> str:
    """Critical for major and above, warning for moderate and for what is not known, else info."""
    if alert.severity.rank >= Severity.MAJOR.rank:
        return CRITICAL
    unknown = alert.outcome in (Outcome.NOT_TESTED, Outcome.NOT_CALLED)
    return WARNING if alert.severity is Severity.MODERATE or unknown else INFO


def markdown(text: str) -> str:
    """The text with every character that Markdown would act on escaped ("*2/*2" stays as it is read)."""
    return "".join(f"\\{c}" if c in SPECIAL else c for c in text)


def _alert(alert: Alert, words: Catalogue) -> Card:
    return {
        "summary": alert.summary or sentences.summary(alert, lang=words.lang),
        "detail": markdown(alert.detail or sentences.detail(alert, lang=words.lang)),
        "indicator": indicator(alert),
        "source": {"label": _label(alert.sources[0]) if alert.sources else "pgx"},
    }


def _reminder(reminder: Reminder, words: Catalogue) -> Card:
    line = words.say("report.orders_line", drug=sentences.capital(reminder.drug), text=reminder.text,
                     tests=words.all_of(reminder.order))
    short = words.say("card.order", drug=sentences.capital(reminder.drug), tests=words.all_of(reminder.order))
    return {"summary": short[:sentences.SUMMARY_LIMIT], "detail": markdown(line), "indicator": WARNING,
            "source": {"label": _label(reminder.source)}}


def _silent(drug: str, words: Catalogue) -> Card:
    return {"summary": words.say("text.nothing", drug=drug)[:sentences.SUMMARY_LIMIT], "indicator": INFO,
            "source": {"label": "pgx"}}


def _label(source: SourceRow) -> str:
    return f"{source.source} {source.edition}".strip() or "pgx"
