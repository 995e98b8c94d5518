"""The rule files against the readings: every source row has one rule row, every rule row a source row."""

from __future__ import annotations

import pytest

from pgx.rules.actions import BUILT_IN
from pgx.rules.compiled import Advice
from pgx.rules.directions import direction_word
from tests.guidelines import ruled
from tests.guidelines.source_rows import Reading, readings

BOTH = ("HLA-B*15:02+15:11", "positive")        # a key that no single test yields: see test_both_alleles
ALL = [reading for found in readings().values() for reading in found]
OWN = [reading for reading in ALL if BOTH not in reading.key]
HALF = [r for r in OWN if len(r.key) > 1 and any(value == "untested" for _, value in r.key)]
# The text of the key with an untested VKORC1 speaks of any VKORC1 genotype; that of tafenoquine forbids it while nobody
# knows whether G6PD is deficient.
WIDER = {"fda.warfarin.label[*3/*3 & indeterminate]", "fda.tafenoquine.label[unknown]"}
OLDER = {*ruled.ASSOCIATIONS_2021, *ruled.LABELS_2022}     # see test_readings
# The source row of adults also speaks of these children.
SAME_ROWS = {"cpic.efavirenz.children": "child >40kg_adult"}
# The source's phenotype rows are for pairs that it does not name; a result without alleles needs rows too.
PAIR_UNREAD = {f"dpwg.{table}[unknown & {result}]" for result in ("IM", "PM")
               for table in ("atazanavir.jaundice", "irinotecan.start-dose", "sacituzumab-govitecan.watching")}
# Decision: one gene gave no clear result; the source's advice and strength hold, but not without a remark.
UNCLEAR = "unclear"
FLOW_CHART = "cpic.warfarin"                    # read from a diagram: see test_flow_chart
# Rules stand beside the tables. Where each comes from:
RULES = {
    "cpic.codeine.under-twelve": "B10", "cpic.tramadol.under-twelve": "B10",
    "fda.codeine.under-twelve": "PA166329561", "fda.tramadol.under-twelve": "PA166329596",
    "fda.tramadol.after-tonsillectomy": "PA166329596",
    "cpic.mercaptopurine.poor-tpmt-without-cancer": "PA166104945",
    "cpic.mercaptopurine.poor-nudt15-without-cancer": "PA166104945",
    "fda.clopidogrel.with-omeprazole": "B12", "fda.primaquine.with-cyp2d6-inhibitor": "PA166438022",
    "common.interactions.azathioprine-with-allopurinol": "B14",
    "common.interactions.azathioprine-with-febuxostat": "B14",
    "common.interactions.simvastatin-with-gemfibrozil": "B14",
    "common.interactions.fluoropyrimidine-with-brivudine": "B14",
    "common.phenoconversion.warfarin-with-cyp2c9-inhibitor": "phenoconversion_methods CYP2C9",
}


def name(reading: Reading) -> str:
    """Readable test id."""
    key = " & ".join("=".join(part) for part in sorted(reading.key))
    return f"{reading.source} {reading.drug} [{reading.kind}] {key}"


@pytest.mark.parametrize("reading", OWN, ids=name)
def test_source_row_has_its_rule_row(reading: Reading) -> None:
    """One rule row, certain, with the direction, the strength and every figure of the source."""
    found = ruled.findings(reading.source, reading.drug, reading.kind, reading.key)
    assert [f.verdict for f in found] == ["certain"]
    advice, strength = found[0].advice, found[0].strength.strip("-")
    assert (direction_word(advice) if reading.fine else ruled.direction(advice)) == reading.expected
    assert strength == ("" if reading.decision not in {"-", UNCLEAR} else reading.strength.strip("-"))
    has_figures(advice, reading.figures)


def has_figures(advice: Advice, wanted: tuple[str, ...]) -> None:
    """Dose lines are exactly the figures; figures marked `text` stand in a sentence."""
    assert ruled.figures(advice) == [figure for figure in wanted if not figure.startswith("text ")]
    missing = [f for f in wanted if f.startswith("text ") and f.removeprefix("text ") not in ruled.texts(advice)]
    assert missing == []


def test_both_alleles_do_not_hide_each_other() -> None:
    """The source is silent for HLA-B*15:02 with *15:11; each allele's own advice must remain."""
    alleles = [ruled.findings("DPWG", "carbamazepine", "-", frozenset({(f"HLA-B*{allele}", "positive")}))
               for allele in ("15:02", "15:11")]
    assert [[f.advice.direction for f in found] for found in alleles] == [["avoid"], ["avoid"]]


def test_no_rule_row_without_a_source_row() -> None:
    """A row that gives advice of its own, but that no source key reaches, is an invention."""
    reached = {row.row_id for reading in OWN
               for f in ruled.findings(reading.source, reading.drug, reading.kind, reading.key) for row in f.rows}
    invented = [f"{row.file}:{row.line}" for program in ruled.tables()
                if program.guideline != FLOW_CHART and program.name not in SAME_ROWS
                for row in program.rows
                if row.id not in reached | WIDER | OLDER | PAIR_UNREAD and ruled.advice_of(row).name not in BUILT_IN]
    assert invented == []


def test_every_rule_says_where_it_comes_from() -> None:
    """Extra alerts are listed with their source or audit number."""
    there = {p.name for p in ruled.extra_rules() if p.guideline != FLOW_CHART}
    assert there == set(RULES)


@pytest.mark.parametrize("unread", ["untested", "indeterminate"])
def test_unread_is_never_reassured(unread: str) -> None:
    """No row that says `usual dose` without any severity is open to a gene that was not read."""
    calm = [f"{row.file}:{row.line}" for program in ruled.tables() for row in program.rows
            if ruled.advice_of(row).direction == "usual" and ruled.advice_of(row).severity == "none"
            and ruled.unread_genes(program, row, unread)]
    assert calm == []


@pytest.mark.parametrize("reading", HALF, ids=name)
def test_half_tested_is_never_reassured(reading: Reading) -> None:
    """One gene normal and another not tested is never `usual dose`, and never without severity."""
    for finding in ruled.findings(reading.source, reading.drug, reading.kind, reading.key):
        assert finding.advice.action != "usual dose"
        assert finding.advice.severity != "none" or finding.advice.name in BUILT_IN
