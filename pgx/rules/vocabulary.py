"""The words that rules may use, as plain data. Built from a knowledge base elsewhere: nothing here is genetics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

UNTESTED = "untested"
INDETERMINATE = "indeterminate"
UNKNOWN = "unknown"                        # no medication list; in rules: either of the two above
NOT_KNOWN = (INDETERMINATE, UNTESTED)
CARRIAGE = ("positive", "negative")
LEVELS = ("strong", "moderate", "weak", "none")


@dataclass(frozen=True, slots=True, order=True)
class AtLeast:
    """A number known only from below: the interval [value, infinity)."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about the patient. `kind` is number, word or yesno; `unit` that of numbers; `values` the words."""

    name: str
    kind: str
    unit: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores between `low` and `high` (None: unbounded) give `result`."""

    low: Decimal | None
    low_inclusive: bool
    high: Decimal | None
    high_inclusive: bool
    result: str

    def holds(self, score: Decimal) -> bool:
        """Whether `score` lies within."""
        above = self.low is None or score > self.low or (self.low_inclusive and score == self.low)
        below = self.high is None or score < self.high or (self.high_inclusive and score == self.high)
        return above and below


@dataclass(frozen=True, slots=True)
class Past:
    """What a gene's words no longer mean: `told` in words, until when, and on whose word."""

    until: str
    authority: str
    told: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything a rule may name.

    `results`: gene -> result codes in order, `indeterminate` left out or last; `untested` exists for every gene.
    `labels`: (gene, code) -> printed label. `scores`: gene -> every activity score that can occur. `bins`: gene ->
    score intervals and their results. `alleles`: gene -> allele names as the gene prints them. `carriage`: gene ->
    alleles reported as positive / negative. `markers`: (gene, marker) -> genotypes. `drugs`: accepted word ->
    canonical key. `brands`: brand word -> ingredient word. `drug_classes`: class words allowed after `taking`.
    `interacting`: genes that listed drugs inhibit or induce. `units`: unit -> (dimension, factor); `whole_units`
    count completed units only. `strengths`: source -> scale, most certain first. `references`: id -> retracted
    (empty: not checked). `newer`: id -> id of the newer edition. `retired`: word -> what replaces it. `past`: gene ->
    what changed its meaning, for rules that were pinned before.
    """

    version: str = ""
    results: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    scores: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    bins: Mapping[str, tuple[Bin, ...]] = field(default_factory=dict)
    alleles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    carriage: Mapping[str, frozenset[str]] = field(default_factory=dict)
    markers: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    drugs: Mapping[str, str] = field(default_factory=dict)
    brands: Mapping[str, str] = field(default_factory=dict)
    drug_classes: frozenset[str] = frozenset()
    interacting: frozenset[str] = frozenset()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    units: Mapping[str, tuple[str, Decimal]] = field(default_factory=dict)
    whole_units: frozenset[str] = frozenset()
    strengths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    references: Mapping[str, bool] = field(default_factory=dict)
    newer: Mapping[str, str] = field(default_factory=dict)
    retired: Mapping[str, str] = field(default_factory=dict)
    past: Mapping[str, tuple[Past, ...]] = field(default_factory=dict)

    def genes(self) -> frozenset[str]:
        """Every gene symbol that has results, alleles or markers."""
        return frozenset(self.results) | frozenset(self.alleles) | frozenset(gene for gene, _ in self.markers)

    def known_results(self, gene: str) -> tuple[str, ...]:
        """Results of `gene` that say something: without indeterminate and untested."""
        return tuple(code for code in self.results.get(gene, ()) if code not in NOT_KNOWN)
