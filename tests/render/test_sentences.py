"""Wording: the right words for each alert, none missing, and the three nothings told apart."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pgx.render
from pgx.domain.assessment import Because, Certainty, Dose, FactUsed, Outcome, Severity
from pgx.domain.calls import CallStatus
from pgx.domain.errors import UsageError
from pgx.render import sentences
from pgx.render.catalogue import languages, load
from pgx.rules.actions import ACTIONS
from tests.render.factory import advice, alert, alerts, evidence, source

RENDER = Path(pgx.render.__file__).parent
WORDS = load()
DOSE_KINDS = ("fraction", "reduce", "raise", "fixed", "capped", "formula", "limit", "below")
ENUMERATED = {
    "outcome": [o.value for o in Outcome],
    "severity": [s.value for s in Severity],
    "certainty": [c.value for c in Certainty],
    "dose": [*DOSE_KINDS, "other"],
    "dose_short": [*DOSE_KINDS, "other"],
    "applicability": ["in", "borderline", "out"],
    "level": ["note", "warning", "problem"],
    "status": [*(s.value for s in CallStatus), "untested"],
    "nothing": ["not-tested", "not-called"],
    "sure": [o.value for o in Outcome if o is not Outcome.ACTION],
}
MADE_UP = {
    "summary": {f"{o.value}{tail}" for o in Outcome for tail in ("", "_possible", "_first")},
    "risk": {"dose", "risk", "dose_plain", "risk_plain"},
    "why": {"gene_untested", "gene_not_called"},
    "text": {"gene", "result", "phenotype", "certainty", "missing"},
    "report": {f"{prefix}{name}{tail}" for name in ("action", "open", "unknown", "not-called", "not-tested", "inform",
                                                    "no-guidance", "no-action")
               for prefix, tail in (("glance_", ""), ("", ""), ("", "_intro"))},
    "patient": {"never", "avoid", "unsure_avoid", "dose", "unsure_dose", "watch", "test", "inform", "other_advice",
                "open", "not-tested", "not-called", "no-guidance", "no-action", "silent", "unknown_genes",
                "unread_genes", "open_genes"},
}
REASSURING = re.compile(r"usual|no change|no action|normal dose|safe|fine|standard", re.IGNORECASE)


def spoken(name: str) -> str:
    """Everything said about the alert of this drug that comes first."""
    found = next(a for a in alerts() if a.drug == name)
    return f"{sentences.summary(found)} {sentences.explain(found).do} {sentences.explain(found).sure}"


CODE = "".join(file.read_text(encoding="utf-8") for file in RENDER.rglob("*.py"))
PAGES = "".join(file.read_text(encoding="utf-8") for file in RENDER.rglob("*.j2"))
USED = {*re.findall(r'say\(\s*"([^"{]+)"', CODE), *re.findall(r'\bt\("([a-z][^"]*[^".])"', PAGES)}


@pytest.mark.parametrize("key", sorted(USED | {f"{s}.{word}" for s, listed in ENUMERATED.items() for word in listed}))
def test_every_key_has_words(key):
    """A key used in the code or a template, or made from an enumeration, is in the English list."""
    assert WORDS.templates[key]


def test_no_words_are_left_over():
    """Every key of the list occurs in the code or a template, or belongs to a section whose keys are made up."""
    made = {"action", "patient_action", "phase", "reading", *ENUMERATED}
    plain = [key for key in WORDS.templates if key.split(".")[0] not in made]
    named = CODE + PAGES
    left = [k for k in plain if f'"{k}"' not in named and k.split(".")[1] not in MADE_UP.get(k.split(".")[0], ())]
    assert left == []


@pytest.mark.parametrize("action", sorted({k.split(".")[1] for k in WORDS.templates if k.startswith("action.")}))
def test_every_action_has_a_sentence_and_a_short_form(action):
    assert WORDS.templates[f"action.{action}.do"].endswith(".")
    assert not WORDS.templates[f"action.{action}.short"].endswith(".")


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_action_of_the_rule_language_has_words(action):
    assert {f"action.{action}.do", f"action.{action}.short", f"patient_action.{action}"} <= set(WORDS.templates)


def test_every_language_has_the_same_keys_and_placeholders():
    def shape(lang):
        return {key: sorted(re.findall(r"{(\w+)}", text)) for key, text in load(lang).templates.items()}

    assert all(shape(lang) == shape("en") for lang in languages())


def test_unknown_language_is_refused():
    with pytest.raises(UsageError, match="there are: en"):
        load("xx")


def test_action_without_words_is_printed_as_written():
    """A rule author's new action is shown, never dropped."""
    what = advice("split the dose", Severity.MINOR)
    found = alert("x", what, Outcome.ACTION, Because(), source("a.x", "t", 1))
    assert sentences.summary(found) == "X: split the dose"
    assert "split the dose" in sentences.detail(found)


