"""The terminal: everything is said in words, fits the width, and colour is extra."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pgx.domain.calls import Phenotype
from pgx.domain.genome import Assembly
from pgx.render import describe, tables, text
from pgx.render.catalogue import load
from pgx.render.evidence import record
from tests.render.factory import assessment, genes, open_gene, score

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def calls() -> str:
    return text.calls(assessment(), width=200, colour=False)


@pytest.fixture(scope="module")
def alerts() -> str:
    return text.alerts(assessment(), width=160, colour=False)


@pytest.mark.parametrize("line", [
    r"CYP2C19 +\*1/\*2 +Intermediate Metabolizer +2 possible results:",
    r"CYP2D6 +\*1/\*4x2 or \*1x2/\*4 .*2 possible results",
    r"TPMT +\*1/\*1 +Normal Metabolizer +certain +none",
    r"HLA-B +not tested +- +not tested",
    r"NUDT15 +could not be called +- +could not be called",
    r"DPYD +c.1905\+1G>A \(\*2A\) \+ c.2846A>T",
])
def test_gene_line(calls, line):
    assert re.search(line, calls)


def test_unread_positions_are_counted_and_named_in_the_order_of_the_call(calls):
    assert "2: rs12248560, rs4244285" in calls


def test_many_unread_positions_are_counted():
    call = replace(genes()["CYP2C19"].call, missing=genes()["CYP2C19"].call.missing * 4)
    told = describe.missing(replace(genes()["CYP2C19"], call=call), Assembly.GRCH38, load())
    assert told == "8: rs12248560, rs4244285, rs12248560 and 5 more"


def test_position_without_rsid_is_named_by_place():
    assert "chr12:21178615" in text.calls(assessment(), width=160, colour=False)
    assert "chr12:21331549" in text.calls(assessment(assembly="GRCh37"), width=160, colour=False)


def test_message_of_several_genes_is_one_line(calls):
    assert "Warning: HLA-B, SLCO1B1: No position of this gene was read." in calls


def test_drugs_asked_about_come_first(alerts):
    drugs = re.findall(r"^[A-Z]{5,}$", alerts, flags=re.MULTILINE)
    assert drugs[:3] == ["CLOPIDOGREL", "CODEINE", "FLUOROURACIL"]


def test_alerts_of_a_drug_keep_their_order(alerts):
    assert alerts.index("Codeine: possible, not certain: change") < alerts.index("One possibility, not certain: Use")


def test_risk_stands_after_the_advice(alerts):
    clopidogrel = alerts[alerts.index("CLOPIDOGREL"):alerts.index("CODEINE")]
    assert clopidogrel.index("avoid; consider") < clopidogrel.index("major bleeding: 3%")
    assert "at the edge of the model's range: age is at the edge" in clopidogrel


def test_model_out_of_range_gives_no_estimate(alerts):
    assert "myopathy: no estimate" in alerts


@pytest.mark.parametrize("said", [
    "[major] [certain] Clopidogrel: avoid", "[moderate] [possible] Codeine", "[contraindicated] [certain] Fluorouracil",
    "[no action needed] [certain] Azathioprine", "[not tested] Simvastatin", "[no usable result] Mercaptopurine",
    "[moderate] [not tested] Abacavir", "[no advice in the source] Efavirenz", "Otherwise     usual dose (50%)",
    "rules/cpic/clopidogrel.pgx:32", "rs4244285 chr10:94781859 G>A 0/1", "Order: HLA-B*57:01.",
])
def test_said_in_words(alerts, said):
    assert said in alerts


def test_drug_without_rules_is_not_silent():
    said = text.alerts(assessment(asked=("water",)), width=120, colour=False)
    assert "No rule here speaks about water. That is not advice to use it." in said


@pytest.mark.parametrize("width", [40, 80, 100])
def test_lines_fit_the_width(width):
    for write in (text.calls, text.alerts):
        assert max(map(len, write(assessment(), width=width, colour=False).splitlines())) <= width


def test_colour_adds_nothing_but_colour():
    coloured = text.alerts(assessment(), width=100, colour=True)
    plain = text.alerts(assessment(), width=100, colour=False)
    assert ANSI.search(coloured)
    assert not ANSI.search(plain)
    strip = [line.rstrip() for line in ANSI.sub("", coloured).splitlines()]
    assert strip == plain.splitlines()


def test_no_colour_off_a_terminal_and_with_no_color(monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert text.use_colour(None)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not text.use_colour(None)
    assert text.use_colour(True)


def test_tsv_has_one_line_a_gene_and_the_documented_columns():
    rows = [line.split("\t") for line in text.tsv_rows(assessment())]
    assert text.TSV_HEADER.split("\t") == list(text.TSV_COLUMNS)
    assert set(text.TSV_COLUMNS) <= set(tables.CALL_COLUMNS)
    assert [row[2] for row in rows] == list(genes())
    assert {len(row) for row in rows} == {len(text.TSV_COLUMNS)}


def test_tab_in_a_sample_name_breaks_no_line():
    lines = list(text.tsv_rows(replace(assessment(), sample="a\tb\nc")))
    assert {line.count("\t") for line in lines} == {len(text.TSV_COLUMNS) - 1}


def test_markup_in_names_is_printed_as_it_is():
    """A sample called "[bold]" is not a style."""
    assert "[bold]x[/bold]" in text.calls(assessment(sample="[bold]x[/bold]"), width=120, colour=False)


@pytest.mark.parametrize(("row", "told"), [
    ({"id": "rs1", "status": "absent"}, "rs1 (not in the file)"),
    ({"id": "rs1", "status": "filtered", "chrom": "1", "pos": 7, "ref": "A", "alt": "", "genotype": "0/1"},
     "rs1 1:7 0/1 (failed a filter)"),
], ids=["absent", "filtered"])
def test_record_says_how_it_was_read(row, told):
    assert record(row, load()) == told


@pytest.mark.parametrize(("possible", "told"), [
    ({"*1/*1": (1.0, Phenotype("NM", score("2")))}, "certain"),
    ({"*1/*1": (0.6, Phenotype("NM", score("2"))), "*1/*9": (0.4, Phenotype("NM", score("1.5")))},
     "certain; its score may be 2.0 or 1.5"),
    ({"*1/*1": (0.6, Phenotype("NM", score("2"))), "*1/*9": (0.3, Phenotype("NM", score("1.5"))),
      "*9/*9": (0.1, Phenotype("IM", score("1")))}, "2 possible results: NM 90% or IM 10%"),
    ({"*1/*1": (0.999, Phenotype("NM")), "*9/*9": (0.001, Phenotype("PM"))}, "2 possible results: NM >99% or PM <1%"),
    ({"*1/*1": (0.6, Phenotype("NM")), "*1/*9": (0.4, Phenotype("NM"))}, "certain; 2 diplotypes give it"),
    ({"*1/*1": (0.6, Phenotype("n/a")), "*1/*3": (0.4, Phenotype("n/a"))}, "2 possible diplotypes"),
    ({"*1/*1": (1.0, Phenotype("n/a"))}, "certain"),
], ids=["certain", "score open", "phenotypes are counted, not scores", "rare is not zero", "same phenotype",
        "no phenotype, two diplotypes", "no phenotype, one diplotype"])
def test_certainty(possible, told):
    assert describe.certainty(open_gene("X", ["*1/*1"], possible), load()) == told


def test_gene_without_phenotype_in_the_source_has_a_dash():
    found = open_gene("X", ["*1/*1"], {"*1/*1": (1.0, Phenotype("n/a"))})
    assert describe.phenotype(found, load()) == "-"
