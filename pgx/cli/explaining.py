"""`pgx rules explain`: a check number, a table or a row, as labelled lines."""

from __future__ import annotations

from pgx import knowledge
from pgx.domain.errors import UsageError
from pgx.rules import RuleSet
from pgx.rules.catalog import CHECKS
from pgx.rules.compiled import Program


def explain(what: str) -> dict[str, object]:
    """A check, a table or a row, as labelled lines. Raises UsageError when there is no such thing."""
    if what.upper() in CHECKS:
        entry = CHECKS[what.upper()]
        return {"check": entry.code, "means": entry.title, "level": entry.level, "why": entry.why,
                "wrong": entry.wrong, "said": entry.said, "right": entry.right, "page": entry.page}
    ruleset = knowledge.load_rules(knowledge.load())
    found = ruleset.find(what)
    if not found:
        raise UsageError(f"`{what}` is no check number, table or row; see `pgx rules coverage --json` for row ids")
    program = found[0][0]
    if what == program.name:
        return explain_table(ruleset, program)
    return explain_row(ruleset, program, found[0][1])


def explain_table(ruleset: RuleSet, program: Program) -> dict[str, object]:
    """A table: who it is for, and its rows."""
    guideline = ruleset.guidelines[program.guideline]
    told: dict[str, object] = {
        "table": program.name, "guideline": f"{guideline.title} ({guideline.source} {guideline.edition})",
        "for": ", ".join(program.drugs), "at": f"{program.file}:{program.line}",
        "columns": ", ".join(a.key for a in program.alphabets[:program.width]), "hash": program.hash}
    for row in program.rows:
        told[row.id.removeprefix(program.name)] = ruleset.guidelines[row.guideline].advice[row.advice].name
    return told


def explain_row(ruleset: RuleSet, program: Program, number: int) -> dict[str, object]:
    """A row: what it says, how strongly, and on whose word."""
    row = program.rows[number]
    guideline = ruleset.guidelines[row.guideline]
    advice = guideline.advice[row.advice]
    return {"row": row.id, "at": f"{row.file}:{row.line}", "for": ", ".join(program.drugs), "advice": advice.name,
            "action": advice.action, "severity": advice.severity, "instead": ", ".join(advice.instead),
            "says": advice.say, "strength": row.strength, "source": f"{guideline.source} {guideline.edition}",
            "citations": ", ".join(dict.fromkeys((*row.citations, *advice.citations, *guideline.citations))),
            "hash": row.hash}
