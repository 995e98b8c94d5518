"""Counting people: the reference population and a cohort's own file, for `pgx rules diff`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import parquet

from pgx import knowledge
from pgx.cli.rules import command
from pgx.domain.errors import InputError
from pgx.population import Population

TEXT = """guideline a.b
  cite PMID:33387367
advice go
  action usual dose
  severity none
advice stop
  action avoid
  severity major
  say "x"
table t
  for codeine
  | CYP2C19 || advice |
  | not PM || go |
  | PM || stop |
  | unknown || no-advice |
examples e
  | CYP2C19 || expect |
  | *1/*2 || certain go |
  | *2/*2 || certain stop |
"""
ROW = {"file": "a.vcf", "untested": False, "certain": True, "possible_phenotypes": ""}
PEOPLE = [
    {"sample": "1", "gene": "CYP2C19", "diplotype": "*1/*2", "possible_phenotypes": "Intermediate Metabolizer"},
    {"sample": "2", "gene": "CYP2C19", "diplotype": "*1/*1", "possible_phenotypes": "Normal Metabolizer"},
    {"sample": "3", "gene": "CYP2C19", "diplotype": "*1/*1", "certain": False,
     "possible_phenotypes": "Normal Metabolizer; Intermediate Metabolizer"},
    {"sample": "4", "gene": "CYP2C19", "diplotype": "", "untested": True},
    {"sample": "5", "gene": "CYP2D6", "diplotype": "*1/*1", "possible_phenotypes": "Normal Metabolizer"},
]


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    """Old rules, and new ones that avoid the drug in intermediate metabolizers too."""
    old, new = tmp_path / "old.pgx", tmp_path / "new.pgx"
    old.write_text(TEXT, encoding="utf-8")
    changed = TEXT.replace("| not PM ||", "| not PM or IM ||").replace("| PM ||", "| PM or IM ||")
    new.write_text(changed, encoding="utf-8")
    return old, new


def written(folder: Path, form: str) -> Path:
    """PEOPLE as `pgx screen` writes them."""
    rows = [{**ROW, **person} for person in PEOPLE]
    path = folder / f"calls.{form}"
    if form == "parquet":
        parquet.write_table(pa.Table.from_pylist(rows), path)
    else:
        with path.open("w", encoding="utf-8", newline="") as out:
            table = csv.DictWriter(out, fieldnames=sorted(rows[0]))
            table.writeheader()
            table.writerows({k: str(v).lower() if isinstance(v, bool) else v for k, v in row.items()} for row in rows)
    return path


def diff(*args: object) -> str:
    """What `pgx rules diff` prints."""
    result = CliRunner().invoke(command, ["diff", *map(str, args)])
    assert (result.exit_code, result.exception) == (0, None), result.output
    return result.stdout


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_cohort_is_counted_surely_and_possibly(versions: tuple[Path, Path], tmp_path: Path, form: str) -> None:
    """One intermediate metabolizer for sure, one perhaps; the untested and the unread are not among them."""
    told = diff(*versions, "--cohort", written(tmp_path, form)).splitlines()
    assert told[0].startswith("a.b.t: go -> stop  (more cautious)  ")
    assert told[0].endswith("% of the reference population, 1 of 5 in the cohort and 1 more possibly")
    assert told[1:3] == ["    CYP2C19 IM", f"examples to update: 1 ({versions[0]}:18)"]


def test_other_files_are_refused(versions: tuple[Path, Path], tmp_path: Path) -> None:
    """With the name of the file and what was expected."""
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    error = CliRunner().invoke(command, ["diff", *map(str, versions), "--cohort", str(wrong)]).exception
    assert isinstance(error, InputError)
    assert str(error) == "wrong.csv: lacks certain; give calls.csv of pgx screen"


def test_reference_population_is_drawn_from_the_pooled_frequencies() -> None:
    """Shares add up to one; those of a result are those of its pairs."""
    known = knowledge.load()
    people = Population(known).worlds("CYP2C19", ("CYP2C19",))
    assert people is not None
    assert sum(share for _, share in people) == pytest.approx(1)
    table = known.frequencies["CYP2C19"]["*"]
    poor = sum(share for values, share in people if values["CYP2C19"] == "PM")
    assert poor == pytest.approx((table["*2"] + table["*3"]) ** 2, rel=0.25)
    assert Population(known).worlds("HLA-B", ("HLA-B*57:01",)) is None


def test_json_counts_the_same(versions: tuple[Path, Path], tmp_path: Path) -> None:
    """For programs."""
    told = json.loads(diff(*versions, "--json", "--cohort", written(tmp_path, "csv")))
    (change,) = told["changes"]
    assert (change["caution"], change["cohort"], told["cohort"]) == ("more", {"certain": 1, "possible": 1}, 5)
    assert 0.2 < change["reference_share"] < 0.4


def test_exceptions_to_a_changed_table_are_named(versions: tuple[Path, Path], tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the rules in force count too."""
    force = tmp_path / "rules"
    force.mkdir()
    (force / "b.pgx").write_text(TEXT, encoding="utf-8")
    (force / "local.pgx").write_text(
        "layer here.now\n  above a\nadvice other\n  action avoid\n  severity major\n  instead morphine\n"
        "override a.b.t named mine\n  when CYP2C19 is PM\n  then other\n", encoding="utf-8")
    monkeypatch.setenv("PGX_RULES", str(force))
    assert diff(*versions).splitlines()[-1] == "exceptions to approve again: 1 (here.now.mine)"
