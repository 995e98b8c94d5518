"""How one alert stands on a clinician's report: in full for the patient's own drugs, else as one row of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pgx.domain.assessment import Alert, Certainty, Outcome, SourceRow
from pgx.render import sentences
from pgx.render.catalogue import Catalogue
from pgx.render.grouping import DrugAdvice
from pgx.render.headline import Told, headline, lead, possibilities, tags

IN_THE_TABLE = "head.else"       # the sources stand right below
IN_A_ROW = 2         # diplotypes named in a row of the table


@dataclass(frozen=True, slots=True)
class Tag:
    """A word in a box; `style` only repeats what the word says."""

    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one source says of one of the patient's own drugs."""

    tags: tuple[Tag, ...]
    source: str
    marks: tuple[int, ...]
    when: str
    do: str
    rules: str


@dataclass(frozen=True, slots=True)
class Top:
    """The headline of one of the patient's own drugs, what its sources share, and the sources side by side."""

    severity: str
    tags: tuple[Tag, ...]
    what: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


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


@dataclass(frozen=True, slots=True)
class Brief:
    """Another drug with something to do, where the patient has drugs of their own: the most cautious advice only."""

    tags: tuple[Tag, ...]
    drug: str
    what: str
    rests_on: str                        # genes; facts that are missing


def top(drug: DrugAdvice, references: dict[str, int], words: Catalogue) -> Top | None:
    """An own drug with its evidence, what would settle it, its sources and rules; None without alerts."""
    found = headline(drug, words)
    if found is None:
        return None
    facts = tuple((key, text) for key, text in found.facts if key != IN_THE_TABLE)
    return Top(found.lead.severity.value, _tags(found.lead, words), _headline(found.lead, words), facts,
               tuple(_line(told, references, words) for told in found.told))


def _line(told: Told, references: dict[str, int], words: Catalogue) -> Line:
    strength = words.say("source.strength", strength=told.strength) if told.strength else ""
    return Line(_tags(told.alert, words), f"{told.source}{strength}", _marks(told.alert, references), told.when,
                told.do, told.rules)


def _headline(alert: Alert, words: Catalogue) -> str:
    """What to do in a few words; nothing where only the kind of nothing can be said, which the tag has said."""
    unknown = sentences.told_as(alert) in (Outcome.NOT_TESTED, Outcome.NOT_CALLED, Outcome.NO_GUIDANCE)
    silent = unknown and not sentences.asks_for_test(alert)
    return "" if silent else sentences.capital(sentences.action_short(alert, words))


def row(drug: DrugAdvice, first: Alert, references: dict[str, int], words: Catalogue) -> Row:
    """The lead in a few words; every other advice follows by its name."""
    others = "; ".join(possibilities([a for a in drug.alerts if a is not first], words))
    why = [sentences.gene_clause(g, words, first.outcome, limit=IN_A_ROW) for g in first.because.genes]
    why += _depends(first, words)
    return Row(
        drug=drug.drug,
        tags=_tags(first, words),
        what=sentences.capital(f"{sentences.action_short(first, words)}."),
        also=words.say("report.also", things=others) if others else "",
        why="; ".join(why),
        source=_strengths(first, words),
        marks=_marks(first, references),
    )


def brief(drug: DrugAdvice, words: Catalogue) -> Brief:
    """The lead of another drug in one line: what to do, and the genes."""
    first = lead(drug.alerts)
    genes = dict.fromkeys(g for a in drug.alerts for g in sentences.genes_named(a))
    rests_on = (", ".join(genes), *_depends(first, words))
    return Brief(_tags(first, words), drug.drug, sentences.action_shortest(first, words),
                 "; ".join(part for part in rests_on if part))


def _depends(alert: Alert, words: Catalogue) -> list[str]:
    """The facts that are missing or taken for granted, as one clause."""
    missing = [*sentences.missing_facts(alert), *sentences.assumed_facts(alert)]
    return [words.say("report.depends", facts=words.all_of(missing))] if missing else []


def _tags(alert: Alert, words: Catalogue) -> tuple[Tag, ...]:
    certainty = words.say(f"certainty.{alert.certainty.value}")
    sure = "sure" if alert.certainty is Certainty.CERTAIN else "unsure"
    return tuple(Tag(text, sure if text.startswith(certainty) else alert.severity.value)
                 for text in tags(alert, words))


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
