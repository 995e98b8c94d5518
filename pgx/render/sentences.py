"""Wording of alerts: structured advice in, sentences out. The words are in `lang/`, the choice of words is here.

The three nothings (no action needed, not tested, could not be called) never share their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pgx.domain.assessment import (
    Advice,
    Alert,
    Certainty,
    Dose,
    FactUsed,
    GeneEvidence,
    Outcome,
    SiteException,
    SourceRow,
)
from pgx.render.catalogue import Catalogue, load

SUMMARY_LIMIT = 139      # CDS Hooks: a card's summary has fewer than 140 characters
NAMED_DIPLOTYPES = 4
MANY_REASONS = 4
NO_PHENOTYPE = frozenset({"", "n/a"})                                # how sources write that an allele has none
UNTESTED = "untested"                                              # values of the rule language, as evidence names them
NOT_CALLED = frozenset({"indeterminate", "no named allele fits"})
CHANGE_DOSE, TEST_FIRST = "change dose", "test-first"
UNMEASURED = {"reduce", "raise"}        # dose lines that may stand without a figure
SPELLINGS = {"no advice": "no-advice", "test first": "test-first"}


@dataclass(frozen=True, slots=True)
class Explained:
    """An alert in words; each field is whole sentences or empty."""

    do: str
    why: str
    sure: str
    settles: str
    source: str
    conflicts: str

    @property
    def detail(self) -> str:
        """All of it as one paragraph."""
        parts = (self.do, self.why, self.sure, self.settles, self.source, self.conflicts)
        return " ".join(part for part in parts if part)


def summary(alert: Alert, *, lang: str = "en") -> str:
    """One line of fewer than 140 characters: the drug and what to do. Says so when it is not certain."""
    words = load(lang)
    values = {
        "drug": capital(alert.drug),
        "genes": _genes(alert, words),
        "source": alert.sources[0].source if alert.sources else words.say("summary.source"),
    }
    key = _summary_key(alert)
    for what in _shorter_and_shorter(alert, words):
        line = words.say(key, what=what, **values)
        if len(line) <= SUMMARY_LIMIT:
            return line
    return line[: SUMMARY_LIMIT - 1] + "…"


def detail(alert: Alert, *, lang: str = "en") -> str:
    """A short paragraph: what to do, why, how sure, what would settle it, who says so."""
    return explain(alert, lang=lang).detail


def explain(alert: Alert, *, lang: str = "en") -> Explained:
    """The parts of `detail`, for layouts that set them apart."""
    words = load(lang)
    return Explained(
        do=_do(alert, words),
        why=_why(alert, words),
        sure=_sure(alert, words),
        settles=words.say("settle.line", things=_clause(alert.would_settle)) if alert.would_settle else "",
        source=" ".join(dict.fromkeys(source_line(s, words) for s in alert.sources)),
        conflicts=words.say("source.conflict", things=_clause(alert.conflicts)) if alert.conflicts else "",
    )


def source_line(source: SourceRow, words: Catalogue) -> str:
    """Source with edition, strength and citations."""
    edition = "" if source.edition in source.source else f" {source.edition}"
    known = source.strength not in ("", "-")
    return words.say(
        "source.line",
        name=f"{source.source}{edition}",
        strength=words.say("source.strength", strength=source.strength) if known else "",
        citations=words.say("source.citations", citations=", ".join(map(cited, source.citations)))
        if source.citations else "",
    )


def cited(citation: str) -> str:
    """A citation as printed: an address needs no "URL:" before it."""
    return citation.removeprefix("URL:")


def action_short(alert: Alert, words: Catalogue) -> str:
    """What to do in a few words: action, doses, alternatives, what to watch."""
    return next(_shorter_and_shorter(alert, words))


def action_shortest(alert: Alert, words: Catalogue) -> str:
    """Action and doses."""
    return list(_shorter_and_shorter(alert, words))[-2]


def asks_for_test(alert: Alert) -> bool:
    """True when the advice is to test first."""
    return _action(alert) == TEST_FIRST


def missing_facts(alert: Alert) -> list[str]:
    """Names of the facts that were looked at and not given, as printed."""
    return [fact.name.replace("-", " ") for fact in alert.because.facts if fact.value is None]


def assumed_facts(alert: Alert) -> list[str]:
    """Names of the facts that were not given and are taken for granted, as printed."""
    return [fact.name for fact in alert.because.facts if fact.assumed and fact.value is not None]


def dose_sentence(dose: Dose, words: Catalogue) -> str:
    """One sentence, such as "Reduce the starting dose by 50%."."""
    return words.say(words.pick("dose", _kind(dose)), **_dose_values(dose, words))


def gene_clause(evidence: GeneEvidence, words: Catalogue, outcome: Outcome | None = None, *,
                limit: int = NAMED_DIPLOTYPES) -> str:
    """"CYP2D6 is *4/*4 (Poor Metabolizer)"; many diplotypes are counted."""
    state = gene_state(evidence, outcome)
    if state != "known" and not named(evidence):
        return words.say(f"why.gene_{state}", gene=evidence.gene)
    diplotypes = words.some_of(named(evidence), limit)
    phenotypes = words.any_of([name for name in evidence.phenotypes if name.casefold() not in NO_PHENOTYPE])
    key = "why.gene_plain" if not diplotypes else "why.gene" if phenotypes else "why.gene_diplotype"
    return words.say(key, gene=evidence.gene, diplotypes=diplotypes, phenotypes=phenotypes)


def gene_state(evidence: GeneEvidence, outcome: Outcome | None = None) -> str:
    """"known", "untested", or "not_called": read without a result that means anything. Where the evidence is empty,
    the outcome of the alert tells the two nothings apart."""
    results = {name.casefold() for name in evidence.phenotypes}
    if UNTESTED in results:
        return "untested"
    if results and results <= NOT_CALLED:
        return "not_called"
    if results or named(evidence):
        return "known"
    return "untested" if outcome is Outcome.NOT_TESTED else "not_called"


def named(evidence: GeneEvidence) -> tuple[str, ...]:
    """The diplotypes that have a name."""
    return tuple(name for name in evidence.diplotypes if name)


def told_as(alert: Alert) -> Outcome:
    """The outcome as it may be said, after what is known of the genes behind it: a gene that was read is not called
    "not tested", and one with a result is not called "without a usable result". A further test that the source asks
    for although the genes are known is an action like any other."""
    states = {gene_state(g, alert.outcome) for g in alert.because.genes}
    if alert.outcome not in (Outcome.NOT_TESTED, Outcome.NOT_CALLED) or not states or "untested" in states:
        return alert.outcome
    if "not_called" in states:
        return Outcome.NOT_CALLED
    return Outcome.ACTION if _action(alert) == TEST_FIRST else Outcome.NO_GUIDANCE


def fact_clause(fact: FactUsed, words: Catalogue) -> str:
    """"age is 40 y"; a missing fact says that it is not known."""
    name = fact.name.replace("-", " ")
    if fact.value is None:
        return words.say("why.fact_missing", name=name)
    return words.say("why.fact", name=name, value=fact.value)


def capital(text: str) -> str:
    """First letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


