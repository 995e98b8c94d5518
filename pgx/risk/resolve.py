"""Inputs of a patient -> the values a model counts, every possible one with its weight."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from pgx.risk.inputs import Inputs, Possible
from pgx.risk.model import Input, Key, Kind, Model

POPULATION = "population"


@dataclass(frozen=True, slots=True)
class Resolved:
    """One input of one patient. `known` is False when nothing was given. `values`: model categories with weights that
    sum to 1, sorted; empty when there is neither a value nor a category for "not given". `number`: before any
    transform. `outside`: share of probability on values the model does not know. `typed`: alleles the test could see,
    None = not known."""

    known: bool
    values: tuple[tuple[str, float], ...] = ()
    number: float | None = None
    amount: float | None = None
    outside: float = 0.0
    typed: tuple[str, ...] | None = None

    @property
    def shown(self) -> str:
        """The value as a reader sees it."""
        if self.number is not None:
            return f"{self.number:g}"
        if not self.values:
            return "not given"
        if len(self.values) == 1:
            return self.values[0][0] if self.known else f"not given ({self.values[0][0]})"
        return " or ".join(f"{value} ({weight:.0%})" for value, weight in self.values)


def resolve(model: Model, inputs: Inputs) -> dict[str, Resolved]:
    """Every input of the model, by name. Depends on neither the order of facts, drugs nor possible genotypes."""
    readers = {Kind.NUMBER: _number, Kind.WORD: _word, Kind.TAKING: _taking, Kind.GENOTYPE: _genotype}
    return {entry.name: readers[entry.kind](entry, inputs) for entry in model.inputs}


def _number(entry: Input, inputs: Inputs) -> Resolved:
    for key in entry.keys:
        value = inputs.facts.get(key.name)
        if isinstance(value, Decimal):
            number = float(value)
            return Resolved(True, number=number, amount=_transform(entry.transform, number))
    return Resolved(False)


def _transform(name: str, number: float) -> float:
    """`decades`: whole decades completed, the unit of the published equations (59 y -> 5)."""
    return float(math.floor(number / 10)) if name == "decades" else number


def _word(entry: Input, inputs: Inputs) -> Resolved:
    categories = dict(entry.values)
    for key in entry.keys:
        value = inputs.facts.get(key.name)
        if value is not None:
            word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value).strip().lower()
            return Resolved(True, ((categories.get(word, word), 1.0),))
    return Resolved(False, ((entry.missing, 1.0),) if entry.missing else ())


def _taking(entry: Input, inputs: Inputs) -> Resolved:
    if inputs.drugs is None:
        return Resolved(False)
    taken = {drug.strip().lower() for drug in inputs.drugs}
    return Resolved(True, (("no" if taken.isdisjoint(entry.drugs) else "yes", 1.0),))


def _genotype(entry: Input, inputs: Inputs) -> Resolved:
    for key in entry.keys:
        possible = inputs.genotypes.get(key.name)
        if possible:
            known, outside = _shares(entry, key, possible)
            return Resolved(True, known, outside=outside, typed=inputs.typed.get(key.name))
    return Resolved(False, ((entry.missing, 1.0),) if entry.missing and entry.missing != POPULATION else ())


def _shares(entry: Input, key: Key, possible: Possible) -> tuple[tuple[tuple[str, float], ...], float]:
    """Weights of the values the model knows, normalised over these, and the share on any other value."""
    names = dict(key.alleles)
    values = {_pair(value, {}): category for value, category in entry.values}
    weights: dict[str, list[float]] = {}
    total = sum(max(p, 0.0) for _, p in possible)
    for printed, probability in possible:
        category = values.get(_pair(printed, names), "")
        weights.setdefault(category, []).append(max(probability, 0.0) / total if total > 0 else 1.0 / len(possible))
    sums = {category: math.fsum(sorted(parts)) for category, parts in weights.items()}
    outside = sums.pop("", 0.0)
    inside = math.fsum(sorted(sums.values()))
    if inside <= 0:
        return (), outside
    return tuple(sorted((c, w / inside) for c, w in sums.items() if w > 0)), outside


def _pair(printed: str, names: dict[str, str]) -> tuple[str, ...]:
    """The two alleles of a printed genotype, unordered. Renamed only if the model has a name for both: letters of two
    strands in one genotype are no genotype."""
    alleles = [allele.strip() for allele in printed.split("/")]
    return tuple(sorted(names[a] for a in alleles) if names and all(a in names for a in alleles) else sorted(alleles))
