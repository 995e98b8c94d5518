"""`pgx rules lookup --json -`: one answer a line, in order; a bad line says why and the rest goes on."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from pgx.cli.rules import command

CODEINE = {"source": "CPIC", "drug": "codeine", "population": "general", "lookup": {"CYP2D6": "0.0"}}


def ask(*lines: object) -> tuple[int, list[dict[str, object]]]:
    """Exit code and answers."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    run = CliRunner().invoke(command, ["lookup", "--json", "-"], input=text)
    return run.exit_code, [json.loads(line) for line in run.stdout.splitlines()]


def only(**changes: object) -> dict[str, object]:
    """The one row of the answer to CODEINE with changes."""
    code, answers = ask({**CODEINE, **changes})
    assert code == 0, answers
    (row,) = answers[0]["rows"]
    return row


def test_an_answer() -> None:
    """Row, place, advice, direction, strength, figures and words."""
    row = only()
    assert (row["row"], row["file"]) == ("cpic.codeine.by-activity-score[0]", "rules/cpic/codeine.pgx")
    assert (row["advice"], row["direction"], row["strength"]) == ("avoid-no-effect", "avoid", "Strong")
    assert row["text"].startswith("Avoid codeine.")
    assert set(row) == {"row", "file", "line", "advice", "direction", "strength", "figures", "text", "verdict"}


SAME = [
    ("synonym", {"drug": "Codeine"}), ("no population", {"population": None}), ("code", {"lookup": {"CYP2D6": "PM"}}),
    ("phenotype", {"lookup": {"CYP2D6": "Poor Metabolizer"}}), ("number", {"lookup": {"CYP2D6": 0}}),
    ("case and spaces", {"lookup": {"CYP2D6": "poor  metabolizer"}}),
    ("pair", {"lookup": {"CYP2D6": {"*4": 2.0}}}), ("printed pair", {"lookup": {"CYP2D6": "*4/*4"}}),
]


@pytest.mark.parametrize("changes", [c for _, c in SAME], ids=[name for name, _ in SAME])
def test_other_ways_to_write_it(changes: dict[str, object]) -> None:
    """A key may say the same in other words."""
    assert only(**changes)["row"] == "cpic.codeine.by-activity-score[0]"


ROWS = [
    ("≥3.75", "CPIC", "codeine", {"CYP2D6": "≥3.75"}, ["cpic.codeine.by-activity-score[> 2.25]"]),
    ("n/a", "CPIC", "codeine", {"CYP2D6": "n/a"}, ["cpic.codeine.by-activity-score[unknown]"]),
    ("status", "CPIC", "abacavir", {"HLA-B": "*57:01 positive"}, ["cpic.abacavir.hypersensitivity[positive]"]),
    ("no result", "CPIC", "abacavir", {"HLA-B": "No Result"}, ["cpic.abacavir.hypersensitivity[unknown]"]),
    ("no result as a pair", "DPWG", "acenocoumarol", {"VKORC1": {"No Result": 1.0}},
     ["dpwg.acenocoumarol.vkorc1[unknown]"]),
    ("genotype", "DPWG", "acenocoumarol", {"VKORC1": "A/G"}, ["dpwg.acenocoumarol.vkorc1[A/G]"]),
    ("plus strand", "DPWG", "acenocoumarol",
     {"VKORC1": {"rs9923231 variant (T)": 1.0, "rs9923231 reference (C)": 1.0}},
     ["dpwg.acenocoumarol.vkorc1[A/G]"]),
    ("pair beats result", "DPWG", "warfarin", {"CYP2C9": {"*1": 1.0, "*2": 1.0}},
     ["dpwg.warfarin.cyp2c9[*1/*2 or *2/*9 & any]"]),
    ("result of other pairs", "DPWG", "warfarin", {"CYP2C9": "Intermediate Metabolizer"},
     ["dpwg.warfarin.cyp2c9[otherwise & IM]"]),
    ("two alleles", "DPWG", "carbamazepine", {"HLA-B": "1511 and 1502"},
     ["dpwg.carbamazepine.hla-b-1502[positive]", "dpwg.carbamazepine.hla-b-1511[positive]"]),
    ("one gene of two", "CPIC", "amitriptyline", {"CYP2D6": "0.0"},
     ["cpic.amitriptyline.depression-dose[0 & untested]"]),
    ("label and association", "FDA", "carbamazepine", {"HLA-B": "*15:02 positive"},
     ["fda.carbamazepine.label-hla-b[positive]", "fda.carbamazepine.association-hla-b[positive]"]),
    ("association only", "FDA_ASSOC", "carbamazepine", {"HLA-B": "*15:02 positive"},
     ["fda.carbamazepine.association-hla-b[positive]"]),
    ("no such table", "CPIC", "codeine", {"HLA-B": "*57:01 positive"}, []),
]