@pytest.mark.parametrize(("dose", "sentence"), [
    (Dose("fraction", "start", "30%", "80%"), "Set the starting dose to 30% to 80% of the usual dose."),
    (Dose("reduce", "start", "50%"), "Reduce the starting dose by 50%."),
    (Dose("raise", "maintenance", "5%", "10%"), "Raise the maintenance dose by 5% to 10%."),
    (Dose("fixed", "start", "2 mg/kg/day"), "The starting dose is 2 mg/kg/day."),
    (Dose("fixed", "start", "2 mg", "2 mg"), "The starting dose is 2 mg."),
    (Dose("capped", "start", "5 mg/kg/day", cap="400 mg/day"),
     "The starting dose is 5 mg/kg/day, and at most 400 mg/day."),
    (Dose("formula", "maintenance", formula="iwpc-weekly"),
     "Calculate the maintenance dose with the formula iwpc-weekly."),
    (Dose("formula", "maintenance", "31 mg/week", "33 mg/week", formula="iwpc-weekly"),
     "The maintenance dose by the formula iwpc-weekly is 31 mg/week to 33 mg/week."),
    (Dose("reduce", "start"), "Reduce the starting dose; the source names no figure."),
    (Dose("raise", "start"), "Raise the starting dose; the source names no figure."),
    (Dose("limit", low="20 mg/day"), "Give no more than 20 mg/day."),
    (Dose("limit", cap="20 mg/day"), "Give no more than 20 mg/day."),
    (Dose("below", low="20 mg/day"), "Stay below 20 mg/day."),
    (Dose("reduce", "evening", "10%"), "Reduce the evening dose by 10%."),
], ids=lambda value: value.kind if isinstance(value, Dose) else "")
def test_dose_sentence(dose, sentence):
    assert sentences.dose_sentence(dose, WORDS) == sentence


@pytest.mark.parametrize(("drug", "summary"), [
    ("clopidogrel", "Clopidogrel: avoid; consider prasugrel or ticagrelor"),
    ("codeine", "Codeine: possible, not certain: change the dose; monitor pain relief"),
    ("warfarin", "Warfarin: maintenance dose by formula; monitor INR until stable"),
    ("fluorouracil", "Fluorouracil: do not give"),
    ("abacavir", "Abacavir: test HLA-B first; it was not tested"),
    ("simvastatin", "Simvastatin: SLCO1B1 not tested; nothing is known here, test if it matters"),
    ("mercaptopurine", "Mercaptopurine: NUDT15 was read but gave no usable result; nothing can be concluded"),
    ("efavirenz", "Efavirenz: no advice in DPWG for this situation"),
])
def test_summary(drug, summary):
    assert sentences.summary(next(a for a in alerts() if a.drug == drug)) == summary


def test_detail_names_why_how_sure_what_settles_and_who_says_so():
    codeine = sentences.detail(next(a for a in alerts() if a.drug == "codeine"))
    for part in ("CYP2D6 is *1/*4x2 (Intermediate Metabolizer)", "Possible, because it is not known which",
                 "1 of 2 possible situations", "Would settle it: which CYP2D6 allele is duplicated; age.",
                 "CPIC 2021, strength moderate [PMID:33387367]."):
        assert part in codeine


def test_possible_without_reasons_names_the_missing_fact():
    found = next(a for a in alerts() if a.drug == "amitriptyline")
    assert "Possible, because indication is not known." in sentences.detail(found)


def test_what_is_taken_for_granted_is_said():
    """Beside a certain answer too, and never as if it were known."""
    first = next(a for a in alerts() if a.drug == "codeine")
    because = replace(first.because, facts=(FactUsed("inhibitor of CYP2D6", "none", assumed=True),))
    for certainty in Certainty:
        told = sentences.explain(replace(first, because=because, certainty=certainty))
        assert ("This takes for granted that the patient takes no inhibitor of CYP2D6: no medication list was given."
                in told.sure)
        assert "inhibitor" not in told.why


def test_many_diplotypes_are_counted():
    clause = sentences.gene_clause(evidence("X", tuple(f"*{n}/*1" for n in range(1500)), ("PM",)), WORDS)
    assert clause.endswith("and 1,496 more (PM)")


