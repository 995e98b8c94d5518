"""Equal advice becomes one alert: rows of one table that ask for the same thing, then sources that agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pgx.domain.assessment import Advice, Alert, Because, Certainty, FactUsed, GeneEvidence

Told = tuple[str, Alert]         # table, its alert


def merge(told: Iterable[Told]) -> list[Alert]:
    """Alerts with equal structured advice, joined. What the wordings differ in is kept beside each other."""
    return _across_sources(_within_tables(told))


def _asks(advice: Advice) -> Advice:
    """What is to be done, without name and wording."""
    return replace(advice, name="", say="", note="", also=())


def _within_tables(told: Iterable[Told]) -> list[Alert]:
    """Worlds of one table never overlap: rows that ask for the same are certain together when they fill the table."""
    groups: dict[object, list[Alert]] = {}
    for table, alert in told:
        groups.setdefault((table, _asks(alert.advice), alert.outcome), []).append(alert)
    return [_together(group) for group in groups.values()]


def _together(group: Sequence[Alert]) -> Alert:
    first = max(group, key=lambda a: a.because.probability)
    if len(group) == 1:
        return first
    here, total = sum(a.because.worlds[0] for a in group), first.because.worlds[1]
    certain = here == total
    ranked = sorted(group, key=lambda a: -a.because.probability)
    because = Because(
        genes=_genes(ranked), facts=_facts(ranked), worlds=(here, total),
        probability=min(1.0, sum(a.because.probability for a in group)),
        reasons=() if certain else _each(r for a in ranked for r in a.because.reasons),
        adjusted=_each(r for a in ranked for r in a.because.adjusted))
    return replace(_worded(ranked), because=because, would_settle=() if certain else first.would_settle,
                   certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE)


def _across_sources(alerts: Iterable[Alert]) -> list[Alert]:
    groups: dict[object, list[Alert]] = {}
    for alert in alerts:
        key = (_asks(alert.advice), alert.certainty, alert.outcome, _rests_on(alert))
        groups.setdefault(key, []).append(alert)
    return [_worded(group) for group in groups.values()]


def _rests_on(alert: Alert) -> object:
    """Sources agree only about the same patients: same genes, same results."""
    return tuple((g.gene, g.phenotypes) for g in alert.because.genes)


def _worded(group: Sequence[Alert]) -> Alert:
    """The first alert with the sources, facts and open questions of all, and the other wordings beside its own."""
    first = group[0]
    said = _each(text for a in group for text in (a.advice.say, *a.advice.also) if text)
    advice = replace(first.advice, say=said[0] if said else "", also=said[1:])
    sources = tuple(dict.fromkeys(s for a in group for s in a.sources))
    because = replace(first.because, facts=_facts(group), reasons=_each(r for a in group for r in a.because.reasons))
    return replace(first, advice=advice, sources=sources, because=because,
                   would_settle=_each(s for a in group for s in a.would_settle))


def _facts(group: Sequence[Alert]) -> tuple[FactUsed, ...]:
    """Facts that any of them looked at."""
    return tuple(dict.fromkeys(f for a in group for f in a.because.facts))


def _genes(group: Sequence[Alert]) -> tuple[GeneEvidence, ...]:
    """Evidence of all, gene by gene."""
    found: dict[str, GeneEvidence] = {}
    for evidence in (g for a in group for g in a.because.genes):
        known = found.get(evidence.gene)
        found[evidence.gene] = evidence if known is None else GeneEvidence(
            gene=known.gene, diplotypes=_each((*known.diplotypes, *evidence.diplotypes)),
            phenotypes=_each((*known.phenotypes, *evidence.phenotypes)),
            probability=max(known.probability, evidence.probability)
            if set(known.diplotypes) & set(evidence.diplotypes) else min(1.0, known.probability + evidence.probability),
            positions=known.positions + tuple(p for p in evidence.positions if p not in known.positions))
    return tuple(found.values())


def _each(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
