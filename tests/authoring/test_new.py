"""`pgx rules new`: a skeleton that is the language, formatted, complete, and lacks nothing but the decisions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pgx.cli.rules import command

CITE = ("--cite", "PMID:33387367")
COLUMNS = ["CYP2C19", "CYP2D6 score", "DPYD score", "HLA-B*57:01", "VKORC1 c.-1639G>A", "G6PD", "MT-RNR1",
           "CYP2C19,CYP2D6 score", "TPMT,NUDT15", "HLA-A*31:01,HLA-B*15:02", "SLCO1B1,ABCG2,HLA-B*15:02"]


def pgx(*args: str, text: str | None = None) -> Result:
    """Run `pgx rules ...`."""
    return CliRunner().invoke(command, list(args), input=text)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a skeleton goes."""
    return tmp_path / "new.pgx"


@pytest.mark.parametrize("columns", COLUMNS)
def test_only_the_advice_is_left(columns: str, file: Path) -> None:
    """`check` complains about undecided advice and nothing else; the layout is the canonical one."""
    assert pgx("new", "codeine", "--genes", columns, *CITE, "-o", str(file)).exit_code == 0
    problems = json.loads(pgx("check", "--json", str(file)).stdout)["problems"]
    undecided = file.read_text("utf-8").count("action   undecided")
    assert [p["code"] for p in problems] == ["PGX110"] * undecided
    assert undecided > 1
    assert pgx("fmt", "--check", str(file)).exit_code == 0


@pytest.mark.parametrize("columns", COLUMNS)
def test_decided_it_holds(columns: str, file: Path) -> None:
    """With the advice written, its own examples pass, every row is reached, and nothing is left to complain about."""
    pgx("new", "codeine", "--genes", columns, *CITE, "-o", str(file))
    text = file.read_text("utf-8").replace("  action   undecided", "  action   inform\n  severity minor")
    file.write_text(text, "utf-8")
    for tool in (["check"], ["test"]):
        run = pgx(*tool, str(file))
        assert (run.exit_code, run.stdout) == (0, ""), run.output


def test_a_file_is_never_overwritten(file: Path) -> None:
    """A second run refuses."""
    for code in (0, 1):
        run = pgx("new", "codeine", "--genes", "CYP2D6", "-o", str(file))
        assert (run.exit_code != 0) == bool(code)
    assert str(run.exception) == f"{file}: exists; `pgx rules new` never overwrites a file"


TABLE = """CYP2C19\tRecommendation\tStrength
Poor Metabolizer or IM\tAvoid it.\tStrong
NM, RM, UM\tUsual dose.\tModerate
"""


def test_pasted_from_a_spreadsheet() -> None:
    """Printed results become codes, equal words one advice; what the table leaves out says so."""
    run = pgx("new", "clopidogrel", "--source", "CPIC 2022", "--cite", "PMID:35034351", "--from-table", "-", text=TABLE)
    assert run.exit_code == 0
    lines = [" ".join(line.split()) for line in run.stdout.splitlines()]
    assert "| IM or PM || for-im | strong |" in lines
    assert "| UM or RM or NM || for-um | moderate |" in lines
    assert "| likely-IM or likely-PM or unknown || no-advice | - |" in lines
    assert 'note "Source: Avoid it."' in lines


@pytest.mark.parametrize("separator", ["|", ",", ";"])
def test_other_separators(separator: str) -> None:
    """Bars (with or without the outer ones), commas and semicolons."""
    rows = (("HLA-B*57:01", "advice"), ("positive", "Do not."), ("negative", "Do."))
    text = "\n".join(separator.join(row) for row in rows)
    run = pgx("new", "abacavir", "--from-table", "-", text=text)
    assert run.exit_code == 0
    assert "| positive      || for-positive  | -        |" in run.stdout


