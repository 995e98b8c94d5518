"""Short descriptions of a gene's result and of an estimate, shared by terminal and report."""

from __future__ import annotations

from pgx.domain.assessment import Alert, Certainty, Outcome, Risk, Severity
from pgx.domain.calls import GeneResult, Phenotype
from pgx.domain.genome import Assembly, Position
from pgx.render import sentences
from pgx.render.catalogue import Catalogue
from pgx.render.tables import call_names, has_phenotype, is_certain

NAMED_RESULTS = 3
NAMED_POSITIONS = 3


def result(found: GeneResult, words: Catalogue) -> str:
    """The call as printed: one diplotype, the ties, the variants, or in words that there is none."""
    names = call_names(found)
    if found.call.untested or not names:
        return nothing(found, words)
    if found.call.variants:
        return words.say("text.variants", variants=" + ".join(names))
    return words.some_of(names, NAMED_RESULTS)


def nothing(found: GeneResult, words: Catalogue) -> str:
    """Not tested and not called are told apart."""
    return words.say("text.untested" if found.call.untested else "text.not_called")


def phenotype(found: GeneResult, words: Catalogue) -> str:
    """Phenotype of the call with its activity score; a dash without one."""
    if found.call.untested or not found.called:
        return words.say("text.none")
    return words.some_of(list(dict.fromkeys(scored(p, words) for p in found.called)), NAMED_RESULTS)


def scored(found: Phenotype, words: Catalogue) -> str:
    """"Intermediate Metabolizer (score 1.0)"; a dash where the source gives no phenotype."""
    if found.name.casefold() in sentences.NO_PHENOTYPE:
        return words.say("text.none")
    if found.score is None:
        return found.name
    return words.say("text.score", phenotype=found.name, score=found.score)


def certainty(found: GeneResult, words: Catalogue) -> str:
    """"certain", or how many results are possible and which, most probable first; or that there is none."""
    several = len(found.call.possible) > 1
    if is_certain(found):
        key = "text.certain_phenotype" if several else "text.certain"
        return words.say(key, count=f"{len(found.call.possible):,}")
    if found.call.untested or not found.phenotypes:
        return nothing(found, words)
    if not has_phenotype(found):
        return words.say("text.possible_diplotypes", count=f"{len(found.call.possible):,}")
    names: dict[str, float] = {}
    for one, share in found.phenotypes:
        names[one.name] = names.get(one.name, 0.0) + share
    if len(names) == 1:
        scores = [str(one.score) for one, _ in found.phenotypes if one.score is not None]
        return words.say("text.possible_scores", scores=words.some_of(scores, NAMED_RESULTS))
    shown = [words.say("text.share", name=name, share=percent(share)) for name, share in names.items()]
    listed = words.some_of(shown, NAMED_RESULTS)
    return words.say("text.possible", count=f"{len(names):,}", results=listed)


def missing(found: GeneResult, assembly: Assembly, words: Catalogue) -> str:
    """How many positions were not read, and the first of them by name: the call lists those of the core panel first."""
    places = found.call.missing
    if not places:
        return words.say("text.none" if found.call.untested or not found.phenotypes else "text.all_read")
    named = places[:NAMED_POSITIONS]
    names = words.templates["list.comma"].join(place_name(p, assembly) for p in named)
    if len(places) > len(named):
        names = words.say("list.more", shown=names, count=f"{len(places) - len(named):,}")
    return words.say("text.positions_named", count=f"{len(places):,}", names=names)


def tags(alert: Alert, words: Catalogue) -> list[str]:
    """Severity, kind of nothing, certainty. A usual dose that is only possible is not called "no action needed", and
    a gene that was not read is never called certain."""
    outcome = sentences.told_as(alert)
    known = outcome in (Outcome.ACTION, Outcome.NO_ACTION)
    possible = alert.certainty is Certainty.POSSIBLE
    found = []
    if alert.severity is not Severity.NONE:
        found.append(words.say(f"severity.{alert.severity.value}"))
    if outcome is not Outcome.ACTION and not (known and possible):
        found.append(words.say(f"outcome.{outcome.value}").lower())
    if known or possible:
        found.append(words.say(f"certainty.{alert.certainty.value}"))
    return found


def place_name(place: Position, assembly: Assembly) -> str:
    """The rsID, else chromosome and 1-based position in the assembly."""
    return place.rsid or f"{place.chrom}:{place.pos(assembly)}"


def percent(share: float) -> str:
    """Whole percent; never 0% or 100% of something that is neither."""
    if 0 < share < 0.01:
        return "<1%"
    return ">99%" if 0.99 < share < 1 - 1e-9 else f"{share:.0%}"


def estimate(risk: Risk, words: Catalogue) -> str:
    """An estimate with its interval; without one, that there is none."""
    if risk.estimate is None:
        return words.say("risk.none", outcome=risk.outcome)
    show = percent if risk.kind == "risk" else "{:.3g}".format
    low, high = (show(bound) for bound in risk.interval) if risk.interval else ("", "")
    horizon = words.say("risk.horizon", horizon=risk.horizon) if risk.horizon else ""
    key = f"risk.{risk.kind}" if risk.interval else f"risk.{risk.kind}_plain"
    return words.say(key, outcome=risk.outcome, estimate=show(risk.estimate), unit=risk.unit, low=low, high=high,
                     horizon=horizon)


def model(risk: Risk, words: Catalogue) -> str:
    """Which model, and whether the patient is one it knows."""
    applicability = words.say(f"applicability.{risk.applicability}")
    if risk.reasons:
        applicability += words.say("risk.reasons", reasons="; ".join(risk.reasons))
    return words.say("risk.model", model=risk.model, version=risk.model_version, applicability=applicability)


def factors(risk: Risk, words: Catalogue) -> str:
    """What each factor adds, on the model's own scale; those that add nothing are left to the JSON document."""
    scale = next((c.scale for c in risk.contributions if c.scale), "")
    listed = "; ".join(words.say("risk.factor", factor=f"{c.factor} {c.value}".strip(), amount=f"{c.amount:+.4g}")
                       for c in risk.contributions if c.amount)
    return words.say("risk.factors", factors=listed, scale=scale) if listed else ""
