"""`pgx rules import`: keys -> text -> keys gives the same set, for every row of the source tables."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pgx import knowledge
from pgx.authoring.axes import with_adjusted
from pgx.authoring.importing import Draft, drafts
from pgx.authoring.sources import SourceRow, read_rows
from pgx.authoring.verifying import verify
from pgx.cli.rules import command
from pgx.domain.errors import InputError
from pgx.knowledge.vocabulary import build
from pgx.rules import Vocabulary
from tests.paths import SHARED, needs_shared

GUIDELINES = SHARED / "kb-sources" / "guidelines"
TABLES = {"CPIC": "cpic_recommendations.tsv", "DPWG": "dpwg_recommendations.tsv", "FDA": "fda_recommendations.tsv"}
KEYS = {"CPIC": 2036, "DPWG": 745, "FDA": 962}


@cache
def vocabulary() -> Vocabulary:
    """The shipped words, with the scores that phenoconversion makes."""
    known = knowledge.load()
    return with_adjusted(build(known), knowledge.load_rules(known).adjusts.values())


@cache
def made(source: str) -> tuple[Draft, ...]:
    """Every draft of a source."""
    rows = read_rows((GUIDELINES / TABLES[source]).read_text("utf-8"), TABLES[source])
    return tuple(drafts([row if row.source else replace(row, source=source) for row in rows], vocabulary(),
                        knowledge.load()))


@needs_shared
@pytest.mark.parametrize("source", TABLES)
def test_every_key_comes_back(source: str) -> None:
    """Each key gives its own row, no other combination gives advice, and nothing was left out."""
    assert sum(d.report.keys for d in made(source)) == KEYS[source]
    wrong = {d.report.drug: found for d in made(source)
             if (found := verify(d, vocabulary(), knowledge.load()) + d.report.unread + d.report.overlaps)}
    assert wrong == {}


@needs_shared
@pytest.mark.parametrize("source", TABLES)
def test_drafts_lack_only_decisions(source: str, tmp_path: Path) -> None:
    """`check` on the drafts: undecided advice, and nothing else."""
    for draft in made(source):
        (tmp_path / draft.report.file).write_text(draft.file.text(), "utf-8")
    problems = json.loads(pgx("check", "--json", str(tmp_path)).stdout)["problems"]
    assert {p["code"] for p in problems if p["level"] == "error"} == {"PGX110"}


def pgx(*args: str) -> Result:
    """Run `pgx rules ...`."""
    return CliRunner().invoke(command, list(args))


GUIDANCE = {"guidelines": [{
    "guideline": {"id": "PA1", "name": "x", "objCls": "Guideline Annotation", "source": "CPIC", "url": None,
                  "relatedChemicals": [{"id": "PA2", "name": "clopidogrel"}]},
    "recommendations": [
        {"population": "CVI ACS PCI", "classification": {"term": "Strong"},
         "relatedChemicals": [{"name": "clopidogrel"}],
         "text": {"html": "<p>Give another&nbsp;drug</p>\n"}, "implications": ["CYP2C19: less active drug"],
         "lookupKey": [{"CYP2C19": "Poor Metabolizer"}, {"CYP2C19": "Intermediate Metabolizer"}],
         "alternateDrugAvailable": True, "dosingInformation": False},
        {"population": "CVI ACS PCI", "classification": None, "relatedChemicals": [{"name": "clopidogrel"}],
         "text": {"html": "<p>Usual dose</p>"}, "implications": [], "lookupKey": {"CYP2C19": "Normal Metabolizer"}},
        {"population": "general", "relatedChemicals": [], "text": {"html": "prose"}, "lookupKey": None}],
    "citations": [{"pmid": "35034351"}, {"pmid": None}], "url": "https://example.org/PA1"}]}
DATABASE = [{"drugid": "RxNorm:32968", "lookupkey": {"CYP2C19": "Poor Metabolizer"}, "population": "CVI ACS PCI",
             "drugrecommendation": "Give another drug", "classification": "Strong", "alternatedrugavailable": True,
             "implications": {"CYP2C19": "less active drug"}}]


def test_prescribing_guidance() -> None:
    """The JSON of ClinPGx and PharmCAT: keys in a list or alone, markup removed, rows without keys left out."""
    first, second = read_rows(json.dumps(GUIDANCE), "guidance.json")
    assert first == SourceRow(
        "CPIC", "clopidogrel", "", "CVI ACS PCI",
        ({"CYP2C19": "Poor Metabolizer"}, {"CYP2C19": "Intermediate Metabolizer"}),
        "Give another drug", "Strong", ("CYP2C19: less active drug",), ("another drug",), ("35034351",),
        "https://example.org/PA1")
    assert (second.lookups, second.text, second.strength) == (({"CYP2C19": "Normal Metabolizer"},), "Usual dose", "")


def test_a_database_of_recommendations() -> None:
    """Lower-case columns, drugs by code; whose it is must be said."""
    (row,) = read_rows(json.dumps(DATABASE), "recommendation.json")
    assert (row.source, row.drug, row.strength, row.flags) == ("", "32968", "Strong", ("another drug",))


@pytest.mark.parametrize(("document", "source", "tables"), [
    (GUIDANCE, "PharmCAT", {"cvi-acs-pci-cyp2c19": 3}), (DATABASE, "cpic", {"cvi-acs-pci-cyp2c19": 2})],
    ids=["guidance", "database"])
def test_command(document: object, source: str, tables: dict[str, int], tmp_path: Path) -> None:
    """A draft in a folder of its source, guarded by the population; the report as JSON; a second run refuses."""
    (tmp_path / "in.json").write_text(json.dumps(document), "utf-8")
    args = ("import", source, str(tmp_path / "in.json"), "-o", str(tmp_path / "out"), "--json")
    run = pgx(*args)
    assert run.exit_code == 0, run.output
    (told,) = json.loads(run.stdout)["files"]
    assert (told["tables"], told["overlaps"], told["not_returned"]) == (tables, [], [])
    (file,) = (tmp_path / "out" / "cpic").iterdir()
    assert file.name in {"clopidogrel.pgx", "32968.pgx"}
    assert "when     indication is ACS or PCI" in file.read_text("utf-8")
    before = file.read_text("utf-8")
    assert "never overwrites a file" in str(pgx(*args).exception)
    assert file.read_text("utf-8") == before


@pytest.mark.parametrize(("source", "message"), [
    ("all", "in.json: does not say whose it is; name the source instead of ALL"), ("cpic", "")], ids=["all", "one"])
def test_whose_a_file_is(source: str, message: str, tmp_path: Path) -> None:
    """A file that does not name its source takes the one that is given, never a guess."""
    (tmp_path / "in.json").write_text(json.dumps(DATABASE), "utf-8")
    run = pgx("import", source, str(tmp_path / "in.json"), "-o", str(tmp_path / "out"))
    assert str(run.exception or "") == message
    (tmp_path / "other.json").write_text(json.dumps(GUIDANCE), "utf-8")
    assert str(pgx("import", "fda", str(tmp_path / "other.json"), "-o", str(tmp_path / "o")).exception) == (
        "no row of FDA in other.json")


def test_what_does_not_fit_is_told(tmp_path: Path) -> None:
    """Two texts for one key, a value that is not known, a population without facts: exit 1 and a line for each."""
    (tmp_path / "t.tsv").write_text("drug\tlookup\tpopulation\trecommendation\tstrength\n" + "".join(
        f"codeine\t{json.dumps(key)}\t{population}\t{text}\tStrong\n" for key, population, text in (
            ({"CYP2D6": "0.0"}, "general", "No"), ({"CYP2D6": "0.0"}, "general", "Yes"),
            ({"CYP2D6": "slow"}, "general", "No"), ({"CYP2D6": "2.0"}, "in space", "Fine"))), "utf-8")
    run = pgx("import", "CPIC", str(tmp_path / "t.tsv"), "-o", str(tmp_path / "out"))
    assert run.exit_code == 1
    lines = run.stdout.splitlines()
    assert "    overlap: CYP2D6 0.0 / CYP2D6 0.0" in lines
    assert any(line.startswith("    unread: CYP2D6 slow: CYP2D6: unknown result") for line in lines)
    assert "    remark: population `in space` is not known: its rows are as for everybody" in lines
    text = (tmp_path / "out" / "cpic" / "codeine.pgx").read_text("utf-8")
    assert 'note     "Source: No"' in text
    assert 'note     "Source: Yes"' in text


def test_the_proof_can_fail() -> None:
    """A draft whose rows are swapped is found out."""
    rows = [SourceRow("CPIC", "codeine", "", "general", ({"CYP2D6": "0.0"},), "No", "Strong"),
            SourceRow("CPIC", "codeine", "", "general", ({"CYP2D6": "2.0"},), "Yes", "Strong")]
    (draft,) = drafts(rows, vocabulary(), knowledge.load())
    assert verify(draft, vocabulary(), knowledge.load()) == []
    other = {"for-pm": "for-nm", "for-nm": "for-pm"}
    swapped = tuple(replace(row, advice=other.get(row.advice, row.advice)) for row in draft.file.tables[0].rows)
    damaged = replace(draft, file=replace(draft.file, tables=(replace(draft.file.tables[0], rows=swapped),)))
    assert len(verify(damaged, vocabulary(), knowledge.load())) == 2


@pytest.mark.parametrize(("text", "message"), [
    ("{", "x:1: not JSON: Expecting property name enclosed in double quotes"),
    ("[]", "x: neither a list of recommendations nor an object with `guidelines`"),
    ('{"a": 1}', "x: neither a list of recommendations nor an object with `guidelines`"),
    ('[{"drugid": "a"}]', "x: a recommendation lacks what it needs (KeyError: 'lookupkey')"),
    ("a\tb\n1\t2\n", "x: no table of recommendations (columns drug, lookup, and recommendation or text)"),
    ("drug\tlookup\ttext\ncodeine\t{\tNo\n", "x:2: `lookup` is not JSON: "),
], ids=["broken", "empty", "other", "half", "table", "key"])
def test_unreadable(text: str, message: str) -> None:
    """One line says where and what."""
    with pytest.raises(InputError) as caught:
        read_rows(text, "x")
    assert str(caught.value).startswith(message)
