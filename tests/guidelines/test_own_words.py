"""Facts are taken from the sources, sentences are not."""

from __future__ import annotations

import re

from tests.guidelines import ruled
from tests.guidelines.source_rows import GUIDELINES, table
from tests.paths import needs_shared

RUN = 7         # words in a row that would be a copied sentence
FILES = ("cpic_recommendations.tsv", "dpwg_recommendations.tsv", "fda_recommendations.tsv")
COLUMNS = ("recommendation", "implications", "text", "implication")


def runs(text: str) -> set[tuple[str, ...]]:
    """Every seven words in a row."""
    words = re.findall(r"[a-z0-9*:>%.]+", text.lower())
    return {tuple(words[i:i + RUN]) for i in range(len(words) - RUN + 1)}


@needs_shared
def test_no_sentence_is_copied() -> None:
    """No advice shares seven words in a row with any source text."""
    texts = {row[c] for file in FILES for row in table(GUIDELINES / file) for c in COLUMNS if row.get(c)}
    source = set().union(*(runs(text) for text in texts))
    copied = {f"{g.name}.{a.name}": [" ".join(run) for run in runs(ruled.texts(a)) & source]
              for g in ruled.ruleset().guidelines.values() for a in g.advice}
    assert {name: found for name, found in copied.items() if found} == {}