@pytest.mark.parametrize(("genes", "summary"), [
    ((evidence("A", ("*1/*1",), ("NM",)), evidence("B", (), ("untested",))), "X: test B first; it was not tested"),
    ((evidence("A", ("*1/*9",), ("Indeterminate",)),), "X: A was read but gave no usable result; obtain one first"),
    ((evidence("A", (), ("no named allele fits",)),), "X: A was read but gave no usable result; obtain one first"),
], ids=["only the unread gene", "uncertain function", "no allele fits"])
def test_test_first_names_the_gene_and_what_is_wrong_with_it(genes, summary):
    """A gene that was read is never called untested, and a gene with a result is not named."""
    found = alert("x", advice("test-first", Severity.NONE), Outcome.NOT_TESTED, Because(genes), source("a.x", "t", 1))
    assert sentences.summary(found) == summary


@pytest.mark.parametrize("drug", ["abacavir", "simvastatin", "mercaptopurine", "efavirenz"])
def test_what_is_not_known_is_never_reassuring(drug):
    assert not REASSURING.search(spoken(drug).replace("not the same as normal", ""))


def test_the_nothings_share_no_sentence():
    """No action, not tested, not called and no guidance: every sentence belongs to one of them only."""
    told = [set(re.split(r"(?<=[.;:]) ", spoken(drug).replace(drug, "").replace(drug.capitalize(), "")))
            for drug in ("azathioprine", "simvastatin", "mercaptopurine", "efavirenz")]
    for index, one in enumerate(told):
        for other in told[index + 1:]:
            assert not (one & other) - {":"}


def test_possible_usual_dose_is_not_called_safe():
    maybe = next(a for a in alerts() if a.drug == "codeine" and a.outcome is Outcome.NO_ACTION)
    assert sentences.summary(maybe) == "Codeine: usual dose is one possibility; another result is not ruled out"
    assert sentences.detail(maybe).startswith("One possibility, not certain:")


@given(st.lists(st.text("abc ", min_size=1, max_size=60), max_size=8), st.text("drug", min_size=1, max_size=60),
       st.sampled_from(list(Outcome)), st.sampled_from(list(Certainty)))
def test_summary_fits_a_card(instead, drug, outcome, certainty):
    """CDS Hooks: one line of fewer than 140 characters, whatever the advice; possible advice says so."""
    what = advice("avoid", Severity.MAJOR, instead=tuple(instead))
    found = alert(drug, what, outcome, Because((evidence("CYP2C19", (), ()),)), source("a.x", "t", 1),
                  certainty=certainty)
    line = sentences.summary(found)
    assert 0 < len(line) < 140
    assert "\n" not in line
    if certainty is Certainty.POSSIBLE and outcome is Outcome.ACTION:
        assert "possible, not certain" in line


def test_certain_and_possible_never_read_the_same():
    for found in alerts():
        other = Certainty.POSSIBLE if found.certainty is Certainty.CERTAIN else Certainty.CERTAIN
        assert sentences.detail(found) != sentences.detail(replace(found, certainty=other))


@pytest.mark.parametrize(("outcome", "action", "genes", "told"), [
    (Outcome.NOT_TESTED, "test-first", (evidence("A", ("*2/*3",), ("PM",)),), Outcome.ACTION),
    (Outcome.NOT_TESTED, "test-first", (), Outcome.NOT_TESTED),
    (Outcome.NOT_CALLED, "no-advice", (evidence("A", ("*1/*1", "*1/*9"), ("NM", "Indeterminate")),),
     Outcome.NO_GUIDANCE),
    (Outcome.NOT_CALLED, "no-advice", (evidence("A", ("*1/*9",), ("Indeterminate",)),), Outcome.NOT_CALLED),
    (Outcome.ACTION, "avoid", (evidence("A", (), ("untested",)),), Outcome.ACTION),
], ids=["further test of a known gene", "nothing known of why", "some results are known", "no known result", "action"])
def test_outcome_is_told_after_what_is_known_of_the_genes(outcome, action, genes, told):
    found = alert("x", advice(action, Severity.NONE), outcome, Because(genes), source("a.x", "t", 1))
    assert sentences.told_as(found) is told


def test_a_further_test_of_a_known_gene_is_asked_for_as_an_action():
    """A guideline may ask for a second test although the genotype is known: the gene is not called untested."""
    what = advice("test-first", Severity.MAJOR, monitor=("enzyme activity",))
    found = alert("x", what, Outcome.NOT_TESTED, Because((evidence("A", ("*2/*3",), ("PM",)),)), source("a.x", "t", 1))
    assert sentences.summary(found) == "X: test first; monitor enzyme activity"
    assert "not tested" not in sentences.detail(found)


def test_gene_without_phenotypes_shows_none():
    assert sentences.gene_clause(evidence("A", ("*1/*3",), ("n/a",)), WORDS) == "A is *1/*3"