WRONG = [
    (["--genes", "CYP2C91"], None, "--genes: `CYP2C91` has no values in the knowledge base; "),
    (["--genes", "HLA-B"], None, "--genes: `HLA-B` has no values in the knowledge base; write one of HLA-B*15:02"),
    (["--genes", "age"], None, "--genes: `age` is no gene, `GENE score`, allele or marker"),
    (["--genes", "HLA-B*99:99"], None, "--genes: `HLA-B*99:99` is no allele that is reported"),
    (["--genes", "CYP2C19,CYP2D6 score,TPMT,NUDT15"], None,
     "--genes: 448 rows, more than 400; write one file for each pair of columns"),
    ([], None, "give one of --genes, --from-table and --override"),
    (["--from-table", "-"], "CYP2C19\tRecommendation\n", "--from-table: a head line and at least one row are needed"),
    (["--from-table", "-"], "CYP2C19\tcolour\nPM\tred\n",
     "--from-table: the column `colour` is no gene, recommendation or strength"),
    (["--from-table", "-"], "CYP2C19\tRecommendation\nPM\tA\nPM\tB\n", "--from-table: CYP2C19 PM / CYP2C19 PM"),
    (["--from-table", "-"], "CYP2C19\tRecommendation\nPM\n", "--from-table: line 2 has 1 cells, fewer than the head"),
    (["--from-table", "-"], "CYP2C19\tRecommendation\nslow\tA\n", "--from-table: CYP2C19 slow: CYP2C19: unknown"),
]


@pytest.mark.parametrize(("options", "text", "message"), WRONG, ids=[w[2][:60] for w in WRONG])
def test_wrong_use(options: list[str], text: str | None, message: str) -> None:
    """One line: what, and the way out."""
    run = pgx("new", "codeine", *options, text=text)
    assert run.exit_code != 0
    assert str(run.exception).startswith(message)


TARGETS = [
    ("clopidogrel", "cpic.clopidogrel.cardiac", ["CYP2C19 is IM or PM"]),
    ("codeine", "cpic.codeine.by-activity-score", ["CYP2D6 score < 1.25"]),
    ("amitriptyline", "cpic.amitriptyline.depression-dose", ["CYP2C19 is PM", "CYP2D6 score is 0"]),
    ("citalopram", "dpwg.citalopram.maximum-dose", ["age >= 65 y"]),
]


@pytest.mark.parametrize(("drug", "target", "when"), TARGETS, ids=[target for _, target, _ in TARGETS])
def test_an_exception_of_a_site(drug: str, target: str, when: list[str], file: Path) -> None:
    """Only the advice and the approval are left to write; then every row's example holds, inside and outside."""
    tests = [part for text in when for part in ("--when", text)]
    run = pgx("new", drug, "--override", target, *tests, "--because", "We do.", "-o", str(file))
    assert run.exit_code == 0, run.output
    assert {p["code"] for p in json.loads(pgx("check", "--json", str(file)).stdout)["problems"]} <= {"PGX110", "PGX305"}
    decided = 'action contraindicated\n  severity contraindicated\n  say "Not here."'
    file.write_text(file.read_text("utf-8").replace("action   undecided", decided), "utf-8")
    assert {p["code"] for p in json.loads(pgx("check", "--json", str(file)).stdout)["problems"]} <= {"PGX301", "PGX305"}
    test = pgx("test", str(file))
    assert (test.exit_code, test.stdout) == (0, ""), test.output
    assert "certain here" in file.read_text("utf-8")


BAD_EXCEPTIONS = [
    (["--override", "cpic.clopidogrel.cardiak", "--when", "CYP2C19 is PM", "--because", "x"],
     "--override: there is no table `cpic.clopidogrel.cardiak`; did you mean `cpic.clopidogrel.cardiac`?"),
    (["--override", "cpic.clopidogrel.cardiac", "--when", "CYP2C19 = PM", "--because", "x"], "--when: "),
    (["--override", "cpic.clopidogrel.cardiac", "--when", "indication is PAD", "--because", "x"],
     "--when: no patient of cpic.clopidogrel.cardiac fulfils it; its columns are CYP2C19, indication"),
    (["--override", "cpic.clopidogrel.cardiac"],
     "--override needs --when, for whom, and --because, why your site differs"),
]


@pytest.mark.parametrize(("options", "message"), BAD_EXCEPTIONS, ids=["target", "condition", "nobody", "incomplete"])
def test_wrong_exceptions(options: list[str], message: str) -> None:
    """What, and the way out."""
    run = pgx("new", "clopidogrel", *options)
    assert str(run.exception).startswith(message)


def test_a_draft_is_in_no_rule_set(file: Path) -> None:
    """Nothing undecided can reach a patient."""
    pgx("new", "codeine", "--genes", "CYP2D6", *CITE, "-o", str(file))
    assert "PGX110 advice `cyp2d6-um` is not decided yet" in str(pgx("test", str(file)).exception)
