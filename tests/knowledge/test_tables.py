"""Files of the knowledge base: order, layout, errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgx.domain.errors import KnowledgeError
from pgx.knowledge import tables
from pgx.knowledge.order import natural

CELL = st.text(st.characters(blacklist_characters="\t\n\r", blacklist_categories=("Cs",)), max_size=8)


@pytest.mark.parametrize(("names", "expected"), [
    (["*10", "*2", "*1"], ["*1", "*2", "*10"]),
    (["*1x2", "*1", "*1x≥3"], ["*1", "*1x2", "*1x≥3"]),
    (["c.1003G>T", "c.61C>T", "Reference"], ["Reference", "c.61C>T", "c.1003G>T"]),
], ids=["stars", "copies", "variants"])
def test_natural_order(names, expected):
    """Numbers inside names compare as numbers."""
    assert sorted(names, key=natural) == expected


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=6, unique_by=lambda row: row[0]))
def test_written_rows_are_read_back(cells):
    """What is written is read back, and written again it is the same."""
    rows = [{"code": a, "text": b} for a, b, _ in cells]
    text = tables.text_of(rows, tables.MESSAGE_TERMS)
    again = tables.parse(text, tables.MESSAGE_TERMS.columns, "test")
    assert sorted(again, key=str) == sorted(rows, key=str)
    assert tables.text_of(again, tables.MESSAGE_TERMS) == text


def test_reference_allele_comes_first():
    """The reference row leads whatever its name."""
    blank = dict.fromkeys(tables.ALLELES.columns, "")
    rows = [blank | {"allele": "*1"}, blank | {"allele": "*38", "reference": "yes"}]
    assert [row["allele"] for row in tables.ordered(rows, tables.ALLELES)] == ["*38", "*1"]


@pytest.mark.parametrize(("text", "message"), [
    ("code\n", "header is not `code text`"),
    ("code\ttext\na\n", "x.tsv:2: 1 fields where the header has 2"),
    ("code\ttext\na\tb\nc\td\te\n", "x.tsv:3: 3 fields where the header has 2"),
], ids=["header", "few", "many"])
def test_damaged_table_names_its_line(text, message):
    """A table that is not what it should be is refused with file and line."""
    with pytest.raises(KnowledgeError, match=message):
        tables.parse(text, tables.MESSAGE_TERMS.columns, "x.tsv")


@pytest.mark.parametrize("value", ["a\tb", "a\nb"])
def test_value_with_a_separator_is_refused(value):
    """A tab or line break inside a value would shift every later column."""
    with pytest.raises(KnowledgeError, match="tab or a line break"):
        tables.text_of([{"code": "a", "text": value}], tables.MESSAGE_TERMS)
