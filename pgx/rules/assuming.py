"""What an answer takes for granted while nobody gave the medication list: that no drug on it changes what it rests on.

The rules answer an unknown inhibitor or inducer in a row of its own, most often "unchanged". Whether that mattered is
found by asking again with every strength open: a table that could then say something else rests on an assumption, and
a rule that could then speak is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pgx.rules.findings import POSSIBLE, Answer, Candidate, Finding, Group
from pgx.rules.vocabulary import LEVELS, UNKNOWN

Ask = Callable[[Sequence[Group]], Answer]


def unknown_columns(groups: Sequence[Group]) -> tuple[str, ...]:
    """Inhibitor and inducer columns that are unknown for want of a medication list."""
    return tuple(g.name for g in groups if g.given and any(c.values.get(g.name) == UNKNOWN for c in g.candidates))


def with_assumptions(answer: Answer, groups: Sequence[Group], ask: Ask) -> Answer:
    """The answer with `assumes` filled in, and with what the open strengths alone would bring, as possible."""
    columns = unknown_columns(groups)
    if not columns:
        return answer
    findings = list(answer.findings)
    for opened in _openings(columns):
        other = ask([_open(g) if g.name in opened else g for g in groups])
        said, could = _by_table(findings), _by_table(other.findings)
        findings = [_assuming(f, opened) if could.get(_table(f), {}).keys() != said[_table(f)].keys() else f
                    for f in findings]
        findings += [replace(f, verdict=POSSIBLE, missing=tuple(dict.fromkeys((*f.missing, *opened))), settles=opened)
                     for f in other.findings if _table(f) not in said]
    return replace(answer, findings=tuple(findings))


def _openings(columns: Sequence[str]) -> list[tuple[str, ...]]:
    """Each column alone, then all together."""
    alone: list[tuple[str, ...]] = [(column,) for column in columns]
    return alone if len(columns) < 2 else [*alone, tuple(columns)]


def _open(group: Group) -> Group:
    return Group(group.name, tuple(Candidate({group.name: level}, float(level == LEVELS[-1]), level)
                                   for level in LEVELS))


def _assuming(finding: Finding, columns: Sequence[str]) -> Finding:
    """The finding with more columns taken for granted; those found alone need not be named together again."""
    if finding.assumes and len(columns) > 1:
        return finding
    return replace(finding, assumes=tuple(dict.fromkeys((*finding.assumes, *columns))))


def _table(finding: Finding) -> tuple[str, str]:
    return finding.guideline, finding.table


def _by_table(findings: Sequence[Finding]) -> dict[tuple[str, str], dict[str, None]]:
    """Advice of each table, by name."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for finding in findings:
        found.setdefault(_table(finding), {})[finding.advice.name] = None
    return found
