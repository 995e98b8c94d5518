"""Every check number has a page: its wrong program gets exactly what the page says, its right one does not.

The pages are `pgx/rules/pages/*.md`; `pgx rules explain` prints them.
"""

from __future__ import annotations

import re

import pytest

from pgx.rules import Problem, check, compile_rules, parse
from pgx.rules.catalog import CHECKS
from pgx.rules.showing import shown
from tests.language.problems import problems
from tests.language.words import ADVICE, HEAD, WORDS, module
from tests.paths import ROOT

FULL = "| UM or RM or NM or IM || go | - |\n  | PM || stop | - |\n  | unknown || no-advice | - |\n"


def table(rows: str, columns: str = "CYP2C19", clauses: str = "") -> str:
    """A table for codeine."""
    return f"table t\n  for codeine\n{clauses}  | {columns} || advice | strength |\n  {rows}"


def texts(code: str, name: str) -> dict[str, str]:
    """The program `name` of a page, with the files beside it."""
    entry = CHECKS[code]
    return {**entry.beside, f"{name}.pgx": {"wrong": entry.wrong, "right": entry.right}[name]}


def said(code: str, name: str) -> list[Problem]:
    """Complaints of this number about a program."""
    return [problem for problem in problems(texts(code, name)) if problem.code == code]


@pytest.mark.parametrize("code", CHECKS)
def test_wrong_program_gets_exactly_this_message(code: str) -> None:
    """Line, column head, suggestion, patient: letter for letter."""
    lines = {file: text.splitlines() for file, text in texts(code, "wrong").items()}
    told = "\n\n".join(shown(problem, lambda file: lines.get(file, ())) for problem in said(code, "wrong"))
    assert told + "\n" == CHECKS[code].said


@pytest.mark.parametrize("code", CHECKS)
def test_right_program_is_silent(code: str) -> None:
    """The repaired program does not get the complaint, and holds together."""
    found = problems(texts(code, "right"))
    assert [str(p) for p in found if p.file == "right.pgx" and (p.code == code or p.level == "error")] == []


@pytest.mark.parametrize("code", [code for code in CHECKS if code[3] in "23"])
def test_complaint_about_patients_shows_one(code: str) -> None:
    """One concrete patient with every finding on shape or meaning."""
    assert [p.message for p in said(code, "wrong") if not p.example] == []


def test_every_number_that_the_checker_gives_has_a_page() -> None:
    """A number in the program without a page fails here, and a page whose number nobody gives."""
    given = {code for file in (ROOT / "pgx/rules").glob("*.py") for code in
             re.findall(r"[\"'](PGX\d{3})[\"']", file.read_text(encoding="utf-8"))}
    assert given == set(CHECKS)


def test_pages_are_found_in_the_wheel() -> None:
    """They lie in the package, as many as there are numbers."""
    assert len(list((ROOT / "pgx/rules/pages").glob("*.md"))) == len(CHECKS)


def test_rows_that_are_offered_close_the_gap() -> None:
    """Pasting them into the table leaves nothing missing."""
    wrong = table("| UM | NM || go | - |\n  | PM | any || stop | - |\n", "CYP2C19 | CYP2C9")
    rows = [row for p in check([module(wrong)], WORDS) for row in p.rows]
    mended = wrong + "".join(f"  {row}\n" for row in rows)
    assert [str(p) for p in check([module(mended)], WORDS) if p.level == "error"] == []


def test_syntax_of_offered_rows_for_numbers() -> None:
    """A gap in scores is closed by a comparison, in words of the language."""
    wrong = table("| 0 || stop | - |\n  | > 2 || stop | - |\n  | unknown || no-advice | - |\n", "CYP2D6 score")
    found = [p for p in check([module(wrong)], WORDS) if p.code == "PGX201"]
    assert found[0].rows == ("| > 0 and <= 2 || no-advice | - |",)


def test_case_of_the_design_between_two_thresholds() -> None:
    """`<= 1.25` beside `1.25 to 2.25`: the shared score is named."""
    wrong = table("| 0 || stop | - |\n  | > 0 and <= 1.25 || go | - |\n  | 1.25 to 2.25 || stop | - |\n"
                  "  | > 2.25 || stop | - |\n  | unknown || no-advice | - |\n", "CYP2D6 score")
    assert [p.example for p in check([module(wrong)], WORDS) if p.code == "PGX202"] == ["CYP2D6 score 1.25"]


@pytest.mark.parametrize(("rows", "fine"), [
    (("| *28/*28 | any || stop | - |\n  | any | NM or IM || go | - |\n  | any | PM || stop | - |\n"
     "  | any | unknown || no-advice | - |\n"), True),
    ("| *28/*28 | any || stop | - |\n  | *28/*28 or *6/*6 | any || go | - |\n  | any | any || go | - |\n", False),
], ids=["pair beats result", "two rows name one pair"])
def test_named_pair_comes_first_when_declared(rows: str, *, fine: bool) -> None:
    """`first UGT1A1 diplotype`: rows that name a pair beat rows that say any; among themselves they must not meet."""
    body = table(rows, "UGT1A1 diplotype | UGT1A1", "  first UGT1A1 diplotype\n").replace("codeine", "irinotecan")
    found = [p.code for p in check([module(body)], WORDS) if p.level == "error"]
    assert found == ([] if fine else ["PGX202"])


