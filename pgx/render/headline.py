"""One drug at a glance: the most cautious advice that is possible, why, what is open; then what each source says.

What all alerts of the drug share (genes, facts, records, open questions) is told once, in the headline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pgx.domain.assessment import Alert, Certainty, FactUsed, GeneEvidence, Outcome, SourceRow
from pgx.render import describe, sentences
from pgx.render.catalogue import Catalogue
from pgx.render.evidence import record
from pgx.render.grouping import DrugAdvice

CAUTION = ("contraindicated", "avoid", "avoid if possible", "consider alternative", "test-first", "test first",
           "reduce dose", "change dose", "raise dose", "monitor", "inform", "usual dose")
OUTCOMES = (Outcome.ACTION, Outcome.NOT_CALLED, Outcome.NOT_TESTED, Outcome.NO_ACTION, Outcome.NO_GUIDANCE)
KNOWN = (Outcome.ACTION, Outcome.NO_ACTION)
BETWEEN = " | "          # a piece of advice has semicolons of its own


@dataclass(frozen=True, slots=True)
class Told:
    """What one source says, or several that agree: `sure` in words, `when` the results it holds for, if not for all
    that is possible, else the genes it speaks about, if not about all."""

    alert: Alert
    source: str
    strength: str
    sure: str
    when: str
    do: str
    rules: str


@dataclass(frozen=True, slots=True)
class Headline:
    """`facts`: (key of the label in the word list, text), without empty ones."""

    lead: Alert
    tags: tuple[str, ...]
    summary: str
    facts: tuple[tuple[str, str], ...]
    told: tuple[Told, ...]


def headline(drug: DrugAdvice, words: Catalogue) -> Headline | None:
    """None for a drug without alerts."""
    if not drug.alerts:
        return None
    first = lead(drug.alerts)
    genes = joined_evidence(drug.alerts)
    return Headline(
        lead=first,
        tags=tags(first, words),
        summary=first.summary or sentences.summary(first, lang=words.lang),
        facts=tuple((key, text) for key, text in _facts(first, drug.alerts, genes, words) if text),
        told=tuple(_told(alert, genes, words) for alert in _by_source(drug.alerts)),
    )


def tags(alert: Alert, words: Catalogue) -> tuple[str, ...]:
    """Severity, kind of nothing, certainty with its share: the words in boxes before the advice."""
    possible = words.say("certainty.possible")
    return tuple(with_share(tag, [alert], words) if tag == possible else tag for tag in describe.tags(alert, words))


def lead(alerts: Sequence[Alert]) -> Alert:
    """The most cautious one, certain or not: by kind of answer, severity, action; then certain before possible."""
    return min(alerts, key=lambda a: (
        OUTCOMES.index(sentences.told_as(a)), -a.severity.rank, _caution(a), a.certainty is not Certainty.CERTAIN))


def possibilities(alerts: Sequence[Alert], words: Catalogue) -> list[str]:
    """Each different advice once, most cautious first, with the largest share where all of its alerts have one."""
    found: dict[str, list[Alert]] = {}
    for alert in alerts:
        told = sentences.told_as(alert)
        name = (sentences.action_shortest(alert, words) if told in KNOWN
                else words.say(f"outcome.{told.value}").lower())
        found.setdefault(name, []).append(alert)
    return [with_share(name, same, words) for name, same in found.items()]


def with_share(name: str, same: Sequence[Alert], words: Catalogue) -> str:
    """The advice with its share, "avoid (<1%)"; plain where a share means nothing."""
    shares = [share(alert) for alert in same]
    best = max(zip((a.because.probability for a in same), shares, strict=True))[1]
    return words.say("report.share", name=name, share=best) if all(shares) else name


def share(alert: Alert) -> str:
    """How much of what is possible leads here, where genes alone decide; else nothing: facts have no frequency."""
    open_by_genes = alert.certainty is Certainty.POSSIBLE and not sentences.missing_facts(alert)
    return describe.percent(alert.because.probability) if open_by_genes else ""


def joined_evidence(alerts: Iterable[Alert]) -> tuple[GeneEvidence, ...]:
    """Evidence of all alerts, gene by gene, everything once, the likeliest results first."""
    found: dict[str, list[GeneEvidence]] = {}
    ranked = sorted(alerts, key=lambda a: -a.because.probability)
    for gene in (g for a in ranked for g in a.because.genes):
        found.setdefault(gene.gene, []).append(gene)
    return tuple(
        GeneEvidence(symbol, _once(d for g in same for d in g.diplotypes), _once(p for g in same for p in g.phenotypes),
                     max(g.probability for g in same),
                     tuple({str(p.get("id")): p for g in same for p in g.positions}.values()))
        for symbol, same in found.items())


def _facts(first: Alert, alerts: Sequence[Alert], genes: Sequence[GeneEvidence],
           words: Catalogue) -> Iterable[tuple[str, str]]:
    others = [a for a in alerts if a is not first and sentences.told_as(a) is not Outcome.NO_GUIDANCE]
    possible = first.certainty is Certainty.POSSIBLE
    yield "head.else", BETWEEN.join(possibilities(others, words)) if possible else ""
    yield "head.why", "; ".join(_why(genes, alerts, words))
    yield "head.open", "; ".join(_once(text.strip().rstrip(".").replace("`", "") for a in alerts
                                       if a.certainty is Certainty.POSSIBLE for text in a.because.reasons))
    yield "head.settle", "; ".join(_once(text for a in alerts for text in a.would_settle))
    yield "head.read", "; ".join(_once(record(row, words) for gene in genes for row in gene.positions))
    yield "head.changed", "; ".join(_once(text for a in alerts for text in a.because.adjusted))
    yield "head.differ", "; ".join(_once(text for a in alerts for text in a.conflicts))
    yield "head.caution", " ".join(_once((
        *(sentences.assumption(alert, words) for alert in alerts),
        *(words.say(f"sure.{told.value}") for told in map(sentences.told_as, alerts) if told is not Outcome.ACTION))))


def _why(genes: Sequence[GeneEvidence], alerts: Sequence[Alert], words: Catalogue) -> Iterable[str]:
    yield from (sentences.gene_clause(gene, words, _outcome_of(gene, alerts)) for gene in genes)
    facts: dict[str, FactUsed] = {f.name: f for a in alerts for f in a.because.facts
                                  if f.value is not None and not f.assumed}
    yield from (sentences.fact_clause(fact, words) for fact in facts.values())


def _outcome_of(gene: GeneEvidence, alerts: Sequence[Alert]) -> Outcome | None:
    """The outcome of the first alert that rests on the gene: it tells "not tested" from "not called"."""
    return next((a.outcome for a in alerts if gene.gene in {g.gene for g in a.because.genes}), None)


def _told(alert: Alert, genes: Sequence[GeneEvidence], words: Catalogue) -> Told:
    known = {gene.gene: gene for gene in genes}
    differing = [g for g in alert.because.genes if g.diplotypes != known[g.gene].diplotypes]
    named = tuple(dict.fromkeys(g.gene for g in alert.because.genes))
    when = ""
    if differing and alert.certainty is Certainty.POSSIBLE:
        clauses = "; ".join(sentences.gene_clause(g, words, alert.outcome) for g in differing)
        when = words.say("head.when", when=clauses)
    elif 0 < len(named) < len(known):
        when = words.say("head.by", genes=words.all_of(named))
    sources = _once(source_name(s) for s in alert.sources)
    return Told(
        alert=alert, source="; ".join(sources),
        strength="; ".join(_once(s.strength for s in alert.sources if s.strength not in ("", "-"))),
        sure=_sure(alert, words), when=when, do=sentences.explain(alert, lang=words.lang).do,
        rules="; ".join(_once(f"{s.file}:{s.line}" for s in alert.sources)))


def source_name(source: SourceRow) -> str:
    """Source and edition."""
    return source.source if source.edition in source.source else f"{source.source} {source.edition}".strip()


def _sure(alert: Alert, words: Catalogue) -> str:
    """"certain", "possible (<1%)", or the kind of nothing."""
    told = sentences.told_as(alert)
    if alert.certainty is Certainty.CERTAIN and told not in KNOWN:
        return words.say(f"outcome.{told.value}").lower()
    sure = words.say(f"certainty.{alert.certainty.value}")
    return with_share(sure, [alert], words)


def _by_source(alerts: Sequence[Alert]) -> list[Alert]:
    """Alerts of one source beside each other; sources in the order of their most cautious alert."""
    order = {name: place for place, name in enumerate(_once(_first_source(a) for a in alerts))}
    return sorted(alerts, key=lambda a: order[_first_source(a)])


def _first_source(alert: Alert) -> str:
    return alert.sources[0].source if alert.sources else ""


def _caution(alert: Alert) -> int:
    action = alert.advice.action
    return CAUTION.index(action) if action in CAUTION else len(CAUTION)


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
