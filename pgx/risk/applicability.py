"""Is this patient inside what the model was made from? OUT gives no number; every level but IN says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pgx.risk.model import Check, Kind, Level, Model
from pgx.risk.resolve import Resolved

_ORDER = list(Level)


@dataclass(frozen=True, slots=True)
class Applicability:
    """The worst level of all checks and, worst first, the reasons."""

    level: Level
    reasons: tuple[str, ...]


def applicability(model: Model, values: Mapping[str, Resolved], equation: str = "") -> Applicability:
    """Run every check that concerns `equation` ("" = those of all equations)."""
    found: list[tuple[Level, str]] = []
    for check in model.checks:
        if check.equations and equation not in check.equations:
            continue
        level, reason = judge(check, values, model.input(check.input).kind)
        if level is not Level.IN:
            found.append((level, reason))
    found.sort(key=lambda item: -_ORDER.index(item[0]))
    return Applicability(found[0][0] if found else Level.IN, tuple(dict.fromkeys(reason for _, reason in found)))


def judge(check: Check, values: Mapping[str, Resolved], kind: Kind) -> tuple[Level, str]:
    """One check. A genotype of which nothing is known can still fail a check on what was typed."""
    value = values[check.input]
    if check.alleles:
        return _typed(check, value, values)
    if not value.known:
        return check.missing, check.missing_reason or check.reason
    if kind is Kind.GENOTYPE:
        return _known_values(check, value)
    return (check.level, check.reason) if _violated(check, value) else (Level.IN, "")


def _violated(check: Check, value: Resolved) -> bool:
    if check.taking:
        return value.values[0][0] == "yes"
    if value.number is not None:
        return (check.low is not None and value.number < check.low) or (
            check.high is not None and value.number > check.high)
    return bool(check.words) and value.values[0][0] not in check.words


def _typed(check: Check, value: Resolved, values: Mapping[str, Resolved]) -> tuple[Level, str]:
    """Alleles that must have been looked at, for the people in whom they are common."""
    category = values[check.when].values[0][0] if check.when and values[check.when].values else ""
    if check.when and category not in check.among:
        return Level.IN, ""
    seen = set(value.typed or ())
    return (Level.IN, "") if seen.issuperset(check.alleles) else (check.level, check.reason)


def _known_values(check: Check, value: Resolved) -> tuple[Level, str]:
    """Values the model does not know: OUT above the tolerated share, BORDERLINE below it."""
    if value.outside <= 0:
        return Level.IN, ""
    if not value.values or value.outside > (check.tolerate or 0.0):
        return check.level, check.reason
    return Level.BORDERLINE, f"{check.reason} (possible, {value.outside:.1%}; left out of the figure)"
