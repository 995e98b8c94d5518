"""How one alert stands on a clinician's report: in full for the patient's own drugs, else as one row of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pgx.domain.assessment import Alert, Certainty, Outcome, SourceRow
from pgx.render import describe, sentences
from pgx.render.catalogue import Catalogue
from pgx.render.evidence import positions, rule_place
from pgx.render.grouping import DrugAdvice

IN_A_ROW = 2         # diplotypes named in a row of the table


@dataclass(frozen=True, slots=True)
class Tag:
    """A word in a box; `style` only repeats what the word says."""

    text: str
    style: str


@dataclass(frozen=True, slots=True)
class FullAlert:
    """An alert of one of the patient's own drugs, with all there is."""

    severity: str
    brief: bool                          # the source is silent: two lines are enough
    tags: tuple[Tag, ...]
    summary: str
    told: sentences.Explained
    facts: tuple[tuple[str, str], ...]
    source: str
    marks: tuple[int, ...]
    rules: str


@dataclass(frozen=True, slots=True)
class Row:
    """Another drug with something to do, in one line. `also` lists every less cautious advice that is possible."""

    drug: str
    tags: tuple[Tag, ...]
    what: str
    also: str
    why: str
    source: str
    marks: tuple[int, ...]


def full(alert: Alert, references: dict[str, int], words: Catalogue) -> FullAlert:
    """An alert with its evidence, what would settle it, its sources and rows."""
    told = sentences.explain(alert, lang=words.lang)
    facts = (("report.why", told.why), ("report.read", positions(alert, words)),
             ("report.details", _sure(alert, told, words)),
             ("report.settle", "; ".join(alert.would_settle)), ("report.differ", "; ".join(alert.conflicts)))
    return FullAlert(
        severity=alert.severity.value,
        brief=sentences.told_as(alert) is Outcome.NO_GUIDANCE,
        tags=_tags(alert, words),
        summary=_headline(alert, words),
        told=told,
        facts=tuple((label, text) for label, text in facts if text),
        source=_strengths(alert, words),
        marks=_marks(alert, references),
        rules="; ".join(rule_place(s) for s in alert.sources),
    )


def _headline(alert: Alert, words: Catalogue) -> str:
    """What to do in a few words; nothing where only the kind of nothing can be said, which the tag has said."""
    unknown = sentences.told_as(alert) in (Outcome.NOT_TESTED, Outcome.NOT_CALLED)
    silent = unknown and not sentences.asks_for_test(alert)
    return "" if silent else sentences.capital(sentences.action_short(alert, words))


def _sure(alert: Alert, told: sentences.Explained, words: Catalogue) -> str:
    """Of an action that is certain only what it takes for granted: the tag has said the rest."""
    plain = sentences.told_as(alert) is Outcome.ACTION and alert.certainty is Certainty.CERTAIN
    return sentences.assumption(alert, words) if plain else told.sure


def lead(drug: DrugAdvice) -> Alert:
    """The most cautious alert that asks for something."""
    return next(a for a in drug.alerts if sentences.told_as(a) is Outcome.ACTION)


def row(drug: DrugAdvice, first: Alert, references: dict[str, int], words: Catalogue) -> Row:
    """The lead in a few words; every other advice follows by its name."""
    others = "; ".join(_possibilities([a for a in drug.alerts if a is not first], words))
    why = [sentences.gene_clause(g, words, first.outcome, limit=IN_A_ROW) for g in first.because.genes]
    missing = [*sentences.missing_facts(first), *sentences.assumed_facts(first)]
    if missing:
        why.append(words.say("report.depends", facts=words.all_of(missing)))
    return Row(
        drug=drug.drug,
        tags=_tags(first, words),
        what=sentences.capital(f"{_with_share(first, words)}."),
        also=words.say("report.also", things=others) if others else "",
        why="; ".join(why),
        source=_strengths(first, words),
        marks=_marks(first, references),
    )


def _possibilities(alerts: Sequence[Alert], words: Catalogue) -> list[str]:
    """Each different advice once, most cautious first, with the largest share where all of its alerts have one."""
    found: dict[str, list[Alert]] = {}
    for alert in alerts:
        told = sentences.told_as(alert)
        known = told in (Outcome.ACTION, Outcome.NO_ACTION)
        name = (sentences.action_shortest(alert, words) if known else words.say(f"outcome.{told.value}").lower())
        found.setdefault(name, []).append(alert)
    listed = []
    for name, same in found.items():
        best = max(same, key=lambda a: a.because.probability)
        shared = all(_share(a) for a in same)
        listed.append(words.say("report.share", name=name, share=_share(best)) if shared else name)
    return listed


def _with_share(alert: Alert, words: Catalogue) -> str:
    short, share = sentences.action_short(alert, words), _share(alert)
    return words.say("report.share", name=short, share=share) if share else short


def _share(alert: Alert) -> str:
    """How much of what is possible leads here, where genes alone decide; else nothing: facts have no frequency."""
    open_by_genes = alert.certainty is Certainty.POSSIBLE and not sentences.missing_facts(alert)
    return describe.percent(alert.because.probability) if open_by_genes else ""


def _tags(alert: Alert, words: Catalogue) -> tuple[Tag, ...]:
    found = [Tag(text, alert.severity.value) for text in describe.tags(alert, words)]
    certainty = words.say(f"certainty.{alert.certainty.value}")
    sure = "sure" if alert.certainty is Certainty.CERTAIN else "unsure"
    return tuple(Tag(tag.text, sure) if tag.text == certainty else tag for tag in found)


def _strong(source: SourceRow, words: Catalogue) -> str:
    """Source, edition and strength in a few words."""
    name = f"{source.source} {source.edition}".strip()
    known = source.strength not in ("", "-")
    return f"{name}{words.say('source.strength', strength=source.strength)}" if known else name


def _strengths(alert: Alert, words: Catalogue) -> str:
    return "; ".join(dict.fromkeys(_strong(s, words) for s in alert.sources))


def numbered(alerts: Sequence[Alert]) -> dict[str, int]:
    """Citation -> number, in the order of reading."""
    cited = dict.fromkeys(c for a in alerts for s in a.sources for c in s.citations)
    return {citation: number for number, citation in enumerate(cited, start=1)}


def _marks(alert: Alert, references: dict[str, int]) -> tuple[int, ...]:
    return tuple(sorted({references[c] for s in alert.sources for c in s.citations if c in references}))
