"""Without a medication list advice that a listed drug could change says what it takes for granted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pgx.domain.assessment import Alert, Certainty
from pgx.render import html, text
from pgx.vcf import Simulation
from tests.end_to_end.people import engine, write


def asked(folder: Path, document: Mapping[str, object], drug: str) -> tuple[Alert, ...]:
    """Alerts of one drug for a person who is reference everywhere but for CYP2C19 *1/*1."""
    known = engine().knowledge.genes
    path = write(folder, [known["CYP2C19"], *(g for s, g in known.items() if s != "CYP2C19")], "*1/*1", Simulation())
    found, = engine().assess_file(path, context=engine().context_from({"drugs": [drug], **document}))
    return found.alerts


def assumed(alert: Alert) -> list[tuple[str, str | None]]:
    return [(f.name, f.value) for f in alert.because.facts if f.assumed]


def usual(alerts: tuple[Alert, ...]) -> Alert:
    return next(a for a in alerts if a.advice.action == "usual dose")


@pytest.mark.parametrize(("document", "expected"), [
    ({}, [("inhibitor of CYP2C19", "none")]),
    ({"taking": []}, []),
    ({"taking": ["metformin"]}, []),
], ids=["no list", "an empty list", "a list without interacting drugs"])
def test_usual_dose_of_sertraline_names_what_it_takes_for_granted(document, expected, tmp_path) -> None:
    """Fluvoxamine on the list would turn this normal metabolizer into a slow one."""
    assert assumed(usual(asked(tmp_path, document, "sertraline"))) == expected


@pytest.mark.parametrize(("beside", "document", "certain"), [
    (["fluvoxamine"], {"taking": []}, {"usual dose": False}),
    (["fluvoxamine"], {}, {"usual dose": False}),
    (["metformin"], {"taking": []}, {"usual dose": True}),
    (["fluvoxamine"], {"taking": ["fluvoxamine"]}, {}),
], ids=["not on the list", "no list", "no interaction", "on the list"])
def test_drugs_asked_about_together_may_be_taken_together(beside, document, certain, tmp_path) -> None:
    """A report on a patient's own drugs asks about all of them at once: one may slow the enzyme of another."""
    asked(tmp_path, {}, "sertraline")
    context = engine().context_from({"drugs": ["sertraline", *beside], **document})
    found, = engine().assess_file(tmp_path / "person.vcf", context=context)
    said = [a for a in found.alerts if a.drug == "sertraline" and a.advice.action == "usual dose"]
    assert {a.advice.action: a.certainty is Certainty.CERTAIN for a in said} == certain
    if said and not certain["usual dose"]:
        assert "`inhibitor of CYP2C19`: another drug asked about may be taken together with this one" in (
            said[0].because.reasons)
        assert said[0].would_settle == ("inhibitor of CYP2C19",)


@pytest.mark.parametrize(("stopped", "certain"), [("3 d", False), ("34 d", False), ("35 d", True)])
def test_a_stopped_inhibitor_is_not_gone_before_its_washout(stopped, certain, tmp_path) -> None:
    """Fluoxetine slows CYP2D6 for weeks: so long the label dose of codeine is not certain, and the reason says so."""
    path = tmp_path / "calls.tsv"
    path.write_text("CYP2D6\t*1/*1\n")
    outside, _ = engine().read_outside(path)
    document = {"drugs": ["codeine"], "age": 40, "taking": [], "stopped": {"fluoxetine": stopped}}
    found = engine().assess_calls(outside, context=engine().context_from(document))
    label = next(a for a in found.alerts if a.advice.name == "label-dose")
    assert (label.certainty is Certainty.CERTAIN) is certain
    assert ("`inhibitor of CYP2D6`: fluoxetine was stopped and may still act" in label.because.reasons) is not certain
    assert any(a.advice.action == "avoid" for a in found.alerts) is not certain


def test_a_drug_that_no_listed_one_could_change_assumes_nothing(tmp_path) -> None:
    assert [assumed(a) for a in asked(tmp_path, {}, "allopurinol")] == [[]] * len(asked(tmp_path, {}, "allopurinol"))


def test_a_warning_about_a_listed_drug_is_possible_while_there_is_no_list(tmp_path) -> None:
    """A drug that slows CYP2C9 may be on the list that nobody gave."""
    watch = [a for a in asked(tmp_path, {}, "warfarin") if a.advice.name == "watch-inr"]
    assert [(a.certainty, a.would_settle) for a in watch] == [(Certainty.POSSIBLE, ("inhibitor of CYP2C9",))]
    assert not [a for a in asked(tmp_path, {"taking": []}, "warfarin") if a.advice.name == "watch-inr"]


def test_text_and_report_say_it(tmp_path) -> None:
    asked(tmp_path, {}, "sertraline")
    found, = engine().assess_file(tmp_path / "person.vcf", context=engine().context_from({"drugs": ["sertraline"]}))
    said = " ".join(text.alerts(found).split())
    assert "takes for granted that the patient takes no inhibitor of CYP2C19: no medication list was given" in said
    page = " ".join(html.report([found]).split())
    assert "so that what is said of sertraline takes for granted that no other drug changes it" in page


def test_merged_sources_keep_the_open_questions_of_each(tmp_path) -> None:
    """Two tables that ask for the same for different reasons: what would settle either is told."""
    asked(tmp_path, {}, "efavirenz")
    context = engine().context_from({"drugs": ["efavirenz"], "taking": []})
    found, = engine().assess_file(tmp_path / "person.vcf", context=context)
    usual_dose = next(a for a in found.alerts if len(a.sources) > 1 and a.certainty is Certainty.POSSIBLE)
    assert {"`age` was not given", "`weight` was not given"} <= set(usual_dose.because.reasons)
    assert usual_dose.would_settle == ("age", "age and weight")
