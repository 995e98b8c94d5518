"""The tree of a rule file, frozen. Positions (`at`) never take part in comparison: layout is not meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from pgx.rules.errors import Span


@dataclass(frozen=True, slots=True)
class Word:
    """A name as written."""

    text: str
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit ("" when none was written)."""

    value: Decimal
    unit: str = ""
    at: Span = field(compare=False, default=Span(0))

    def __str__(self) -> str:
        text = f"{self.value.normalize():f}"
        if not self.unit:
            return text
        return f"{text}%" if self.unit == "%" else f"{text} {self.unit}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a column or test looks at. `kind`: gene, score, diplotype, marker, carriage, copies, inhibitor, inducer,
    fact or taking. `gene` is a symbol; `name` an allele, marker or fact; `drugs` the words after `taking`."""

    kind: str
    gene: str = ""
    name: str = ""
    drugs: tuple[str, ...] = ()
    at: Span = field(compare=False, default=Span(0))

    def __str__(self) -> str:
        return SUBJECT_FORMS[self.kind].format(gene=self.gene, name=self.name, drugs=" or ".join(sorted(self.drugs)))


SUBJECT_FORMS = {
    "gene": "{gene}", "score": "{gene} score", "diplotype": "{gene} diplotype", "marker": "{gene} {name}",
    "carriage": "{gene}{name}", "copies": "copies of {gene}{name}", "copies-variant": "copies of {gene} {name}",
    "inhibitor": "inhibitor of {gene}", "inducer": "inducer of {gene}", "fact": "{name}", "taking": "taking {drugs}",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """One side of a comparison: `op` is <, <=, > or >=."""

    op: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Item:
    """One alternative of a cell: a word, or numbers within all of `bounds` (an exact number has two)."""

    word: str = ""
    bounds: tuple[Bound, ...] = ()
    at: Span = field(compare=False, default=Span(0))
    text: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class Cell:
    """A set of values of one column. `any` and `otherwise` are the single words of that name."""

    items: tuple[Item, ...]
    negated: bool = False
    at: Span = field(compare=False, default=Span(0))

    @property
    def keyword(self) -> str:
        """`any` or `otherwise`, else ""."""
        word = self.items[0].word if len(self.items) == 1 and not self.negated else ""
        return word if word in {"any", "otherwise"} else ""

    def __str__(self) -> str:
        return ("not " if self.negated else "") + " or ".join(item.word or item.text for item in self.items)


@dataclass(frozen=True, slots=True)
class Test:
    """One condition: a column and the values it must have."""

    subject: Subject
    cell: Cell

    def __str__(self) -> str:
        if self.subject.kind == "taking":
            return str(self.subject) if self.cell.items[0].word == "yes" else f"not {self.subject}"
        sign = "" if self.cell.items[0].bounds and not self.cell.negated else "is "
        return f"{self.subject} {sign}{self.cell}"


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference id and what it is cited for."""

    id: str
    text: str = ""
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Header:
    """What a file is. `kind` is guideline or layer; `name` is its permanent id."""

    kind: str
    name: str
    title: str = ""
    source: str = ""
    edition: str = ""
    cites: tuple[Citation, ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    review: str = ""
    status: str = ""
    checked: tuple[str, str] = ("", "")
    above: tuple[str, ...] = ()
    prefer: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Dosing:
    """A dose action. `kind`: fraction, reduce, raise, fixed, capped, formula, limit or below."""

    kind: str
    phase: str = ""
    low: Quantity | None = None
    high: Quantity | None = None
    cap: Quantity | None = None
    formula: str = ""
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, by name."""

    name: str
    action: str = ""
    severity: str = ""
    instead: tuple[Word, ...] = ()
    doses: tuple[Dosing, ...] = ()
    monitor: tuple[str, ...] = ()
    followup: tuple[str, ...] = ()
    say: str = ""
    cites: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Row:
    """One row, or one cell of a grid: the box, and what it gives. `printed` is the row id's condition."""

    cells: tuple[Cell, ...]
    advice: Word
    strength: Word | None = None
    note: str = ""
    cites: tuple[Citation, ...] = ()
    at: Span = field(compare=False, default=Span(0))

    @property
    def printed(self) -> str:
        """The condition in canonical words, for the row id."""
        return " & ".join(str(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """Exactly one row applies to every patient within `guard`. `first`: rows that name a value in these columns beat
    rows that say `any` there. `pairs`: for each pair column that lists them, the pairs that rows must name. `grid`:
    written as a grid of row and column headings."""

    name: str
    drugs: tuple[Word, ...]
    guard: tuple[Test, ...]
    columns: tuple[Subject, ...]
    rows: tuple[Row, ...]
    outcomes: tuple[str, ...] = ("advice", "strength")
    first: tuple[Subject, ...] = ()
    title: str = ""
    cites: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    grid: bool = False
    pairs: tuple[Test, ...] = ()
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Rule:
    """One extra alert that stands beside the tables."""

    name: str
    drugs: tuple[Word, ...]
    guard: tuple[Test, ...]
    advice: Word
    strength: Word | None = None
    because: str = ""
    cites: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Remind:
    """A test to order while something is not known."""

    name: str
    drugs: tuple[Word, ...]
    guard: tuple[Test, ...]
    order: tuple[Word, ...]
    say: str = ""
    cites: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a sum: a constant, a fact in a unit, or a yes/no condition; and its coefficient."""

    coefficient: Decimal
    fact: str = ""
    unit: str = ""
    test: Test | None = None
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Expr:
    """Arithmetic. `op` is number, name, + - * or /."""

    op: str
    args: tuple[Expr, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A published dosing equation as its table of coefficients. Outside `valid`, or with a result outside `range`, it
    has no value."""

    name: str
    title: str = ""
    unit: str = ""
    cites: tuple[Citation, ...] = ()
    valid: tuple[Test, ...] = ()
    sums: tuple[tuple[str, tuple[Term, ...]], ...] = ()
    give: Expr | None = None
    step: Quantity | None = None
    range: tuple[Quantity, Quantity] | None = None
    notes: tuple[str, ...] = ()
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Change:
    """What an `adjust` row does: times a factor, becomes a result, or unchanged."""

    kind: str
    factor: Decimal = Decimal(1)
    result: str = ""
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Adjust:
    """Phenoconversion of one gene. `what` is score or phenotype; exactly one row applies."""

    gene: str
    what: str
    columns: tuple[Subject, ...]
    rows: tuple[tuple[tuple[Cell, ...], Change], ...]
    cites: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    at: Span = field(compare=False, default=Span(0))

    @property
    def name(self) -> str:
        """`adjust CYP2D6 score`."""
        return f"adjust {self.gene} {self.what}"


@dataclass(frozen=True, slots=True)
class Override:
    """A site's named exception to `target` (a table or another override)."""

    target: Word
    name: str
    guard: tuple[Test, ...]
    advice: Word | None = None
    strength: Word | None = None
    as_before: Word | None = None
    because: str = ""
    approved: tuple[str, str] = ("", "")
    until: str = ""
    pinned: str = ""
    accepts_risk: str = ""
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an example expects. `kind`: certain, possible, never, silent or dose."""

    kind: str
    names: tuple[str, ...] = ()
    low: Quantity | None = None
    high: Quantity | None = None
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Example:
    """One line of examples. A cell is None when the fact is left blank (`-`)."""

    cells: tuple[Cell | None, ...]
    expect: Expectation
    at: Span = field(compare=False, default=Span(0))


@dataclass(frozen=True, slots=True)
class Examples:
    """Tests, one per row."""

    name: str
    drugs: tuple[Word, ...]
    columns: tuple[Subject, ...]
    rows: tuple[Example, ...]
    at: Span = field(compare=False, default=Span(0))


Block = Advice | Table | Rule | Remind | Formula | Adjust | Override | Examples


@dataclass(frozen=True, slots=True)
class Module:
    """One rule file."""

    file: str = field(compare=False)
    header: Header
    blocks: tuple[Block, ...]

    def advice(self) -> dict[str, Advice]:
        """Advice by name; the last of two equal names wins (the checker complains)."""
        return {block.name: block for block in self.blocks if isinstance(block, Advice)}

    def formulas(self) -> dict[str, Formula]:
        """Formulas by name."""
        return {block.name: block for block in self.blocks if isinstance(block, Formula)}

    def tables(self) -> Iterator[Table]:
        """Tables and grids, in file order."""
        return (block for block in self.blocks if isinstance(block, Table))
