"""Text that is not the language: where, and what to do about it, in plain words."""

from __future__ import annotations

import pytest

from pgx.rules import RuleSyntaxError, parse
from tests.language.words import ADVICE, HEAD

TABLE = "table t\n  for codeine\n  | CYP2C19 || advice | strength |\n"
OFFSET = len((HEAD + ADVICE).splitlines())

CASES = {
    "row without its end": (TABLE + "  | NM || go | strong\n", "4: a table row ends with |"),
    "unknown first word": ("tabel t\n", "1: no line begins with `tabel`: did you mean `table`?"),
    "curly quotes": ("rule r\n  for codeine\n  because \u201cx\u201d\n",
                     '3: curly quotes: write straight quotes "..."'),
    "open quote": ('rule r\n  because "x\n', "2: text in quotes is not closed on its line"),
    "if": ("rule r\n  for codeine\n  if age < 12 y\n", "3: conditions begin with `when`, and go on with `and`"),
    "two conditions in one line": ("rule r\n  when age < 12 y and weight < 20 kg\n",
                                   "2: one condition a line: put `and ...` on the next line"),
    "or between columns": ("rule r\n  when CYP2C19 is PM or CYP2D6 is PM\n",
                           "2: `or` joins values of one column: write two rows, or `X is a or b`"),
    "equals sign": ("rule r\n  when CYP2C19 = PM\n", "2: write `is`"),
    "mathematical sign": (TABLE + "  | ≥ 2 || go | - |\n", "4: write >= and <="),
    "spaced double bar": ("table t\n  for codeine\n  | CYP2C19 | | advice |\n",
                          "3: write || between the conditions and the results, without a space inside"),
    "range with a dash": ("rule r\n  when age 2-3 y\n", "2: write a range as `1 to 2`"),
    "decimal comma": ("rule r\n  when age < 1,5 y\n", "2: write a decimal point, not a comma"),
    "capital name": ("advice Half_Dose\n", "1: names are lower case with hyphens, like `half-dose`"),
    "comma between drugs": ("table t\n  for codeine, clopidogrel\n", "2: write `or` between drugs"),
    "capital drug": ("table t\n  for Codeine\n", "2: drugs are written in lower case"),
    "text without quotes": ("rule r\n  because it is so\n", '2: text stands in quotes "..."'),
    "bar missing in front": (TABLE + "  NM || go | strong |\n", "4: a table row begins with |"),
    "three bars": (TABLE + "  | NM ||| go | strong |\n",
                   "4: write || between the conditions and the results, once"),
    "line under the head": (TABLE + "  |---|---|---|\n", "4: no line under the head: a table is its head and its rows"),
    "empty condition": (TABLE + "  | || go | - |\n",
                        "4: an empty cell: write `any` for every value, `unknown` for no result"),
    "empty result": (TABLE + "  | NM || | - |\n",
                     "4: an empty cell: write `no-advice` where the source gives none, `-` for no strength"),
    "star for any": (TABLE + "  | * || go | - |\n", "4: write `any` for every value"),
    "not available": (TABLE + "  | NM || go | N/A |\n",
                      "4: write `unknown` for no result, `any` for every value, `-` for no strength"),
    "comma between values": (TABLE + "  | NM, IM || go | - |\n", "4: write `or` between values"),
    "slash between values": (TABLE + "  | NM/IM || go | - |\n", "4: write `or` between values"),
    "and between values": (TABLE + "  | NM and IM || go | - |\n",
                           "4: write `or` between values; other conditions have columns of their own"),
    "brackets": (TABLE + "  | (NM or IM) || go | - |\n",
                 "4: no brackets: values are joined by `or`, other conditions have columns of their own"),
    "not twice": (TABLE + "  | not NM or not IM || go | - |\n",
                  "4: `not` stands once, before all values: `not IM or PM`"),
    "pair with blanks": ("examples e\n  | CYP2C19 || expect |\n  | *1 / *2 || certain go |\n",
                         "3: write an allele pair without blanks, like `*1/*2`"),
    "pair without slash": ("examples e\n  | CYP2C19 || expect |\n  | *1*2 || certain go |\n",
                           "3: write an allele pair with a slash, like `*1/*2`"),
    "verdict missing": ("examples e\n  | CYP2C19 || expect |\n  | *1/*2 || go |\n",
                        "3: expected `certain X`, `possible X or Y`, `never X` or `silent`, not `go`"),
    "colon after a verdict": ("examples e\n  | CYP2C19 || expect |\n  | *1/*2 || certain: go |\n",
                              "3: no colon after what an example expects"),
    "colon after a clause": ("advice a\n  action: avoid\n", "2: no colon after the first word of a line"),
    "semicolon": ("advice a\n  action avoid;\n", "2: a line ends without a semicolon"),
    "single quotes": ("rule r\n  because 'so'\n", '2: text stands in double quotes "..."'),
    "quoted severity": ('advice a\n  severity "major"\n', "2: no quotes here: this is a name, not text"),
    "other comment": ("// a remark\n", "1: comments begin with #"),
    "not equal": ("rule r\n  when CYP2C19 != PM\n", "2: write `is not`"),
    "double ampersand": ("rule r\n  when age < 12 y && weight < 20 kg\n",
                         "2: one condition a line: put `and ...` on the next line"),
    "in a list": ("rule r\n  when CYP2C19 in (IM, PM)\n", "2: write `is a or b` for one of several values"),
    "between": ("rule r\n  when age between 2 and 3\n", "2: write a range as `1 to 2`"),
    "in words": ("rule r\n  when age less than 12 y\n", "2: write <, <=, > or >="),
    "turned sign": ("rule r\n  when age => 12 y\n", "2: write >= and <="),
    "then on the same line": ("rule r\n  when CYP2C19 is PM then go\n", "2: `then` begins a line of its own"),
    "else": ("rule r\n  else go\n", "2: there is no `else`: give every case its row, or `otherwise` for the rest"),
    "no name": ("table\n", "1: it needs a name, like `half-dose`"),
    "name of two words": ("advice half dose\n", "1: a name is one word with hyphens, like `half-dose`"),
    "which dose": ("advice a\n  dose reduce by 50%\n", "2: say which dose: `reduce start by 50%`"),
    "bare dose": ("advice a\n  dose 50%\n",
                  "2: say which dose and how: `start at 50% of usual`, `reduce start by 50%`"),
    "maximum": ("advice a\n  dose max 20 mg/day\n", "2: write `at most 20 mg/day`"),
    "and between drugs": ("rule r\n  for codeine and tramadol\n", "2: write `or` between drugs"),
    "reference without colon": ("advice a\n  cite PMID 12345678\n", "2: write a reference as `PMID:12345678`"),
    "other date": ("override a.b named c\n  until 30.06.2027\n", "2: write a date as 2027-06-30"),
    "long dash": (TABLE + "  | NM || go | – |\n", "4: a long dash: write a plain -"),
    "blank from a document": ("advice a\n  action\u00a0avoid\n",
                              "2: there is a blank here that is not one (copied from a document): type it again"),
    "word cut short": ("advi go\n", "1: no line begins with `advi`: did you mean `advice`?"),
    "change of an adjustment": ("adjust CYP2D6 score\n  | inhibitor of CYP2D6 || becomes |\n  | strong || half |\n",
                                "3: expected `times 0.5`, `becomes PM` or `unchanged`, not `half`"),
    "cell too many": (TABLE + "  | NM | IM || go | strong |\n", "4: this row has 4 cells, its head has 3"),
    "advice missing": (TABLE + "  | NM || - | strong |\n",
                       "4: this row does not name an advice (write `no-advice` when the source gives none)"),
    "any with others": (TABLE + "  | any or PM || go | - |\n", "4: `any` and `not` stand alone in a cell"),
    "otherwise with a result": (TABLE + "  | otherwise or PM || go | - |\n",
                                "4: `otherwise` goes together with `unknown` only"),
    "no drug": ("table t\n  | CYP2C19 || advice |\n  | any || go |\n", "1: `table t` does not say `for` which drug"),
    "twice": ("advice a\n  action avoid\n  severity none\n  severity major\n", "4: `advice a` says `severity` twice"),
    "unknown result column": ("table t\n  for codeine\n  | CYP2C19 || advice | grade |\n  | any || go | x |\n",
                              "3: `grade` is not a result column (there are advice, strength, note and cite)"),
    "rule without advice": ("rule r\n  for codeine\n", "1: `rule r` does not say which advice to give (`then ...`)"),
    "override of nothing": ('override a.b named c\n  because "x"\n',
                            "1: `override c` gives either one advice or `as` one table"),
}


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES)
def test_message_names_the_line_and_the_way_out(body: str, expected: str) -> None:
    """Never "token", "parse" or "null"; the line is the broken one."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse(HEAD + ADVICE + body, "x.pgx")
    problem = caught.value.problem
    assert f"{problem.at.line - OFFSET}: {problem.message}" == expected


def test_grid_row_of_another_width_has_its_own_number() -> None:
    """PGX206."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse(HEAD + "grid g\n  for codeine\n  | CYP2D6 \\ CYP2C19 || NM | IM |\n  | NM || go |\n", "x.pgx")
    assert caught.value.problem.code == "PGX206"
    assert caught.value.problem.message == "this row has 1 cells, the grid has 2 columns"


def test_broken_line_is_reported_on_itself_or_the_next() -> None:
    """Cutting any line of a program short never moves the complaint further than one line."""
    lines = (HEAD + ADVICE + TABLE + "  | any || go | - |\n").splitlines()
    for number, line in enumerate(lines):
        cut = [*lines[:number], line[:len(line) // 2] + " @", *lines[number + 1:]]
        with pytest.raises(RuleSyntaxError) as caught:
            parse("\n".join(cut), "x.pgx")
        assert caught.value.problem.at.line - (number + 1) in {0, 1}
