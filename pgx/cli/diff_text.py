"""The report on two versions of rules, as lines for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from pgx.cli.diffing import Report
from pgx.rules.comparing import Change
from pgx.rules.reading import GENETIC


def written(told: Report) -> Iterator[str]:
    """The report as lines."""
    found = told.found
    yield from (f"new: {table}" for table in found.added)
    yield from (f"gone: {table}" for table in found.removed)
    yield from (f"too large to compare: {table}" for table in found.uncompared)
    for i, change in enumerate(found.changes):
        yield from written_change(change, people(told, i))
    yield from (f"text only: {advice}" for advice in found.texts)
    if not (found.added or found.removed or found.changes or found.uncompared):
        yield "no patient changes"
    if told.examples:
        shown = ", ".join((*told.examples[:3], *(["..."] if told.examples[3:] else [])))
        yield f"examples to update: {len(told.examples)} ({shown})"
    if told.overrides:
        yield f"exceptions to approve again: {len(told.overrides)} ({', '.join(told.overrides)})"


def people(told: Report, i: int) -> str:
    """How many people a change is about."""
    share = told.shares[i]
    open_ended = any(column.kind not in GENETIC for column in told.found.changes[i].columns)
    most = "up to " if open_ended else ""
    parts = [f"{most}{100 * share:.2g}% of the reference population"] if share is not None else []
    if told.counts:
        sure, possible = told.counts[i]
        parts.append(f"{sure} of {told.people} in the cohort" + (f" and {possible} more possibly" if possible else ""))
    return ", ".join(parts)


def written_change(change: Change, how_many: str = "") -> Iterator[str]:
    """One change and its kinds of patient."""
    caution = {"same": "", "less": "  (less cautious: needs a second reviewer)"}.get(change.caution,
                                                                                  f"  ({change.caution} cautious)")
    yield f"{change.table}: {change.before} -> {change.after}{caution}" + (f"  {how_many}" if how_many else "")
    yield from (f"    {who}" for who in change.who)


def as_dict(told: Report) -> Mapping[str, object]:
    """The report as JSON."""
    found = told.found
    return {"schema": "pgx.rules-diff/1", "added": list(found.added), "removed": list(found.removed),
            "uncompared": list(found.uncompared), "texts": list(found.texts), "cohort": told.people,
            "examples": told.examples, "overrides": told.overrides, "changes": [
                {"table": c.table, "drugs": list(c.drugs), "before": str(c.before), "after": str(c.after),
                 "caution": c.caution, "who": list(c.who), "reference_share": share,
                 "cohort": {"certain": counts[0], "possible": counts[1]} if counts else None}
                for c, share, counts in zip_longest(found.changes, told.shares, told.counts)]}
