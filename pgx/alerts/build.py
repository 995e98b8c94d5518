"""Findings of one drug -> alerts: most cautious first, equal advice of several sources merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pgx.alerts.advice import outcome, to_advice
from pgx.alerts.because import because
from pgx.alerts.case import Case
from pgx.alerts.merge import merge
from pgx.alerts.settle import would_settle
from pgx.domain.assessment import Advice, Alert, Certainty, Reminder, SiteException, SourceRow
from pgx.rules import INDETERMINATE, UNTESTED, Answer, Finding
from pgx.rules.findings import CERTAIN, RowRef

SILENT = "none"      # the direction of advice that points nowhere
STRICTEST = ("avoid", "less", "change", "more", "usual", SILENT)     # which way is stricter at equal severity
CAPS, DAILY = ("limit", "below"), " mg/day"


def build_alerts(answer: Answer, case: Case) -> tuple[Alert, ...]:
    """Alerts of one drug, ranked: severity, certainty, probability, the stricter way, the lower cap, then what the site
    prefers. Nothing is left out."""
    merged = merge((f"{finding.guideline}.{finding.table}", _alert(finding, case)) for finding in answer.findings)
    return tuple(sorted((_with_conflicts(a, merged) for a in merged), key=lambda a: _rank(a, case.prefer)))


def build_reminders(answer: Answer, drug: str) -> tuple[Reminder, ...]:
    """Tests to order, as the rule files say."""
    return tuple(
        Reminder(drug=drug, order=tuple(r.order), text=r.say,
                 source=SourceRow(source=r.source, guideline=r.guideline, row=r.name, file=r.file, line=r.line,
                                  citations=tuple(r.citations)))
        for r in answer.reminders)


def _alert(finding: Finding, case: Case) -> Alert:
    advice = to_advice(finding)
    certain = finding.verdict == CERTAIN
    blind = {value for _, value in finding.unknown}
    return Alert(
        drug=case.drug, advice=advice, severity=advice.severity,
        certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
        outcome=outcome(advice, untested=UNTESTED in blind, uncalled=INDETERMINATE in blind),
        sources=_sources(finding), because=because(finding, case),
        would_settle=() if certain else would_settle(finding, case))


def _sources(finding: Finding) -> tuple[SourceRow, ...]:
    """Every row that gives this advice, the likeliest first."""
    rows = sorted(finding.rows, key=lambda row: row.row_id != finding.row_id)
    return tuple(_source(finding, row) for row in rows)


def _source(finding: Finding, row: RowRef) -> SourceRow:
    """A row with its source; a row of a site's exception is the site's, and cites what its advice cites."""
    told = finding.exception
    own = told is not None and row.row_id.startswith(f"{told.layer}.")
    layer = told.layer if told and own else ""
    departs = f"{finding.source} {finding.edition}".strip()
    return SourceRow(
        source=layer or finding.source, guideline=layer or finding.guideline, row=row.row_id, file=row.file,
        line=row.line, strength=row.strength, citations=finding.advice.citations if own else finding.citations,
        edition="" if own else finding.edition, hash=row.hash,
        exception=SiteException(told.id, departs, told.because, told.approved, told.until) if told else None)


def _with_conflicts(alert: Alert, others: Sequence[Alert]) -> Alert:
    """Name the other sources whose certain advice for the same patient points another way."""
    if alert.certainty is not Certainty.CERTAIN or alert.advice.direction == SILENT:
        return alert
    own = {s.source for s in alert.sources}
    told = tuple(dict.fromkeys(
        s.source for other in others for s in other.sources
        if s.source not in own and other.certainty is Certainty.CERTAIN
        and other.advice.direction not in (SILENT, alert.advice.direction)))
    return replace(alert, conflicts=told)


def _rank(alert: Alert, prefer: Sequence[str]) -> tuple[object, ...]:
    source = alert.sources[0]
    return (-alert.severity.rank, alert.certainty is not Certainty.CERTAIN, -alert.because.probability,
            STRICTEST.index(alert.advice.direction), _cap(alert.advice), _place(source, prefer), source.source,
            source.row)


def _place(source: SourceRow, prefer: Sequence[str]) -> int:
    """Where else nothing decides the site does: its own exceptions, then the sources in the order it prefers."""
    if source.exception is not None:
        return -1
    family = source.guideline.partition(".")[0]
    return prefer.index(family) if family in prefer else len(prefer)


def _cap(advice: Advice) -> Decimal:
    """The lowest cap in mg/day; infinite without one."""
    caps = (Decimal(dose.cap.removesuffix(DAILY)) for dose in advice.doses
            if dose.kind in CAPS and dose.cap.endswith(DAILY))
    return min(caps, default=Decimal("Infinity"))
