"""What a risk model may look at, for one patient: facts, medication list, possible genotypes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from pgx.domain.errors import UsageError

Fact = Decimal | str | bool
Possible = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """One patient. Whatever is left out is not known; it is never taken as "no", "normal" or "reference".

    `facts`: fact name -> value in the fact's unit. `drugs`: every drug taken; None = no list given.
    `genotypes`: feature key (see `Model.inputs`) -> every value still possible with its probability; an absent or
    empty entry = not tested. `typed`: feature key -> alleles the test was able to see; absent = not known, which is
    not the same as all.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    drugs: tuple[str, ...] | None = None
    genotypes: Mapping[str, Possible] = field(default_factory=dict)
    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_inputs(document: Mapping[str, object]) -> Inputs:
    """Inputs from JSON: `taking` (list), `genotypes` and `typed` (objects); every other key is a fact.

    A genotype is a text, a list of equally likely texts, or an object text -> probability.
    Raises UsageError naming the key and what is allowed; never the value of a genotype.
    """
    facts = {name: _fact(name, value) for name, value in document.items()
             if name not in {"taking", "drugs", "genotypes", "typed"} and value is not None}
    taking = document.get("taking")
    genotypes = {key: _possible(key, value) for key, value in _object("genotypes", document).items()}
    typed = {key: _words(f"typed.{key}", value) for key, value in _object("typed", document).items()}
    return Inputs(facts, None if taking is None else tuple(w.lower() for w in _words("taking", taking)), genotypes,
                  typed)


def _object(name: str, document: Mapping[str, object]) -> Mapping[str, object]:
    value = document.get(name, {})
    if not isinstance(value, dict):
        raise UsageError(f"context: `{name}` must be an object")
    return value


def _words(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise UsageError(f"context: `{name}` must be a list of texts")
    return tuple(value)


def _fact(name: str, value: object) -> Fact:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, str):
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        return number if number.is_finite() else value
    raise UsageError(f"context: `{name}` must be a number, a word, true or false")


def _possible(key: str, value: object) -> Possible:
    if isinstance(value, str):
        return ((value, 1.0),)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple((item, 1.0 / len(value)) for item in value)
    if isinstance(value, dict) and all(isinstance(p, int | float) and 0 <= p <= 1 for p in value.values()):
        return tuple((str(item), float(p)) for item, p in value.items())
    raise UsageError(f"context: `genotypes.{key}` must be a text, a list of texts, or text -> probability (0 to 1)")
