"""`pgx.assessment/1`: one patient's answer as a JSON document.

Contract: names and meanings of the fields stay; fields may be added. The schema is in `schemas/assessment-1.json`.
Alerts keep the order of the assessment. Risk stands in its own list and changes nothing else.
"""

from __future__ import annotations

from pgx.domain.assessment import (
    Advice,
    Alert,
    Assessment,
    Because,
    Dose,
    GeneEvidence,
    Reminder,
    Risk,
    SiteException,
    SourceRow,
)
from pgx.render import calls_json, sentences
from pgx.render.canonical import dumps, significant

__all__ = ["SCHEMA", "alert", "document", "dumps"]

SCHEMA = "pgx.assessment/1"


def document(assessment: Assessment, *, lang: str = "en") -> dict[str, object]:
    """Alerts, reminders, risk, and all that they rest on."""
    return {
        "schema": SCHEMA,
        "file": assessment.file,
        "sample": assessment.sample,
        "assembly": assessment.assembly,
        "drugs": list(assessment.drugs),
        "context": dict(assessment.context),
        "alerts": [alert(a, lang=lang) for a in assessment.alerts],
        "reminders": [_reminder(r) for r in assessment.reminders],
        "risk": [_risk(r) for r in assessment.risks],
        "versions": calls_json.versions(assessment.versions),
        "genes": calls_json.genes(assessment),
        "messages": calls_json.messages(assessment.messages),
    }


def alert(given: Alert, *, lang: str = "en") -> dict[str, object]:
    """One alert. `action` is the rule language's word; `advice` holds the rest of the structured advice."""
    return {
        "drug": given.drug,
        "action": given.advice.action,
        "severity": given.severity.value,
        "certainty": given.certainty.value,
        "outcome": given.outcome.value,
        "advice": _advice(given.advice),
        "sources": [_source(s) for s in given.sources],
        "because": _because(given.because),
        "would_settle": list(given.would_settle),
        "conflicts": list(given.conflicts),
        "text": {
            "summary": given.summary or sentences.summary(given, lang=lang),
            "detail": given.detail or sentences.detail(given, lang=lang),
        },
    }


def _advice(advice: Advice) -> dict[str, object]:
    return {
        "name": advice.name,
        "instead": list(advice.instead),
        "doses": [_dose(d) for d in advice.doses],
        "monitor": list(advice.monitor),
        "followup": list(advice.followup),
        "say": advice.say,
        "note": advice.note,
    }


def _dose(dose: Dose) -> dict[str, str]:
    """Only the fields that the kind of dose uses."""
    fields = {"phase": dose.phase, "low": dose.low, "high": dose.high, "cap": dose.cap, "formula": dose.formula}
    return {"kind": dose.kind, **{name: value for name, value in fields.items() if value}}


def _source(row: SourceRow) -> dict[str, object]:
    return {
        "source": row.source,
        "guideline": row.guideline,
        "edition": row.edition,
        "row": row.row,
        "file": row.file,
        "line": row.line,
        "strength": row.strength,
        "citations": list(row.citations),
        "hash": row.hash,
        **({"exception": _exception(row.exception)} if row.exception else {}),
    }


def _exception(told: SiteException) -> dict[str, object]:
    return {"id": told.id, "departs_from": told.departs_from, "because": told.because,
            "approved_on": told.approved[0], "approved_by": told.approved[1], "until": told.until}


def _because(because: Because) -> dict[str, object]:
    here, total = because.worlds
    return {
        "genes": [_gene(g) for g in because.genes],
        "facts": [{"name": f.name, "value": f.value, "assumed": f.assumed} for f in because.facts],
        "worlds": {"here": here, "total": total, "probability": significant(because.probability)},
        "reasons": list(because.reasons),
    }


def _gene(evidence: GeneEvidence) -> dict[str, object]:
    return {
        "gene": evidence.gene,
        "diplotypes": list(evidence.diplotypes),
        "phenotypes": list(evidence.phenotypes),
        "probability": significant(evidence.probability),
        "positions": [dict(p) for p in evidence.positions],
    }


def _reminder(reminder: Reminder) -> dict[str, object]:
    return {
        "drug": reminder.drug,
        "order": list(reminder.order),
        "text": reminder.text,
        "source": _source(reminder.source),
    }


def _risk(risk: Risk) -> dict[str, object]:
    """`probability` is null for dose models and outside the model's domain; contributions stay exact."""
    return {
        "drug": risk.drug,
        "outcome": risk.outcome,
        "kind": risk.kind,
        "probability": risk.estimate if risk.kind == "risk" else None,
        "estimate": risk.estimate,
        "unit": risk.unit,
        "interval": list(risk.interval) if risk.interval else None,
        "contributions": [
            {"factor": c.factor, "value": c.value, "amount": c.amount, "scale": c.scale, "citation": c.citation}
            for c in risk.contributions
        ],
        "applicability": risk.applicability,
        "reasons": list(risk.reasons),
        "horizon": risk.horizon,
        "model": risk.model,
        "model_version": risk.model_version,
        "citations": list(risk.citations),
    }
