"""Formatting as edits of single lines, so that the cursor and the undo history stay where they are."""

from __future__ import annotations

from difflib import SequenceMatcher

from pgx.lsp.desk import Document
from pgx.rules import RuleSyntaxError, format_source
from pgx.rules.formatting import ChangedMeaning

Edit = tuple[int, int, str]        # first line, line after the last (0-based), text in their place


def layout_edits(document: Document) -> list[Edit]:
    """What `pgx rules fmt` would change; [] for a text that is not the language yet."""
    try:
        formatted = format_source(document.text, document.path)
    except (RuleSyntaxError, ChangedMeaning):
        return []
    before, after = document.text.splitlines(keepends=True), formatted.splitlines(keepends=True)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [(i1, i2, "".join(after[j1:j2])) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]
