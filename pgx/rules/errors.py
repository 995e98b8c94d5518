"""What the checker has to say: a `Problem`, numbered, placed, with a way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SYNTAX = "PGX001"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one line. `line` and `column` are 1-based; `length` in characters, 0 when not known."""

    line: int
    column: int = 1
    length: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """Another place that a complaint is about, and what it is. `file` empty: the complaint's own file."""

    at: Span
    label: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint. `level` is error, warning or note; `helps` are the ways out, most likely first; `example` is one
    concrete patient; `rows` are lines of text that would close the gap; `also` other places to look at; `fix` the text
    that may stand at `at` instead, where only one can be meant."""

    code: str
    level: str
    file: str
    at: Span
    message: str
    helps: tuple[str, ...] = ()
    example: str = ""
    rows: tuple[str, ...] = ()
    also: tuple[Mark, ...] = ()
    fix: str = ""

    def __str__(self) -> str:
        """Where, what, the value, the way out; one thing a line."""
        lines = [f"{self.file}:{self.at.line}:{self.at.column}: {self.code} {self.message}"]
        if self.example:
            lines.append(f"  example patient: {self.example}")
        lines += [f"  a row that would close the gap: {row}" for row in self.rows]
        lines += [f"  help: {text}" for text in self.helps]
        return "\n".join(lines)


class RuleError(Exception):
    """Root of what this package raises.

    RuleError
    +-- RuleSyntaxError   the text is not the language
    +-- RuleSetError      modules with errors were to be compiled
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RuleSyntaxError(RuleError):
    """The text is not the language. `problem` says where and what was expected, in plain words."""

    @property
    def problem(self) -> Problem:
        """The first (and only) complaint."""
        return self.problems[0]


class RuleSetError(RuleError):
    """The modules do not hold together; `problems` lists every error."""
