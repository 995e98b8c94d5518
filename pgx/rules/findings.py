"""What evaluation takes and gives. Findings are data; wording them is somebody else's task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pgx.rules.compiled import Advice
from pgx.rules.reading import Value

CERTAIN = "certain"
POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One joint choice for a group: column key -> value. `weight` only ranks; `label` is for people."""

    values: Mapping[str, Value]
    weight: float = 1.0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One unknown: its candidates are alternatives, one of which is the truth.

    Columns that are linked (all of one gene) belong in one group. Not `given`: a fact that was not told; then every
    value the rules can tell apart is possible. A genetic column in no group is untested; an inhibitor or inducer in
    no group is unknown.
    """

    name: str
    candidates: tuple[Candidate, ...] = ()
    given: bool = True


@dataclass(frozen=True, slots=True)
class ComputedDose:
    """A formula's result over the worlds that lead to its finding: equal ends when one number. `unit` as published.

    `reason` says why there is no number (then both ends are None): a missing fact, or a patient outside `valid`.
    """

    formula: str
    unit: str
    low: float | None
    high: float | None
    reason: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowRef:
    """One row that gives the advice of a finding."""

    row_id: str
    file: str
    line: int
    strength: str
    hash: str


@dataclass(frozen=True, slots=True)
class SiteException:
    """The site's exception that led here: its id, layer, reason, (date, approver) and end date."""

    id: str
    layer: str
    because: str
    approved: tuple[str, str]
    until: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of advice of one table or rule, in some or all worlds.

    `worlds_here` of `worlds_total` lead to it; `weight` is the share of probability that can lead to it (an upper
    bound where a value is an interval or a fact is missing). `contributors`: group -> indices of the candidates that
    lead here. `depends_on`: groups that the rows of this advice look at, or whose value decides whether it applies.
    `missing`: those of them that are facts not given. `settles`: groups whose value alone would make the table
    certain. `unknown`: (column, "untested" / "indeterminate" / "unknown") among what leads here. `adjusted`: what
    phenoconversion changed on the way, in words. `assumes`: inhibitor and inducer columns that are unknown, count as
    no such drug, and could change what the table says. `row_id` is the likeliest of `rows`.
    """

    guideline: str
    source: str
    edition: str
    table: str
    kind: str
    row_id: str
    file: str
    line: int
    advice: Advice
    strength: str
    citations: tuple[str, ...]
    verdict: str
    worlds_here: int
    worlds_total: int
    weight: float
    contributors: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    adjusted: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    rows: tuple[RowRef, ...] = ()
    note: str = ""
    dose: ComputedDose | None = None
    exception: SiteException | None = None
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A test to order while something is not known."""

    name: str
    guideline: str
    source: str
    order: tuple[str, ...]
    say: str
    verdict: str
    file: str
    line: int
    citations: tuple[str, ...] = ()
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the rules say about one drug. `settles`: group -> tables that its value alone would make certain,
    most first."""

    drug: str
    findings: tuple[Finding, ...]
    reminders: tuple[Reminder, ...]
    settles: tuple[tuple[str, tuple[str, ...]], ...] = ()
