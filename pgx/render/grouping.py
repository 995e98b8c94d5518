"""Alerts, reminders and estimates of one drug together. Regroups; never reorders the alerts of a drug."""

from __future__ import annotations

from dataclasses import dataclass

from pgx.domain.assessment import Alert, Assessment, Certainty, Outcome, Reminder, Risk, Severity
from pgx.render.sentences import told_as

INFORM = "inform"
ORDER = ("action", "not-called", "not-tested", INFORM, "no-action", "no-guidance")


@dataclass(frozen=True, slots=True)
class DrugAdvice:
    """All that is said about one drug. `alerts` keep the order of the assessment: most cautious first."""

    drug: str
    asked: bool
    alerts: tuple[Alert, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    risks: tuple[Risk, ...] = ()

    @property
    def severity(self) -> Severity:
        """The worst of its alerts; NONE without any."""
        return max((a.severity for a in self.alerts), key=lambda s: s.rank, default=Severity.NONE)

    @property
    def worst_is_certain(self) -> bool:
        """True when an alert of the worst severity is certain."""
        return any(a.certainty is Certainty.CERTAIN for a in self.alerts if a.severity is self.severity)

    @property
    def group(self) -> str:
        """What the drug is filed under: "action" if any alert asks for one; else what is not known ("not-called",
        "not-tested"); "inform"; "no-action" when a source says so and every alert is certain (other sources may be
        silent); "no-guidance" when all are silent; "open" when either is only possible; "silent" without alerts."""
        found = {_filed(a) for a in self.alerts}
        first = next((name for name in ORDER if name in found), "silent")
        return "open" if first in ("no-guidance", "no-action") and not self.certain else first

    @property
    def certain(self) -> bool:
        """True when no alert is only possible."""
        return all(a.certainty is Certainty.CERTAIN for a in self.alerts)


def by_drug(assessment: Assessment) -> tuple[DrugAdvice, ...]:
    """Drugs asked about first, as asked; then the others: worst first, certain before possible, by name. A drug asked
    about is there even when nothing is known of it."""
    told = dict.fromkeys((*(a.drug for a in assessment.alerts), *(r.drug for r in assessment.reminders),
                          *(r.drug for r in assessment.risks)))
    others = [_gather(assessment, drug) for drug in told if drug not in own(assessment)]
    ranked = sorted(others, key=lambda d: (-d.severity.rank, not d.worst_is_certain, d.drug))
    return (*(_gather(assessment, drug) for drug in own(assessment)), *ranked)


def own(assessment: Assessment) -> tuple[str, ...]:
    """The patient's own drugs: those asked about."""
    return assessment.asked


def _gather(assessment: Assessment, drug: str) -> DrugAdvice:
    return DrugAdvice(
        drug,
        drug in own(assessment),
        tuple(a for a in assessment.alerts if a.drug == drug),
        tuple(r for r in assessment.reminders if r.drug == drug),
        tuple(r for r in assessment.risks if r.drug == drug),
    )


def _filed(alert: Alert) -> str:
    """The kind of one alert; an action that only informs, and is minor at most, is its own kind."""
    if alert.outcome is Outcome.ACTION and alert.advice.action == INFORM and alert.severity.rank <= Severity.MINOR.rank:
        return INFORM
    return told_as(alert).value
