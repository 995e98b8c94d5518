"""Advice of the rule language -> the advice of an alert, and which way it points."""

from __future__ import annotations

from pgx import rules
from pgx.domain.assessment import Advice, Dose, Outcome, Severity
from pgx.rules import ComputedDose, Finding

NOTHING_SAID = "no-advice"
TEST_FIRST = "test-first"
USUAL = "usual dose"


def to_advice(finding: Finding) -> Advice:
    """The same structured facts in the nouns of the domain; a computed dose is filled in."""
    return stated(finding.advice, finding.dose)


def stated(said: rules.Advice, computed: ComputedDose | None = None) -> Advice:
    """An advice as its file states it."""
    return Advice(name=said.name, action=said.action, severity=Severity(said.severity), instead=said.instead,
                  doses=tuple(_dose(dose, computed) for dose in said.doses), monitor=said.monitor,
                  followup=said.followup, say=said.say, note=said.note, direction=said.direction)


def _dose(dose: rules.Dose, computed: ComputedDose | None) -> Dose:
    low, high = dose.low, dose.high
    if computed is not None and computed.formula == dose.formula and computed.low is not None:
        low, high = f"{computed.low:g} {computed.unit}", f"{computed.high:g} {computed.unit}"
    return Dose(kind=dose.kind, phase=dose.phase, low=low, high=high, cap=dose.cap, formula=dose.formula)


def outcome(advice: Advice, *, untested: bool, uncalled: bool) -> Outcome:
    """Which of the three nothings, or something. A row reached because a gene was not read is never `no-action`."""
    if advice.action not in (NOTHING_SAID, TEST_FIRST, USUAL) or advice.severity is not Severity.NONE:
        return Outcome.ACTION if advice.action != TEST_FIRST else Outcome.NOT_TESTED
    if untested or advice.action == TEST_FIRST:
        return Outcome.NOT_TESTED
    if uncalled:
        return Outcome.NOT_CALLED
    return Outcome.NO_ACTION if advice.action == USUAL else Outcome.NO_GUIDANCE
