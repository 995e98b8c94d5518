"""The Assessment: what every door exchanges. Plain frozen data; writing it out is `render`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from pgx.domain.calls import GeneResult
from pgx.domain.messages import Message


class Severity(Enum):
    """How bad it is to ignore. Ordered by `rank`."""

    NONE = "none"
    MINOR = "minor"
    MODERATE = "moderate"
    MAJOR = "major"
    CONTRAINDICATED = "contraindicated"

    @property
    def rank(self) -> int:
        """0 (none) to 4 (contraindicated)."""
        return list(Severity).index(self)


class Certainty(Enum):
    """`possible`: some candidate genotype or missing fact leads here, another leads elsewhere."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class Outcome(Enum):
    """The three different nothings, and something."""

    ACTION = "action"                    # do something
    NO_ACTION = "no-action"              # read, and the usual way is right
    NOT_TESTED = "not-tested"            # a gene the rule needs was not read
    NOT_CALLED = "not-called"            # read, but no result could be made
    NO_GUIDANCE = "no-guidance"          # the source gives no advice here


@dataclass(frozen=True, slots=True)
class Dose:
    """A structured dose action. `kind` as in the rule language (fraction, reduce, raise, fixed, capped, formula,
    limit, below)."""

    kind: str
    phase: str = ""
    low: str = ""
    high: str = ""
    cap: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, structured. `name` is unique within its guideline; sentences are rendered from the other fields.

    `direction`: usual, less, more, change, avoid or none; two pieces of advice contradict when directions differ.
    `also`: what other rows say that ask for the same."""

    name: str
    action: str
    severity: Severity
    instead: tuple[str, ...] = ()
    doses: tuple[Dose, ...] = ()
    monitor: tuple[str, ...] = ()
    followup: tuple[str, ...] = ()
    say: str = ""
    note: str = ""
    direction: str = "none"
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteException:
    """A site's exception that decided: its id, the source and edition it departs from, why, (date, approver) and the
    last day it holds."""

    id: str
    departs_from: str
    because: str
    approved: tuple[str, str] = ("", "")
    until: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where the advice stands: guideline id, row id, rule file and 1-based line, strength on the source's scale,
    citations. The advice of a site's exception is the site's: then `source` is its layer, never the guideline body."""

    source: str
    guideline: str
    row: str
    file: str
    line: int
    strength: str = ""
    citations: tuple[str, ...] = ()
    edition: str = ""
    hash: str = ""
    exception: SiteException | None = None


@dataclass(frozen=True, slots=True)
class GeneEvidence:
    """Why, for one gene: the diplotypes that lead to this alert, and the records they rest on."""

    gene: str
    diplotypes: tuple[str, ...]
    phenotypes: tuple[str, ...]
    probability: float
    positions: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact the row looked at. `value` None = not given."""

    name: str
    value: str | None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Because:
    """`worlds`: (worlds that lead here, worlds in all), and the share of probability that leads here."""

    genes: tuple[GeneEvidence, ...] = ()
    facts: tuple[FactUsed, ...] = ()
    worlds: tuple[int, int] = (1, 1)
    probability: float = 1.0
    reasons: tuple[str, ...] = ()        # "possible, because ...": one sentence each
    adjusted: tuple[str, ...] = ()       # what other drugs changed on the way (phenoconversion), in words


@dataclass(frozen=True, slots=True)
class Alert:
    """One piece of advice for one drug, most cautious first within a drug. Never hidden, softened or reordered by a
    risk score."""

    drug: str
    advice: Advice
    severity: Severity
    certainty: Certainty
    outcome: Outcome
    sources: tuple[SourceRow, ...]
    because: Because
    would_settle: tuple[str, ...] = ()
    summary: str = ""
    detail: str = ""
    conflicts: tuple[str, ...] = ()      # other sources that say something else for the same patient


@dataclass(frozen=True, slots=True)
class Reminder:
    """About what is not known: a test to order."""

    drug: str
    order: tuple[str, ...]
    text: str
    source: SourceRow


@dataclass(frozen=True, slots=True)
class Contribution:
    """One factor of a score, on the model's own scale (`scale`), exact: contributions sum to the prediction."""

    factor: str
    value: str
    amount: float
    scale: str
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Risk:
    """An estimate beside the alerts. `probability` is None for dose models and outside the model's domain;
    `interval` is 90%."""

    drug: str
    outcome: str
    model: str
    model_version: str
    kind: str                            # "dose" or "risk"
    estimate: float | None
    unit: str                            # "mg/week", "probability"
    interval: tuple[float, float] | None
    contributions: tuple[Contribution, ...] = ()
    applicability: str = "in"            # "in", "borderline", "out"
    reasons: tuple[str, ...] = ()        # why borderline or out, what is missing
    horizon: str = ""
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Versions:
    """What produced the answer."""

    software: str
    knowledgebase: str
    knowledgebase_sha256: str = ""
    rules: str = ""
    rules_sha256: str = ""
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """One patient, one point in time. `genes` in knowledge-base order; `alerts` ranked within each drug.

    `drugs` are all that were looked at, `asked` those among them that were asked about (the patient's own)."""

    file: str
    sample: str
    assembly: str
    genes: Mapping[str, GeneResult]
    drugs: tuple[str, ...]
    alerts: tuple[Alert, ...]
    reminders: tuple[Reminder, ...]
    risks: tuple[Risk, ...]
    versions: Versions
    messages: tuple[Message, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
