"""What stands on the patient's own report: short words, no doses, nothing that invites to act alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pgx.domain.assessment import Assessment, Certainty, Outcome
from pgx.render import sentences
from pgx.render.catalogue import Catalogue
from pgx.render.clinician import GeneRow, gene_row
from pgx.render.grouping import DrugAdvice, by_drug
from pgx.render.tables import is_certain

KINDS = ("never", "avoid", "unsure_avoid", "dose", "unsure_dose", "watch", "test", "inform", "other_advice")
POSSIBLE = {"never": "unsure_avoid", "avoid": "unsure_avoid", "dose": "unsure_dose"}
UNSURE = ("open", "not-tested", "not-called", "no-guidance")


@dataclass(frozen=True, slots=True)
class Medicine:
    """One of the patient's medicines and what to know about it."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Others:
    """Other medicines for which the same holds."""

    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The report of one person. `prefix` makes its ids unique in the file."""

    prefix: str
    title: str
    sample: str
    own: tuple[Medicine, ...]
    other: tuple[Others, ...]
    fine: tuple[str, ...]
    unknown: tuple[str, ...]
    genes: tuple[GeneRow, ...]
    made: str


def page(assessment: Assessment, prefix: str, words: Catalogue) -> Page:
    """Arrange one assessment for the person it is about."""
    drugs = by_drug(assessment)
    others = [d for d in drugs if not d.asked]
    made = assessment.versions
    return Page(
        prefix=prefix,
        title=words.say("patient.title_of", sample=assessment.sample),
        sample=assessment.sample,
        own=tuple(_medicine(d, words) for d in drugs if d.asked),
        other=tuple(_others([d for d in others if d.group in ("action", "inform")], words)),
        fine=tuple(sorted(d.drug for d in others if d.group == "no-action")),
        unknown=tuple(_unknown(assessment, others, words)),
        genes=tuple(gene_row(symbol, found, assessment, words) for symbol, found in assessment.genes.items()),
        made=words.say("patient.versions", software=made.software, knowledgebase=made.knowledgebase, rules=made.rules),
    )


def kinds(drug: DrugAdvice, words: Catalogue) -> list[str]:
    """Plain sentences that fit what is said about the drug, most cautious first. What is only possible says so."""
    found = set()
    for alert in drug.alerts:
        if sentences.told_as(alert) is Outcome.ACTION:
            one = words.say(words.pick("patient_action", alert.advice.action))
            found.add(POSSIBLE.get(one, one) if alert.certainty is Certainty.POSSIBLE else one)
    return sorted(found, key=KINDS.index)


def _medicine(drug: DrugAdvice, words: Catalogue) -> Medicine:
    if drug.group != "action":
        return Medicine(sentences.capital(drug.drug), (words.say(f"patient.{drug.group}"),))
    told = words.say(f"patient.{kinds(drug, words)[0]}")
    return Medicine(sentences.capital(drug.drug), (told, words.say("patient.ask")))


def _others(drugs: Sequence[DrugAdvice], words: Catalogue) -> Iterable[Others]:
    """Grouped by what holds for them, most serious first."""
    for one in KINDS:
        names = tuple(sorted(d.drug for d in drugs if kinds(d, words)[0] == one))
        if names:
            yield Others(words.say(f"patient.{one}"), names)


def _unknown(assessment: Assessment, drugs: Sequence[DrugAdvice], words: Catalogue) -> Iterable[str]:
    """Genes not read, genes without an answer, genes with several, and the drugs that hang on them."""
    genes = assessment.genes.items()
    named = {
        "unknown_genes": [s for s, g in genes if g.call.untested],
        "unread_genes": [s for s, g in genes if not g.call.untested and not g.phenotypes],
        "open_genes": [s for s, g in genes if g.phenotypes and not is_certain(g)],
    }
    for key, symbols in named.items():
        if symbols:
            yield words.say(f"patient.{key}", genes=", ".join(symbols))
    unsure = sorted(d.drug for d in drugs if d.group in UNSURE)
    if unsure:
        yield words.say("patient.unknown_drugs", drugs=", ".join(unsure))
