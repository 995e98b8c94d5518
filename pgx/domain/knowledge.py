"""The knowledge base in memory, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pgx.domain.genes import Gene


@dataclass(frozen=True, slots=True)
class Drug:
    """An active ingredient. `name` is the lower-case key used everywhere; `synonyms` are other names that mean the
    same
    ingredient; `ingredients` is set for combination products (keys of other drugs)."""

    name: str
    rxnorm: str = ""
    atc: tuple[str, ...] = ()
    clinpgx: str = ""
    synonyms: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    ingredients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interaction:
    """`drug` inhibits or induces `enzyme`. `strength` is strong / moderate / weak."""

    drug: str
    enzyme: str
    role: str
    strength: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A result of a gene: short `code` used in rules (PM), `label` as printed (Poor Metabolizer), `rank` orders
    them."""

    gene: str
    code: str
    label: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class FactType:
    """A fact about the patient that rules may use. `kind` is number / word / yesno / drugs; `values` lists the
    words."""

    name: str
    kind: str
    unit: str = ""
    values: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication or label. `id` is like PMID:28198005; `replaced_by` the id of its newer edition."""

    id: str
    title: str = ""
    year: str = ""
    retracted: bool = False
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A fact that held until `until` (YYYY, YYYY-MM or YYYY-MM-DD), as `authority` saw it."""

    gene: str
    key: str
    column: str
    value: str
    authority: str
    until: str


@dataclass(frozen=True, slots=True)
class SourcePopulation:
    """A population of a source table: `facts` of one patient in it (`table` instead names the one table that is meant),
    and `when`, the conditions that say who belongs to it. Both are empty when it says nothing beyond genes. `kind`
    is the kind of table that prints it, where only one does."""

    facts: Mapping[str, str] = field(default_factory=dict)
    when: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All of it. `frequencies[gene][population][haplotype]` are joint haplotype frequencies; population "*" is the
    pooled one."""

    version: str
    sha256: str
    genes: Mapping[str, Gene]
    drugs: Mapping[str, Drug]
    interactions: tuple[Interaction, ...] = ()
    washouts: Mapping[str, Decimal] = field(default_factory=dict)   # drug -> days that its effects outlast it
    terms: tuple[Term, ...] = ()
    facts: Mapping[str, FactType] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)
    frequencies: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)  # message code -> text template
    units: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # unit -> (dimension, factor to base unit)
    strengths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # source -> its grades, most certain first
    # (source or "*", population as a source prints it; "x*": every one that begins so)
    populations: Mapping[tuple[str, str], SourcePopulation] = field(default_factory=dict)
    # (gene or "*", look-up key as a source prints it) -> (item of the gene or "", value)
    lookups: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = field(default_factory=dict)
    past: tuple[Past, ...] = ()                                             # what is no longer so
