"""Compiled rules: plain frozen data, closed over nothing. `codec` writes them as JSON and reads them back."""

from __future__ import annotations

from dataclasses import dataclass

Mask = int      # set of classes of one column; bit n is class n
TABLE = -1      # an override's target is the table itself
NOTHING = -2    # an override gives advice and restores nothing


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose action in printed quantities. `kind`: fraction, reduce, raise, fixed, capped, formula, limit or below."""

    kind: str
    phase: str = ""
    low: str = ""
    high: str = ""
    cap: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, structured. `name` is unique within its guideline; `direction` is usual, less, more, change, avoid
    or none."""

    name: str
    action: str
    severity: str = "none"
    instead: tuple[str, ...] = ()
    doses: tuple[Dose, ...] = ()
    monitor: tuple[str, ...] = ()
    followup: tuple[str, ...] = ()
    say: str = ""
    note: str = ""
    direction: str = "none"
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The values of one column that some row tells apart, as classes 0..n-1.

    Words map to classes directly. Numbers fall into the 2k+1 stretches between and on the k `cuts` (below the first,
    on it, between, ..., above the last); `stretches` gives each one's class, -1 where no value can occur. `other` is
    the class of a word that is not listed, -1 when there is none; `unread` that of "indeterminate", -1 likewise.
    `samples` holds one printed value per class.
    """

    key: str
    kind: str
    words: tuple[tuple[str, int], ...]
    cuts: tuple[str, ...]
    stretches: tuple[int, ...]
    other: int
    unread: int
    samples: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of classes."""
        return len(self.samples)


@dataclass(frozen=True, slots=True)
class CompiledRow:
    """One row: where it stands, what it gives, and per column the classes it is for."""

    id: str
    guideline: str
    file: str
    line: int
    advice: int                          # index into Guideline.advice
    strength: str
    note: str
    citations: tuple[str, ...]
    box: tuple[Mask, ...]
    hash: str


@dataclass(frozen=True, slots=True)
class CompiledOverride:
    """A site's exception, applied after the layers below. `target` is TABLE or the index of another override
    of the same table; `restores` names likewise what `then as` brings back, or is NOTHING."""

    id: str
    layer: str
    file: str
    line: int
    guard: tuple[tuple[int, Mask], ...]
    target: int
    restores: int
    row: int                             # index into Program.rows of the row this override adds; -1 when it restores
    because: str
    approved: tuple[str, str]
    until: str


@dataclass(frozen=True, slots=True)
class Program:
    """A table, extra rule or reminder. `cells` is dense over the first `width` alphabets, last fastest; -1 where no
    patient within the guard can be. Rules and reminders have width 0 and one cell."""

    kind: str
    name: str
    guideline: str
    drugs: tuple[str, ...]
    alphabets: tuple[Alphabet, ...]
    width: int
    guard: tuple[tuple[int, Mask], ...]
    cells: tuple[int, ...]
    rows: tuple[CompiledRow, ...]
    overrides: tuple[CompiledOverride, ...]
    file: str
    line: int
    hash: str
    order: tuple[str, ...] = ()          # reminders: what to order
    say: str = ""                        # reminders and extra rules: why


@dataclass(frozen=True, slots=True)
class CompiledTerm:
    """`coefficient` times the fact times `unit_factor` (cut to a whole number when `whole`), or times 1 while the
    condition holds."""

    coefficient: str
    key: str = ""
    unit_factor: str = "1"
    whole: bool = False
    test: CompiledTest | None = None


@dataclass(frozen=True, slots=True)
class CompiledTest:
    """One condition on one column, for exact values."""

    alphabet: Alphabet
    mask: Mask


@dataclass(frozen=True, slots=True)
class CompiledFormula:
    """A dosing equation. `give` is in reverse Polish notation: ("root", "root", "*")."""

    name: str
    unit: str
    valid: tuple[CompiledTest, ...]
    sums: tuple[tuple[str, tuple[CompiledTerm, ...]], ...]
    give: tuple[str, ...]
    step: str
    citations: tuple[str, ...]
    range: tuple[str, ...] = ()          # lowest and highest result, or nothing


@dataclass(frozen=True, slots=True)
class CompiledAdjust:
    """What other drugs do to a gene. Dense over `alphabets`; each cell is an index into `changes`.

    A change is ("times", factor), ("becomes", result) or ("unchanged", ""). `scores` and `bins` translate between
    results and scores: (score, result) for every score that can occur.
    """

    gene: str
    what: str
    guideline: str
    file: str
    line: int
    alphabets: tuple[Alphabet, ...]
    cells: tuple[int, ...]
    changes: tuple[tuple[str, str], ...]
    scores: tuple[tuple[str, str], ...]
    bins: tuple[tuple[str, bool, str, bool, str], ...]    # low, inclusive, high, inclusive, result; "" unbounded
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guideline:
    """What the rows of one file share."""

    name: str
    source: str
    edition: str
    title: str
    file: str
    citations: tuple[str, ...]
    advice: tuple[Advice, ...]
    formulas: tuple[CompiledFormula, ...]
    hash: str