@pytest.mark.parametrize(("source", "drug", "lookup", "expected"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_forms_of_keys(source: str, drug: str, lookup: dict[str, object], expected: list[str]) -> None:
    """Every form of key that the source tables use."""
    code, (answer,) = ask({"source": source, "drug": drug, "lookup": lookup})
    assert (code, [row["row"] for row in answer["rows"]]) == (0, expected)


KINDS = [
    ("not given", None, ["label-hla-b", "association-hla-b"]), ("a label's", "", ["label-hla-b"]),
    ("an association's", "HLA-B*15:02 allele positive", ["association-hla-b"]),
    ("a group's", "Affected subgroup: HLA-B*15:02 allele positive", ["association-hla-b"]),
]


@pytest.mark.parametrize(("population", "tables"), [k[1:] for k in KINDS], ids=[k[0] for k in KINDS])
def test_population_tells_the_kind_of_table(population: str | None, tables: list[str]) -> None:
    """FDA labels and associations print other populations."""
    query = {"source": "FDA", "drug": "carbamazepine", "population": population, "lookup": {"HLA-B": "*15:02 positive"}}
    _, (answer,) = ask(query)
    assert [row["row"] for row in answer["rows"]] == [f"fda.carbamazepine.{table}[positive]" for table in tables]


def test_a_drug_without_that_kind_of_table() -> None:
    """Its other tables answer."""
    _, (answer,) = ask({"source": "FDA", "drug": "carvedilol", "population": "", "lookup": {"CYP2D6": "0.0"}})
    assert [row["row"] for row in answer["rows"]] == ["fda.carvedilol.association[0]"]


def test_the_stricter_row_leads() -> None:
    """Where the query leaves an indication open, the row with the graver advice is the first."""
    _, (answer,) = ask({"source": "DPWG", "drug": "clopidogrel", "lookup": {"CYP2C19": "Intermediate Metabolizer"}})
    assert [row["direction"] for row in answer["rows"]] == ["avoid_or_higher", "usual"]


def test_facts_and_open_facts() -> None:
    """What decides and is not told leaves several rows, each possible; a fact leaves one."""
    query = {"source": "CPIC", "drug": "voriconazole", "lookup": {"CYP2C19": "Ultrarapid Metabolizer"}}
    _, (open_one, told) = ask(query, {**query, "facts": {"age": "40 y"}})
    assert {row["verdict"] for row in open_one["rows"]} == {"possible"}
    assert [row["verdict"] for row in told["rows"]] == ["certain"]


def test_bytes_that_are_no_text_spoil_one_line_only() -> None:
    """And a half of a letter (a lone surrogate) comes back as it was sent."""
    half = b'{"source": "CPIC", "drug": "\\ud800", "lookup": {"CYP2D6": "0.0"}}'
    run = CliRunner().invoke(command, ["lookup", "--json", "-"], input=b"\xff\xfe\n" + half + b"\n"
                             + json.dumps(CODEINE).encode())
    first, second, third = map(json.loads, run.stdout.splitlines())
    assert (run.exit_code, first["error"]) == (1, "not JSON: Expecting value at column 1")
    assert second["error"].startswith("unknown drug `\ud800`")
    assert third["rows"]


BAD = [
    ("{", "not JSON: Expecting property name enclosed in double quotes at column"),
    ("[" * 100_000, "not usable as JSON: nested too deeply"),
    ("9" * 5_000, "not usable as JSON: a number too long"),
    ('{"source": "CPIC", "drug": "codeine", "lookup": {"CYP2D6": "0.0", "CYP2D6": "3.0"}}',
     "`CYP2D6` is there twice; leave one"),
    ("[]", "a query is an object with source, drug and lookup"),
    ({**CODEINE, "gene": "x"}, "unknown field `gene`; known: source, drug, population, lookup, facts"),
    ({**CODEINE, "source": "FDA_LABLE"}, "unknown kind of table `lable` of FDA: no table begins so"),
    ({**CODEINE, "source": "NICE"}, "unknown source `NICE`; known: CPIC, DPWG, FDA"),
    ({**CODEINE, "drug": "codine"}, "unknown drug `codine`; did you mean `codeine`"),
    ({**CODEINE, "drug": ""}, "`drug` must be given as text"),
    ({**CODEINE, "population": "cats"}, "unknown population `cats` of CPIC; known: -, <= 1g per day"),
    ({**CODEINE, "population": 3}, "`population` must be text"),
    ({**CODEINE, "lookup": {}}, "`lookup` must be an object of genes and their values"),
    ({**CODEINE, "lookup": {"CYP2D7": "0.0"}}, "unknown gene `CYP2D7`; known: "),
    ({**CODEINE, "lookup": {"CYP2D6": "slow"}}, "CYP2D6: unknown result; known: Ultrarapid Metabolizer"),
    ({**CODEINE, "lookup": {"CYP2D6": {"*4": 3}}}, "CYP2D6: copies of an allele are 1 or 2"),
    ({**CODEINE, "lookup": {"CYP2D6": {"*4": 1}}}, "CYP2D6: a pair has two alleles"),
    ({**CODEINE, "lookup": {"CYP2D6": {}}}, "CYP2D6: names no allele"),
    ({**CODEINE, "lookup": {"CYP2D6": "*4/*4000"}}, "CYP2D6: unknown allele `*4000`"),
    ({**CODEINE, "lookup": {"CYP2D6": "*4 positive"}}, "CYP2D6: is not reported allele by allele"),
    ({**CODEINE, "lookup": {"CYP2D6": ["0.0"]}}, "CYP2D6: a value is text, or alleles with their copies"),
    ({**CODEINE, "lookup": {"CYP2C19": "1.0"}}, "CYP2C19: has no activity scores"),
    ({**CODEINE, "facts": [1]}, '`facts` must be an object, such as {"age": 40}'),
    ({**CODEINE, "facts": {"agee": 1}}, "context: unknown fact `agee`; did you mean `age`?"),
]


@pytest.mark.parametrize(("line", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_line(line: object, message: str) -> None:
    """Its answer says why; the line after it is answered; exit 1."""
    code, (bad, good) = ask(line, CODEINE)
    assert code == 1
    assert str(bad["error"]).startswith(message)
    assert good["rows"]
