"""Text to tree. The grammar is in `grammar.lark`; what a name means is decided later, by `check`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Tree, UnexpectedInput
from lark.exceptions import VisitError
from lark.lexer import Token

from pgx.rules.complaints import explain_syntax
from pgx.rules.errors import Problem, RuleSyntaxError, Span
from pgx.rules.syntax import Block, Header, Module
from pgx.rules.tree import Shape, ToSyntax


@cache
def parser() -> Lark:
    """The LALR(1) parser; built once (about 0.1 s), so only when a file has to be read."""
    grammar = files("pgx.rules").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", propagate_positions=True, maybe_placeholders=False,
                start=["start", "part"])


def parse(text: str, file: str) -> Module:
    """The tree of one file. Raises RuleSyntaxError with line, column and what was expected in plain words."""
    header, blocks = _read(text, file, "start")
    return Module(file, header, blocks)


def parse_part(text: str, file: str) -> Header | Block:
    """The tree of one block, or of the header. Raises RuleSyntaxError as `parse` does."""
    found: Header | Block = _read(text, file, "part")
    return found


def _read(text: str, file: str, start: str) -> Any:  # noqa: ANN401 - what the start rule gives
    try:
        tree: Tree[Token] = parser().parse(text.removeprefix("\ufeff").rstrip("\n") + "\n", start=start)
        return ToSyntax().transform(tree)
    except UnexpectedInput as error:
        raise RuleSyntaxError([explain_syntax(text, file, error)]) from None
    except VisitError as error:
        if not isinstance(error.orig_exc, Shape):
            raise
        shape = error.orig_exc
        raise RuleSyntaxError([Problem(shape.code, "error", file, shape.at or Span(1), str(shape),
                                       example=shape.example)]) from None
