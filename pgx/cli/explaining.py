"""`pgx rules explain`: a check number, a table or a row, as labelled lines."""

from __future__ import annotations

from collections.abc import Sequence

from pgx import knowledge
from pgx.domain.errors import UsageError
from pgx.rules import RuleSet
from pgx.rules.catalog import CHECKS
from pgx.rules.compiled import CompiledOverride, Program


def explain(what: str) -> dict[str, object]:
    """A check, a table or a row, as labelled lines. Raises UsageError when there is no such thing."""
    if what.upper() in CHECKS:
        entry = CHECKS[what.upper()]
        return {"check": entry.code, "means": entry.title, "level": entry.level, "why": entry.why,
                "wrong": entry.wrong, "said": entry.said, "right": entry.right, "page": entry.page}
    ruleset = knowledge.load_rules(knowledge.load())
    found = ruleset.find(what)
    if not found:
        return explain_named(ruleset, what)
    program = found[0][0]
    if what == program.name:
        return explain_table(ruleset, program)
    return explain_row(ruleset, program, found[0][1])


def explain_named(ruleset: RuleSet, what: str) -> dict[str, object]:
    """An exception or an advice by its full name."""
    for program in ruleset.programs:
        for override in program.overrides:
            if override.id == what:
                return explain_override(ruleset, program, override)
    name, _, word = what.rpartition(".")
    advice = [a.name for a in ruleset.guidelines[name].advice] if name in ruleset.guidelines else []
    if word not in advice:
        raise UsageError(f"`{what}` is no check number, table, row, advice, exception or file; "
                         "see `pgx rules coverage --json` for row ids")
    given = [(p, i) for p in ruleset.programs for i, row in enumerate(p.rows)
             if (row.guideline, row.advice) == (name, advice.index(word))]
    return explain_advice(ruleset, name, advice.index(word), given)


def explain_override(ruleset: RuleSet, program: Program, override: CompiledOverride) -> dict[str, object]:
    """A site's exception: to what, who allowed it, until when, and what it gives."""
    gives = explain_row(ruleset, program, override.row) if override.row >= 0 else {"gives": "what was there before"}
    return {"exception": override.id, "to": program.name, "because": override.because,
            "approved": " by ".join(word for word in override.approved if word), "until": override.until, **gives}


def explain_advice(ruleset: RuleSet, guideline: str, number: int,
                   given: Sequence[tuple[Program, int]]) -> dict[str, object]:
    """An advice: what it says, and the rows that give it."""
    advice = ruleset.guidelines[guideline].advice[number]
    return {"advice": f"{guideline}.{advice.name}", "action": advice.action, "severity": advice.severity,
            "instead": ", ".join(advice.instead), "says": advice.say, "note": advice.note,
            "given by": ", ".join(program.rows[i].id for program, i in given) or "no row"}


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
            "says": advice.say, "strength": row.strength, "source": f"{guideline.source} {guideline.edition}".strip(),
            "citations": ", ".join(dict.fromkeys((*row.citations, *advice.citations, *guideline.citations))),
            "hash": row.hash}
