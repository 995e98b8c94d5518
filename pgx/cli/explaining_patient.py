"""`pgx rules explain PATIENT`: for each table of a drug what it looks at, what it gives, and why not the other rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pgx import facts
from pgx.cli.options import one_patient
from pgx.domain.errors import UsageError
from pgx.rules.tracing import NOT_GIVEN, Trace, trace

if TYPE_CHECKING:
    from pgx.assess import Engine
    from pgx.domain.assessment import Assessment
    from pgx.domain.patient import Context
    from pgx.rules.findings import Finding

SHOWN = 8            # values of one column in text


def explained(file: Path, drugs: tuple[str, ...], context_file: Path | None) -> Iterator[dict[str, object]]:
    """One document for each person of a VCF or of `pgx call --json`. Raises UsageError when no drug is asked about."""
    from pgx.assess import Engine
    from pgx.cli.check import read_context_file

    engine = Engine.load(None, None)
    context = read_context_file(engine, context_file, drugs)
    if not context.prescribed:
        raise UsageError("no drug asked about: give --drug NAME, or `drugs` in --context")
    read = engine.assess_calls_file if file.suffix == ".json" else engine.assess_file
    found = read(file, context=context)
    for person in one_patient(found, "--context") if context.facts or context.drugs is not None else found:
        yield {"schema": "pgx.explained/1", "file": person.file, "sample": person.sample,
               "drugs": [told_drug(engine, drug, person, context) for drug in context.prescribed]}


def told_drug(engine: Engine, drug: str, person: Assessment, context: Context) -> dict[str, object]:
    """The tables of one drug."""
    if engine.ruleset is None:
        return {"drug": drug, "tables": []}
    gathered = facts.gather(engine.ruleset.columns(drug), drug, person.genes, context, engine.knowledge)
    return {"drug": drug, "tables": [told_table(t) for t in trace(engine.ruleset, drug, gathered.groups)]}


def told_table(found: Trace) -> dict[str, object]:
    """One table as data."""
    return {"table": found.table, "at": f"{found.file}:{found.line}", "looks_at": dict(found.reads),
            "does_not_apply": list(found.outside), "gives": [told_finding(f) for f in found.given],
            "not": [{"row": o.row_id, "at": f"{o.file}:{o.line}", "advice": o.advice, "excluded_by": list(o.by)}
                    for o in found.others]}


def told_finding(finding: Finding) -> dict[str, object]:
    """What is given, how sure, and what would settle it."""
    return {"rows": [{"row": ref.row_id, "at": f"{ref.file}:{ref.line}"} for ref in finding.rows],
            "advice": finding.advice.name, "action": finding.advice.action, "verdict": finding.verdict,
            "missing": list(finding.missing), "would_settle": list(finding.settles),
            "changed_by": list(finding.adjusted), "exception": finding.exception.id if finding.exception else ""}


def as_text(document: Mapping[str, object]) -> Iterator[str]:
    """A document as lines."""
    yield f"{document['sample']} in {document['file']}"
    for drug in rows(document, "drugs"):
        yield f"\n{str(drug['drug']).upper()}"
        if not drug["tables"]:
            yield "  no rules"
        for table in rows(drug, "tables"):
            yield from table_text(table)


def table_text(table: Mapping[str, object]) -> Iterator[str]:
    """One table: what it looks at, gives and does not give."""
    yield f"  {table['table']}  ({table['at']})"
    looks = table["looks_at"]
    for column, values in looks.items() if isinstance(looks, dict) else ():
        yield f"    looks at   {column}: {cut(values)}"
    if table["does_not_apply"]:
        yield f"    for others: excluded by {joined(table, 'does_not_apply')}"
    for given in rows(table, "gives"):
        at = "; ".join(f"{row['row']} {row['at']}" for row in rows(given, "rows"))
        yield f"    gives      {given['verdict']} {given['advice']} ({given['action']}): {at}"
        for word, key in (("missing", "missing"), ("to settle", "would_settle"), ("changed by", "changed_by")):
            if given[key]:
                yield f"      {word}: {joined(given, key)}"
    for row in rows(table, "not"):
        by = joined(row, "excluded_by")
        why = f"excluded by {by}" if by else "its conditions never hold together"
        yield f"    not        {row['advice']}: {row['row']}, {why}"


def rows(document: Mapping[str, object], key: str) -> Sequence[Mapping[str, object]]:
    """A list of objects of a document."""
    found = document[key]
    return found if isinstance(found, list) else []


def joined(document: Mapping[str, object], key: str) -> str:
    """A list of words of a document."""
    found = document[key]
    return ", ".join(found) if isinstance(found, list) else ""


def cut(values: Sequence[str]) -> str:
    """Values as a list, long ones cut."""
    if list(values) == [NOT_GIVEN]:
        return NOT_GIVEN
    more = len(values) - SHOWN
    return " or ".join(values[:SHOWN]) + (f" and {more} more" if more > 0 else "")
