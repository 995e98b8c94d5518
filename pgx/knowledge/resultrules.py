"""results.tsv -> ResultRules: pairs of functions, or intervals of the activity score."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from pgx.domain.errors import KnowledgeError
from pgx.domain.genes import PhenotypeMethod, ResultRules, Score, ScoreBin
from pgx.knowledge.tables import Row

_INTERVAL = re.compile(r"([\[(])([0-9.]*),([0-9.]*)([\])])")


def score_of(text: str) -> Score | None:
    """An activity value as written: `0.25`, `≥3.0`; None for empty and `n/a`. Raises KnowledgeError otherwise."""
    if text in {"", "n/a"}:
        return None
    try:
        return Score(Decimal(text.removeprefix("≥")), text.startswith("≥"))
    except InvalidOperation:
        raise KnowledgeError(f"activity value `{text}` is not a number, `≥` and a number, or `n/a`") from None


def interval_of(text: str, phenotype: str) -> ScoreBin:
    """A bin from interval notation: `[0,0]`, `(0,1.25)`, `(2.25,)`. Raises KnowledgeError when it is not one."""
    match = _INTERVAL.fullmatch(text)
    if match is None:
        raise KnowledgeError(f"scores `{text}` is not an interval such as `(0,1.25]`")
    opening, low, high, closing = match.groups()
    return ScoreBin(Decimal(low) if low else None, opening == "[", Decimal(high) if high else None, closing == "]",
                    phenotype)


def contains(score_bin: ScoreBin, value: Decimal) -> bool:
    """Whether the interval holds `value`."""
    low, high = score_bin.low, score_bin.high
    above = low is None or value > low or (value == low and score_bin.low_inclusive)
    below = high is None or value < high or (value == high and score_bin.high_inclusive)
    return above and below


def _pairs(rows: Iterable[Row]) -> dict[tuple[str, ...], str]:
    pairs: dict[tuple[str, ...], str] = {}
    for row in rows:
        if row["rule"] == "pair":
            pairs[tuple(sorted((row["function_1"], row["function_2"])))] = row["phenotype"]
        elif row["rule"] == "single":
            pairs[(row["function_1"],)] = row["phenotype"]
    return pairs


def build(settings: Mapping[str, object], rows: Sequence[Row]) -> ResultRules:
    """The rules of one gene. `settings` is its gene.toml."""
    bins = [interval_of(row["scores"], row["phenotype"]) for row in rows if row["rule"] == "score"]
    bins.sort(key=lambda b: (b.low is not None, b.low or Decimal(0), not b.low_inclusive))
    positives = settings.get("positives", [])
    return ResultRules(
        method=PhenotypeMethod(settings["results"]),
        pairs=_pairs(rows),
        bins=tuple(bins),
        indeterminate=str(settings.get("indeterminate", "Indeterminate")),
        positives=tuple(positives) if isinstance(positives, list) else (),
        source=rows[0]["source"] if rows else "",
        version=max((row["version"] for row in rows), default=""),
    )
