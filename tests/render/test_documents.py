"""The two JSON documents and the tables: what other programs rely on."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from importlib import resources

import jsonschema
import pytest

from pgx.domain.assessment import Assessment
from pgx.domain.calls import CallStatus, Diplotype, GeneCall, GeneResult, Phenotype
from pgx.render import assessment_json, calls_json, tables
from pgx.render.canonical import dumps, score_value
from tests.render.factory import assessment, score

GENE_FIELDS = {"status", "diplotypes", "possible", "phenotypes", "phased", "missing", "messages"}
ALERT_FIELDS = {"drug", "action", "severity", "certainty", "sources", "because", "would_settle", "text"}
SOURCE_FIELDS = {"source", "guideline", "row", "file", "line", "strength", "citations"}
RISK_FIELDS = {"drug", "outcome", "probability", "interval", "contributions", "applicability", "model"}


def schema(name: str) -> dict:
    return json.loads((resources.files("pgx.render") / "schemas" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def full() -> Assessment:
    return assessment()


@pytest.mark.parametrize(("writer", "name"), [(calls_json, "calls-1"), (assessment_json, "assessment-1")],
                         ids=["calls", "assessment"])
def test_document_matches_its_schema(full, writer, name):
    """The shipped schema accepts what is written, and is itself a schema."""
    jsonschema.Draft202012Validator.check_schema(schema(name))
    document = json.loads(dumps(writer.document(full)))
    jsonschema.Draft202012Validator(schema(name)).validate(document)


@pytest.mark.parametrize("field", sorted(GENE_FIELDS))
def test_schema_refuses_a_gene_without_a_contract_field(full, field):
    document = calls_json.document(replace(full, genes={"TPMT": full.genes["TPMT"]}))
    del document["genes"]["TPMT"][field]
    with pytest.raises(jsonschema.ValidationError, match=field):
        jsonschema.validate(document, schema("calls-1"))


def test_contract_fields_of_the_calls_are_there(full):
    document = calls_json.document(full)
    assert document["schema"] == "pgx.calls/1"
    assert {"file", "sample", "assembly", "versions", "genes"} <= set(document)
    assert all(set(gene) >= GENE_FIELDS for gene in document["genes"].values())


def test_contract_fields_of_the_assessment_are_there(full):
    document = assessment_json.document(full)
    assert document["schema"] == "pgx.assessment/1"
    assert all(set(alert) >= ALERT_FIELDS for alert in document["alerts"])
    assert all(set(s) >= SOURCE_FIELDS for alert in document["alerts"] for s in alert["sources"])
    assert all(set(alert["text"]) == {"summary", "detail"} for alert in document["alerts"])
    assert all(set(risk) >= RISK_FIELDS for risk in document["risk"])


def test_positions_are_in_the_assembly_of_the_file(full):
    in38 = calls_json.document(full)["genes"]["CYP2C19"]["missing"]
    in37 = calls_json.document(replace(full, assembly="GRCh37"))["genes"]["CYP2C19"]["missing"]
    assert [p["pos"] for p in in38] == [94761900, 94781859]
    assert [p["pos"] for p in in37] == [96521657, 96541616]


def test_long_list_is_cut_and_says_so(full):
    """The list is cut at 1,000; the count is not, and the message is there once."""
    gene = calls_json.document(full)["genes"]["CYP2C9"]
    assert len(gene["possible"]) == 1000
    assert gene["possible_count"] == 1500
    assert [m["code"] for m in gene["messages"]].count("possible-capped") == 1
    assert "1,500" in gene["messages"][-1]["text"]


def test_cut_keeps_the_most_probable(full):
    call = full.genes["CYP2C9"].call
    late = Diplotype("*8/*9", (("*8",), ("*9",)), 0.5)
    result = GeneResult(replace(call, possible=(*call.possible, late)))
    assert calls_json.gene(result, calls_json.Assembly("GRCh38"))["possible"][0]["name"] == "*8/*9"


def test_variant_list_has_variants_and_no_diplotypes(full):
    gene = calls_json.document(full)["genes"]["DPYD"]
    assert gene["diplotypes"] == []
    assert gene["variants"] == ["c.1905+1G>A (*2A)", "c.2846A>T"]
    assert "variants" not in calls_json.document(full)["genes"]["TPMT"]


def test_hemizygous_call_has_one_allele(full):
    assert len(calls_json.document(full)["genes"]["G6PD"]["diplotypes"][0]["alleles"]) == 1


def test_strand_with_several_alleles_is_one_name():
    call = Diplotype("Reference/[a + b]", (("Reference",), ("a", "b")))
    result = GeneResult(GeneCall("X", CallStatus.CALLED, (call,)), (Phenotype("NM"),))
    written = calls_json.gene(result, calls_json.Assembly("GRCh38"))
    assert written["diplotypes"][0]["alleles"] == ["Reference", "[a + b]"]


@pytest.mark.parametrize(("given", "written"), [
    (None, None), (score("1.25"), 1.25), (score("1"), 1.0), (score("3", at_least=True), "≥3.0"),
], ids=["none", "exact", "whole", "lower bound"])
def test_activity_score_is_a_number_only_when_exact(given, written):
    assert score_value(given) == written


def test_repeated_message_is_written_once(full):
    codes = [m["code"] for m in calls_json.document(full)["genes"]["CYP2D6"]["messages"]]
    assert codes == ["copy-number-unseen"]


def test_untested_gene_claims_nothing(full):
    gene = calls_json.document(full)["genes"]["HLA-B"]
    assert (gene["status"], gene["untested"]) == ("not_called", True)
    assert gene["diplotypes"] == gene["possible"] == gene["phenotypes"] == []


def test_same_assessment_gives_same_bytes():
    first, second = (dumps(assessment_json.document(assessment())) for _ in range(2))
    assert first == second
    assert "\n" not in first


def test_not_a_number_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps({"p": math.nan})


def test_risk_is_beside_the_alerts(full):
    """Removing the risk changes no alert; an out-of-range model has no probability."""
    without = assessment_json.document(replace(full, risks=()))
    document = assessment_json.document(full)
    assert without["alerts"] == document["alerts"]
    assert {r["drug"]: r["probability"] for r in document["risk"]} == {
        "warfarin": None, "clopidogrel": 0.034, "simvastatin": None}


@pytest.mark.parametrize(("rows", "columns"), [
    (tables.call_rows, tables.CALL_COLUMNS),
    (tables.alert_rows, tables.ALERT_COLUMNS),
    (tables.risk_rows, tables.RISK_COLUMNS),
], ids=["calls", "alerts", "risks"])
def test_rows_have_the_documented_columns_and_types(full, rows, columns):
    found = rows(full)
    assert found
    for row in found:
        assert list(row) == list(columns)
        assert all(value is None or type(value) is columns[name] for name, value in row.items())


def test_rank_counts_within_a_drug(full):
    ranks = [(row["drug"], row["rank"]) for row in tables.alert_rows(full) if row["drug"] == "codeine"]
    assert ranks == [("codeine", 1), ("codeine", 2)]


def test_many_diplotypes_do_not_flood_a_cell(full):
    cells = [str(row["diplotypes"]) for row in tables.alert_rows(full)]
    assert max(map(len, cells)) < 200
    assert any("1490 more" in cell for cell in cells)


def test_only_one_phenotype_is_certain(full):
    certain = {row["gene"]: row["certain"] for row in tables.call_rows(full)}
    assert certain == {"CYP2C19": False, "CYP2D6": False, "CYP2C9": False, "CYP2B6": True, "DPYD": True, "G6PD": True,
                       "HLA-B": False, "NUDT15": False, "SLCO1B1": False, "TPMT": True}
