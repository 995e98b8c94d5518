"""`pgx risk`: list, card, explain, evaluate."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from pgx.cli.risk import command
from pgx.domain.errors import InputError, UsageError
from pgx.risk import load_models
from tests.paths import SHARED, needs_shared

PATIENT = {"age": 50, "height": 175, "weight": 80, "ancestry": "european", "target-inr": 2.5, "taking": [],
           "genotypes": {"CYP2C9 diplotype": "*1/*1", "VKORC1 c.-1639G>A": {"G/G": 1.0}}}


def run(*words: str, context: object = None) -> str:
    done = CliRunner().invoke(command, list(words), input=None if context is None else json.dumps(context),
                              catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_list_names_every_model_with_its_hash() -> None:
    """Text and JSON agree with the files."""
    assert [m["sha256"] for m in json.loads(run("list", "--json"))] == [m.sha256 for m in load_models()]
    assert all(model.label in run("list") for model in load_models())


def test_card_is_found_by_drug_and_by_model() -> None:
    """Both names print the same card."""
    assert run("card", "warfarin") == run("card", "warfarin-iwpc")
    with pytest.raises(UsageError, match="unknown model `aspirin`; known: simvastatin-myopathy, warfarin-iwpc"):
        run("card", "aspirin")


def test_explain_shows_the_dose_its_parts_and_the_caution() -> None:
    """Two significant figures, every contribution, and that it does not override the guideline."""
    text = run("explain", "--drug", "warfarin", "--context", "-", context=PATIENT)
    assert "47 mg/week (90% interval 27 to 79)" in text
    assert "+5.6044 sqrt(mg/week)  constant" in text
    assert text.rstrip().endswith("It does not override it.")


def test_explain_json_carries_the_risk_values() -> None:
    """The numbers of the library, unrounded."""
    found = json.loads(run("explain", "--drug", "warfarin", "--context", "-", "--json", context=PATIENT))
    assert found["schema"] == "pgx.risk/1"
    assert found["risk"][0]["estimate"] == pytest.approx(46.83896721)
    assert found["risk"][0]["model_version"] == load_models()[1].label


def test_explain_out_of_domain_and_without_a_model_shows_no_number() -> None:
    """"no number" with the reason; "no probability" for a drug without a model."""
    assert "no number" in run("explain", "--drug", "simvastatin", "--context", "-", context={"dose": 10})
    assert "no probability" in run("explain", "--drug", "codeine", "--context", "-", context={})


@pytest.mark.parametrize(("text", "message"), [("{", "not JSON"), ("[]", "one JSON object")])
def test_explain_refuses_a_broken_context(text: str, message: str) -> None:
    """Invalid input is said to be so."""
    with pytest.raises(InputError, match=message):
        CliRunner().invoke(command, ["explain", "--drug", "warfarin", "--context", "-"], input=text,
                           catch_exceptions=False)


@needs_shared
def test_evaluate_prints_the_published_errors_and_the_coverage() -> None:
    """The three errors, and coverage at sites left out."""
    text = run("evaluate", "--data", str(SHARED / "datasets" / "iwpc_train.csv.gz"))
    assert all(f"MAE {mae}" in text for mae in ("8.50", "10.14", "13.27"))
    assert "calibrated on the other sites" in text
    assert "all: 89.8% of 3224" in text