def test_pair_and_result_meet_without_the_declaration() -> None:
    """Precedence is never silent."""
    body = table("| *28/*28 | any || stop | - |\n  | any | NM or IM or PM || go | - |\n"
                 "  | any | unknown || no-advice | - |\n", "UGT1A1 diplotype | UGT1A1")
    assert "PGX202" in [p.code for p in check([module(body)], WORDS)]


def test_otherwise_or_unknown_is_one_cell() -> None:
    """Everything but the named pairs, failed tests included."""
    body = table("| *28/*28 | any || stop | - |\n  | otherwise or unknown | not unknown || go | - |\n"
                 "  | otherwise or unknown | unknown || no-advice | - |\n", "UGT1A1 diplotype | UGT1A1")
    assert [str(p) for p in check([module(body)], WORDS) if p.level == "error"] == []


def test_two_files_of_one_name_are_refused() -> None:
    """Ids are permanent and unique."""
    one, two = parse(HEAD + ADVICE, "a.pgx"), parse(HEAD + ADVICE, "b.pgx")
    assert [p.message for p in check([one, two], WORDS) if p.code == "PGX106"] == ["`cpic.test` is defined twice"]


def test_messages_never_speak_of_machinery() -> None:
    """No "token", "parse" or "null" in any complaint or page."""
    told = [str(p) for code in CHECKS for p in problems(texts(code, "wrong"))]
    told += [f"{entry.title} {entry.why}" for entry in CHECKS.values()]
    assert [text for text in told for word in ("token", "parse", "null", "None") if word in text] == []


def test_rules_with_errors_do_not_compile() -> None:
    """Every fatal problem is listed, not the first one only."""
    from pgx.rules import RuleSetError

    with pytest.raises(RuleSetError, match="PGX201") as caught:
        compile_rules([module(table("| UM || go | - |\n"))], WORDS)
    assert {p.code for p in caught.value.problems} == {"PGX201", "PGX205"}


DOSES = [
    ("lowers upwards", "reduce dose", "start at 120% of usual", "PGX407 `a` says reduce dose, its dose the opposite"),
    ("lowers by raising", "reduce dose", "raise start by 20%", "PGX407 `a` says reduce dose, its dose the opposite"),
    ("raises downwards", "raise dose", "start at 50% of usual", "PGX407 `a` says raise dose, its dose the opposite"),
    ("raises by lowering", "raise dose", "reduce start by 20%", "PGX407 `a` says raise dose, its dose the opposite"),
    ("falls", "change dose", "start at 20 mg to 10 mg", "PGX402 20 mg to 10 mg holds nothing"),
    ("share falls", "change dose", "reduce start by 50% to 25%", "PGX402 50% to 25% holds nothing"),
    ("of the patient", "change dose", "start at 20 kg", "PGX401 20 kg is no amount of a drug"),
    ("a time", "change dose", "at most 20 d", "PGX401 20 d is no amount of a drug"),
]


@pytest.mark.parametrize(("action", "dose", "message"), [d[1:] for d in DOSES], ids=[d[0] for d in DOSES])
def test_dose_that_cannot_be_meant(action: str, dose: str, message: str) -> None:
    """An action and its dose go the same way, ranges rise, and amounts are of drug."""
    text = f"{HEAD}advice a\n  action {action}\n  dose {dose}\n  severity minor\n"
    assert message in [f"{p.code} {p.message}" for p in check([parse(text, "t.pgx")], WORDS)]


@pytest.mark.parametrize("dose", ["start at 50% of usual", "start at 10 mg to 20 mg", "start at 100% of usual",
                                  "start at 5 mg/kg up to 400 mg", "at most 20 mg/day"])
def test_dose_that_can_be_meant(dose: str) -> None:
    """No complaint."""
    text = f"{HEAD}advice a\n  action reduce dose\n  dose {dose}\n  severity minor\n"
    assert [p for p in check([parse(text, "t.pgx")], WORDS) if p.code in {"PGX401", "PGX402", "PGX407"}] == []


@pytest.mark.parametrize(("rows", "told"), [
    ("| not unknown || less | - |\n  | unknown || no-advice | - |", 0),
    ("| PM || no-advice | - |\n  | otherwise || less | - |\n  | unknown || no-advice | - |", 0),
    ("| not unknown || no-advice | - |\n  | unknown || less | - |", 1),
], ids=["not unknown", "otherwise", "unknown"])
def test_only_a_row_for_unknown_doses_blindly(rows: str, told: int) -> None:
    """PGX310 is about failed and missing tests, not about rows that merely name them."""
    text = HEAD + "advice less\n  action reduce dose\n  dose start at 50% of usual\n  severity minor\n" + table(rows)
    assert len([p for p in check([parse(text, "t.pgx")], WORDS) if p.code == "PGX310"]) == told
