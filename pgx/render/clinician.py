"""What stands on a clinician's report: an assessment arranged for reading. The layout is in `templates/`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pgx.domain.assessment import Alert, Assessment, Reminder, Risk, Severity, Versions
from pgx.domain.calls import GeneResult
from pgx.domain.genome import Assembly
from pgx.render import describe, notes, sentences
from pgx.render.catalogue import Catalogue
from pgx.render.grouping import DrugAdvice, by_drug
from pgx.render.headline import lead
from pgx.render.report_alerts import Brief, Row, Tag, Top, brief, numbered, row, top
from pgx.render.tables import is_certain

UNKNOWN = ("not-called", "not-tested")
LISTED = ("open", *UNKNOWN, "inform", "no-guidance", "no-action")


@dataclass(frozen=True, slots=True)
class RiskLine:
    """An estimate beside the advice."""

    drug: str
    estimate: str
    model: str
    factors: str


@dataclass(frozen=True, slots=True)
class OwnDrug:
    """One of the patient's own drugs."""

    name: str
    silent: bool
    top: Top | None
    risks: tuple[RiskLine, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Drugs filed under one kind of nothing; `key` names it in the word list."""

    key: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Drugs whose most cautious advice is as serious and as certain."""

    tags: tuple[Tag, ...]
    drugs: tuple[Brief, ...]


@dataclass(frozen=True, slots=True)
class GeneRow:
    """One line of the table of genes."""

    symbol: str
    result: str
    phenotype: str
    certainty: str
    missing: str
    unread: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The report of one sample. `prefix` makes its ids unique in the file."""

    prefix: str
    title: str
    sample: str
    file: str
    assembly: str
    context: str
    glance: tuple[str, ...]
    glance_drugs: str
    glance_genes: str
    worst: tuple[tuple[str, str], ...]   # what they have in common, and which
    own: tuple[OwnDrug, ...]
    orders: tuple[str, ...]
    act: tuple[Row, ...]                 # the other drugs: in full without drugs of the patient's own, else in brief
    brief: tuple[Together, ...]
    lists: tuple[Listed, ...]
    genes: tuple[GeneRow, ...]
    untested: str
    any_missing: bool
    notes: tuple[str, ...]
    risks: tuple[RiskLine, ...]
    no_estimate: str
    sources: tuple[str, ...]
    references: tuple[str, ...]
    versions: Versions


def page(assessment: Assessment, prefix: str, words: Catalogue) -> Page:
    """Arrange one assessment."""
    drugs = by_drug(assessment)
    own, others = [d for d in drugs if d.asked], [d for d in drugs if not d.asked]
    act = [(d, lead(d.alerts)) for d in others if d.group == "action"]
    rest = [] if own else others               # estimates of drugs that the patient does not have would only distract
    shown = [a for d in own for a in d.alerts] or [first for _, first in act]
    references = numbered(shown)
    genes = assessment.genes
    return Page(
        prefix=prefix,
        title=words.say("report.title_of", sample=assessment.sample),
        sample=assessment.sample,
        file=assessment.file,
        assembly=assessment.assembly,
        context="; ".join((*_context(assessment, words), *_assumed(assessment, words))),
        glance=tuple(_glance(drugs, words)),
        glance_drugs=words.say("report.glance_drugs", count=f"{len(drugs):,}"),
        glance_genes=_glance_genes(genes.values(), words),
        worst=tuple(_worst(own or others, words)),
        own=tuple(_own(d, references, words) for d in own),
        orders=tuple(_orders(assessment.reminders, words)),
        act=() if own else tuple(row(d, first, references, words) for d, first in act),
        brief=_grouped(brief(d, words) for d, _ in act) if own else (),
        lists=tuple(_lists(others, words)),
        genes=tuple(gene_row(symbol, found, assessment, words) for symbol, found in genes.items()),
        untested=", ".join(symbol for symbol, found in genes.items() if found.call.untested),
        any_missing=any(found.call.missing or found.call.untested for found in genes.values()),
        notes=tuple(notes.lines(assessment, words)),
        risks=tuple(_risk(r, words) for d in rest for r in d.risks if r.estimate is not None),
        no_estimate=", ".join(dict.fromkeys(d.drug for d in rest for r in d.risks if r.estimate is None)),
        sources=tuple(_sources(shown)),
        references=tuple(sentences.cited(c) for c in references),
        versions=assessment.versions,
    )


def gene_row(symbol: str, found: GeneResult, assessment: Assessment, words: Catalogue) -> GeneRow:
    """One gene in words."""
    return GeneRow(
        symbol,
        describe.result(found, words),
        describe.phenotype(found, words),
        describe.certainty(found, words),
        describe.missing(found, Assembly(assessment.assembly), words),
        bool(found.call.missing),
    )


def _grouped(drugs: Iterable[Brief]) -> tuple[Together, ...]:
    """By severity and certainty, in the order of the drugs; shares are left to the whole report."""
    found: dict[tuple[Tag, ...], list[Brief]] = {}
    for drug in drugs:
        found.setdefault(tuple(Tag(t.text.partition(" (")[0], t.style) for t in drug.tags), []).append(drug)
    return tuple(Together(tags, tuple(same)) for tags, same in found.items())


def _context(assessment: Assessment, words: Catalogue) -> Iterable[str]:
    for name, value in assessment.context.items():
        yield words.say("report.fact", name=name.replace("-", " "), value=value)


def _assumed(assessment: Assessment, words: Catalogue) -> Iterable[str]:
    """The drugs of which something is said that a medication list could change."""
    drugs = dict.fromkeys(a.drug for a in assessment.alerts if sentences.assumed_facts(a))
    if drugs:
        yield words.say("report.context_assumed", drugs=words.all_of(list(drugs)))


def _glance(drugs: Sequence[DrugAdvice], words: Catalogue) -> Iterable[str]:
    """One line for each kind of answer that occurs."""
    counted = Counter("unknown" if d.group in UNKNOWN else d.group for d in drugs)
    for key in ("action", "open", "unknown", "inform", "no-guidance", "no-action"):
        if counted[key]:
            yield words.say(f"report.glance_{key}", count=f"{counted[key]:,}")


def _glance_genes(genes: Iterable[GeneResult], words: Catalogue) -> str:
    counted = Counter("certain" if is_certain(g) else "open" if g.phenotypes else "none" for g in genes)
    return words.say("report.glance_genes", certain=counted["certain"], open=counted["open"], none=counted["none"])


def _worst(drugs: Sequence[DrugAdvice], words: Catalogue) -> Iterable[tuple[str, str]]:
    """Drugs of the two highest severities: those where that is certain, then those where it is possible."""
    serious = [d for d in drugs if d.group == "action" and d.severity.rank >= Severity.MAJOR.rank]
    serious.sort(key=lambda d: -d.severity.rank)
    for key, certain in (("report.glance_worst", True), ("report.glance_worst_possible", False)):
        named = [words.say("report.entry", drug=d.drug, genes=words.say(f"severity.{d.severity.value}"))
                 for d in serious if d.worst_is_certain is certain]
        if named:
            yield words.say(key), f"{', '.join(named)}."


def _orders(reminders: Iterable[Reminder], words: Catalogue) -> Iterable[str]:
    """One line a test and text, with all the drugs that ask for it."""
    found: dict[tuple[str, str], list[str]] = {}
    for reminder in reminders:
        found.setdefault((words.all_of(reminder.order), reminder.text), []).append(reminder.drug)
    for (tests, text), drugs in found.items():
        yield words.say("report.orders_test", tests=tests, drugs=", ".join(dict.fromkeys(drugs)), text=text)


def _own(drug: DrugAdvice, references: dict[str, int], words: Catalogue) -> OwnDrug:
    return OwnDrug(
        sentences.capital(drug.drug),
        not drug.alerts and not drug.reminders,
        top(drug, references, words),
        tuple(_risk(r, words) for r in drug.risks),
    )


def _lists(drugs: Sequence[DrugAdvice], words: Catalogue) -> Iterable[Listed]:
    for key in LISTED:
        entries = tuple(_by_genes([d for d in drugs if d.group == key], key, words))
        if entries:
            yield Listed(key, entries)


def _by_genes(drugs: Sequence[DrugAdvice], key: str, words: Catalogue) -> Iterable[str]:
    """"HLA-B: abacavir, allopurinol": for the unknown only the genes that are missing."""
    found: dict[str, list[str]] = {}
    for drug in drugs:
        about = [a for a in drug.alerts if key not in UNKNOWN or sentences.told_as(a).value == key]
        genes = dict.fromkeys(g for a in about for g in sentences.genes_named(a))
        found.setdefault(", ".join(genes), []).append(drug.drug)
    for named, same in sorted(found.items()):
        listed = ", ".join(sorted(same))
        yield words.say("report.of_genes", genes=named, drugs=listed) if named else listed


def _risk(risk: Risk, words: Catalogue) -> RiskLine:
    return RiskLine(risk.drug, describe.estimate(risk, words), describe.model(risk, words),
                    describe.factors(risk, words))


def _sources(alerts: Iterable[Alert]) -> Iterable[str]:
    """"CPIC 2021: codeine, tramadol": guidelines by source and edition."""
    found: dict[str, set[str]] = {}
    for source in (s for a in alerts for s in a.sources):
        name = source.guideline.partition(".")[2] or source.guideline
        found.setdefault(f"{source.source} {source.edition}".strip(), set()).add(name)
    return (f"{edition}: {', '.join(sorted(names))}" for edition, names in sorted(found.items()))
