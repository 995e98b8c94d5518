"""The language as a TextMate grammar, for editors and web pages, made from the list of keywords that the checker uses.

`python -m pgx.rules.highlighting` prints it. Patterns are written so that Oniguruma and Python read them alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from pgx.rules.actions import ACTIONS, BUILT_IN, SEVERITIES
from pgx.rules.keywords import (
    BLOCK_WORDS,
    CELL_WORDS,
    CHANGE_WORDS,
    COLUMN_WORDS,
    CONDITION_WORDS,
    DOSE_WORDS,
    EVERY_CLAUSE,
    FILE_WORDS,
    OVERRIDE_WORDS,
    VERDICT_WORDS,
)

NAME = r"[a-z][a-z0-9]*(?:[-.][A-Za-z0-9]+)*"
ALLELE = r"\*[0-9A-Za-z.:+*≥]+"
SCOPE = "source.pgx"


def word(words: Iterable[str]) -> str:
    """Any of these words, standing alone."""
    return rf"(?<![\w.*-])(?:{'|'.join(sorted(words, key=lambda w: (-len(w), w)))})(?![\w-]|\.\w)"


def first(words: Iterable[str]) -> str:
    """Any of these words at the beginning of a line."""
    return rf"^\s*(?:{'|'.join(sorted(words))})(?![\w-])"


# scope -> pattern; at one place the first that fits counts
PATTERNS: dict[str, str] = {
    "comment.line.number-sign.pgx": r"(?<![^\s|])#.*$",
    "string.quoted.double.pgx": r'"[^"]*"',
    "keyword.control.block.pgx": first((*FILE_WORDS, *BLOCK_WORDS)),
    "keyword.other.clause.pgx": first(EVERY_CLAUSE),
    "punctuation.separator.cell.pgx": r"\|\|?",
    "constant.other.reference.pgx": r"(?<![\w-])(?:[A-Z][A-Za-z]*:[^\s\"|,]+|sha256:[0-9a-f]+)",
    "constant.other.diplotype.pgx": rf"(?<!\w){ALLELE}(?:/{ALLELE})?|(?<![\w.-])[ACGT]+/[ACGT]+(?!\w)",
    "entity.name.type.allele.pgx": rf"(?<![\w.-])[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*{ALLELE}",
    "constant.other.variant.pgx": r"(?<![\w-])(?:(?:c|m|g)\.[-*]?[0-9][^\s|,/]*|rs[0-9]+)",
    "entity.name.type.gene.pgx": r"(?<![\w.-])[A-Z][A-Za-z0-9]*(?:-[A-Z0-9]+)*(?![\w*:/])",
    "constant.numeric.date.pgx": r"(?<![\w-])\d{4}-\d{2}-\d{2}(?!\d)",
    "keyword.operator.comparison.pgx": r"<=|>=|<|>",
    "keyword.operator.word.pgx": word((*CONDITION_WORDS, *CELL_WORDS, "and", "then")),
    "support.function.verdict.pgx": word((*VERDICT_WORDS, "dose")),
    "keyword.other.word.pgx": word((*COLUMN_WORDS, *DOSE_WORDS, *CHANGE_WORDS, *OVERRIDE_WORDS, "formula")),
    "constant.numeric.pgx": r"(?<![\w.-])-?\d+(?:\.\d+)*(?: ?%)?",
    "constant.language.pgx": word((*BUILT_IN, *SEVERITIES, *(a for a in ACTIONS if " " in a))),
    "variable.other.name.pgx": rf"(?<![\w.-]){NAME}",
}


def textmate() -> dict[str, object]:
    """The grammar as an editor loads it."""
    return {"$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
            "name": "pgx", "scopeName": SCOPE, "fileTypes": ["pgx"],
            "patterns": [{"name": name, "match": pattern} for name, pattern in PATTERNS.items()]}


def text() -> str:
    """The grammar's file."""
    return json.dumps(textmate(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(text(), end="")
