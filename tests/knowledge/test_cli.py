"""`pgx kb`: output on stdout, problems as exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from pgx.cli.kb import command
from pgx.domain.errors import InputError, KnowledgeError, UsageError
from pgx.knowledge import paths
from tests.paths import ROOT, SHARED, needs_shared

KB = ROOT / "knowledgebase"


def run(*arguments):
    """Exit code and standard output."""
    result = CliRunner().invoke(command, [str(a) for a in arguments], catch_exceptions=False)
    return result.exit_code, result.stdout


@pytest.fixture
def kb(tmp_path):
    """A copy that may be changed."""
    target = tmp_path / "kb"
    shutil.copytree(KB, target)
    return target


def test_check_of_a_sound_folder():
    """Nothing on stdout, exit 0."""
    assert run("check", "--kb", KB) == (0, "")


def test_check_of_a_broken_folder(kb):
    """Problems on stdout as text or JSON, exit 1."""
    path = kb / "terms/results.tsv"
    path.write_text(path.read_text().replace("TPMT\tPM\t", "TPMT\tp_m\t"))
    code, text = run("check", "--kb", kb)
    assert code == 1
    assert "KB406" in text
    code, text = run("check", "--kb", kb, "--json")
    assert (code, json.loads(text)[0]["code"]) == (1, "KB406")


@pytest.mark.parametrize(("arguments", "expected"), [
    (("CYP2C19", "*2"), {"allele": "*2", "function": "No function"}),
    (("CYP2D6",), {"gene": "CYP2D6", "positions": 156}),
    (("rifampicin",), {"name": "rifampin", "rxnorm": "9384"}),
    (("glyburide",), {"name": "glibenclamide"}),
], ids=["allele", "gene", "synonym", "same drug"])
def test_show(arguments, expected):
    """A gene, an allele, a drug by any of its names."""
    code, text = run("show", *arguments, "--json")
    data = json.loads(text)
    assert code == 0
    assert {key: data[key] for key in expected} == expected


def test_show_lists_genes_and_drugs():
    """Without a name the genes, with --drugs the drugs and their other names."""
    assert run("show")[1].split()[:2] == ["ABCG2", "CACNA1S"]
    assert "rifampin (rifampicin)\n" in run("show", "--drugs")[1]


def test_show_names_positions_in_both_assemblies():
    """Definition of an allele with coordinates."""
    _, text = run("show", "CYP2C19", "*2")
    assert "GRCh38 chr10:94781859" in text
    assert "GRCh37 chr10:96541616" in text


@pytest.mark.parametrize(("arguments", "code"), [
    (("check",), 0), (("show", "NOPE"), 2), (("check", "--kb", "tests"), 3), (("diff", "knowledgebase", "rules"), 3),
    (("nonsense",), 2), (("import", "--from", "rules", "--date", "tomorrow"), 2),
], ids=["done", "usage", "no knowledge base", "difference to none", "no command", "no date"])
def test_exit_codes_of_the_program(arguments, code):
    """0 done, 1 problems or differences, 2 wrong usage, 3 unreadable: as a shell sees them."""
    program = [sys.executable, "-m", "pgx.cli.main", "kb", *arguments]
    assert subprocess.run(program, cwd=ROOT, capture_output=True, check=False).returncode == code


@pytest.mark.parametrize("arguments", [("NOPE",), ("CYP2C19", "*999"), ("NOPE", "*1")])
def test_show_of_the_unknown_is_wrong_usage(arguments):
    """Exit 2 at the command line."""
    with pytest.raises(UsageError, match=r"NOPE|\*999"):
        run("show", *arguments)


def test_diff(kb):
    """Nothing and exit 0 for equal folders; facts and exit 1 for others."""
    assert run("diff", KB, kb) == (0, "")
    path = kb / "genes/CYP2C19/alleles.tsv"
    path.write_text(path.read_text().replace("*2\thaplotype\t\tNo function", "*2\thaplotype\t\tNormal function"))
    code, text = run("diff", KB, kb)
    assert code == 1
    assert text == "changed\tgenes/CYP2C19/alleles.tsv\t*2\tfunction\tNo function\tNormal function\n"
    assert json.loads(run("diff", KB, kb, "--json")[1])[0]["new"] == "Normal function"


def test_sources_have_hashes():
    """Every file that was read, with its hash."""
    code, text = run("sources", "--json")
    assert code == 0
    assert all(len(entry["sha256"]) == 64 for entry in json.loads(text))


@needs_shared
def test_import_reports_and_exits_one_on_a_disagreement(kb, tmp_path):
    """The report is written, the curation kept."""
    path = kb / "drugs/effects.tsv"
    path.write_text(path.read_text().replace("FDA\t2023\t\t", "FDA\t2023\tsite\t", 1).replace("weak", "strong", 1))
    report = tmp_path / "report.md"
    source = SHARED / "kb-sources"
    code, text = run("import", "--from", source, "--to", kb, "--report", report, "--dry-run", "--json")
    data = json.loads(text)
    assert data["written"] == 0
    assert (code == 1) == bool(data["findings"])
    assert report.read_text().startswith("# Import: source pack")


@needs_shared
def test_import_of_what_is_there_exits_zero(kb):
    """Nothing to do, nothing written."""
    code, text = run("import", "--from", SHARED / "kb-sources", "--to", kb, "--json")
    assert (code, json.loads(text)) == (0, {"origin": "source pack", "written": 0, "changes": [], "findings": []})


def test_explicit_path_beats_environment(monkeypatch, kb):
    """Path, then environment, then what is shipped."""
    monkeypatch.setenv("PGX_KNOWLEDGEBASE", str(kb))
    assert paths.knowledgebase() == kb
    assert paths.knowledgebase(KB) == KB
    monkeypatch.delenv("PGX_KNOWLEDGEBASE")
    assert paths.knowledgebase() == KB


@pytest.mark.parametrize("find", [paths.knowledgebase, paths.rules])
def test_missing_folder_is_refused(find, tmp_path):
    """The message names the folder."""
    with pytest.raises(KnowledgeError, match="nowhere: no such folder"):
        find(tmp_path / "nowhere")


def test_superseded_facts_can_be_shown():
    """So that an older result can be explained: the old value, whose it was, and its dates."""
    _, text = run("show", "TPMT", "--json")
    old = {(row["key"], row["value"], row["until"]) for row in json.loads(text)["history"] if row["table"] == "alleles"}
    assert ("*8", "Uncertain function", "2026-07-05") in old
    assert "value Uncertain function" in run("show", "TPMT")[1]


def test_near_names_are_suggested():
    """A gene in small letters is not guessed, and not left without help."""
    with pytest.raises(UsageError, match="did you mean `CYP2C19`"):
        run("show", "cyp2c19")


@needs_shared
def test_import_whose_report_cannot_be_written_changes_nothing(tmp_path):
    """What cannot be reviewed is not taken over."""
    with pytest.raises(InputError, match="cannot be written"):
        run("import", "--from", SHARED / "kb-sources", "--to", tmp_path / "new", "--report", tmp_path / "no" / "r.md")
    assert not (tmp_path / "new").exists()


@needs_shared
def test_import_into_a_place_that_cannot_be_written_is_one_line(tmp_path):
    """A folder where a file is wanted."""
    (tmp_path / "new" / "VERSION").mkdir(parents=True)
    with pytest.raises(InputError, match=r"cannot be written: .*; \d+ files were"):
        run("import", "--from", SHARED / "kb-sources", "--to", tmp_path / "new")
