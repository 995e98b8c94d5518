"""Everything the rules of one drug look at, gathered into groups of alternatives."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pgx.domain.calls import GeneResult
from pgx.domain.knowledge import Knowledge
from pgx.domain.patient import Context
from pgx.facts.columns import Asks, Column, column
from pgx.facts.genes import GeneFacts, gene_facts
from pgx.rules import UNKNOWN, Candidate, Group, Value

_STRENGTHS = ("strong", "moderate", "weak")
_GENE_ASKS = frozenset({Asks.RESULT, Asks.SCORE, Asks.DIPLOTYPE, Asks.MARKER, Asks.CARRIAGE, Asks.COPIES})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule can see for one drug. `genes` keeps the diplotypes behind each gene candidate."""

    groups: tuple[Group, ...]
    genes: Mapping[str, GeneFacts]


def gather(keys: Iterable[str], drug: str, results: Mapping[str, GeneResult], context: Context,
           knowledge: Knowledge) -> Facts:
    """Groups for exactly the columns `keys`. A missing fact is a group that is not given, never a "no"."""
    columns = [column(key, knowledge.genes) for key in sorted(set(keys))]
    genes = {}
    for owner in dict.fromkeys(c.owner for c in columns if c.asks in _GENE_ASKS):
        own = [c for c in columns if c.owner == owner and c.asks in _GENE_ASKS]
        genes[owner] = gene_facts(knowledge.genes[owner], results.get(owner), own, result_codes(knowledge, owner))
    others = [_group(c, drug, context, knowledge) for c in columns if c.asks not in _GENE_ASKS]
    return Facts((*(g.group for g in genes.values()), *others), genes)


def result_codes(knowledge: Knowledge, gene: str) -> dict[str, str]:
    """Printed result -> rule code of one gene."""
    return {term.label: term.code for term in knowledge.terms if term.gene == gene}


def _group(asked: Column, drug: str, context: Context, knowledge: Knowledge) -> Group:
    if asked.asks in (Asks.INHIBITOR, Asks.INDUCER):
        lists = _lists(context, knowledge)
        levels = [strongest(asked.asks.value, asked.owner, drug, c, knowledge) for c in lists]
        return _known(asked.key, levels[0], *(level for level in levels[1:] if level != "none"))
    if asked.asks is Asks.TAKING:
        if context.drugs is None:
            return Group(asked.key, (), given=False)
        others = (replace(c, drugs=tuple(d for d in c.drugs or () if d != drug))
                  for c in _lists(context, knowledge)[1:])
        return _known(asked.key, *("yes" if _takes(asked.owner, c, knowledge) else "no" for c in (context, *others)))
    value = context.facts.get(asked.owner)
    if value is None:
        return Group(asked.key, (), given=False)
    return _known(asked.key, ("yes" if value else "no") if isinstance(value, bool) else value)


def _known(key: str, *values: Value | Decimal | str) -> Group:
    """One candidate for each different value."""
    return Group(key, tuple(Candidate({key: value}, 1.0, str(value)) for value in dict.fromkeys(values)), given=True)


def _with_asked(context: Context) -> Context:
    """The context with every drug asked about on the medication list: those asked about together may be taken so."""
    return _with(context, context.prescribed)


def _with(context: Context, more: Iterable[str]) -> Context:
    """The context with more drugs on the medication list."""
    return replace(context, drugs=tuple(dict.fromkeys((*(context.drugs or ()), *more))))


def _lists(context: Context, knowledge: Knowledge) -> tuple[Context, ...]:
    """Medication lists that may hold: as given, with the drugs asked about, with those that may still act as well."""
    asked = _with_asked(context)
    still = lingering(context, knowledge)
    return context, asked, *(_with(c, still) for c in (context, asked) if still)


def lingering(context: Context, knowledge: Knowledge) -> tuple[str, ...]:
    """Stopped drugs that may still act: within their washout, or at any time when no washout is known."""
    return tuple(drug for drug, days in context.stopped.items()
                 if drug not in knowledge.washouts or days < knowledge.washouts[drug])


def strongest(role: str, enzyme: str, drug: str, context: Context, knowledge: Knowledge) -> str:
    """Strongest inhibitor or inducer of an enzyme on the medication list; `unknown` without a list.

    The drug asked about never counts, nor do the ingredients of a product: published advice for it already holds its
    effect on its own metabolism.
    """
    if context.drugs is None:
        return UNKNOWN
    known = knowledge.drugs.get(drug)
    own = {drug, *(known.ingredients if known else ())}
    found = {i.strength for i in knowledge.interactions
             if i.enzyme == enzyme and i.role == role and i.drug in context.drugs and i.drug not in own}
    return next((s for s in _STRENGTHS if s in found), "none")


def _takes(name: str, context: Context, knowledge: Knowledge) -> bool:
    """Whether the list holds any of the drugs, or a drug of one of the classes, that `name` ("a or b") gives."""
    words = name.split(" or ")
    return any(_word(drug) in words or _in_class(drug, words, knowledge) for drug in context.drugs or ())


def _in_class(drug: str, words: Collection[str], knowledge: Knowledge) -> bool:
    known = knowledge.drugs.get(drug)
    return known is not None and any(_word(c) in words for c in known.classes)


def _word(name: str) -> str:
    """A drug or class as rules write it: lower case, one hyphen for every run of other characters."""
    return "-".join(re.findall(r"[a-z0-9]+", name.casefold()))
