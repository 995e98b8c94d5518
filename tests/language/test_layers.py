"""A site's exceptions: applied by name over the vendor's table, never by editing it."""

from __future__ import annotations

from datetime import date

import pytest

from pgx.rules import Candidate, Finding, Group, check, compile_rules, parse, run_examples
from pgx.rules.syntax import Module
from tests.language.words import RESOLVER, WORDS, all_programs

VENDOR = """guideline cpic.base
  source CPIC 2022
  cite PMID:1
advice go
  action usual dose
  severity none
advice stop
  action avoid
  severity major
  say "why"
table t
  for clopidogrel
  | CYP2C19 || advice | strength |
  | UM or RM or NM || go | strong |
  | IM or PM || stop | strong |
  | unknown || no-advice | - |
"""
LAYER = """layer hospital.here
  above cpic
  prefer cpic then dpwg
advice other
  action avoid
  severity major
  instead ticagrelor
advice soft
  action monitor
  severity minor
  say "watch"
"""


def layer(body: str, name: str = "hospital.here") -> Module:
    """A layer with the advice `other` and `soft`."""
    return parse(LAYER.replace("hospital.here", name) + body, f"{name}.pgx")


def vendor() -> Module:
    """The vendor's file."""
    return parse(VENDOR, "vendor.pgx")


def codes(body: str, *, today: date | None = None, hashes: dict[str, str] | None = None) -> list[str]:
    """Check numbers of a layer over the vendor's table."""
    return [p.code for p in check([vendor(), layer(body)], WORDS, today, hashes)]


def finding(result: str, taking: str, *, name: str = "cardiac") -> Finding:
    """What the design's hospital says about clopidogrel in acute coronary syndrome."""
    ruleset = compile_rules(all_programs(layer=True), WORDS)
    found = ruleset.evaluate("clopidogrel", [
        Group("CYP2C19", (Candidate({"CYP2C19": result}),)),
        Group("indication", (Candidate({"indication": "ACS"}),)),
        Group("taking prasugrel", (Candidate({"taking prasugrel": taking}),))])
    return next(f for f in found.findings if f.table.endswith(name))


@pytest.mark.parametrize(("result", "taking", "advice", "exception"), [
    ("NM", "no", "standard", None),
    ("NM", "yes", "standard", None),
    ("IM", "no", "ticagrelor-only", "hospital.st-elsewhere.no-prasugrel"),
    ("PM", "no", "ticagrelor-only", "hospital.st-elsewhere.no-prasugrel"),
    ("PM", "yes", "switch-p2y12", None),
    ("untested", "no", "no-advice", None),
], ids=["outside the exception", "outside, on prasugrel", "IM", "PM", "exception to the exception", "untested"])
def test_exception_and_exception_to_it(result: str, taking: str, advice: str, exception: str | None) -> None:
    """`then as` brings back what the table said before this layer."""
    found = finding(result, taking)
    assert found.advice.name == advice
    assert (found.exception.id if found.exception else None) == exception


def test_exception_carries_its_reason_and_approver() -> None:
    """The trace of an answer that a site changed."""
    found = finding("PM", "no")
    assert found.exception is not None
    assert found.exception.because == "Prasugrel is not stocked."
    assert found.exception.approved == ("2026-03-02", "Pharmacy and Therapeutics Committee")
    assert found.row_id == "hospital.st-elsewhere.no-prasugrel[CYP2C19 is IM or PM]"


def test_topmost_layer_says_which_source_leads() -> None:
    """`prefer cpic then dpwg` is data of the rule set."""
    assert compile_rules(all_programs(layer=True), WORDS).prefer == ("cpic", "dpwg")
    assert compile_rules(all_programs(), WORDS).prefer == ()


def test_higher_layer_has_the_last_word() -> None:
    """Order comes from `above`, not from file order."""
    ward = parse(LAYER.replace("hospital.here", "ward.a").replace("above cpic", "above hospital")
                 + "override cpic.base.t named w\n  when CYP2C19 is PM\n  then other\n", "w.pgx")
    house = layer('override cpic.base.t named h\n  when CYP2C19 is PM\n  then soft\n  accepts risk "x"\n')
    for modules in ([ward, house, vendor()], [vendor(), house, ward]):
        answer = compile_rules(modules, WORDS).evaluate("clopidogrel", [
            Group("CYP2C19", (Candidate({"CYP2C19": "PM"}),))])
        assert [f.advice.name for f in answer.findings] == ["other"]


def test_missing_fact_of_an_exception_makes_the_answer_possible() -> None:
    """An unknown medication list leaves both the table and its exception open."""
    ruleset = compile_rules([vendor(), layer("override cpic.base.t named x\n  when taking prasugrel\n  then other\n")],
                            WORDS)
    found = ruleset.evaluate("clopidogrel", [Group("CYP2C19", (Candidate({"CYP2C19": "PM"}),))]).findings
    assert {(f.advice.name, f.verdict) for f in found} == {("stop", "possible"), ("other", "possible")}
    assert all(f.missing == ("taking prasugrel",) and f.settles == ("taking prasugrel",) for f in found)


