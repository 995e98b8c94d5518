"""Every check number with a wrong program, its exact message, and the right one beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from pgx.rules import check, compile_rules, parse
from pgx.rules.catalog import CHECKS
from tests.language.words import ADVICE, HEAD, WORDS, module

TODAY = date(2026, 6, 1)
FULL = "| UM or RM or NM or IM || go | - |\n  | PM || stop | - |\n  | unknown || no-advice | - |\n"


def table(rows: str, columns: str = "CYP2C19", clauses: str = "") -> str:
    """A table for codeine."""
    return f"table t\n  for codeine\n{clauses}  | {columns} || advice | strength |\n  {rows}"


@dataclass(frozen=True)
class Case:
    """A wrong program, what is said of it, and a right one."""

    wrong: str
    said: str
    right: str
    head: str = HEAD + ADVICE


CASES: dict[str, Case] = {
    "PGX101": Case(table(FULL, "CYP2C91"), "`CYP2C91` is not a known gene", table(FULL)),
    "PGX102": Case(table(FULL.replace("PM", "MP")), "`MP` is not a CYP2C19 result", table(FULL)),
    "PGX103": Case("rule r\n  for codeine\n  when copies of CYP4F2*33 is 1\n  then stop\n",
                   "`*33` is not an allele of CYP4F2",
                   "rule r\n  for codeine\n  when copies of CYP4F2*3 is 1\n  then stop\n"),
    "PGX104": Case(table(FULL).replace("codeine", "plavix"), "`plavix` is a brand", table(FULL)),
    "PGX105": Case("rule r\n  for codeine\n  when age < 12 yrs\n  then stop\n", "`yrs` is not a known unit",
                   "rule r\n  for codeine\n  when age < 12 y\n  then stop\n"),
    "PGX106": Case(table(FULL.replace("stop", "stpo")), "there is no advice `stpo`", table(FULL)),
    "PGX107": Case("rule r\n  for codeine\n  when copies of CYP2C9*9Z is 1\n  then stop\n", "`CYP2C9*9Z` is retired",
                   "rule r\n  for codeine\n  when copies of CYP2C9*5 is 1\n  then stop\n"),
    "PGX108": Case("rule r\n  for codeine\n  when VKORC1 c.-1639G>A is C/T\n  then stop\n",
                   "`C/T` is written on the other strand of VKORC1 c.-1639G>A",
                   "rule r\n  for codeine\n  when VKORC1 c.-1639G>A is A/G\n  then stop\n"),
    "PGX109": Case(table(FULL, "cyp2c19"), "`cyp2c19` is a spelling of `CYP2C19`", table(FULL)),
    "PGX201": Case(table(FULL.replace("IM ", "").replace("or |", "|")), "nothing is said about 1 kind of patient",
                   table(FULL)),
    "PGX202": Case(table("| not unknown || go | - |\n  | PM || stop | - |\n  | unknown || no-advice | - |\n".replace(
                       "not unknown", "UM or RM or NM or IM or PM")),
                   "rows of lines 15 and 16 give different advice to the same patient", table(FULL)),
    "PGX203": Case(table(FULL + "  | PM || stop | - |\n"),
                   "rows of lines 16 and 18 say the same about the same patient", table(FULL)),
    "PGX204": Case(table("| 0.6 || stop | - |\n  | <= 4 || go | - |\n  | unknown || no-advice | - |\n",
                         "CYP2D6 score").replace("<= 4", "< 0.6 or > 0.6"), "`0.6` can never apply",
                   table("| 0.5 || stop | - |\n  | < 0.5 or > 0.5 || go | - |\n  | unknown || no-advice | - |\n",
                         "CYP2D6 score")),
    "PGX205": Case(table("| not PM || go | - |\n  | PM || stop | - |\n"),
                   "nothing is said about 1 kind of patient whose test failed or was not done", table(FULL)),
    "PGX207": Case(table("| UM or RM or NM or IM | any || go | - |\n  | PM | any || stop | - |\n"
                         "  | unknown | any || no-advice | - |\n", "CYP2C19 | age"),
                   "the column age never matters", table(FULL)),
    "PGX208": Case(table("| any | any || go | - |\n", "CYP2D6 | CYP2D6 score"),
                   "the result and the score of CYP2D6 say the same thing twice",
                   table("| any || go | - |\n", "CYP2D6 score")),
    "PGX209": Case(table(FULL, clauses="  when indication is depression\n"),
                   "codeine: no table for indication ACS, PCI, PAD, CAD, stroke, TIA, ibd, transplant and 2 more",
                   table(FULL)),
    "PGX210": Case(table("| UM or RM or NM or IM || go | - |\n  | otherwise || stop | - |\n"
                         "  | unknown || no-advice | - |\n"), "`otherwise` stands for PM only", table(FULL)),
    "PGX309": Case("adjust CYP2D6 score\n  | CYP2C19 || becomes |\n  | any || unchanged |\n",
                   "`adjust CYP2D6 score` reads CYP2C19, which another adjustment may change",
                   "adjust CYP2D6 score\n  | inhibitor of CYP2D6 || becomes |\n  | strong || times 0 |\n"
                   "  | not strong || unchanged |\n  | unknown || unchanged |\n"),
    "PGX310": Case(table(FULL.replace("no-advice", "go")), "`go` reassures a patient who was not tested", table(FULL)),
    "PGX401": Case("advice a\n  action change dose\n  severity minor\n  dose start at 5 mg/kg up to 400 mg/day\n",
                   "400 mg/day cannot cap 5 mg/kg",
                   "advice a\n  action change dose\n  severity minor\n  dose start at 5 mg/kg/day up to 400 mg/day\n"),
    "PGX402": Case("advice a\n  action change dose\n  severity minor\n  dose reduce start by 100%\n",
                   "reduce 100% is nothing left",
                   "advice a\n  action change dose\n  severity minor\n  dose reduce start by 50%\n"),
    "PGX403": Case("rule r\n  for codeine\n  when age < 12 kg\n  then stop\n", "age is not measured in kg",
                   "rule r\n  for codeine\n  when age < 12 months\n  then stop\n"),
    "PGX406": Case("advice a\n  action change dose\n  severity minor\n  dose start at 5 mg/kg/day\n",
                   "5 mg/kg/day has no upper limit",
                   "advice a\n  action change dose\n  severity minor\n  dose start at 5 mg/kg/day up to 400 mg/day\n"),
    "PGX407": Case("advice a\n  action avoid\n  severity major\n",
                   "`a` says avoid with neither reason nor alternative",
                   "advice a\n  action avoid\n  severity major\n  instead morphine\n"),
    "PGX501": Case("", "`cpic.test` cites nothing", "", HEAD.replace("  cite PMID:1\n", "") + ADVICE),
    "PGX502": Case("", "PMID:9 is retracted", "", HEAD + "  cite PMID:9\n" + ADVICE),
    "PGX503": Case("", "review was due on 2026-05-01", "", HEAD + "  review by 2026-05-01\n" + ADVICE),
    "PGX506": Case(table(FULL.replace("stop | -", "stop | firm")), "`firm` is not on the CPIC scale",
                   table(FULL.replace("stop | -", "stop | strong"))),
}
REFERENCED = replace(WORDS, references={"PMID:1": False, "PMID:9": True})
ELSEWHERE = {     # number -> where it is tested
    "PGX001": "test_syntax_errors", "PGX206": "test_syntax_errors", "PGX302": "test_layers", "PGX303": "test_layers",
    "PGX304": "test_layers", "PGX305": "test_layers", "PGX306": "test_layers", "PGX601": "test_examples",
    "PGX602": "test_examples", "PGX603": "test_examples", "PGX604": "test_examples"}


@pytest.mark.parametrize("code", CASES)
def test_wrong_program_gets_its_number_and_message(code: str) -> None:
    """Exactly this complaint, among at most its direct consequences."""
    case = CASES[code]
    found = check([module(case.wrong, case.head)], REFERENCED, TODAY)
    assert [p.message for p in found if p.code == code][:1] == [case.said]


@pytest.mark.parametrize("code", CASES)
def test_right_program_is_silent(code: str) -> None:
    """The repaired program does not get the complaint."""
    found = check([module(CASES[code].right)], REFERENCED, TODAY)
    assert [str(p) for p in found if p.code == code] == []


def test_every_check_is_documented_and_tested() -> None:
    """A number without a page or without a program fails here."""
    assert set(CASES) | set(ELSEWHERE) == set(CHECKS)


@pytest.mark.parametrize("code", ["PGX201", "PGX202", "PGX205"])
def test_shape_complaints_show_a_patient(code: str) -> None:
    """One concrete patient with each."""
    found = [p for p in check([module(CASES[code].wrong)], WORDS) if p.code == code]
    assert found[0].example.startswith("CYP2C19 ")


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
    texts = [str(p) for case in CASES.values() for p in check([module(case.wrong, case.head)], REFERENCED, TODAY)]
    texts += [f"{entry.title} {entry.why}" for entry in CHECKS.values()]
    assert [text for text in texts for word in ("token", "parse", "null", "None") if word in text] == []


def test_rules_with_errors_do_not_compile() -> None:
    """Every fatal problem is listed, not the first one only."""
    from pgx.rules import RuleSetError

    with pytest.raises(RuleSetError, match="PGX201") as caught:
        compile_rules([module(table("| UM || go | - |\n"))], WORDS)
    assert {p.code for p in caught.value.problems} == {"PGX201", "PGX205"}
