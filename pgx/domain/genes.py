"""Genes, alleles and how a gene is to be called and translated. All of it is data from the knowledge base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from pgx.domain.genome import Position


class Inheritance(Enum):
    """How many copies of the gene's chromosome a person has."""

    AUTOSOMAL = "autosomal"
    X_LINKED = "x-linked"
    MITOCHONDRIAL = "mitochondrial"


class CallingMethod(Enum):
    """How diplotypes are found."""

    NAMED_ALLELES = "named-alleles"      # whole haplotypes matched strand by strand
    VARIANT_LIST = "variant-list"        # each strand is a list of variants ("lowest function" genes)
    OUTSIDE_ONLY = "outside-only"        # not called from small variants (HLA)


class PhenotypeMethod(Enum):
    """How a diplotype becomes a result."""

    ACTIVITY_SCORE = "activity-score"    # sum of activity values, then score bins
    FUNCTION_PAIR = "function-pair"      # pair (or single, when hemizygous) of allele functions
    ALLELE_STATUS = "allele-status"      # positive / negative for listed alleles


class AlleleKind(Enum):
    """What small variants can show of an allele."""

    HAPLOTYPE = "haplotype"              # defined by small variants
    DELETION = "deletion"                # the copy is missing: nothing of it is seen in small variants
    HYBRID = "hybrid"                    # gene conversion or fusion: unseen or misread by small variants
    MULTIPLE = "multiple"                # several copies on one chromosome (x2, tandem arrangements)
    OUTSIDE = "outside"                  # known by name only, never matched from a VCF


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """An activity score or value (unitless, >= 0), exact. `at_least` keeps the guideline's ">=" of unsized copies."""

    value: Decimal
    at_least: bool = False

    def __str__(self) -> str:
        text = f"{self.value.normalize():f}"
        text = text if "." in text else f"{text}.0"
        return f"≥{text}" if self.at_least else text

    def __add__(self, other: Score) -> Score:
        return Score(self.value + other.value, self.at_least or other.at_least)


@dataclass(frozen=True, slots=True)
class Allele:
    """One named allele. `definition` maps index in `Gene.positions` -> bit mask of allele numbers it allows
    there (bit 0 reference). Positions without an entry have the reference *allele's* base (not the genome's).

    `match_score` is the number of positions the source gives a value for (reference allele: all of them).
    `components` names the plain alleles a MULTIPLE allele is made of, one per copy (("*1", "*1") for "*1x2").
    `activity` is None when the source gives no value or "n/a".
    """

    name: str
    kind: AlleleKind = AlleleKind.HAPLOTYPE
    is_reference: bool = False
    definition: Mapping[int, int] = field(default_factory=dict)
    match_score: int = 0
    function: str = ""
    activity: Score | None = None
    components: tuple[str, ...] = ()
    reported_as: str = ""                # name to print when it differs (sub-alleles split for matching)
    ignored: bool = False                # never matched (a source exemption)
    retired: bool = False
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class ScoreBin:
    """Scores in the interval get `phenotype`. Bounds are exact; None is unbounded."""

    low: Decimal | None
    low_inclusive: bool
    high: Decimal | None
    high_inclusive: bool
    phenotype: str


@dataclass(frozen=True, slots=True)
class ResultRules:
    """Diplotype -> result, compact. Exactly one rule applies to each pair of functions or each score.

    `pairs` maps the sorted tuple of two allele functions (or one, hemizygous) to a phenotype; `bins` covers all
    scores
    without gap or overlap; `indeterminate` is the result when any function or value is unknown; `positives` are the
    alleles whose presence is reported (allele status). `severity` lists results, worst first (for strand-wise worst).
    """

    method: PhenotypeMethod
    pairs: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    bins: tuple[ScoreBin, ...] = ()
    indeterminate: str = "Indeterminate"
    positives: tuple[str, ...] = ()
    source: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Marker:
    """A genotype that guidelines name directly (a promoter SNP on the gene strand, say): position and the letters
    printed
    for each of its allele numbers, e.g. ("G", "A")."""

    name: str
    position: int
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proxy:
    """Position `indirect` may stand for `direct` when `direct` was not read; then message `code` is given. When both
    were
    read and disagree, `direct` decides and message `mismatch` is given. `allele` is what the pair defines."""

    allele: str
    direct: int
    indirect: int
    code: str
    mismatch: str


@dataclass(frozen=True, slots=True)
class Tag:
    """Allele number `number` at a position usually stands on the chromosomes that carry `allele`, which itself is not
    read. `accuracy` as its source states it."""

    allele: str
    position: int
    number: int
    accuracy: str
    source: str


@dataclass(frozen=True, slots=True)
class Fallback:
    """When no named diplotype fits, the genotype of one position alone decides: `diplotypes[n]` is the diplotype to
    report
    for n copies of the alternate allele."""

    position: int
    diplotypes: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class Gene:
    """Everything pgx knows about one gene. `positions` are sorted by `pos38`."""

    symbol: str
    chrom: str
    inheritance: Inheritance
    calling: CallingMethod
    results: ResultRules
    positions: tuple[Position, ...] = ()
    alleles: tuple[Allele, ...] = ()
    undocumented_as_reference: bool = False
    structural: bool = False             # copy number matters and small variants do not show it
    required: frozenset[int] = frozenset()          # position indices that must be read, else no call
    key_positions: frozenset[int] = frozenset()     # core panel (AMP tier 1): named first when missing
    extra_positions: frozenset[int] = frozenset()   # read and reported, in no definition
    unphased_priorities: tuple[tuple[frozenset[str], str], ...] = ()   # ({diplotype names}, preferred one)
    function_rank: tuple[str, ...] = ()  # variant-list genes: functions, worst first
    tie_preference: tuple[str, ...] = () # variant-list genes: alleles preferred among equals
    markers: tuple[Marker, ...] = ()
    proxies: tuple[Proxy, ...] = ()
    tags: tuple[Tag, ...] = ()
    fallback: Fallback | None = None
    notes: tuple[str, ...] = ()          # message codes always attached to a call of this gene
    version: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)   # text of the message codes that this gene's data names
    unmatched: tuple[Position, ...] = ()  # listed by the sources, never read: no bases known, or ignored on purpose

    @property
    def defined(self) -> bool:
        """Whether its alleles are told apart by its positions."""
        return any(allele.definition for allele in self.alleles)

    @property
    def reference(self) -> Allele:
        """The reference allele. Raises StopIteration for genes without definitions."""
        return next(a for a in self.alleles if a.is_reference)

    def allele(self, name: str) -> Allele | None:
        """Allele by exact name, or None."""
        return next((a for a in self.alleles if a.name == name), None)
