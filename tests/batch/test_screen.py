"""Many files into tables: right, in order, complete or not there at all, whatever one file does."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pgx.assess import Engine
from pgx.batch import Plan, Setup, find, outputs, pool, screen, tables, worker
from pgx.batch.worker import Task
from pgx.domain.errors import InputError, UsageError
from tests.batch.deadly import deadly
from tests.paths import ROOT
from tests.service.patients import DIPLOTYPES, GENE, packed, vcf

PGX = [sys.executable, "-m", "pgx.cli.main", "screen"]
NAMES = ["calls", "alerts", "risks", "problems"]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load()


@pytest.fixture
def setup(engine) -> Setup:
    return Setup(context=engine.context_from({"drugs": ["clopidogrel"]}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Twelve people in ten files: one a cohort of three, two packed, one in a folder below; and three bad files."""
    place = tmp_path_factory.mktemp("in") / "vcfs"
    (place / "below").mkdir(parents=True)
    for number in range(7):
        (place / f"p{number}.vcf").write_bytes(vcf({f"P{number}": number % 3}))
    (place / "cohort.vcf.gz").write_bytes(packed({"C": 2, "A": 0, "B": 1}))
    (place / "packed.vcf.bgz").write_bytes(packed({"Z": 1}))
    (place / "below" / "deep.VCF").write_bytes(vcf({"D": 2}))
    (place / "bad_cut.vcf.gz").write_bytes(packed({"X": 1})[:-30])
    (place / "bad_noise.vcf").write_bytes(bytes(range(256)))
    (place / "bad_empty.vcf").write_bytes(b"")
    (place / "notes.txt").write_text("no VCF")
    (place / "lab.tsv").write_text("CYP2C19\t*1/*1\n")
    (place / "other.tsv").write_text("CYP2C19\t*1/*1\t\t\tNOBODY\n")
    (place / ".hidden.vcf").write_bytes(vcf({"H": 1}))
    return place


PEOPLE = [("D", 2), ("C", 2), ("A", 0), ("B", 1), *((f"P{n}", n % 3) for n in range(7)), ("Z", 1)]


def rows(out: Path, table: str) -> list[dict]:
    return pq.read_table(out / f"{table}.parquet").to_pylist()


