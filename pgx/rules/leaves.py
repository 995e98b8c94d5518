"""From the parser's tree to ours: cells, conditions and single clauses."""

from __future__ import annotations

from lark import Token

from pgx.rules.actions import SPELLINGS
from pgx.rules.amounts import Amounts
from pgx.rules.errors import Span
from pgx.rules.syntax import Bound, Cell, Citation, Item, Quantity, Subject, Test, Word
from pgx.rules.tokens import Clause, Node, Shape, dated, keyed, listed, names, place, quantity, span, tests, text, word


class Leaves(Amounts):
    """Callbacks for everything below a block."""

    title = keyed("title")
    review = keyed("review")
    status = keyed("status")
    note = keyed("note")
    cite = keyed("cite")
    severity = keyed("severity")
    monitor = keyed("monitor")
    followup = keyed("then")
    say = keyed("say")
    because = keyed("because")
    until = keyed("until")
    pin_hash = keyed("pinned")
    accepts_risk = keyed("risk")
    gives = keyed("gives")
    give = keyed("give")
    instead = keyed("instead")
    for_line = keyed("for")
    dosing = keyed("dose")
    then_as = keyed("as", words=True)
    checked = dated("checked")
    approved = dated("approved")
    above = names("above")
    prefer = names("prefer")
    when_line = tests("when")
    valid = tests("valid")

    def source(self, children: list[Node]) -> Clause:
        """Source and edition."""
        return Clause("source", (str(children[0]), str(children[1]) if len(children) > 1 else ""), span(children[0]))

    def pin(self, children: list[Node]) -> tuple[Token, Token]:
        """Vocabulary and version."""
        return children[0], children[1]

    def pinned(self, children: list[Node]) -> Clause:
        """All pins."""
        return Clause("pinned", tuple((str(name), str(version)) for name, version in children), span(children[0][0]))

    def citation(self, children: list[Node]) -> Citation:
        """Reference id and text."""
        return Citation(str(children[0]), text(children[1]) if len(children) > 1 else "", span(children[0]))

    def drugs(self, children: list[Node]) -> tuple[Word, ...]:
        """Names joined by `or`."""
        return listed(children)

    def action(self, children: list[Node]) -> Clause:
        """The action's words."""
        words = " ".join(children)
        return Clause("action", SPELLINGS.get(words, words), span(children[0]))

    def first(self, children: list[Node]) -> Clause:
        """Columns whose named values come first."""
        return Clause("first", tuple(children), place(children[0]))

    def pairs(self, children: list[Node]) -> Clause:
        """Allele pairs that have rows of their own."""
        return Clause("pairs", children[0], place(children[0]))

    def order(self, children: list[Node]) -> Clause:
        """What to order."""
        return Clause("order", tuple(children), place(children[0]))

    def target(self, children: list[Node]) -> Word:
        """A gene, an allele or a marker to order."""
        return Word(" ".join(children), span(children[0]))

    def then_advice(self, children: list[Node]) -> Clause:
        """Advice and strength."""
        return Clause("then", (word(children[0]), word(children[1]) if len(children) > 1 else None), span(children[0]))

    def round_(self, children: list[Node]) -> Clause:
        """Rounding step."""
        return Clause("round", quantity(children[0]), span(children[0]))

    def range_(self, children: list[Node]) -> Clause:
        """What the results lie between."""
        low, high = children[0]
        return Clause("range", (low, high), low.at)

    # ------------------------------------------------------------ conditions
    def _subject(self, kind: str, token: Token, gene: str = "", name: str = "") -> Subject:
        return Subject(kind, gene, name, at=span(token))

    def s_gene(self, children: list[Node]) -> Subject:
        """A gene's result."""
        return self._subject("gene", children[0], str(children[0]))

    def s_score(self, children: list[Node]) -> Subject:
        """A gene's activity score."""
        return self._subject("score", children[0], str(children[0]))

    def s_diplotype(self, children: list[Node]) -> Subject:
        """A gene's allele pair."""
        return self._subject("diplotype", children[0], str(children[0]))

    def s_marker(self, children: list[Node]) -> Subject:
        """The genotype of one position."""
        return self._subject("marker", children[0], str(children[0]), str(children[1]))

    def s_carriage(self, children: list[Node]) -> Subject:
        """Whether an allele is carried."""
        gene, _, allele = children[0].partition("*")
        return self._subject("carriage", children[0], gene, f"*{allele}")

    def s_copies(self, children: list[Node]) -> Subject:
        """How often an allele is carried. Without its star nothing is named: the checker says what may be meant."""
        gene, star, allele = children[0].partition("*")
        return self._subject("copies", children[0], gene, star + allele)

    def s_copies_variant(self, children: list[Node]) -> Subject:
        """How often a variant allele is carried."""
        return self._subject("copies-variant", children[0], str(children[0]), str(children[1]))

    def s_inhibitor(self, children: list[Node]) -> Subject:
        """Strongest inhibitor taken."""
        return self._subject("inhibitor", children[0], str(children[0]))

    def s_inducer(self, children: list[Node]) -> Subject:
        """Strongest inducer taken."""
        return self._subject("inducer", children[0], str(children[0]))

    def s_fact(self, children: list[Node]) -> Subject:
        """A fact about the patient."""
        return self._subject("fact", children[0], name=str(children[0]))

    def s_taking(self, children: list[Node]) -> Subject:
        """Whether any of these drugs is taken."""
        drugs: tuple[Word, ...] = children[0]
        return Subject("taking", drugs=tuple(sorted(drug.text for drug in drugs)), at=drugs[0].at)

    def s_taking_any(self, _: list[Node]) -> Subject:
        """The medication list (examples only)."""
        return Subject("taking")

    def one_of(self, children: list[Node]) -> Cell:
        """Any of these values."""
        return self._cell(children, negated=False)

    def none_of(self, children: list[Node]) -> Cell:
        """None of these values."""
        return self._cell(children, negated=True)

    def _cell(self, children: list[Node], *, negated: bool) -> Cell:
        items = tuple(self._item(child) for child in children)
        words = {item.word for item in items}
        if ("any" in words and (len(items) > 1 or negated)) or ("otherwise" in words and negated):
            raise Shape("`any` and `not` stand alone in a cell", items[0].at)
        if "otherwise" in words and not words <= {"otherwise", "unknown", "indeterminate", "untested"}:
            raise Shape("`otherwise` goes together with `unknown` only", items[0].at)
        first, last = items[0].at, items[-1].at
        return Cell(items, negated, Span(first.line, first.column, last.column + last.length - first.column))

    def _item(self, child: Node) -> Item:
        if isinstance(child, Item):
            return child
        bounds: tuple[Bound, ...] = child
        return Item("", bounds, bounds[0].quantity.at, " and ".join(f"{b.op} {b.quantity}" for b in bounds))

    def i_word(self, children: list[Node]) -> Item:
        """A value by name."""
        token: Token = children[0]
        return Item(str(token), (), span(token), str(token))

    def quantity(self, children: list[Node]) -> Quantity:
        """A number."""
        return quantity(children[0])

    def i_number(self, children: list[Node]) -> Item:
        """Exactly this number."""
        number: Quantity = children[0]
        return Item("", (Bound(">=", number), Bound("<=", number)), number.at, str(number))

    def i_range(self, children: list[Node]) -> Item:
        """From this number to that one, both included."""
        low, high = children
        at = Span(low.at.line, low.at.column, high.at.column + high.at.length - low.at.column)
        return Item("", (Bound(">=", low), Bound("<=", high)), at, f"{low} to {high}")

    def comparison(self, children: list[Node]) -> tuple[Bound, ...]:
        """One or two bounds."""
        return tuple(Bound(str(op), number) for op, number in zip(children[::2], children[1::2], strict=True))

    def test_is(self, children: list[Node]) -> Test:
        """`X is ...`."""
        return Test(children[0], children[1])

    def test_compare(self, children: list[Node]) -> Test:
        """`X < ...`."""
        return Test(children[0], self._cell([children[1]], negated=False))

    def test_taking(self, children: list[Node]) -> Test:
        """`taking ...`."""
        subject = self.s_taking(children)
        return Test(subject, Cell((Item("yes", text="yes"),), at=subject.at))

    def test_not_taking(self, children: list[Node]) -> Test:
        """`not taking ...`."""
        subject = self.s_taking(children)
        return Test(subject, Cell((Item("no", text="no"),), at=subject.at))
