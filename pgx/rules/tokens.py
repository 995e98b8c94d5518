"""The parser's tokens as words, numbers, texts and clauses with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lark import Token

from pgx.rules.errors import Span
from pgx.rules.syntax import Quantity, Test, Word

Node = Any      # what the parser hands over: tokens and already built parts of the tree
QUANTITY = re.compile(r"(\d+(?:\.\d+)?)\s*(.*)")


class Shape(Exception):  # noqa: N818 - a complaint on its way to becoming a RuleSyntaxError
    """The words are in order but do not fit together."""

    def __init__(self, message: str, at: Span | None = None, code: str = "PGX001", example: str = "") -> None:
        self.at, self.code, self.example = at, code, example
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of a block: its keyword and value."""

    key: str
    value: Any
    at: Span | None = None


def span(token: Token) -> Span:
    """Where a token stands."""
    return Span(token.line or 1, token.column or 1, len(token))


def word(token: Token) -> Word:
    """A name with its place."""
    return Word(str(token), span(token))


def text(token: Token) -> str:
    """Quoted text; adjacent quoted lines are one text."""
    return " ".join(part.strip() for part in re.findall(r'"([^"\n]*)"', token))


def quantity(token: Token) -> Quantity:
    """A number and its unit."""
    match = QUANTITY.fullmatch(token)
    if match is None:
        raise Shape(f"`{token}` is not a number with a unit", span(token))
    return Quantity(Decimal(match[1]), match[2].strip(), span(token))


def listed(children: list[Node]) -> tuple[Word, ...]:
    """Every NAME among `children`."""
    return tuple(word(child) for child in children if isinstance(child, Token))


def place(node: Node) -> Span | None:
    """Where a built part stands: its own place, or that of its first piece."""
    if isinstance(node, Token):
        return span(node)
    if isinstance(node, tuple):
        return place(node[0]) if node else None
    found = getattr(node, "at", None)
    return found if isinstance(found, Span) else None


def keyed(key: str, *, words: bool = False) -> Any:  # noqa: ANN401 - a Lark callback
    """A callback for a clause with one value: quoted text, a name, or something already transformed."""
    def build(_: object, children: list[Node]) -> Clause:
        child = children[0]
        if not isinstance(child, Token):
            return Clause(key, child, place(child))
        value = text(child) if child.type == "STRING" else word(child) if words else str(child)
        return Clause(key, value, span(child))
    return build


def dated(key: str) -> Any:  # noqa: ANN401 - a Lark callback
    """A callback for `<date> by "<who>"`."""
    def build(_: object, children: list[Node]) -> Clause:
        return Clause(key, (str(children[0]), text(children[1])), span(children[0]))
    return build


def names(key: str) -> Any:  # noqa: ANN401 - a Lark callback
    """A callback for a list of names."""
    def build(_: object, children: list[Node]) -> Clause:
        return Clause(key, tuple(str(child) for child in children), span(children[0]))
    return build


def tests(key: str) -> Any:  # noqa: ANN401 - a Lark callback
    """A callback for conditions joined by `and`."""
    def build(_: object, children: list[Node]) -> Clause:
        found = tuple(child for child in children if isinstance(child, Test))
        return Clause(key, found, found[0].subject.at)
    return build
