"""directions.tsv against the source pack: every live row was read, and nothing was read that is not there."""

from __future__ import annotations

import re

import pytest

from pgx import knowledge
from tests.guidelines import ruled, twelve
from tests.guidelines.patients import PARTS
from tests.guidelines.queries import Identity, named, read_rows, row_of
from tests.guidelines.source_rows import GUIDELINES, OLD_TABLE, SourceRow, readings, source_rows, table
from tests.paths import needs_shared

pytestmark = needs_shared
# What the source's own flags allow a reading to say: d another dose, a another drug, o other advice.
ALLOWED = {
    "": {"usual", "silent", "inform"}, "o": {"usual", "watch", "inform", "test"}, "a": {"avoid"},
    "ao": {"avoid", "test"}, "d": {"less", "more", "change", "inform"}, "do": {"less", "more", "change"},
    "da": {"avoid", "less", "usual"}, "dao": {"avoid", "less", "more", "test", "watch"},
}
MISFLAGGED = {
    # One of five equal rows, all of which say that there is no recommendation, is flagged.
    "DPWG eliglustat [-] CYP2D6=1.75",
    # One text for poor metabolizers and carriers of *3; the dose is that of the former.
    "FDA celecoxib [association] CYP2C9=*1/*3",
    # The dose that the label gives normal and intermediate metabolizers is its usual one.
    *(f"FDA eliglustat [label] CYP2D6={s}" for s in (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25)),
    # Flagged as another drug, but the text only says to stop when haemolysis comes.
    *(f"FDA nitrofurantoin [label] G6PD={status}" for status in ("deficient", "deficient-cnsha", "variable")),
}
OLDER_DRUGS = {"Sulfamethoxazole and Trimethoprim": "sulfamethoxazole / trimethoprim",
               "Sacituzumab Govitecan-hziy": "sacituzumab govitecan", "Quinine Sulfate": "quinine"}
OLDER_GENES = {"TPMT and/or NUDT15": ("TPMT", "NUDT15"), "Nonspecific (NAT)": ("NAT2",)}


@pytest.fixture(scope="module")
def rows() -> list[SourceRow]:
    """Live source rows of every drug that was read."""
    drugs = {source: frozenset(drug for s, drug, _, _ in readings() if s == source)
             for source in ("CPIC", "DPWG", "FDA")}
    labels = {(term.gene, term.label): term.code for term in knowledge.load().terms}
    return [named(row) for row in source_rows(drugs, labels)]


def identity(row: SourceRow) -> Identity:
    """What a source row is told from the others by."""
    return row.source, row.drug, row.kind, row.key


def test_every_live_row_was_read(rows: list[SourceRow]) -> None:
    """A source row without a reading is an omission."""
    missing = [row.name for row in rows if identity(row) not in read_rows()]
    assert missing == []


def test_nothing_was_read_that_no_source_says(rows: list[SourceRow]) -> None:
    """A reading without a source row is an invention."""
    there = {identity(row) for row in rows}
    assert [name for name in readings() if row_of(*name) not in there] == []


def test_each_key_is_read_once() -> None:
    """Two readings of one row would hide one of them."""
    assert [name for name, found in readings().items() if len(found) > 1] == []


def test_strength_is_the_source_strength(rows: list[SourceRow]) -> None:
    """Strengths were copied right."""
    wrong = [row.name for row in rows for r in read_rows().get(identity(row), ()) if r.strength != row.strength]
    assert wrong == []


def test_every_departure_names_its_decision() -> None:
    """A row that differs from its source does so for a recorded reason."""
    for found in readings().values():
        for reading in found:
            assert (reading.decision == "-") == (reading.ruled == "-")


def test_direction_is_one_that_the_flags_allow(rows: list[SourceRow]) -> None:
    """The source flags each text as another dose, another drug or other advice; a misread direction would differ. Where
    a text tells patients apart, one of its readings has the flagged direction."""
    found = [(row, read_rows().get(identity(row), [])) for row in rows]
    wrong = [row.name for row, read in found
             if not any(r.direction in (twelve.ALLOWED if r.fine else ALLOWED)[row.flags] for r in read)]
    assert set(wrong) == MISFLAGGED


def test_older_associations_are_still_there_or_known() -> None:
    """Every association of 2021 is in the current table, stands in a rule with its date, or asks for a gene we lack."""
    current = {(line["drug"].lower(), gene) for line in table(GUIDELINES / "fda_recommendations.tsv")
               if line["kind"] == "association" for gene in line["genes"].split(", ")}
    gone = {(line["drug"], line["gene"]) for line in table(GUIDELINES / "fda_associations_2021.tsv")
            if not any((OLDER_DRUGS.get(line["drug"], line["drug"].lower()), gene) in current
                       for gene in OLDER_GENES.get(line["gene"], (line["gene"],)))}
    lacking = {("Mivacurium", "BCHE"), ("Succinylcholine", "BCHE"), ("Lapatinib", "HLA-DRB1"),
               ("Lapatinib", "HLA-DQA1")}
    assert gone == set().union(*ruled.ASSOCIATIONS_2021.values()) | lacking


def test_older_labels_name_the_gene_and_newer_ones_do_not() -> None:
    """Rows of the label table of 2022 stand there, and only where no newer label text speaks of the gene."""
    there = {(re.sub(r" \(\d+\)$", "", line["drug"]), line["biomarker"])
             for line in table(GUIDELINES / "fda_label_biomarkers_2022.tsv")}
    newer = {(line["drug"].lower(), gene) for line in table(GUIDELINES / "fda_recommendations.tsv")
             if line["kind"] == "label" for gene in line["genes"].split(", ")}
    used = set().union(*ruled.LABELS_2022.values())
    assert used <= there
    assert {(OLDER_DRUGS.get(drug, drug.lower()), gene.split(" ")[0]) for drug, gene in used} & newer == set()


def test_each_part_of_a_text_is_a_kind_of_patients() -> None:
    """A misspelt population would test nobody's row."""
    told = {words for source, _, kind, _ in readings() if source == "FDA" for words in ruled.fda_kind(kind)[1]}
    assert told - set(ruled.POPULATIONS | PARTS) - set(ruled.PRODUCTS) - {""} == set()


@pytest.mark.parametrize(("source", "file", "text"), [
    ("CPIC", "cpic_recommendations.tsv", "recommendation"), ("CPIC", OLD_TABLE, "recommendation"),
    ("DPWG", "dpwg_recommendations.tsv", "text"), ("FDA", "fda_recommendations.tsv", "text"),
])
def test_no_drug_was_left_out(source: str, file: str, text: str) -> None:
    """Every drug of the tables has readings, so that no whole guideline can be forgotten."""
    read = {drug for s, drug, _, _ in readings() if s == source}
    live = {line["drug"].lower() for line in table(GUIDELINES / file)
            if line.get("superseded", "") in {"", "0"} and line[text]}
    assert live - read == set()
