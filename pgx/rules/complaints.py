"""Syntax errors in plain words. Never says "token" or "parse"; shows what was expected in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lark import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from pgx.rules.errors import SYNTAX, Problem, Span
from pgx.rules.keywords import BLOCK_WORDS, EVERY_CLAUSE, FILE_WORDS
from pgx.rules.mistakes import known_mistake
from pgx.rules.suggest import did_you_mean

BLOCKS = tuple(BLOCK_WORDS)
CLAUSES = (*EVERY_CLAUSE, *FILE_WORDS)
PLAIN = {
    "NAME": "a name in lower case", "CODE": "a gene or result", "STRING": "text in quotes",
    "_NL": "the end of the line", "QUANTITY": "a number with its unit", "NUMBER": "a number",
    "DATE": "a date like 2027-06-30", "CMP": "<, <=, > or >=", "VBAR": "|", "EDITION": "an edition like 2022",
    "CITEID": "a reference like PMID:12345678", "ALLELE": "an allele like CYP2C9*3",
    "HGVS": "a variant like c.1905+1G>A or rs9923231", "UNIT": "a unit", "HASH": "sha256:...",
    "DIPLO": "an allele pair like *1/*2", "GENO": "a genotype like A/G", "$END": "the end of the file",
    "MINUS": "-", "COMMA": ",", "BACKSLASH": "\\", "LPAR": "(", "RPAR": ")", "STAR": "*", "SLASH": "/", "PLUS": "+",
}
# (all of these may stand there, what that is in a word); the first that fits is used
GROUPS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"CERTAIN", "POSSIBLE", "NEVER", "SILENT"}), "`certain X`, `possible X or Y`, `never X` or `silent`"),
    (frozenset({"TIMES", "BECOMES", "UNCHANGED"}), "`times 0.5`, `becomes PM` or `unchanged`"),
    (frozenset({"GUIDELINE", "LAYER"}), "`guideline NAME` or `layer NAME`, which begin a file"),
    (frozenset({"CODE", "ALLELE", "NAME", "COPIES"}), "a column: a gene, an allele or a fact"),
    (frozenset({"CODE", "NAME", "DIPLO", "CMP", "NOT"}), "a value of the column, `not` or `any`"),
    (frozenset({"CODE", "NAME", "DIPLO", "CMP"}), "a value of the column"),
    (frozenset({"REDUCE", "RAISE", "AT", "BELOW"}), "a dose: `reduce start by 50%`, `start at 5 mg/day`"),
    (frozenset({"IS", "CMP"}), "`is`, <, <=, > or >="),
)


def explain_syntax(text: str, file: str, error: UnexpectedInput) -> Problem:
    """One Problem for a syntax error: on the line where the reader has to look."""
    lines = text.splitlines()
    line, column = place(error, lines)
    written = lines[line - 1] if line <= len(lines) else ""
    said = known_mistake(written) or first_word(written, column) or expectation(error)
    return Problem(SYNTAX, "error", file, Span(line, column), said)


def place(error: UnexpectedInput, lines: list[str]) -> tuple[int, int]:
    """Line and column; an error at a line's end is reported there, not on the next line."""
    line, column = int(getattr(error, "line", 0) or 0), int(getattr(error, "column", 0) or 0)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        line = len(lines)
        column = len(lines[-1]) + 1 if lines else 1
    if line < 1:
        line, column = max(1, len(lines)), 1
    return line, max(1, column)


def first_word(line: str, column: int) -> str:
    """What to say when the line begins with a word that begins nothing."""
    match = re.match(r"\s*([A-Za-z][\w-]*)", line)
    if match is None or column > match.end() or match[1] in BLOCKS or match[1] in CLAUSES:
        return ""
    typed = match[1].lower()
    longer = [word for word in (*BLOCKS, *CLAUSES) if len(typed) > 2 and word.startswith(typed)]
    close = f"did you mean `{longer[0]}`?" if len(longer) == 1 else did_you_mean(typed, (*BLOCKS, *CLAUSES))
    return f"no line begins with `{match[1]}`" + (f": {close}" if close else "")


def expectation(error: UnexpectedInput) -> str:
    """`expected X or Y, not Z`."""
    options = (getattr(error, name, None) for name in ("accepts", "expected", "allowed"))
    names = frozenset(next((option for option in options if option), ()))
    wanted = next((said for group, said in GROUPS if group <= names), "") or plain(names)
    found = shown(error)
    return f"expected {wanted}, not {found}" if wanted else f"{found} cannot stand here"


def shown(error: UnexpectedInput) -> str:
    """What stands there instead."""
    if isinstance(error, UnexpectedToken):
        return PLAIN[error.token.type] if error.token.type in {"$END", "_NL"} else f"`{error.token}`"
    return f"`{error.char}`" if isinstance(error, UnexpectedCharacters) else "this"


def plain(names: Iterable[str]) -> str:
    """Up to four expectations in words, keywords last."""
    words = [PLAIN[name] for name in PLAIN if name in set(names)]
    words += [f"`{name.lower()}`" for name in sorted(names) if name not in PLAIN and not name.startswith("__")]
    return " or ".join(list(dict.fromkeys(words))[:4])
