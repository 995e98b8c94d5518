"""Patient context from a JSON object: every value checked against the facts the knowledge base declares."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation

from pgx.domain.errors import UsageError
from pgx.domain.knowledge import Drug, FactType, Knowledge
from pgx.domain.patient import Context

FactValue = Decimal | str | bool

SEXES = ("male", "female")
LISTS = ("drugs", "taking", "stopped")
DAYS = FactType("stopped", "number", "d")


def read_context(document: Mapping[str, object], knowledge: Knowledge) -> Context:
    """Context from `{"drugs": [...], "taking": [...], "sex": ..., "age": 40, "weight": "80 kg", ...}`.

    `drugs` are the drugs asked about, `taking` the medication list; leaving `taking` out means the list is not known.
    `stopped` gives the time since the last dose of drugs no longer taken: `{"fluoxetine": "3 weeks"}`, or days.
    Raises UsageError naming the key, the value and what is allowed.
    """
    prescribed = _drugs(document.get("drugs", []), "drugs", knowledge, products=True) or ()
    taking = _drugs(document.get("taking"), "taking", knowledge, products=False)
    stopped = _stopped(document.get("stopped"), taking or (), knowledge)
    facts: dict[str, FactValue] = {}
    for name, value in document.items():
        if name in LISTS or value is None:
            continue
        facts[name] = _fact(_fact_type(name, knowledge), value, knowledge)
    sex = facts.get("sex")
    return Context(prescribed=prescribed, drugs=taking, facts=facts, stopped=stopped,
                   sex=sex if isinstance(sex, str) else None)


def resolve_drug(name: str, knowledge: Knowledge) -> Drug:
    """The drug a name or synonym means. Raises UsageError with the nearest known names; never guesses."""
    word = " ".join(name.strip().lower().split())
    found = knowledge.drugs.get(word) or _by_synonym(word, knowledge)
    if found is not None:
        return found
    near = difflib.get_close_matches(word, knowledge.drugs, n=3, cutoff=0.75)
    hint = f"; did you mean {' or '.join(f'`{n}`' for n in near)}?" if near else "; see `pgx kb show --drugs`"
    raise UsageError(f"unknown drug `{name}`{hint}")


def _by_synonym(word: str, knowledge: Knowledge) -> Drug | None:
    for drug in knowledge.drugs.values():
        if word in drug.synonyms or word.replace("-", " ") == drug.name or (word and word == drug.rxnorm):
            return drug
    return None


def _drugs(value: object, key: str, knowledge: Knowledge, *, products: bool) -> tuple[str, ...] | None:
    """Ingredient keys, combinations split, in order, once each; None when no list is given.

    With `products` a combination stands before its ingredients: a label may be about the product.
    """
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise UsageError(f"context: `{key}` must be a list of drug names")
    keys: dict[str, None] = {}
    for name in value:
        drug = resolve_drug(name, knowledge)
        own = (drug.name,) if products or not drug.ingredients else ()
        keys |= dict.fromkeys((*own, *drug.ingredients))
    return tuple(keys)


def _stopped(value: object, taking: Collection[str], knowledge: Knowledge) -> dict[str, Decimal]:
    """Ingredient -> days since its last dose; of several products with it the last one counts."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UsageError('context: `stopped` must be an object of drugs and times, such as {"fluoxetine": "3 weeks"}')
    days: dict[str, Decimal] = {}
    for name, since in value.items():
        time = _number(DAYS, since, knowledge)
        for drug in _drugs([name], "stopped", knowledge, products=False) or ():
            if drug in taking:
                raise UsageError(f"context: `{drug}` is in `taking` and in `stopped`; leave it in one")
            days[drug] = min(time, days.get(drug, time))
    return days


def _fact_type(name: str, knowledge: Knowledge) -> FactType:
    found = knowledge.facts.get(name)
    if found is None:
        near = difflib.get_close_matches(name, [*knowledge.facts, *LISTS], n=1)
        hint = f"; did you mean `{near[0]}`?" if near else f"; known: {', '.join([*LISTS, *knowledge.facts])}"
        raise UsageError(f"context: unknown fact `{name}`{hint}")
    return found


def _fact(fact: FactType, value: object, knowledge: Knowledge) -> FactValue:
    if fact.kind == "number":
        return _number(fact, value, knowledge)
    if fact.kind == "yesno":
        return _yesno(fact, value)
    if not isinstance(value, str) or (fact.values and _word(fact, value) is None):
        raise UsageError(f"context: `{fact.name}` is `{value}`; allowed: {', '.join(fact.values)}")
    return _word(fact, value) or value


def _word(fact: FactType, value: str) -> str | None:
    """The declared spelling of a word value, case ignored."""
    return next((v for v in fact.values if v.lower() == value.strip().lower()), None)


def _yesno(fact: FactType, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("yes", "no"):
        return value.strip().lower() == "yes"
    raise UsageError(f"context: `{fact.name}` is `{value}`; allowed: true, false")


def _number(fact: FactType, value: object, knowledge: Knowledge) -> Decimal:
    """A finite number >= 0 in the fact's unit; a text may carry another unit of the same dimension ("176 lb")."""
    text, _, unit = str(value).strip().partition(" ")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite() or number < 0:
        raise UsageError(f"context: `{fact.name}` is `{value}`; expected a number in {fact.unit or 'no unit'}")
    factor = _factor(fact, unit.strip(), knowledge)
    return number if factor == 1 else round(number * factor, 9).normalize()     # 144 months are 12 years exactly


def _factor(fact: FactType, unit: str, knowledge: Knowledge) -> Decimal:
    if not unit or unit == fact.unit:
        return Decimal(1)
    given, own = knowledge.units.get(unit), knowledge.units.get(fact.unit)
    if given is None or own is None or given[0] != own[0]:
        raise UsageError(f"context: `{fact.name}` has unit `{unit}`; expected {fact.unit}")
    return Decimal(given[1]) / Decimal(own[1])


def printed(context: Context) -> dict[str, str]:
    """The context as given, as text: what the assessment says it was made from."""
    rows = {name: str(value) for name, value in context.facts.items()}
    rows["drugs"] = ", ".join(context.prescribed) or "all"
    rows["taking"] = "not given" if context.drugs is None else ", ".join(context.drugs) or "nothing"
    if context.stopped:
        rows["stopped"] = ", ".join(f"{drug} {days} d ago" for drug, days in context.stopped.items())
    return rows
