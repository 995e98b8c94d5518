"""StellarPGx: a text with headings, one gene of one sample."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pgx.callers.formats import NO_CALL, candidates, facts, meant
from pgx.domain.calls import OutsideRow

_ALLELES = re.compile(r"[^\s/]+/[^\s/]+")


def stellar(lines: Sequence[str]) -> list[OutsideRow] | None:
    """Rows of a StellarPGx report; None when the lines are none."""
    section = facts()["stellar"]
    title = _search(lines, section["title"])
    if title is None:
        return None
    sample = _search(lines, section["sample"])
    number, text = _under(lines, section["diplotype"])
    plain = OutsideRow(title["gene"], sample=sample["sample"] if sample else "", line=number, caller=section["caller"])
    found = candidates(text, section["between"])
    if not found or not all(_ALLELES.fullmatch(diplotype) for diplotype in found):
        return [replace(plain, unused=NO_CALL)]
    if len(found) > 1:
        return [replace(plain, diplotype=diplotype) for diplotype in found]
    phenotype, score = (meant(_under(lines, section[key])[1]) for key in ("phenotype", "score"))
    return [replace(plain, diplotype=found[0], phenotype=phenotype, score=score)]


def _search(lines: Sequence[str], pattern: str) -> re.Match[str] | None:
    return next((found for line in lines if (found := re.match(pattern, line.strip()))), None)


def _under(lines: Sequence[str], heading: str) -> tuple[int, str]:
    """The first line with text below a heading, and its number; (0, "") when there is none."""
    at = next((n for n, line in enumerate(lines) if line.strip() == heading), len(lines))
    return next(((n + 1, lines[n].strip()) for n in range(at + 1, len(lines)) if lines[n].strip()), (0, ""))
