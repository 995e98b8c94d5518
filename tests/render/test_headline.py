"""One headline a drug: the most cautious advice that is possible leads, and what sources share is told once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pgx.domain.assessment import Because, Certainty, FactUsed, Outcome, Severity
from pgx.render import text
from pgx.render.catalogue import load
from pgx.render.grouping import by_drug
from pgx.render.headline import headline, lead, possibilities
from tests.render.factory import advice, alert, assessment, evidence, source

WORDS = load()
SEEN = {"id": "rs1", "status": "called", "chrom": "chr1", "pos": 7, "ref": "A", "alt": "G", "genotype": "0/1"}
IM = evidence("CYP2C19", ("*2/*17",), ("Intermediate Metabolizer",), 0.99, positions=(SEEN,))
PM = evidence("CYP2C19", ("*2/*4",), ("Poor Metabolizer",), 0.01, positions=(SEEN,))
BOTH = evidence("CYP2C19", ("*2/*17", "*2/*4"), (*IM.phenotypes, *PM.phenotypes), positions=(SEEN,))
OPEN = ("CYP2C19: not read: rs28399504",)


def said(action, severity, gene, share, name, line, certainty=Certainty.POSSIBLE):
    because = Because((gene,), (), (1, 2), share, () if certainty is Certainty.CERTAIN else OPEN)
    return alert("clopidogrel", advice(action, severity), Outcome.ACTION, because, source(name, "t", line),
                 certainty=certainty, would_settle=() if certainty is Certainty.CERTAIN else ("CYP2C19: rs28399504",))


SURE = said("avoid if possible", Severity.MAJOR, BOTH, 1.0, "cpic.clopidogrel", 50, Certainty.CERTAIN)
LIKELY = said("raise dose", Severity.MAJOR, IM, 0.99, "dpwg.clopidogrel", 48)
UNLIKELY = said("avoid", Severity.MAJOR, PM, 0.01, "dpwg.clopidogrel", 46)


def told(*alerts):
    return headline(by_drug(assessment(alerts=alerts, asked=("clopidogrel",), reminders=(), risks=()))[0], WORDS)


@pytest.mark.parametrize(("alerts", "leads"), [
    ((SURE, LIKELY, UNLIKELY), UNLIKELY),
    ((SURE, LIKELY), SURE),
    ((SURE, replace(LIKELY, severity=Severity.CONTRAINDICATED)), replace(LIKELY, severity=Severity.CONTRAINDICATED)),
    ((replace(SURE, certainty=Certainty.POSSIBLE), SURE), SURE),
    ((replace(SURE, outcome=Outcome.NO_ACTION, severity=Severity.NONE), LIKELY), LIKELY),
], ids=["rare but stricter", "stricter of two", "worse", "certain of two equal ones", "something to do"])
def test_the_most_cautious_possible_action_leads(alerts, leads):
    assert lead(alerts) == leads


def test_what_is_only_possible_says_so_with_its_share_and_names_the_rest():
    found = told(SURE, LIKELY, UNLIKELY)
    facts = dict(found.facts)
    assert found.tags == ("major", "possible (1%)")
    assert found.summary == "Clopidogrel: possible, not certain: avoid"
    assert facts["head.else"] == "avoid if possible | raise the dose (99%)"
    assert facts["head.open"] == OPEN[0]
    assert facts["head.settle"] == "CYP2C19: rs28399504"


def test_what_sources_share_is_told_once():
    """Genes with the likeliest result first, records and open questions: once a drug, not once a source."""
    facts = dict(told(SURE, LIKELY, UNLIKELY).facts)
    assert facts["head.why"] == "CYP2C19 is *2/*17 or *2/*4 (Intermediate Metabolizer or Poor Metabolizer)"
    shown = text.alerts(assessment(alerts=(SURE, LIKELY, UNLIKELY), asked=(), reminders=(), risks=()), width=110,
                        colour=False)
    for once in ("rs1 chr1:7 A>G 0/1", "not read: rs28399504", "To settle it"):
        assert shown.count(once) == 1


def test_each_source_keeps_its_certainty_its_condition_and_its_rule():
    rows = told(SURE, LIKELY, UNLIKELY).told
    assert [(r.sure, r.when, r.rules) for r in rows] == [
        ("certain", "", "rules/cpic/clopidogrel.pgx:50"),
        ("possible (99%)", "If CYP2C19 is *2/*17 (Intermediate Metabolizer): ", "rules/dpwg/clopidogrel.pgx:48"),
        ("possible (1%)", "If CYP2C19 is *2/*4 (Poor Metabolizer): ", "rules/dpwg/clopidogrel.pgx:46")]


def test_source_that_speaks_of_one_gene_of_two_says_which():
    """"Usual dose" by one gene must not be read as the answer of both."""
    normal = Because((evidence("CYP2B6", ("*1/*1",), ("Normal Metabolizer",)),))
    other = alert("clopidogrel", advice("usual dose", Severity.NONE), Outcome.NO_ACTION, normal,
                  source("fda.clopidogrel", "t", 9))
    assert [row.when for row in told(SURE, other).told] == ["By CYP2C19: ", "By CYP2B6: "]


def test_missing_fact_has_no_share():
    """Facts have no frequency: a percentage would be made up."""
    missing = alert("clopidogrel", advice("avoid", Severity.MAJOR), Outcome.ACTION,
                    Because((), (FactUsed("age", None),), (1, 2), 0.5), source("cpic.clopidogrel", "t", 1),
                    certainty=Certainty.POSSIBLE)
    assert possibilities([missing], WORDS) == ["avoid"]
    assert told(missing).tags == ("major", "possible")


def test_drug_without_alerts_has_no_headline():
    assert told() is None