CASES: dict[str, tuple[str, str]] = {
    "two exceptions meet": (
        ("override cpic.base.t named a\n  when CYP2C19 is IM or PM\n  then other\n"
        "override cpic.base.t named b\n  when CYP2C19 is PM\n  then other strong\n"), "PGX302"),
    "in a circle": ("override hospital.here.b named a\n  then other\noverride hospital.here.a named b\n  then other\n",
                    "PGX302"),
    "outside the table": (
        ("override cpic.base.t named a\n  when CYP2C19 is PM\n  then other\n"
        "override hospital.here.a named b\n  when CYP2C19 is NM\n  then other\n"), "PGX303"),
    "less cautious": ("override cpic.base.t named a\n  when CYP2C19 is PM\n  then soft\n", "PGX304"),
    "unknown target": ("override cpic.base.tt named a\n  then other\n", "PGX106"),
}


@pytest.mark.parametrize(("body", "code"), CASES.values(), ids=CASES)
def test_exception_that_cannot_stand(body: str, code: str) -> None:
    """Each with its number."""
    assert code in codes(body)


def test_accepted_risk_is_allowed() -> None:
    """PGX304 is settled by a reason in writing."""
    assert codes('override cpic.base.t named a\n  when CYP2C19 is PM\n  then soft\n  accepts risk "trial arm"\n') == []


def test_disjoint_exceptions_are_allowed() -> None:
    """Two exceptions of one table that never meet."""
    assert codes("override cpic.base.t named a\n  when CYP2C19 is IM\n  then other\n"
                 "override cpic.base.t named b\n  when CYP2C19 is PM\n  then other strong\n") == []


@pytest.mark.parametrize(("today", "level"), [
    (date(2027, 3, 3), "error"), (date(2027, 2, 20), "warning"), (date(2026, 6, 1), None),
], ids=["expired", "soon", "in force"])
def test_exceptions_end(today: date, level: str | None) -> None:
    """PGX306."""
    body = "override cpic.base.t named a\n  when CYP2C19 is PM\n  then other\n  until 2027-03-02\n"
    found = [p for p in check([vendor(), layer(body)], WORDS, today) if p.code == "PGX306"]
    assert [p.level for p in found] == ([level] if level else [])


def test_changed_target_needs_a_new_look() -> None:
    """PGX305: the pin is the hash of what was approved; one edited cell breaks it."""
    now = {p.name: p.hash for p in compile_rules([vendor()], WORDS).programs}
    body = f"override cpic.base.t named a\n  when CYP2C19 is PM\n  then other\n  pinned {now['cpic.base.t'][:20]}\n"
    assert codes(body, hashes=now) == []
    edited = parse(VENDOR.replace("stop | strong", "stop | moderate"), "vendor.pgx")
    changed = {p.name: p.hash for p in compile_rules([edited], WORDS).programs}
    assert codes(body, hashes=changed) == ["PGX305"]


EXAMPLED = VENDOR + """examples all
  for clopidogrel
  | CYP2C19 || expect |
  | PM || certain stop |
"""
HOUSE = """override cpic.base.t named h
  when CYP2C19 is PM
  then other
examples here
  for clopidogrel
  | CYP2C19 || expect |
  | PM || certain other |
"""
WARD = """override hospital.here.h named w
  when CYP2C19 is PM
  then soft
  accepts risk "x"
examples there
  for clopidogrel
  | CYP2C19 || expect |
  | PM || certain soft |
"""


def test_examples_speak_for_their_own_file() -> None:
    """A site never edits a vendor's file: its exception changes neither the vendor's examples nor those of the layer
    that a higher layer excepts from; the patient gets what the topmost layer says."""
    modules = [parse(EXAMPLED, "vendor.pgx"), layer(HOUSE),
               parse((LAYER + WARD).replace("hospital.here\n", "ward.a\n", 1).replace("above cpic", "above hospital"),
                     "w.pgx")]
    rules = compile_rules(modules, WORDS)
    results = run_examples(rules, modules, WORDS, RESOLVER)
    assert [(r.examples, str(r.problem)) for r in results] == [("all", "None"), ("here", "None"), ("there", "None")]
    found = rules.evaluate("clopidogrel", [Group("CYP2C19", (Candidate({"CYP2C19": "PM"}),))]).findings
    assert [f.advice.name for f in found] == ["soft"]


def test_wrong_example_of_an_excepted_file_still_fails() -> None:
    """The vendor's own mistake stays visible below an exception."""
    wrong = parse(EXAMPLED.replace("certain stop", "certain go"), "vendor.pgx")
    modules = [wrong, layer(HOUSE)]
    results = run_examples(compile_rules(modules, WORDS), modules, WORDS, RESOLVER)
    assert [str(r.problem) for r in results if not r.passed] == [
        "vendor.pgx:20:19: PGX602 clopidogrel: expected certain go, got certain stop"]
