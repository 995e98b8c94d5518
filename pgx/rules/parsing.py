"""Text to tree. The grammar is in `grammar.lark`; what a name means is decided later, by `check`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from lark import Lark, Tree, UnexpectedInput
from lark.exceptions import VisitError
from lark.lexer import Token

from pgx.rules.complaints import explain_syntax
from pgx.rules.errors import Problem, RuleSyntaxError, Span
from pgx.rules.syntax import Module
from pgx.rules.tree import Shape, ToSyntax


@cache
def parser() -> Lark:
    """The LALR(1) parser; built once (about 0.1 s), so only when a file has to be read."""
    grammar = files("pgx.rules").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", propagate_positions=True, maybe_placeholders=False)


def parse(text: str, file: str) -> Module:
    """The tree of one file. Raises RuleSyntaxError with line, column and what was expected in plain words."""
    try:
        tree: Tree[Token] = parser().parse(text.removeprefix("\ufeff").rstrip("\n") + "\n")
        header, blocks = ToSyntax().transform(tree)
    except UnexpectedInput as error:
        raise RuleSyntaxError([explain_syntax(text, file, error)]) from None
    except VisitError as error:
        if not isinstance(error.orig_exc, Shape):
            raise
        shape = error.orig_exc
        raise RuleSyntaxError([Problem(shape.code, "error", file, shape.at or Span(1), str(shape))]) from None
    return Module(file, header, blocks)
