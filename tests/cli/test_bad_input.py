"""Bad input: one clear line on stderr, the documented exit code, nothing on stdout, nothing half-written."""

from __future__ import annotations

import gzip

import pytest

from tests.cli.running import CONTEXT, PATIENT, Done, broken_vcf, inside

ALERT = ("check", PATIENT, "--drug", "clopidogrel")


@pytest.fixture
def pgx(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return lambda *words: inside(capsys, monkeypatch, *words)


def refused(done: Done, code: int, said: str) -> None:
    assert done.code == code, done
    assert said in done.err
    assert "Traceback" not in done.err
    assert done.err.count("\n") == 1
    assert done.err.startswith("pgx: ")
    assert done.out == ""


@pytest.mark.parametrize(("name", "said"), [
    ("missing.vcf", "cannot be opened (No such file or directory)"),
    ("empty.vcf", "is empty"),
    ("noise.vcf", "it is not a text VCF"),
    ("text.vcf", "is not a VCF"),
    ("no-samples.vcf", "has no sample column"),
    ("other-words.vcf", "2 tab-separated columns"),
    ("cut.vcf", "tab-separated columns"),
])
@pytest.mark.parametrize("command", ["call", "check", "report"])
def test_file_that_is_no_readable_vcf(pgx, tmp_path, command, name, said):
    more = {"call": [], "check": ["--drug", "clopidogrel"], "report": ["-o", tmp_path / "out.html"]}[command]
    refused(pgx(command, broken_vcf(tmp_path, name), *more), 3, said)
    assert not (tmp_path / "out.html").exists()


def test_folder_and_truncated_gzip(pgx, tmp_path):
    refused(pgx("call", tmp_path), 3, "Is a directory")
    (tmp_path / "cut.vcf.gz").write_bytes(gzip.compress(PATIENT.read_bytes())[:-40])
    refused(pgx("call", tmp_path / "cut.vcf.gz"), 3, "cut off")


@pytest.mark.parametrize(("words", "code", "said"), [
    (("call", PATIENT, "--assembly", "GRCh37"), 3, "header says GRCh38 but --assembly says GRCh37"),
    (("call", PATIENT, "--sample", "X"), 2, "1 of the 1 samples asked for are not in the file"),
    (("call", PATIENT, "--genes", "cyp2c19"), 2, "unknown gene `cyp2c19`; did you mean `CYP2C19`?"),
    (("call", PATIENT, "--genes", "XYZ"), 2, "unknown gene `XYZ`; known: ABCG2, "),
    (("call", PATIENT, "--genes", ","), 2, "--genes: `,` names no gene"),
    (("call", PATIENT, "--ancestry", "MARS"), 2, "unknown ancestry `MARS`; known: AFR, AMR, EAS, EUR, SAS"),
    (("call", PATIENT, "--sex", "maybe"), 2, "neither male, female nor a file"),
    (("call", PATIENT, "--sex", "noise"), 3, "--sex: noise: cannot be read: it is not UTF-8 text"),
    (("call", PATIENT, "--callable", "none"), 3, "none: cannot be opened"),
    (("call", PATIENT, "--callable", "text"), 3, "text:1: is not a BED line"),
    (("call", PATIENT, "--outside", "none"), 3, "outside calls cannot be read: No such file"),
    (("call", PATIENT, "--outside", "noise"), 3, "outside calls cannot be read: it is not UTF-8 text"),
    (("call", PATIENT, PATIENT, "--outside", "text"), 2, "--outside is about one patient"),
    (("call", PATIENT, "--knowledgebase", "none"), 3, "no such folder"),
    (("call", PATIENT, "--knowledgebase", "."), 3, "this is not a knowledge base"),
    (("check", PATIENT), 2, "no drug asked about"),
    (("check", PATIENT, "--drug", "clopidogrell"), 2, "unknown drug `clopidogrell`; did you mean `clopidogrel`?"),
    (("check", PATIENT, "--drug", "xyz"), 2, "unknown drug `xyz`; see `pgx kb show --drugs`"),
    ((*ALERT, "--context", "none"), 3, "context cannot be read: No such file"),
    ((*ALERT, "--context", "noise"), 3, "context cannot be read: it is not UTF-8 text"),
    ((*ALERT, "--context", "text"), 3, "text:1: not JSON"),
    ((*ALERT, "--context", "twice"), 3, "twice: `age` is there twice; leave one"),
    ((*ALERT, "--context", "deep"), 3, "deep: not usable as JSON: nested too deeply"),
    ((*ALERT, "--context", "list.json"), 3, "expected a JSON object of facts"),
    ((*ALERT, "--context", "unknown.json"), 2, "unknown fact `agee`; did you mean `age`?"),
    ((*ALERT, "--rules", "none"), 3, "no such folder"),
    ((*ALERT, "--rules", "."), 3, "holds no rule file"),
    (("check", "none.json", "--drug", "clopidogrel"), 3, "calls cannot be read: No such file"),
    (("check", "empty.json", "--drug", "clopidogrel"), 3, "empty.json: is empty"),
    (("check", "list.json", "--drug", "clopidogrel"), 3, "expected a JSON object"),
    (("check", "unknown.json", "--drug", "clopidogrel"), 3, "expected schema `pgx.calls/1`, found `None`"),
    (("check", "half.json", "--drug", "clopidogrel"), 3, "calls: `file` is missing"),
    (("check", "place.json", "--drug", "clopidogrel"), 3, "assembly `hg18` is not one of GRCh37, GRCh38"),
    (("report", PATIENT, "-o", "."), 3, "it is a folder, give a file"),
    (("report", PATIENT, "-o", "no/where.html"), 3, "cannot be written: No such file"),
    (("simulate", "CYP2C19=*1/*2", "-o", "no/where.vcf"), 3, "cannot be written: No such file"),
    (("simulate", "CYP2C19=*1/*2", "-o", "."), 3, "it is a folder, give a file"),
    (("simulate", "CYP2C19=*1/*999", "-o", "x.vcf"), 2, "allele `*999` is not known"),
    (("risk", "evaluate", "--data", "noise"), 3, "cannot be read: it is not UTF-8 text"),
    (("risk", "explain", "--drug", "warfarin", "--context", "noise"), 3, "context: cannot be read: it is not UTF-8"),
    (("rules", "check", "."), 2, "holds no rule file"),
    (("rules", "test", "none"), 2, "no such file or folder"),
], ids=lambda value: " ".join(map(str, value[:1] + value[-2:])).replace(str(PATIENT), "VCF")
    if isinstance(value, tuple) else None)
def test_one_line_and_the_documented_exit_code(pgx, tmp_path, words, code, said):
    files = {"noise": b"\xff\xfe\x00", "text": b"hello\n", "deep": b"[" * 100_000, "twice": b'{"age": 1, "age": 40}',
             "list.json": b"[1]", "unknown.json": b'{"agee": 1}',
             "empty.json": b"\n", "half.json": b'{"schema": "pgx.calls/1"}',
             "place.json": b'{"schema": "pgx.calls/1", "file": "f", "sample": "s", "assembly": "hg18", "genes": {}}'}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    refused(pgx(*words), code, said)
    assert {path.name for path in tmp_path.iterdir()} == set(files)


def test_facts_of_one_patient_are_not_taken_for_several(pgx, tmp_path):
    """Age, weight and results of one person say nothing about the next sample."""
    rows = [line.split("\t") for line in PATIENT.read_text().splitlines()]
    two = tmp_path / "two.vcf"
    two.write_text("".join("\t".join(r) + ("\tB" if r[0] == "#CHROM" else f"\t{r[-1]}" if len(r) > 9 else "") + "\n"
                           for r in rows))
    (tmp_path / "outside.tsv").write_text("CYP2D6\t*1/*1\n")
    refused(pgx("check", two, "--context", CONTEXT), 2, "--context is about one patient")
    refused(pgx("report", two, "--context", CONTEXT, "-o", "x.html"), 2, "name one with --sample")
    refused(pgx("call", two, "--outside", "outside.tsv"), 2, "--outside is about one patient")
    assert pgx("check", two, "--context", CONTEXT, "--sample", "B").code == 0
    assert pgx("check", two, "--drug", "clopidogrel", "--json").out.count('"schema"') == 2
    assert pgx("report", two, "-o", "both.html").code == 0


def test_one_bad_file_of_several_is_reported_and_the_others_are_called(pgx, tmp_path):
    done = pgx("call", broken_vcf(tmp_path, "empty.vcf"), PATIENT, "--tsv", "--genes", "CYP2C19")
    assert (done.code, done.err) == (3, "pgx: empty.vcf: is empty\n")
    assert len(done.out.splitlines()) == 2


def test_sex_of_the_context_counts_for_reading(pgx, tmp_path):
    """A man has one X chromosome, whichever door his sex comes through."""
    pgx("simulate", "G6PD=B (reference)", "--sex", "male", "-o", "man.vcf")
    (tmp_path / "man.json").write_text('{"sex": "male", "drugs": ["rasburicase"]}')
    told = pgx("check", "man.vcf", "--context", "man.json", "--json").out
    assert told == pgx("check", "man.vcf", "--context", "man.json", "--sex", "male", "--json").out
    assert told != pgx("check", "man.vcf", "--drug", "rasburicase", "--json").out
