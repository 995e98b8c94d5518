"""FHIR R4: valid PlanDefinitions whose FHIRPath conditions choose the row that our own engine chooses."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from fhirpathpy import compile as fhirpath

from pgx import knowledge
from pgx.cli.rules import command
from pgx.exporting import plan_bundle
from tests.exporting import shipped
from tests.guidelines import ruled
from tests.paths import ROOT, SHARED, needs_shared

EVALUATED = ("cpic.codeine", "cpic.clopidogrel", "cpic.abacavir", "dpwg.warfarin", "dpwg.risperidone",
             "fda.amitriptyline", "cpic.efavirenz", "dpwg.atazanavir")
Resource = dict[str, Any]


@cache
def resources() -> tuple[Resource, ...]:
    """Every resource of the shipped rules."""
    bundle, _ = plan_bundle(ruled.modules(), ruled.vocabulary(), shipped.scores(), knowledge.load().drugs, "urn:pgx")
    return tuple(entry["resource"] for entry in json.loads(json.dumps(bundle))["entry"])


def of(kind: str) -> list[Resource]:
    """Resources of a type."""
    return [r for r in resources() if r["resourceType"] == kind]


@needs_shared
def test_plans_are_valid_r4() -> None:
    """The official R4 schema."""
    schema = json.loads((SHARED / "reference/fhir-r4/fhir-r4-subset.schema.json").read_text("utf-8"))
    checker = jsonschema.Draft6Validator({"$ref": "#/definitions/PlanDefinition", "definitions": schema["definitions"]})
    for plan in of("PlanDefinition"):
        checker.validate(plan)


def test_identity() -> None:
    """Ids are FHIR ids and unique; every definition that an action names is in the bundle."""
    urls = [r["url"] for r in resources()]
    assert len(urls) == len(set(urls)) > 1000
    assert [r["id"] for r in resources() if not re.fullmatch(r"[A-Za-z0-9.-]{1,64}", r["id"])] == []
    named = {row["definitionCanonical"] for plan in of("PlanDefinition") for group in plan["action"]
             for row in group["action"] if "definitionCanonical" in row}
    assert named == {r["url"] for r in of("ActivityDefinition")}


def test_an_activity() -> None:
    """Drug by code, dose, words; a drug that is not to be given says so."""
    found = {a["id"]: a for a in of("ActivityDefinition")}
    avoid = found["cpic.codeine.codeine.avoid-no-effect"]
    assert (avoid["kind"], avoid["intent"], avoid["doNotPerform"]) == ("MedicationRequest", "proposal", True)
    assert avoid["productCodeableConcept"]["coding"][0] == {
        "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "2670"}
    half = found["dpwg.warfarin.warfarin.start-60"]
    assert (half["dosage"], half["doNotPerform"]) == ([{"text": "start at 60% of usual"}], False)


@pytest.mark.parametrize("name", EVALUATED)
def test_conditions_choose_our_row(name: str) -> None:
    """Exactly one condition holds within the guard, none outside; evaluated by another project's FHIRPath."""
    programs = shipped.programs()
    plan = next(p for p in of("PlanDefinition") if p["id"].startswith(f"{name}."))
    for group in plan["action"]:
        program = programs[group["title"]]
        rows = [(row["title"], fhirpath(row["condition"][0]["expression"]["expression"])) for row in group["action"]]
        for patient in shipped.patients(program):
            told = {key: value if isinstance(value, str) else float(value) for key, value in patient.items()}
            matched = [title for title, holds in rows if holds({}, told) == [True]]
            row = shipped.row_given(program, patient)
            assert matched == ([row] if row else []), patient


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    """In the plan's description and on stderr."""
    run = CliRunner().invoke(command, ["export", "--format", "fhir", str(ROOT / "rules/cpic/codeine.pgx"),
                                       "-o", str(tmp_path / "b.json"), "--base", "https://example.org/fhir/"])
    assert run.exit_code == 0, run.output
    why = "cpic.codeine.under-twelve: an extra alert stands beside the tables and adds to them"
    assert run.stderr.splitlines() == [f"left out: {why}"]
    plan = json.loads((tmp_path / "b.json").read_text("utf-8"))["entry"][0]
    assert plan["fullUrl"] == "https://example.org/fhir/PlanDefinition/cpic.codeine.codeine"
    assert f"Not carried over: {why}." in plan["resource"]["description"]
