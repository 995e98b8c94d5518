"""From the parser's tree to ours: doses, sums and changes."""

from __future__ import annotations

from decimal import Decimal

from lark import Token

from pgx.rules.syntax import Change, Dosing, Expr, Quantity, Term
from pgx.rules.tokens import Clause, Node, quantity, span


class Amounts:
    """Callbacks for everything that is a number or arithmetic."""

    def span(self, children: list[Node]) -> tuple[Quantity, Quantity]:
        """From, to; equal when one number was written. A bare first number takes the unit of the second."""
        low, high = quantity(children[0]), quantity(children[-1])
        return low, high

    def _dose(self, kind: str, phase: Token | None, pair: Node = (None, None), cap: Node = None) -> Dosing:
        low, high = pair
        at = span(phase) if phase is not None else (low or cap).at
        return Dosing(kind, str(phase or ""), low, high, cap, at=at)

    def dose_fraction(self, children: list[Node]) -> Dosing:
        """`start at 50% of usual`."""
        return self._dose("fraction", children[0], children[1])

    def dose_reduce(self, children: list[Node]) -> Dosing:
        """`reduce start by 25%`; `reduce start` where the source names no figure."""
        return self._dose("reduce", *children)

    def dose_raise(self, children: list[Node]) -> Dosing:
        """`raise start by 25%`; `raise target` where the source names no figure."""
        return self._dose("raise", *children)

    def dose_fixed(self, children: list[Node]) -> Dosing:
        """`start at 5 mg/day`."""
        return self._dose("fixed", children[0], children[1])

    def dose_capped(self, children: list[Node]) -> Dosing:
        """`start at 5 mg/kg/day up to 400 mg/day`."""
        return self._dose("capped", children[0], children[1], quantity(children[2]))

    def dose_formula(self, children: list[Node]) -> Dosing:
        """`maintenance by formula x`."""
        return Dosing("formula", str(children[0]), formula=str(children[1]), at=span(children[1]))

    def dose_limit(self, children: list[Node]) -> Dosing:
        """`at most 20 mg/day`."""
        return self._dose("limit", None, cap=quantity(children[0]))

    def dose_below(self, children: list[Node]) -> Dosing:
        """`below 20 mg/day`."""
        return self._dose("below", None, cap=quantity(children[0]))

    # ------------------------------------------------------------ sums and changes
    def term_constant(self, _: list[Node]) -> Term:
        """The constant."""
        return Term(Decimal(0))

    def term_unit(self, children: list[Node]) -> Term:
        """A fact in a unit."""
        return Term(Decimal(0), str(children[0]), str(children[1]), at=span(children[0]))

    def term_test(self, children: list[Node]) -> Term:
        """A yes/no condition."""
        return Term(Decimal(0), test=children[0], at=children[0].subject.at)

    def signed(self, children: list[Node]) -> Decimal:
        """A coefficient."""
        return Decimal("".join(children))

    def sum_row(self, children: list[Node]) -> Term:
        """Term and coefficient."""
        term: Term = children[0]
        return Term(children[1], term.fact, term.unit, term.test, term.at)

    def sum_(self, children: list[Node]) -> Clause:
        """A named sum."""
        return Clause("sum", (str(children[0]), tuple(c for c in children if isinstance(c, Term))))

    def e_number(self, children: list[Node]) -> Expr:
        """A number."""
        return Expr("number", value=str(children[0]))

    def e_name(self, children: list[Node]) -> Expr:
        """A sum by name."""
        return Expr("name", value=str(children[0]))

    def e_add(self, children: list[Node]) -> Expr:
        """Sum."""
        return Expr("+", (children[0], children[-1]))

    def e_sub(self, children: list[Node]) -> Expr:
        """Difference."""
        return Expr("-", (children[0], children[-1]))

    def e_mul(self, children: list[Node]) -> Expr:
        """Product."""
        return Expr("*", (children[0], children[-1]))

    def e_div(self, children: list[Node]) -> Expr:
        """Quotient."""
        return Expr("/", (children[0], children[-1]))

    def c_times(self, children: list[Node]) -> Change:
        """Multiply the score."""
        return Change("times", Decimal(str(children[0])), at=span(children[0]))

    def c_becomes(self, children: list[Node]) -> Change:
        """Replace the result."""
        return Change("becomes", result=str(children[0]), at=span(children[0]))

    def c_unchanged(self, _: list[Node]) -> Change:
        """Leave as it is."""
        return Change("unchanged")
