"""Calls: which diplotypes the observed positions support, and which nothing rules out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from pgx.domain.genes import Score
from pgx.domain.genome import Position
from pgx.domain.messages import Message


class CallStatus(Enum):
    """`ambiguous`: several diplotypes tie. `not_called`: neither a diplotype nor a variant list."""

    CALLED = "called"
    AMBIGUOUS = "ambiguous"
    NOT_CALLED = "not_called"


@dataclass(frozen=True, slots=True)
class Diplotype:
    """One candidate. `strands` has one entry per chromosome copy; each strand lists the named alleles on it (more
    than one for
    variant-list genes and for combinations). `name` is the printed form, best-known order, e.g. "*1/*2",
    "Reference/[c.1905+1G>A (*2A) + c.2846A>T]", or a single name when hemizygous.
    `probability` is relative to the other candidates of the same list and only ranks.
    """

    name: str
    strands: tuple[tuple[str, ...], ...]
    probability: float = 1.0
    score: int = 0                       # match score; larger is preferred, not a quality

    @property
    def alleles(self) -> tuple[str, ...]:
        """Allele names in strand order, flattened."""
        return tuple(name for strand in self.strands for name in strand)


@dataclass(frozen=True, slots=True)
class Phenotype:
    """A result of the gene: CPIC/DPWG term and, where the gene has scores, the activity score (None = not
    available)."""

    name: str
    score: Score | None = None


@dataclass(frozen=True, slots=True)
class GeneCall:
    """The call of one gene in one sample.

    `diplotypes`: reference semantics, best first. `variants`: variant-list genes when strands cannot be told.
    `possible`: every
    candidate that no observation excludes, most probable first, NOT capped (writers cap what they print).
    `untested`: no
    position of the gene was read and nothing was supplied from outside: then `possible` is empty and means "not
    tested".
    """

    gene: str
    status: CallStatus
    diplotypes: tuple[Diplotype, ...] = ()
    variants: tuple[str, ...] = ()
    possible: tuple[Diplotype, ...] = ()
    untested: bool = False
    phased: bool = False
    effectively_phased: bool = False
    missing: tuple[Position, ...] = ()
    uncallable: tuple[str, ...] = ()     # alleles none of whose own positions was read
    source: str = "vcf"                  # "vcf" or the name of the outside caller/file
    messages: tuple[Message, ...] = ()
    hints: tuple[str, ...] = ()          # alleles of an untested gene that a tag variant makes possible, never more
    # (marker name, printed genotypes still possible), e.g. (m, ("A/G",))
    markers: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class GeneResult:
    """A call with its phenotypes. `called` parallels `call.diplotypes`, `possible` parallels `call.possible`.
    `phenotypes` are
    the distinct results over `possible` with summed probability, most probable first. For variant lists without
    strands
    `called` holds one entry: the result of the two worst variants."""

    call: GeneCall
    called: tuple[Phenotype, ...] = ()
    possible: tuple[Phenotype, ...] = ()
    phenotypes: tuple[tuple[Phenotype, float], ...] = ()
    messages: tuple[Message, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class OutsideRow:
    """A row of another caller's file as it stands there: no name of it is judged yet.

    `sample` is empty where the file does not say whose result it is. `unused` says why the caller itself does not stand
    by the result. `line` is 1-based, 0 where the file has none. `assumes_reference`: the caller counts positions that
    it could not read as reference.
    """

    gene: str
    diplotype: str = ""
    phenotype: str = ""
    score: str = ""
    sample: str = ""
    line: int = 0
    caller: str = ""
    unused: str = ""
    assumes_reference: bool = False


@dataclass(frozen=True, slots=True)
class OutsideCall:
    """A result made elsewhere: diplotype, or phenotype, or score, or any of them. `line` is the 1-based line of its
    file, `sample` whose result the file says it is. `unused` and `assumes_reference` as in `OutsideRow`."""

    gene: str
    diplotype: str = ""
    phenotype: str = ""
    score: Score | None = None
    source: str = ""
    line: int = 0
    sample: str = ""
    unused: str = ""
    assumes_reference: bool = False