def _summary_key(alert: Alert) -> str:
    outcome = told_as(alert)
    key = f"summary.{outcome.value}"
    if outcome in (Outcome.ACTION, Outcome.NO_ACTION):
        return key if alert.certainty is Certainty.CERTAIN else f"{key}_possible"
    if outcome in (Outcome.NOT_TESTED, Outcome.NOT_CALLED) and _action(alert) == TEST_FIRST:
        return f"{key}_first"
    return key


def _shorter_and_shorter(alert: Alert, words: Catalogue) -> Iterator[str]:
    """Action with doses and alternatives, then with less and less, so that a line can be kept short."""
    action = words.say(words.pick("action", _action(alert), "short"), action=alert.advice.action)
    doses = [words.say(words.pick("dose_short", _kind(d)), **_dose_values(d, words)) for d in alert.advice.doses]
    instead = alert.advice.instead
    others = [words.say("do.instead_short", drugs=words.any_of(instead))] if instead else []
    watch = [words.say("do.monitor_short", things=words.all_of(alert.advice.monitor))] if alert.advice.monitor else []
    do = doses if doses and _action(alert) == CHANGE_DOSE else [action, *doses]     # the doses say it all
    yield "; ".join((*do, *others, *watch))
    yield "; ".join((*do, *others))
    yield "; ".join(do)
    yield action


def _do(alert: Alert, words: Catalogue) -> str:
    told = told_as(alert)
    if told in (Outcome.NOT_TESTED, Outcome.NOT_CALLED) and _action(alert) != TEST_FIRST:
        return words.say(f"nothing.{told.value}", drug=alert.drug, genes=_genes(alert, words))
    do = advised(alert.drug, alert.advice, words)
    doubtful = told is Outcome.NO_ACTION and alert.certainty is Certainty.POSSIBLE
    return " ".join((words.say("do.maybe", do=do) if doubtful else do, *exceptions(alert, words)))


def exceptions(alert: Alert, words: Catalogue) -> list[str]:
    """What a site departs from here, why, on whose word and until when: its own advice is never a guideline's."""
    return list(dict.fromkeys(_exception(s.exception, words) for s in alert.sources if s.exception))


