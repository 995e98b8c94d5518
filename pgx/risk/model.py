"""What a model file says, frozen. A model is data: no gene, drug or coefficient lives in Python.

Two methods. `sqrt-linear`: square root of a dose = constant + terms. `logistic`: log-odds of an event = intercept +
log odds ratios, the intercept solved so that the population average equals the published incidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What an input is and where it is looked up in `Inputs`."""

    NUMBER = "number"        # facts
    WORD = "word"            # facts; yes/no facts are the words "yes" and "no"
    TAKING = "taking"        # drugs: takes any of the listed drugs
    GENOTYPE = "genotype"    # genotypes, typed


class Level(Enum):
    """Applicability, best first. OUT means that no number is given."""

    IN = "in"
    BORDERLINE = "borderline"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Key:
    """One place to look a genotype up. `alleles` renames what is printed there to the model's alleles."""

    name: str
    alleles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """One input. `keys`: names in `Inputs`, first one present counts. `values`: for words, (word, model's category);
    for genotypes, the values the model knows. `missing`: category used when nothing is given, "" if there is none,
    "population" for the average over the population."""

    name: str
    kind: Kind
    keys: tuple[Key, ...]
    unit: str = ""
    label: str = ""
    transform: str = ""
    drugs: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One wall of the applicability domain, for the equations named (empty = all).

    `low`, `high`: allowed numbers. `words`: allowed categories. `taking`: violated when taken. `alleles`: must have
    been typed, asked only when input `when` is one of `among`. `tolerate`: share of probability that may lie on values
    the model does not know. `missing`: level when the input is not given.
    """

    input: str
    level: Level
    reason: str
    missing: Level = Level.IN
    missing_reason: str = ""
    low: float | None = None
    high: float | None = None
    words: tuple[str, ...] = ()
    taking: bool = False
    alleles: tuple[str, ...] = ()
    when: str = ""
    among: tuple[str, ...] = ()
    tolerate: float | None = None
    equations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One term: `amount` per unit of a number input, or when the input `equals` a category ("yes" for taking)."""

    input: str
    amount: float
    equals: str = ""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Residual quantiles on the square-root scale, by predicted dose: `quantiles[i]` holds between `edges[i-1]` and
    `edges[i]` (mg/week). `unknown`: the genotype inputs that were not known in the rows it was made from."""

    unknown: tuple[str, ...]
    edges: tuple[float, ...]
    quantiles: tuple[tuple[float, float], ...]
    n: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Equation:
    """A dose equation. `shown` False = a comparator in evaluations only, never shown for a patient."""

    id: str
    title: str
    citation: str
    constant: float
    terms: tuple[Term, ...] = ()
    shown: bool = True
    calibrations: tuple[Calibration, ...] = ()


@dataclass(frozen=True, slots=True)
class Factor:
    """A published odds ratio. `copies`: (value, how often the effect counts, share of the population); the first value
    is the reference. `tau`: between-study standard deviation of the log odds ratio."""

    input: str
    odds_ratio: float
    ci95: tuple[float, float]
    tau: float
    copies: tuple[tuple[str, float, float], ...]
    citation: str
    evidence: str
    tier: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Incidence:
    """Published average risk over the horizon; `log_odds_sd` is its uncertainty."""

    value: float
    log_odds_sd: float
    citation: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Transport:
    """`log_odds_sd` added to the intercept when input `input` is not one of `studied`."""

    input: str
    studied: tuple[str, ...]
    log_odds_sd: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A published or measured figure that a reader can check."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Model:
    """A model file in memory. `sha256` is that of its bytes."""

    id: str
    version: str
    sha256: str
    method: str
    drug: str
    outcome: str
    unit: str
    title: str
    summary: str
    inputs: tuple[Input, ...]
    checks: tuple[Check, ...]
    citations: tuple[str, ...]
    intended: str
    not_for: tuple[str, ...]
    unknowns: tuple[str, ...]
    figures: tuple[Figure, ...]
    licence: str
    horizon: str = ""
    data_sha256: str = ""
    equations: tuple[Equation, ...] = ()
    incidence: Incidence | None = None
    factors: tuple[Factor, ...] = ()
    transport: Transport | None = None

    def input(self, name: str) -> Input:
        """The input called `name`. Raises KeyError if there is none; loading has checked every reference."""
        for entry in self.inputs:
            if entry.name == name:
                return entry
        raise KeyError(name)

    @property
    def label(self) -> str:
        """Version and the first 12 digits of the hash, as carried by every answer."""
        return f"{self.version}+{self.sha256[:12]}"
