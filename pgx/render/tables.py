"""Assessments as flat rows, for Parquet, CSV and spreadsheets. Column names and types are a contract.

Every row of a table has every column, in the same order. Lists inside a cell are joined with "; ".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pgx.domain.assessment import Alert, Assessment, Risk
from pgx.domain.calls import GeneResult, Phenotype
from pgx.render import calls_json, sentences
from pgx.render.canonical import significant

Cell = str | int | float | bool | None
Row = dict[str, Cell]
LISTED = 10

CALL_COLUMNS: dict[str, type] = {
    "file": str,
    "sample": str,
    "gene": str,
    "status": str,              # called, ambiguous, not_called
    "untested": bool,           # no position of the gene was read, nothing supplied
    "diplotype": str,           # the call, or all that tie; the variants found, for variant lists; "" without a call
    "phenotype": str,           # result of the call, distinct ones
    "activity_score": str,      # of the call, as printed ("1.25", "≥3.0"); "" when the gene has none
    "certain": bool,            # everything possible gives one phenotype and score (without phenotypes: one diplotype)
    "possible_phenotypes": str, # every phenotype not ruled out, most probable first
    "possible_count": int,      # diplotypes that nothing rules out
    "missing_count": int,       # positions that were not read
    "phased": bool,
    "source": str,              # "vcf", or where an outside call comes from
    "messages": str,            # message codes
    "assembly": str,
    "software": str,
    "knowledgebase": str,
}
ALERT_COLUMNS: dict[str, type] = {
    "file": str,
    "sample": str,
    "drug": str,
    "rank": int,                # 1 is the most cautious of this drug
    "outcome": str,             # action, no-action, not-tested, not-called, no-guidance
    "action": str,              # word of the rule language
    "advice": str,              # name of the advice
    "severity": str,            # none, minor, moderate, major, contraindicated
    "severity_rank": int,       # 0 to 4
    "certainty": str,           # certain, possible
    "probability": float,       # share of what is possible that leads here
    "summary": str,
    "genes": str,
    "diplotypes": str,
    "phenotypes": str,
    "source": str,
    "guideline": str,
    "row": str,
    "rule_file": str,
    "rule_line": int,
    "strength": str,
    "citations": str,
    "would_settle": str,
    "conflicts": str,
    "software": str,
    "knowledgebase": str,
    "rules": str,
}
RISK_COLUMNS: dict[str, type] = {
    "file": str,
    "sample": str,
    "drug": str,
    "outcome": str,
    "model": str,
    "model_version": str,
    "kind": str,                # dose, risk
    "estimate": float,          # null outside the domain of the model
    "unit": str,
    "low": float,               # 90% interval
    "high": float,
    "applicability": str,       # in, borderline, out
    "reasons": str,
}


def call_rows(assessment: Assessment) -> list[Row]:
    """One row a gene, with the columns of `CALL_COLUMNS`."""
    return [_call_row(assessment, symbol, result) for symbol, result in assessment.genes.items()]


def alert_rows(assessment: Assessment) -> list[Row]:
    """One row an alert, with the columns of `ALERT_COLUMNS`, in the order of the assessment."""
    rows: list[Row] = []
    ranks: dict[str, int] = {}
    for alert in assessment.alerts:
        ranks[alert.drug] = ranks.get(alert.drug, 0) + 1
        rows.append(_alert_row(assessment, alert, ranks[alert.drug]))
    return rows


def risk_rows(assessment: Assessment) -> list[Row]:
    """One row a risk estimate, with the columns of `RISK_COLUMNS`."""
    return [_risk_row(assessment, risk) for risk in assessment.risks]


def is_certain(result: GeneResult) -> bool:
    """True when something was found and everything possible gives one phenotype and score; for a gene whose source
    knows no phenotypes, when only one diplotype is possible."""
    if result.call.untested or len(result.phenotypes) != 1:
        return False
    return has_phenotype(result) or len(result.call.possible) == 1


def has_phenotype(result: GeneResult) -> bool:
    """False for a gene whose source gives its alleles no phenotype."""
    return any(found.name.casefold() not in sentences.NO_PHENOTYPE for found, _ in result.phenotypes)


def phenotype_names(found: Iterable[Phenotype]) -> list[str]:
    """Distinct names, in order."""
    return list(dict.fromkeys(p.name for p in found if p.name))


def score_texts(found: Iterable[Phenotype]) -> list[str]:
    """Distinct activity scores as printed, in order."""
    return list(dict.fromkeys(str(p.score) for p in found if p.score is not None))


def call_names(result: GeneResult) -> list[str]:
    """What was called, as printed: the diplotypes, or the variants of a variant list."""
    call = result.call
    return [d.name for d in call.diplotypes] or sorted(call.variants)


def _named(gene: str, results: Sequence[str]) -> str:
    """"CYP2C19 *1/*2 or *2/*2"; beyond `LISTED` results the rest is counted."""
    rest = f" or {len(results) - LISTED} more" if len(results) > LISTED else ""
    return f"{gene} {' or '.join(results[:LISTED])}{rest}".strip()


def joined(words: Iterable[str]) -> str:
    """A list in a cell."""
    return "; ".join(words)


def _call_row(assessment: Assessment, symbol: str, result: GeneResult) -> Row:
    call = result.call
    return {
        "file": assessment.file,
        "sample": assessment.sample,
        "gene": symbol,
        "status": call.status.value,
        "untested": call.untested,
        "diplotype": joined(call_names(result)),
        "phenotype": joined(phenotype_names(result.called)),
        "activity_score": joined(score_texts(result.called)),
        "certain": is_certain(result),
        "possible_phenotypes": joined(phenotype_names(p for p, _ in result.phenotypes)),
        "possible_count": len(call.possible),
        "missing_count": len(call.missing),
        "phased": call.phased,
        "source": call.source,
        "messages": joined(dict.fromkeys(m.code for m in calls_json.gene_messages(result))),
        "assembly": assessment.assembly,
        "software": assessment.versions.software,
        "knowledgebase": assessment.versions.knowledgebase,
    }


def _alert_row(assessment: Assessment, alert: Alert, rank: int) -> Row:
    genes, sources = alert.because.genes, alert.sources
    first = sources[0] if sources else None
    return {
        "file": assessment.file,
        "sample": assessment.sample,
        "drug": alert.drug,
        "rank": rank,
        "outcome": alert.outcome.value,
        "action": alert.advice.action,
        "advice": alert.advice.name,
        "severity": alert.severity.value,
        "severity_rank": alert.severity.rank,
        "certainty": alert.certainty.value,
        "probability": significant(alert.because.probability),
        "summary": alert.summary or sentences.summary(alert),
        "genes": joined(g.gene for g in genes),
        "diplotypes": joined(_named(g.gene, g.diplotypes) for g in genes),
        "phenotypes": joined(_named(g.gene, g.phenotypes) for g in genes),
        "source": joined(dict.fromkeys(s.source for s in sources)),
        "guideline": joined(dict.fromkeys(s.guideline for s in sources)),
        "row": joined(s.row for s in sources),
        "rule_file": first.file if first else "",
        "rule_line": first.line if first else None,
        "strength": joined(dict.fromkeys(s.strength for s in sources if s.strength)),
        "citations": joined(dict.fromkeys(c for s in sources for c in s.citations)),
        "would_settle": joined(alert.would_settle),
        "conflicts": joined(alert.conflicts),
        "software": assessment.versions.software,
        "knowledgebase": assessment.versions.knowledgebase,
        "rules": assessment.versions.rules,
    }


def _risk_row(assessment: Assessment, risk: Risk) -> Row:
    low, high = risk.interval or (None, None)
    return {
        "file": assessment.file,
        "sample": assessment.sample,
        "drug": risk.drug,
        "outcome": risk.outcome,
        "model": risk.model,
        "model_version": risk.model_version,
        "kind": risk.kind,
        "estimate": risk.estimate,
        "unit": risk.unit,
        "low": low,
        "high": high,
        "applicability": risk.applicability,
        "reasons": joined(risk.reasons),
    }
