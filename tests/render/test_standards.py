"""FHIR R4 bundles and CDS Hooks cards against the published schemas."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from pgx.domain.assessment import Dose, Outcome, Severity
from pgx.domain.knowledge import Drug
from pgx.render import cards, fhir
from pgx.render.canonical import dumps
from pgx.render.fhir_parts import task_code
from tests.paths import SHARED, needs_shared
from tests.render.factory import Because, advice, alert, alerts, assessment, source

REFERENCE = SHARED / "reference"


def load(name: str) -> dict:
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bundle() -> dict:
    return json.loads(dumps(fhir.bundle(assessment(), drugs={"codeine": Drug("codeine", "2670", ("R05DA04",))})))


def of_type(bundle: dict, name: str) -> list[dict]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == name]


@needs_shared
def test_every_resource_is_valid_r4(bundle):
    """The official R4 schema (draft 6), reduced to the resources in use."""
    schema = load("fhir-r4/fhir-r4-subset.schema.json")
    jsonschema.Draft6Validator(schema).validate(bundle)
    for entry in bundle["entry"]:
        resource = entry["resource"]
        part = {"$ref": f"#/definitions/{resource['resourceType']}", "definitions": schema["definitions"]}
        jsonschema.Draft6Validator(part).validate(resource)


def test_every_reference_is_in_the_bundle(bundle):
    urls = {e["fullUrl"] for e in bundle["entry"]}
    text = json.dumps(bundle)
    wanted = {part.split('"')[0] for part in text.split('"reference": "')[1:]}
    assert len(urls) == len(bundle["entry"])
    assert wanted <= urls


def test_untested_gene_has_a_reason_and_no_value(bundle):
    genes = {o["component"][0]["valueCodeableConcept"]["text"]: o for o in of_type(bundle, "Observation")
             if o["code"]["coding"][0]["code"] == "84413-4"}
    assert genes["HLA-B"]["dataAbsentReason"]["coding"][0]["code"] == "not-performed"
    assert genes["NUDT15"]["dataAbsentReason"]["coding"][0]["code"] == "unknown"
    assert "valueCodeableConcept" not in genes["HLA-B"]
    assert genes["TPMT"]["valueCodeableConcept"]["text"] == "*1/*1"
    assert genes["TPMT"]["status"] == "final"
    assert genes["CYP2D6"]["status"] == "preliminary"


def test_possible_advice_is_preliminary(bundle):
    told = {o["component"][-1]["valueString"]: o["status"] for o in of_type(bundle, "Observation")
            if o["code"]["coding"][0]["code"] == "therapeutic-implication"}
    assert all((status == "preliminary") == ("Possible, because" in text) for text, status in told.items())
    assert set(told.values()) == {"final", "preliminary"}


def test_what_was_not_tested_is_in_the_conclusion(bundle):
    conclusion = of_type(bundle, "DiagnosticReport")[0]["conclusion"]
    for said in ("Simvastatin: SLCO1B1 not tested", "Abacavir: HLA-B*57:01.", "NUDT15: The alleles seen fit no"):
        assert said in conclusion


def test_drug_codes_come_from_the_knowledge_base(bundle):
    assert "2670" in json.dumps(bundle)
    assert "2670" not in json.dumps(fhir.bundle(assessment()))


def test_only_estimated_probabilities_are_risk_assessments(bundle):
    found = of_type(bundle, "RiskAssessment")
    assert [r["prediction"][0]["probabilityDecimal"] for r in found] == [0.034]
    assert found[0]["status"] == "preliminary"


@pytest.mark.parametrize(("action", "doses", "wanted"), [
    ("avoid", (), "LA26421-0"), ("consider alternative", (), "LA26421-0"), ("contraindicated", (), "LA26421-0"),
    ("change dose", (Dose("reduce", "start", "50%"),), "LA26422-8"), ("reduce dose", (), "LA26422-8"),
    ("change dose", (Dose("raise", "start", "50%"),), "LA26423-6"),
    ("change dose", (Dose("fraction", "start", "50%"),), None), ("monitor", (), None),
], ids=lambda value: str(value)[:20])
def test_task_code(action, doses, wanted):
    """A code only where the advice surely means it."""
    found = task_code(alert("x", advice(action, Severity.MINOR, doses=doses), Outcome.ACTION, Because(),
                            source("a.x", "t", 1)))
    assert (found[1] if found else None) == wanted


def test_nothing_is_recommended_without_an_action():
    quiet = tuple(a for a in alerts() if a.outcome is not Outcome.ACTION)
    assert of_type(fhir.bundle(assessment(alerts=quiet)), "Task") == []


def test_same_input_gives_the_same_bundle_and_cards():
    assert dumps(fhir.bundle(assessment())) == dumps(fhir.bundle(assessment()))
    assert cards.cards(assessment()) == cards.cards(assessment())


@needs_shared
def test_cards_are_valid(bundle):
    schema = load("cds-hooks/cds-hooks-2.0.schema.json")
    part = {"$ref": "#/$defs/Card", "$defs": schema["$defs"]}
    made = cards.cards(assessment(asked=("water", "codeine")))
    for card in made:
        jsonschema.Draft202012Validator(part).validate(card)
    assert len({c["uuid"] for c in made}) == len(made)


@pytest.mark.parametrize(("drug", "level"), [
    ("fluorouracil", "critical"), ("clopidogrel", "critical"), ("codeine", "warning"), ("abacavir", "warning"),
    ("simvastatin", "warning"), ("mercaptopurine", "warning"), ("azathioprine", "info"), ("efavirenz", "info")])
def test_indicator(drug, level):
    """What is not known is never mere information."""
    assert cards.indicator(next(a for a in alerts() if a.drug == drug)) == level


def test_a_drug_without_rules_gets_a_card():
    """An empty list of cards would be shown as "all clear"."""
    made = cards.cards(replace(assessment(asked=("water",)), alerts=(), reminders=()))
    assert [c["summary"] for c in made] == ["No rule here speaks about water. That is not advice to use it."]


def test_star_alleles_survive_markdown():
    assert cards.markdown("*2/*2 [x]") == "\\*2/\\*2 \\[x\\]"
