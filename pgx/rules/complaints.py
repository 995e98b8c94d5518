"""Syntax errors in plain words. Never says "token" or "parse"; shows what was expected in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lark import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from pgx.rules.errors import SYNTAX, Problem, Span
from pgx.rules.keywords import BLOCK_WORDS, EVERY_CLAUSE, FILE_WORDS
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
# (what the line looks like, what to say); the first that fits is used
MISTAKES: tuple[tuple[str, str], ...] = (
    (r"^\s*\|.*[^|\s]\s*$", "a table row ends with |"),
    (r"[\u201c\u201d\u2018\u2019]", 'curly quotes: write straight quotes "..."'),
    (r'^[^"#]*("[^"]*"[^"#]*)*"[^"]*$', "text in quotes is not closed on its line"),
    (r"'", 'text stands in double quotes "..."'),
    (r"\bis\b.*\bor\b.*\bis\b", "`or` joins values of one column: write two rows, or `X is a or b`"),
    (r"^\s*(if|where|unless)\b", "conditions begin with `when`, and go on with `and`"),
    (r"\b(else|elif)\b", "there is no `else`: give every case its row, or `otherwise` for the rest"),
    (r"^\s*(when|and|valid)\b.*\b(and|or)\s+[A-Za-z][A-Za-z0-9 -]*\s(is\b|taking\b|[<>])",
     "one condition a line: put `and ...` on the next line"),
    (r"^\s*(when|and|valid)\b.*!=", "write `is not`"),
    (r"^\s*(when|and|valid)\b[^<>]*=", "write `is`"),
    (r"^\s*\|.*(≥|≤)", "write >= and <="),
    (r"^\s*\|[^|]*\|\s*\|[^|]*\|", "write || between the conditions and the results, without a space inside"),
    (r"\d+(\.\d+)?\s*-\s*\d", "write a range as `1 to 2`"),
    (r"\d,\d", "write a decimal point, not a comma"),
    (r"^\s*(advice|table|grid|rule|formula|remind|examples)\s+\S*[A-Z_]",
     "names are lower case with hyphens, like `half-dose`"),
    (r"^\s*\|.*&", "write `or` between values; other conditions have columns of their own"),
    (r"^\s*(severity|action|for|instead)\s+\"", "no quotes here: this is a name, not text"),
    (r"^\s*(say|note|title|monitor|because)\s+[^\"\s]", 'text stands in quotes "..."'),
    (r"^\s*\|.*/.*\bor\b.*,", "write `or` between values"),
    (r"^\s*(for|instead)\s+.*,", "write `or` between drugs"),
    (r"^\s*(for|instead)\s+[A-Z]", "drugs are written in lower case"),
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


def known_mistake(line: str) -> str:
    """What to say about a line that looks like a common mistake, or ""."""
    return next((said for pattern, said in MISTAKES if re.search(pattern, line)), "")


def first_word(line: str, column: int) -> str:
    """What to say when the line begins with a word that begins nothing."""
    match = re.match(r"\s*([A-Za-z][\w-]*)", line)
    if match is None or column > match.end() or match[1] in BLOCKS or match[1] in CLAUSES:
        return ""
    close = did_you_mean(match[1].lower(), (*BLOCKS, *CLAUSES))
    return f"no line begins with `{match[1]}`" + (f": {close}" if close else "")


def expectation(error: UnexpectedInput) -> str:
    """`expected X or Y, not Z`."""
    options = (getattr(error, name, None) for name in ("accepts", "expected", "allowed"))
    wanted = plain(next((option for option in options if option), ()))
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
