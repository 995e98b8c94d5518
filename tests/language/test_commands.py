"""`pgx rules`: output, exit codes, and the compiled rules' cache."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from pgx import knowledge
from pgx.cli import simulate
from pgx.cli.rules import SAYS, command
from pgx.domain.errors import KnowledgeError, UsageError
from pgx.knowledge import rulebook
from pgx.rules.catalog import CHECKS
from tests.paths import ROOT

FILE = """guideline local.codeine
  title    "Codeine"
  source   CPIC 2021
  cite     PMID:33387367

advice go
  action   usual dose
  severity none

table t
  for      codeine
  | CYP2D6        || advice     |
  | UM or NM      || go         |
  | IM or PM      || no-advice  |
  | unknown       || test-first |

examples e
  for      codeine
  | CYP2D6 || expect     |
  | *1/*1  || certain go |
"""


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rules folder with one file, and a cache of its own."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "codeine.pgx").write_text(FILE, encoding="utf-8")
    monkeypatch.setenv("PGX_RULES", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def pgx(*args: str) -> Result:
    """Run `pgx rules ...`."""
    return CliRunner().invoke(command, list(args))


def edit(rules: Path, old: str, new: str) -> None:
    """Change the rule file."""
    file = rules / "codeine.pgx"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_check_prints_place_and_way_out_and_exits_1(rules: Path) -> None:
    """Data on stdout, the count on stderr."""
    edit(rules, "IM or PM ", "IM or MP ")
    result = pgx("check")
    assert result.exit_code == 1
    assert result.stdout.startswith(
        f"error[PGX102]: `MP` is not a CYP2D6 result\n  --> {rules / 'codeine.pgx'}:14:11\n")
    assert "^^ did you mean `PM` (poor metabolizer)?" in result.stdout


def test_check_json_lists_problems(rules: Path) -> None:
    """Machine-readable, with the rows that close a gap."""
    edit(rules, "  | unknown       || test-first |\n", "")
    result = pgx("check", "--json")
    problems = json.loads(result.stdout)["problems"]
    assert [(p["code"], p["rows"]) for p in problems if p["level"] == "error"] == [
        ("PGX205", ["| unknown || no-advice | - |"])]


def test_check_writes_sarif_that_its_schema_accepts(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 2.1.0, paths relative to where the command runs, a fix as a replacement of the marked text."""
    monkeypatch.chdir(rules)
    edit(rules, "| CYP2D6        || advice", "| cyp2d6        || advice")
    log = Sarif.model_validate_json(pgx("check", "--format", "sarif").stdout)
    result = log.runs[0].results[0]
    place = result.locations[0].physicalLocation
    assert (result.ruleId, result.level.value, place.artifactLocation.uri) == ("PGX109", "error", "codeine.pgx")
    assert (place.region.startLine, place.region.startColumn, place.region.endColumn) == (12, 5, 11)
    assert result.fixes[0].artifactChanges[0].replacements[0].insertedContent.text == "CYP2D6"
    assert {rule.id for rule in log.runs[0].tool.driver.rules} >= {"PGX109"}


def test_check_annotates_on_github(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One workflow command a line, special characters escaped."""
    monkeypatch.chdir(rules)
    edit(rules, "IM or PM ", "IM or MP ")
    assert pgx("check", "--format", "github").stdout.splitlines()[0] == (
        "::error file=codeine.pgx,line=14,col=11,title=PGX102::`MP` is not a CYP2D6 result"
        "%0Adid you mean `PM` (poor metabolizer)?%0ACYP2D6 results: UM, NM, IM, PM, indeterminate, untested")


def test_fix_mends_spellings_until_none_is_left(rules: Path) -> None:
    """A column's spelling hides that of its values; both are mended, and nothing else moves."""
    before = (rules / "codeine.pgx").read_text(encoding="utf-8")
    edit(rules, "| CYP2D6        || advice", "| cyp2d6        || advice")
    edit(rules, "IM or PM ", "IM or pm ")
    result = pgx("check", "--fix")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[:2] == ["1 fixed in 1 files"] * 2
    assert (rules / "codeine.pgx").read_text(encoding="utf-8") == before


def test_fix_leaves_what_it_cannot_know(rules: Path) -> None:
    """A suggestion is no fix: another result would be another patient."""
    edit(rules, "IM or PM ", "IM or MP ")
    before = (rules / "codeine.pgx").read_text(encoding="utf-8")
    assert pgx("check", "--fix").exit_code == 1
    assert (rules / "codeine.pgx").read_text(encoding="utf-8") == before


def test_notes_are_counted_and_printed_when_asked_for(rules: Path) -> None:
    """A table for one indication only is worth a note, no more."""
    edit(rules, "  for      codeine\n  | CYP2D6        ||", "  for      codeine\n  when     indication is pain\n"
         "  | CYP2D6        ||")
    short, long = pgx("check"), pgx("check", "--notes")
    assert (short.exit_code, short.stdout) == (0, "")
    assert short.stderr.endswith("1 files, 0 errors, 1 warnings and notes\n")
    assert long.stdout.startswith("note[PGX209]: codeine: no table for indication ")
    assert "PGX209" in pgx("check", "--json").stdout


def test_check_of_sound_rules_exits_0(rules: Path) -> None:
    """Warnings do not fail."""
    assert pgx("check", str(rules)).exit_code == 0


def test_fmt_check_names_files_and_changes_nothing(rules: Path) -> None:
    """Then fmt changes them, once."""
    before = (rules / "codeine.pgx").read_text(encoding="utf-8")
    assert pgx("fmt", "--check").exit_code == 1
    assert (rules / "codeine.pgx").read_text(encoding="utf-8") == before
    assert pgx("fmt").exit_code == 0
    assert pgx("fmt", "--check").exit_code == 0
    assert [p.name for p in rules.iterdir()] == ["codeine.pgx"]


def test_test_runs_examples(rules: Path) -> None:
    """A failing example exits 1 and says what was given."""
    assert pgx("test").exit_code == 0
    edit(rules, "| *1/*1  ||", "| *4/*4  ||")
    result = pgx("test")
    assert result.exit_code == 1
    assert "error[PGX602]: codeine: expected certain go, got certain no-advice" in result.stdout


def test_coverage_counts_rows(rules: Path) -> None:
    """--min makes it a gate."""
    assert json.loads(pgx("coverage", "--json").stdout)["reached"] == 1
    assert pgx("coverage", "--min", "100").exit_code == 1


@pytest.mark.parametrize("code", CHECKS)
def test_every_check_number_is_explained(code: str) -> None:
    """Title and reason."""
    assert CHECKS[code].why in pgx("explain", code).stdout


def test_explain_of_table_and_row(rules: Path) -> None:
    """A row by its id shows its place, advice and source."""
    assert "[IM or PM]: no-advice" in pgx("explain", "local.codeine.t").stdout
    told = json.loads(pgx("explain", "--json", "local.codeine.t[UM or NM]").stdout)
    assert (told["at"], told["advice"], told["source"]) == ("rules/codeine.pgx:13", "go", "CPIC 2021")


def test_explain_of_an_advice(rules: Path) -> None:
    """What it says, and the rows that give it."""
    told = json.loads(pgx("explain", "--json", "local.codeine.go").stdout)
    assert (told["action"], told["given by"]) == ("usual dose", "local.codeine.t[UM or NM]")


def test_explain_of_a_patient(rules: Path, tmp_path: Path) -> None:
    """What the table looks at, what it gives, and what excludes the other rows."""
    assert CliRunner().invoke(simulate.command, ["CYP2C19=*2/*2", "-o", str(tmp_path / "p.vcf")]).exit_code == 0
    told = json.loads(pgx("explain", str(tmp_path / "p.vcf"), "--drug", "codeine", "--json").stdout)
    (table,), = [drug["tables"] for drug in told["drugs"]]
    assert (table["table"], told["sample"]) == ("local.codeine.t", "SIMULATED")
    assert {given["verdict"] for given in table["gives"]} == {"possible"}
    text = pgx("explain", str(tmp_path / "p.vcf"), "--drug", "codeine").stdout
    assert "    gives      possible go (usual dose): local.codeine.t[UM or NM] rules/codeine.pgx:13" in text
    assert isinstance(pgx("explain", str(tmp_path / "p.vcf")).exception, UsageError)


def test_wrong_usage_is_a_usage_error(rules: Path) -> None:
    """Exit 2 in the program; here the exception that becomes it."""
    assert isinstance(pgx("check", "nowhere").exception, UsageError)
    assert isinstance(pgx("explain", "PGX999").exception, UsageError)


def test_compiled_rules_are_cached_by_content(rules: Path, tmp_path: Path) -> None:
    """A second load compiles nothing; an edited rule is compiled again."""
    known = knowledge.load()
    first = knowledge.load_rules(known)
    assert len(list((tmp_path / "cache/pgx").iterdir())) == 1
    assert knowledge.load_rules(known).sha256 == first.sha256
    edit(rules, "severity none", "severity minor")
    assert knowledge.load_rules(known).sha256 != first.sha256
    assert len(list((tmp_path / "cache/pgx").iterdir())) == 2


def test_cache_does_not_grow_without_end(rules: Path, tmp_path: Path) -> None:
    """The newest few are kept."""
    folder = tmp_path / "cache/pgx"
    folder.mkdir(parents=True)
    for n in range(20):
        (folder / f"rules-{n}.json").write_text("{}", encoding="utf-8")
    first = knowledge.load_rules(knowledge.load())
    assert len(list(folder.iterdir())) == rulebook.KEPT
    assert knowledge.load_rules(knowledge.load()).sha256 == first.sha256


def test_damaged_or_unwritable_cache_is_no_error(rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules are compiled as if there were none."""
    known = knowledge.load()
    first = knowledge.load_rules(known)
    kept = next((tmp_path / "cache/pgx").iterdir())
    kept.write_text("[1, 2]", encoding="utf-8")
    assert knowledge.load_rules(known).sha256 == first.sha256
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert knowledge.load_rules(known).sha256 == first.sha256


def test_rules_that_do_not_hold_together_are_not_used(rules: Path) -> None:
    """Never a rule set with a hole in it."""
    edit(rules, "  | unknown       || test-first |\n", "")
    with pytest.raises(KnowledgeError, match="PGX205"):
        knowledge.load_rules(knowledge.load())


def test_answering_loads_no_parser() -> None:
    """With a cache, the grammar is not even imported."""
    code = "import sys, pgx.rules; sys.exit(any(m.split('.')[0] == 'lark' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_paths_printed_are_below_the_rules_folder(rules: Path) -> None:
    """No machine path in an answer."""
    assert list(rulebook.read_sources(rules)) == ["rules/codeine.pgx"]


def test_help_fits_a_screen() -> None:
    """One line for each command, in the order of work; every command has its own help."""
    shown = pgx("--help").output.splitlines()
    assert len(shown) <= 30
    assert max(map(len, shown)) <= 80
    for name in SAYS:
        assert pgx(name, "--help").exit_code == 0
    assert set(command.commands) <= set(SAYS)