def run(*arguments, **keywords) -> subprocess.CompletedProcess:
    return subprocess.run([*PGX, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False,
                          **keywords)


@pytest.fixture(scope="module")
def screened(folder, tmp_path_factory):
    """The folder through the command line, with two processes."""
    out = tmp_path_factory.mktemp("out") / "result"
    return run(folder, "-o", out, "--jobs", 2, "--drug", "clopidogrel"), out


def test_everybody_is_in_the_tables_in_order(screened):
    """Files by name, samples as in the file, each with their own diplotype."""
    _, out = screened
    found = [(row["sample"], row["diplotype"]) for row in rows(out, "calls") if row["gene"] == GENE]
    assert found == [(name, DIPLOTYPES[copies]) for name, copies in PEOPLE]


def test_bad_files_are_rows_and_exit_1(screened, folder):
    """One bad file never stops the run, and is never passed over in silence."""
    done, out = screened
    assert done.returncode == 1, done.stderr
    found = rows(out, "problems")
    assert [Path(row["file"]).name for row in found] == ["bad_cut.vcf.gz", "bad_empty.vcf", "bad_noise.vcf"]
    assert {row["kind"] for row in found} == {"input"}
    assert all(row["text"] for row in found)
    assert "12 samples" in done.stderr
    assert "3 problems" in done.stderr


def test_alerts_belong_to_the_right_people(screened):
    """Everybody with two lost copies has an action for their gene, nobody without one has."""
    _, out = screened
    acted = {row["sample"] for row in rows(out, "alerts") if row["outcome"] == "action" and row["genes"] == GENE}
    assert {name for name, copies in PEOPLE if copies == 2} <= acted
    assert not acted & {name for name, copies in PEOPLE if copies == 0}
    assert {row["drug"] for row in rows(out, "alerts")} == {"clopidogrel"}


@pytest.mark.parametrize("table", NAMES)
def test_csv_says_what_parquet_says(screened, table):
    """Same columns, same rows, as declared and documented."""
    _, out = screened
    with (out / f"{table}.csv").open(newline="") as file:
        read = list(csv.DictReader(file))
    expected = rows(out, table)
    assert len(read) == len(expected)
    assert [[row[c] for row in read] for c in tables.TABLES[table]] == [
        [printed(row[c]) for row in expected] for c in tables.TABLES[table]]
    assert pq.read_schema(out / f"{table}.parquet").names == list(tables.TABLES[table])


def printed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_every_column_is_documented():
    """docs/screen.md names every column of every table under its heading."""
    text = (ROOT / "docs" / "screen.md").read_text()
    for table, columns in tables.TABLES.items():
        section = text.split(f"\n## {table}\n")[1].split("\n## ")[0]
        named = {name for line in section.splitlines() if line.startswith("| `")
                 for name in re.findall(r"`(\w+)`", line.split("|")[1])}
        assert named == set(columns)


def test_summary_counts_what_is_there(screened, engine):
    """Counts, versions, and hashes of the tables; no sample name."""
    _, out = screened
    text = (out / "summary.json").read_text()
    summary = json.loads(text)
    assert (summary["files"], summary["samples"]) == (13, 12)
    assert summary["versions"]["knowledgebase_sha256"] == engine.versions.knowledgebase_sha256
    for name, described in summary["outputs"].items():
        assert described["sha256"] == outputs.sha256(out / name)
        assert described["rows"] == len(rows(out, Path(name).stem))
    for table, counted in summary["counts"].items():
        assert sum(entry["rows"] for entry in counted) == len(rows(out, table))
    assert not any(f'"{name}"' in text for name, _ in PEOPLE)
    assert set(summary["outputs"]) == {f"{n}.{e}" for n in NAMES for e in ("csv", "parquet")}


def test_progress_is_on_stderr_and_names_nobody(screened):
    """A bar that reaches the end; stdout stays empty."""
    done, _ = screened
    assert "13/13" in done.stderr
    assert done.stdout == ""
    assert not re.search(r"\bP[0-6]\b", done.stderr.replace("p", ""))


@pytest.mark.parametrize("jobs", [1, 3])
def test_number_of_processes_changes_no_byte(folder, screened, tmp_path, setup, engine, jobs):
    """Same order, same row groups, same bytes."""
    screen(Plan(find([folder]), tmp_path / "again", jobs, setup), engine.versions)
    for name in (f"{n}.{e}" for n in NAMES for e in ("csv", "parquet")):
        assert (tmp_path / "again" / name).read_bytes() == (screened[1] / name).read_bytes(), name


def test_cohort_is_shared_out_by_samples(tmp_path, setup, engine):
    """120 people in one file: the same bytes whether one process reads them or three; damage is told once."""
    cohort = tmp_path / "cohort.vcf.gz"
    cohort.write_bytes(packed({f"C{n}": n % 3 for n in range(120)}))
    for jobs in (1, 3):
        heard: list[int] = []
        screen(Plan((cohort,), tmp_path / f"out{jobs}", jobs, setup), engine.versions, heard.append)
        assert sum(heard) == 1
    found = [(row["sample"], row["diplotype"]) for row in rows(tmp_path / "out3", "calls") if row["gene"] == GENE]
    assert found == [(f"C{n}", DIPLOTYPES[n % 3]) for n in range(120)]
    for name in ("calls.parquet", "alerts.csv"):
        assert (tmp_path / "out1" / name).read_bytes() == (tmp_path / "out3" / name).read_bytes()
    cohort.write_bytes(cohort.read_bytes()[:-9])
    outcome = screen(Plan((cohort,), tmp_path / "cut", 3, setup), engine.versions)
    assert (outcome.samples, outcome.problems) == (0, 1)


def test_row_groups_do_not_depend_on_tasks(tmp_path, monkeypatch):
    """Rows of any number of parts are cut into groups of one size, and none is lost or moved."""
    monkeypatch.setattr(outputs, "GROUP", 10)
    made = []
    for sizes in ([33], [1] * 33, [20, 0, 13]):
        parts, out = tmp_path / f"parts{len(sizes)}", tmp_path / f"out{len(sizes)}"
        parts.mkdir()
        out.mkdir()
        number = iter(range(33))
        for key, size in enumerate(sizes):
            found = [worker.problem(Path(f"f{next(number)}"), "input", "text") for _ in range(size)]
            worker.write(Task(f"{key:08d}", (), parts), worker.Rows(problems=found))
        assert outputs.merge(parts, out, "problems").rows == 33
        assert pq.ParquetFile(out / "problems.parquet").num_row_groups == 4
        made.append((out / "problems.parquet").read_bytes())
    assert made[0] == made[1] == made[2]


def test_file_that_kills_its_process_costs_only_itself(folder, tmp_path, setup, engine):
    """The process dies as by a crash in a library; everybody else is in the tables, in order."""
    files = [folder / name for name in ("p1.vcf", "p2.vcf", "p3.vcf", "p4.vcf")]
    files[2] = deadly(files[2])
    heard: list[int] = []
    outcome = screen(Plan(tuple(files), tmp_path / "out", 2, setup), engine.versions, heard.append)
    found = [(row["sample"], row["diplotype"]) for row in rows(tmp_path / "out", "calls") if row["gene"] == GENE]
    assert found == [("P1", DIPLOTYPES[1]), ("P2", DIPLOTYPES[2]), ("P4", DIPLOTYPES[1])]
    crashed = [row for row in rows(tmp_path / "out", "problems") if row["kind"] == "crash"]
    assert [Path(row["file"]).name for row in crashed] == ["p3.vcf"]
    assert (outcome.samples, outcome.problems, sum(heard)) == (3, 1, 4)


def test_second_run_replaces_the_first_and_nothing_else(folder, tmp_path, setup, engine):
    """Old tables go, a stranger's file in the folder stays."""
    out = tmp_path / "out"
    screen(Plan(find([folder]), out, 1, setup), engine.versions)
    (out / "my notes.txt").write_text("keep")
    screen(Plan((folder / "p1.vcf",), out, 1, setup), engine.versions)
    assert {row["sample"] for row in rows(out, "calls")} == {"P1"}
    assert rows(out, "problems") == []
    assert (out / "my notes.txt").read_text() == "keep"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


def test_outside_calls_go_to_the_sample_they_name(folder, tmp_path):
    """One file of results for a cohort and single files; whoever it does not name keeps the VCF's own call."""
    told = tmp_path / "told.tsv"
    told.write_text("Sample\tGenotype\tFilter\nB\t*4/*4\tPASS\nP1\t*1/*4\tPASS\nX9\t*1/*1\tPASS\n")
    done = run(folder / "cohort.vcf.gz", folder / "p1.vcf", "-o", tmp_path / "o", "--outside", told, "--jobs", 2)
    assert done.returncode == 0, done.stderr
    found = {row["sample"]: row["diplotype"] for row in rows(tmp_path / "o", "calls") if row["gene"] == "CYP2D6"}
    assert (found["B"], found["P1"]) == ("*4/*4", "*1/*4")
    assert "*4" not in found["A"] + found["C"]


@pytest.mark.parametrize(("arguments", "code", "message"), [
    (["{in}", "-o", "{tmp}/o", "--drug", "nodrug"], 2, "unknown drug `nodrug`"),
    (["{in}", "-o", "{tmp}/o", "--genes", "NOGENE"], 2, "unknown gene `NOGENE`"),
    (["{in}", "-o", "{in}/p1.vcf"], 2, "is a file; give a folder"),
    (["{in}", "-o", "{tmp}/o", "--outside", "{in}/lab.tsv"], 2, "whose results"),
    (["{in}", "-o", "{tmp}/o", "--outside", "{in}/other.tsv"], 3, "other.tsv: is of another sample"),
    (["{tmp}", "-o", "{tmp}/o"], 3, "holds no file that ends in"),
    (["{in}", "-o", "/proc/none/o"], 3, "cannot be written"),
    (["{in}"], 2, "--out"),
], ids=["drug", "gene", "out is a file", "outside without names", "outside of others", "nothing to read",
        "cannot write", "no out"])
def test_wrong_usage_is_said_before_anything_is_read(folder, tmp_path, arguments, code, message):
    """One line, the documented exit code, nothing written."""
    done = run(*(a.replace("{in}", str(folder)).replace("{tmp}", str(tmp_path)) for a in arguments))
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_not_there_is_a_problem_not_an_end(folder, tmp_path, setup, engine):
    """The others are read."""
    plan = Plan(find([folder / "p1.vcf", folder / "gone.vcf"]), tmp_path / "out", 1, setup)
    outcome = screen(plan, engine.versions)
    assert (outcome.samples, outcome.problems) == (1, 1)
    assert rows(tmp_path / "out", "problems")[0]["kind"] == "input"


def test_sample_that_only_some_files_have(folder, tmp_path, setup, engine):
    """--sample picks one; files without it are told."""
    files = find([folder / "cohort.vcf.gz", folder / "p1.vcf"])
    plan = Plan(files, tmp_path / "out", 1, replace(setup, samples=("A",)))
    outcome = screen(plan, engine.versions)
    assert outcome.samples == 1
    assert [row["kind"] for row in rows(tmp_path / "out", "problems")] == ["usage"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["terminated", "interrupted"])
def test_stopped_run_leaves_nothing(folder, tmp_path, number):
    """Neither tables that look complete nor a folder of parts."""
    many = tmp_path / "many"
    many.mkdir()
    for copy in range(300):
        (many / f"c{copy}.vcf").symlink_to(folder / "p1.vcf")
    process = subprocess.Popen([*PGX, str(many), "-o", str(tmp_path / "o" / "out"), "--jobs", "2"],
                               stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while not list(tmp_path.glob("o/.out.*/parts/*")):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < until
        time.sleep(0.02)
    os.kill(process.pid, number)
    assert process.wait(60) != 0
    process.stderr.close()
    assert list((tmp_path / "o").iterdir()) == []


def test_finding_sorts_and_counts_once(folder, tmp_path):
    """A file named twice, or beside its folder, is read once; hidden files and other endings are not."""
    found = find([folder / "p1.vcf", folder, folder / "p1.vcf"])
    assert [p.name for p in found[:3]] == ["p1.vcf", "bad_cut.vcf.gz", "bad_empty.vcf"]
    assert len(found) == len(set(found)) == 13
    with pytest.raises(InputError, match="holds no file"):
        find([tmp_path])


@pytest.mark.parametrize(("files", "jobs", "size"), [(1, 8, 1), (100, 2, 6), (100_000, 2, 32), (10, 16, 1)])
def test_tasks_are_small_enough_to_share(files, jobs, size):
    """At least eight tasks per process, as long as there are files."""
    assert pool.share(files, jobs) == size


def test_out_that_is_a_file_is_wrong_usage(tmp_path, setup, engine):
    """It is not overwritten."""
    (tmp_path / "out").write_text("mine")
    with pytest.raises(UsageError, match="give a folder"):
        screen(Plan((tmp_path / "a.vcf",), tmp_path / "out", 1, setup), engine.versions)
    assert (tmp_path / "out").read_text() == "mine"


def test_link_to_nowhere_is_a_problem_not_a_silence(tmp_path):
    """A patient whose file has gone is missed, not passed over."""
    (tmp_path / "gone.vcf").symlink_to(tmp_path / "moved.vcf")
    (tmp_path / "folder.vcf").mkdir()
    assert find([tmp_path]) == (tmp_path / "gone.vcf",)
