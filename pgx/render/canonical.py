"""One way to write JSON, so that equal documents are equal bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pgx.domain.genes import Score


def dumps(document: Mapping[str, object], *, indent: int | None = None) -> str:
    """JSON text on one line (or indented): UTF-8 kept, no NaN or infinity, keys in the document's own order, no line
    end. Raises ValueError on NaN."""
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)


def significant(value: float) -> float:
    """`value` rounded to 6 significant digits, so that the order of a sum does not show."""
    return float(f"{value:.6g}")


def score_value(score: Score | None) -> float | str | None:
    """Activity score in JSON: a number when exact, a string such as "≥3.0" when only a lower bound is known, else
    null."""
    if score is None:
        return None
    return str(score) if score.at_least else float(score.value)
