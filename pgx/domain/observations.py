"""What a file says at each position we ask about. The first seam of the flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from pgx.domain.genome import Assembly
from pgx.domain.messages import Message

OTHER = -1      # allele number of a base that no definition documents
UNREAD = -2     # the unread half of a half call such as ./1
WHOLE_GENE = 0  # phase set of "|" without PS: phased against every other such site of the gene


class Status(Enum):
    """Four different things. Only CALLED says anything about the genotype."""

    CALLED = "called"
    NO_CALL = "no-call"
    FILTERED = "filtered"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The record behind an observation, as written in the file: where to look again. `pos` is 1-based in the file's
    assembly."""

    chrom: str
    pos: int
    ref: str
    alts: tuple[str, ...]
    genotype: str
    filters: tuple[str, ...] = ()
    note: str = ""                       # "reference block", "callable region", "assumed reference", ...


@dataclass(frozen=True, slots=True)
class Observation:
    """What a VCF says at one position. ABSENT, NO_CALL and FILTERED are not reference.

    `alleles` has one number per chromosome copy in the order of GT (see `Position.bases`); OTHER and UNREAD are
    possible
    entries; empty unless CALLED. `phase_set` is None when unphased, WHOLE_GENE for "|" without PS, else the PS value.
    Homozygous sites are CALLED with equal numbers whatever their phase. Hashable: equal observations are called once.
    """

    status: Status
    alleles: tuple[int, ...] = ()
    phase_set: int | None = None
    other: tuple[str, ...] = ()          # the undocumented allele strings, for OTHER entries
    evidence: Evidence | None = field(default=None, compare=False)


ABSENT = Observation(Status.ABSENT)


@dataclass(frozen=True, slots=True)
class Observations:
    """One sample of one file. `sites` maps `Position.id` -> Observation; a position without an entry is ABSENT.

    `copies` maps gene symbol -> total copy number, only where the file shows it. `assembly` was detected or given,
    and verified.
    """

    file: str
    sample: str
    assembly: Assembly
    sites: Mapping[str, Observation]
    copies: Mapping[str, int] = field(default_factory=dict)
    sex: str | None = None               # "male" / "female" as given or read; None unknown
    messages: tuple[Message, ...] = ()   # about the whole sample or file
    site_messages: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)  # by Position.id

    def at(self, position_id: str) -> Observation:
        """Observation at a position; ABSENT when the file has no usable record there."""
        return self.sites.get(position_id, ABSENT)