def _exception(told: SiteException, words: Catalogue) -> str:
    date, who = told.approved
    said = [words.say("exception.line", source=told.departs_from, id=told.id), _sentence(told.because)]
    said += [words.say("exception.approved", who=who, date=date)] if who else [words.say("exception.unapproved")]
    said += [words.say("exception.until", date=told.until)] if told.until else []
    return " ".join(said)


def advised(drug: str, advice: Advice, words: Catalogue) -> str:
    """An advice as sentences: action, doses, alternatives, what to watch, what next, and its own words."""
    action = SPELLINGS.get(advice.action, advice.action)
    parts = [capital(words.say(words.pick("action", action, "do"), drug=drug, action=advice.action))]
    parts += [dose_sentence(dose, words) for dose in advice.doses]
    if advice.instead:
        parts.append(words.say("do.instead", drugs=words.any_of(advice.instead)))
    if advice.monitor:
        parts.append(words.say("do.monitor", things=words.all_of(advice.monitor)))
    return " ".join((*parts, *(_sentence(text) for text in (*advice.followup, advice.say) if text)))


def _why(alert: Alert, words: Catalogue) -> str:
    genes = [gene_clause(g, words, alert.outcome) for g in alert.because.genes]
    facts = [fact_clause(f, words) for f in alert.because.facts if f.value is not None and not f.assumed]
    return words.say("why.line", reasons=words.all_of([*genes, *facts])) if genes or facts else ""


def _sure(alert: Alert, words: Catalogue) -> str:
    told = told_as(alert)
    caution = "" if told is Outcome.ACTION else words.say(f"sure.{told.value}")
    if alert.certainty is Certainty.POSSIBLE:
        open_questions = _clause(_reasons(alert, words)[:MANY_REASONS]) or words.say("sure.unresolved")
        sure = f"{words.say('sure.possible', reasons=open_questions)} {_worlds(alert, words)}".strip()
    else:
        sure = words.say("sure.certain") if told in (Outcome.ACTION, Outcome.NO_ACTION) else ""
    return " ".join(filter(None, (sure, assumption(alert, words), caution)))


def assumption(alert: Alert, words: Catalogue) -> str:
    """What the advice takes for granted for want of a medication list; "" when that would change nothing."""
    things = assumed_facts(alert)
    return words.say("sure.assumed", things=words.any_of(things)) if things else ""


def _reasons(alert: Alert, words: Catalogue) -> list[str]:
    """Why it is only possible: as found, else from the open genes and the missing facts."""
    if alert.because.reasons:
        return list(alert.because.reasons)
    missing = [fact_clause(f, words) for f in alert.because.facts if f.value is None]
    several = [g for g in alert.because.genes if len(g.diplotypes) > 1]
    return missing + [words.say("sure.open_gene", gene=g.gene, count=f"{len(g.diplotypes):,}") for g in several]


def _worlds(alert: Alert, words: Catalogue) -> str:
    here, total = alert.because.worlds
    if total < 2:
        return ""
    return words.say("sure.worlds", here=f"{here:,}", total=f"{total:,}")


def _kind(dose: Dose) -> str:
    """The kind; marked where a formula gave a result, and where the source wants less or more and names no figure."""
    if dose.kind == "formula" and dose.low:
        return "formula_computed"
    return dose.kind if dose.low or dose.kind not in UNMEASURED else f"{dose.kind}_unmeasured"


def _dose_values(dose: Dose, words: Catalogue) -> dict[str, str]:
    bounds = [bound for bound in dict.fromkeys((dose.low, dose.high)) if bound]
    span = words.say("list.range", low=bounds[0], high=bounds[1]) if len(bounds) == 2 else "".join(bounds)
    phase = words.say(words.pick("phase", dose.phase or "none"), phase=dose.phase)
    return {"phase": phase, "range": span, "cap": dose.cap, "formula": dose.formula, "limit": dose.cap or span}


def genes_named(alert: Alert) -> list[str]:
    """The genes that the outcome is about: for "not tested" and "not called" only those, else all."""
    wanted = {Outcome.NOT_TESTED: "untested", Outcome.NOT_CALLED: "not_called"}.get(told_as(alert))
    about = [g.gene for g in alert.because.genes if gene_state(g, alert.outcome) == wanted]
    return list(dict.fromkeys(about or (g.gene for g in alert.because.genes)))


def _genes(alert: Alert, words: Catalogue) -> str:
    return words.all_of(genes_named(alert)) or words.say("summary.genes")


def _action(alert: Alert) -> str:
    return SPELLINGS.get(alert.advice.action, alert.advice.action)


def _clause(texts: Sequence[str]) -> str:
    """Texts in one sentence: their own full stops and code marks go."""
    return "; ".join(text.strip().rstrip(".").replace("`", "") for text in texts)


def _sentence(text: str) -> str:
    """With a full stop."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
