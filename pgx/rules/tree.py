"""From the parser's tree to ours: clauses and blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from lark import Token, Transformer, Tree

from pgx.rules.errors import Span
from pgx.rules.leaves import Leaves
from pgx.rules.syntax import (
    Adjust,
    Advice,
    Block,
    Cell,
    Example,
    Examples,
    Expectation,
    Formula,
    Header,
    Override,
    Remind,
    Row,
    Rule,
    Subject,
    Table,
    Word,
)
from pgx.rules.tokens import Clause, Node, Shape, span, text, word

__all__ = ["Shape", "ToSyntax"]

T = TypeVar("T")


class Clauses:
    """The clauses of one block, looked up by name. Raises Shape when a once-only clause is written twice."""

    def __init__(self, block: str, name: Token, clauses: Sequence[Clause]) -> None:
        self.block, self.name, self.clauses = block, name, clauses

    def one(self, key: str, default: T) -> T:
        """The value of a clause that may be written once."""
        found = [clause for clause in self.clauses if clause.key == key]
        if len(found) > 1:
            raise Shape(f"`{self.block} {self.name}` says `{key}` twice", found[1].at)
        return found[0].value if found else default

    def need(self, key: str, why: str) -> Any:  # noqa: ANN401 - the clause's own type
        """The value of a clause that must be written."""
        missing = object()
        value = self.one(key, missing)
        if value is missing:
            raise Shape(f"`{self.block} {self.name}` {why}", span(self.name))
        return value

    def many(self, key: str) -> tuple[Any, ...]:
        """The values of a clause that may be repeated."""
        return tuple(clause.value for clause in self.clauses if clause.key == key)


def rows_of(children: Sequence[Node], kind: type[T]) -> list[T]:
    """Children of one type."""
    return [child for child in children if isinstance(child, kind)]


def same_width(cells: Sequence[object], head: Sequence[object], at: Span, what: str) -> None:
    """Raise Shape when a row has another number of cells than its head."""
    if len(cells) != len(head):
        raise Shape(f"this {what} has {len(cells)} cells, its head has {len(head)}", at)


class ToSyntax(Leaves, Transformer[Token, Node]):
    """Bottom up; one method per grammar rule."""

    def start(self, children: list[Node]) -> tuple[Header, tuple[Block, ...]]:
        """Header and blocks."""
        kept = [child for child in children if not isinstance(child, Token)]
        return kept[0], tuple(kept[1:])

    def part(self, children: list[Node]) -> Header | Block:
        """One block or the header, alone."""
        found: Header | Block = next(child for child in children if not isinstance(child, Token))
        return found

    def header(self, children: list[Node]) -> Header:
        """`guideline` or `layer` and its clauses."""
        kind, name = children[0], children[1]
        get = Clauses(kind, name, rows_of(children, Clause))
        source, edition = get.one("source", ("", ""))
        return Header(
            kind, str(name), get.one("title", ""), source, edition, get.many("cite"), get.one("pinned", ()),
            get.one("review", ""), get.one("status", ""), get.one("checked", ("", "")), get.one("above", ()),
            get.one("prefer", ()), get.many("note"), span(name),
        )

    def header_word(self, children: list[Node]) -> str:
        """Guideline or layer."""
        return str(children[0])

    def advice(self, children: list[Node]) -> Advice:
        """What to do."""
        name = children[0]
        get = Clauses("advice", name, rows_of(children, Clause))
        return Advice(
            str(name), get.need("action", "does not say which action"), get.one("severity", ""),
            get.one("instead", ()), get.many("dose"), get.many("monitor"), get.many("then"), " ".join(get.many("say")),
            get.many("cite"), get.many("note"), span(name),
        )

    def table(self, children: list[Node]) -> Table:
        """A table and its rows."""
        name = children[0]
        get = Clauses("table", name, rows_of(children, Clause))
        columns, outcomes = next(child for child in children if isinstance(child, tuple))
        rows = tuple(self._row(parts, columns, outcomes) for parts in rows_of(children, list))
        return Table(
            str(name), get.need("for", "does not say `for` which drug"), sum(get.many("when"), ()), columns, rows,
            outcomes, sum(get.many("first"), ()), get.one("title", ""), get.many("cite"), get.many("note"),
            pairs=get.many("pairs"), at=span(name),
        )

    def table_head(self, children: list[Node]) -> tuple[tuple[Subject, ...], tuple[str, ...]]:
        """Columns and outcome columns."""
        names = [child for child in children if isinstance(child, Token) and child.type == "NAME"]
        outcomes = tuple(str(name) for name in names)
        for name in names:
            if name not in {"advice", "strength", "note", "cite"}:
                raise Shape(f"`{name}` is not a result column (there are advice, strength, note and cite)", span(name))
        if "advice" not in outcomes or len(set(outcomes)) != len(outcomes):
            raise Shape("a table gives one `advice` column, and each result column once", span(names[0]))
        return tuple(rows_of(children, Subject)), outcomes

    def table_row(self, children: list[Node]) -> list[Node]:
        """Cells and results, in order."""
        return list(children)

    def _row(self, parts: list[Node], columns: Sequence[Subject], outcomes: Sequence[str]) -> Row:
        cells = tuple(rows_of(parts, Cell))
        results = rows_of(parts, Token)
        same_width((*cells, *results), (*columns, *outcomes), cells[0].at, "row")
        if len(cells) != len(columns):
            raise Shape("the `||` of this row stands in another place than in the head", cells[0].at)
        named = dict(zip(outcomes, results, strict=True))
        advice = named["advice"]
        if advice.type != "NAME":
            raise Shape("this row does not name an advice (write `no-advice` when the source gives none)", span(advice))
        note, cite, strength = named.get("note"), named.get("cite"), named.get("strength")
        return Row(
            cells, word(advice), word(strength) if strength is not None and strength.type == "NAME" else None,
            text(note) if note is not None and note.type == "STRING" else "",
            (self.citation([cite]),) if cite is not None and cite.type == "CITEID" else (), cells[0].at,
        )

    def result(self, children: list[Node]) -> Token:
        """One result cell."""
        token: Token = children[0]
        return token

    def grid(self, children: list[Node]) -> Table:
        """A two-way grid: one row of the table per cell."""
        name = children[0]
        get = Clauses("grid", name, rows_of(children, Clause))
        down, across, heads = next(child for child in children if isinstance(child, tuple))
        rows: list[Row] = []
        for cell, results in rows_of(children, list):
            if len(results) != len(heads):
                raise Shape(f"this row has {len(results)} cells, the grid has {len(heads)} columns", cell.at, "PGX206",
                            f"{down} {cell}")
            rows += [Row((cell, head), advice, strength, at=advice.at)
                     for head, (advice, strength) in zip(heads, results, strict=True)]
        return Table(
            str(name), get.need("for", "does not say `for` which drug"), sum(get.many("when"), ()), (down, across),
            tuple(rows), ("advice", "strength"), (), get.one("title", ""), get.many("cite"), get.many("note"), True,
            get.many("pairs"), span(name),
        )

    def grid_head(self, children: list[Node]) -> tuple[Subject, Subject, tuple[Cell, ...]]:
        """Row subject, column subject, column headings."""
        down, across = rows_of(children, Subject)
        return down, across, tuple(rows_of(children, Cell))

    def grid_row(self, children: list[Node]) -> list[Node]:
        """Row heading and its cells."""
        return [rows_of(children, Cell)[0], rows_of(children, tuple)]

    def gcell(self, children: list[Node]) -> tuple[Word, Word | None]:
        """Advice and strength of one cell."""
        return word(children[0]), word(children[1]) if len(children) > 1 else None

    def rule(self, children: list[Node]) -> Rule:
        """One extra alert."""
        name = children[0]
        get = Clauses("rule", name, rows_of(children, Clause))
        advice, strength = get.need("then", "does not say which advice to give (`then ...`)")
        return Rule(
            str(name), get.need("for", "does not say `for` which drug"), sum(get.many("when"), ()), advice, strength,
            get.one("because", ""), get.many("cite"), get.many("note"), span(name),
        )

    def remind(self, children: list[Node]) -> Remind:
        """A test to order."""
        name = children[0]
        get = Clauses("remind", name, rows_of(children, Clause))
        return Remind(
            str(name), get.need("for", "does not say `for` which drug"), sum(get.many("when"), ()),
            get.need("order", "does not say what to `order`"), " ".join(get.many("say")), get.many("cite"),
            get.many("note"), span(name),
        )

    def formula(self, children: list[Node]) -> Formula:
        """A published equation."""
        name = children[0]
        get = Clauses("formula", name, rows_of(children, Clause))
        return Formula(
            str(name), get.one("title", ""), get.need("gives", "does not say what unit it `gives`"), get.many("cite"),
            sum(get.many("valid"), ()), get.many("sum"), get.need("give", "has no `give` line"),
            get.one("round", None), get.one("range", None), get.many("note"), span(name),
        )

    def adjust(self, children: list[Node]) -> Adjust:
        """Phenoconversion of one gene."""
        gene, what, *rest = children
        get = Clauses("adjust", gene, rows_of(rest, Clause))
        columns: tuple[Subject, ...] = next(child for child in rest if isinstance(child, tuple))
        rows = []
        for parts in rows_of(rest, list):
            cells = tuple(rows_of(parts, Cell))
            same_width(cells, columns, cells[0].at, "row")
            rows.append((cells, parts[-1]))
        return Adjust(str(gene), what, columns, tuple(rows), get.many("cite"), get.many("note"), span(gene))

    def adjust_what(self, children: list[Node]) -> str:
        """Score or phenotype."""
        return str(children[0])

    def adjust_head(self, children: list[Node]) -> tuple[Subject, ...]:
        """Columns."""
        return tuple(rows_of(children, Subject))

    def adjust_row(self, children: list[Node]) -> list[Node]:
        """Cells, then the change."""
        return list(children)

    def override(self, children: list[Node]) -> Override:
        """A named exception."""
        target, name = children[0], children[1]
        get = Clauses("override", name, rows_of(children, Clause))
        advice, strength = get.one("then", (None, None))
        as_before = get.one("as", None)
        if (advice is None) == (as_before is None):
            raise Shape(f"`override {name}` gives either one advice or `as` one table", span(name))
        return Override(
            word(target), str(name), sum(get.many("when"), ()), advice, strength, as_before, get.one("because", ""),
            get.one("approved", ("", "")), get.one("until", ""), get.one("pinned", ""), get.one("risk", ""), span(name),
        )

    def examples(self, children: list[Node]) -> Examples:
        """Tests."""
        name = children[0]
        get = Clauses("examples", name, rows_of(children, Clause))
        columns: tuple[Subject, ...] = next(child for child in children if isinstance(child, tuple))
        rows = []
        for parts in rows_of(children, list):
            cells, expect = parts[:-1], parts[-1]
            same_width(cells, columns, expect.at, "example")
            told = next((cell.at for cell in cells if cell is not None), span(name))
            rows.append(Example(tuple(cells), expect, expect.at if expect.at.line else told))
        return Examples(str(name), get.one("for", ()), columns, tuple(rows), span(name))

    def ex_head(self, children: list[Node]) -> tuple[Subject, ...]:
        """Columns of examples."""
        return tuple(rows_of(children, Subject))

    def ex_row(self, children: list[Node]) -> list[Node]:
        """Cells, then what is expected."""
        kept = [child for child in children if not isinstance(child, (Token, Tree))]
        return [None if child == "-" else child for child in kept]

    def ex_cell(self, children: list[Node]) -> Cell | str:
        """A cell, or "-" for a blank."""
        return "-" if isinstance(children[0], Token) else children[0]

    def v_certain(self, children: list[Node]) -> Expectation:
        """`certain X`, with or without a dose."""
        low, high = children[1] if len(children) > 1 else (None, None)
        return Expectation("certain", (str(children[0]),), low, high, span(children[0]))

    def v_possible(self, children: list[Node]) -> Expectation:
        """`possible X or Y`."""
        return Expectation("possible", tuple(str(child) for child in children), at=span(children[0]))

    def v_never(self, children: list[Node]) -> Expectation:
        """`never X`."""
        return Expectation("never", (str(children[0]),), at=span(children[0]))

    def v_silent(self, _: list[Node]) -> Expectation:
        """Nothing at all."""
        return Expectation("silent")

    def v_dose(self, children: list[Node]) -> Expectation:
        """`dose 47 mg/week`."""
        low, high = children[0]
        return Expectation("dose", (), low, high, low.at)
