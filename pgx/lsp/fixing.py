"""Quick fixes: a suggested word, the rows that close a gap, an example for a row that has none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pgx.lsp.desk import Desk, Document
from pgx.lsp.shares import Population
from pgx.rules import Problem
from pgx.rules.errors import Span
from pgx.rules.syntax import Examples, Row, Subject, Table
from pgx.rules.vocabulary import NOT_KNOWN, UNKNOWN

NOWHERE = Span(0)
WRITTEN = re.compile(r"`([^`]+)`")
OFFERED = re.compile(r"^(?:did you mean|which one is meant:|write) ")
MISSING_ROW = frozenset({"PGX201", "PGX205"})
MISSING_EXAMPLE = frozenset({"PGX601"})


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that answers a problem: `text` in place of `at`, or as new lines after a line (`after` not 0)."""

    title: str
    text: str
    at: Span
    after: int = 0
    sure: bool = False           # the only suggestion there is


def fixes(desk: Desk, document: Document, problem: Problem, population: Population) -> list[Fix]:
    """Every change that would answer a problem."""
    if problem.code in MISSING_ROW:
        return list(missing_rows(document, problem))
    if problem.code in MISSING_EXAMPLE:
        return list(missing_example(desk, document, problem, population))
    return list(spelling(document, problem))


def spelling(document: Document, problem: Problem) -> Iterator[Fix]:
    """`did you mean`, `which one is meant` and `write`: each word offered in place of the one complained about."""
    if problem.fix and problem.at.length:
        yield Fix(f"write `{problem.fix}`", problem.fix, problem.at, sure=True)
        return
    wrong = WRITTEN.search(problem.message)
    at = stands(document, problem.at, wrong[1]) if wrong else None
    if wrong is None or at is None:
        return
    for text in problem.helps:
        if not OFFERED.match(text):
            continue
        offered = WRITTEN.findall(text)
        for word in offered:
            yield Fix(f"write `{word}`", put_for(document, at, wrong[1], word), at, sure=len(offered) == 1)


def stands(document: Document, at: Span, word: str) -> Span | None:
    """Where the word complained about stands on its line: at its place, else where it stands alone; None if nowhere."""
    line = document.line(at.line)
    if line.startswith(word, at.column - 1):
        return Span(at.line, at.column, len(word))
    found = re.search(rf"(?<![\w.*-]){re.escape(word)}(?![\w-])", line)
    return Span(at.line, found.start() + 1, len(word)) if found else None


def put_for(document: Document, at: Span, wrong: str, word: str) -> str:
    """The word as it is written there: a suggestion in full (`X*3`) replaces an allele (`*3`) by its end."""
    line = document.line(at.line)
    gene = word.removesuffix(word[word.find("*"):]) if "*" in word else ""
    if wrong.startswith("*") and gene and line[:at.column - 1].endswith(gene):
        return word.removeprefix(gene)
    if wrong.startswith("*") and gene:
        return word.removeprefix(gene) if "/" in around(line, at) else word
    return word


def around(line: str, at: Span) -> str:
    """The blank-free text that holds a place."""
    start = line.rfind(" ", 0, at.column - 1) + 1
    return line[start:].split(maxsplit=1)[0] if line[start:].split() else ""


def missing_rows(document: Document, problem: Problem) -> Iterator[Fix]:
    """The rows that would close a gap, below the last row of their table."""
    block = next((b for b in document.module.blocks if b.at.line == problem.at.line), None)
    part = document.part_at(problem.at.line)
    if not problem.rows or part is None or (isinstance(block, Table) and block.grid):
        return
    rows = [n for n in range(part.line, part.last + 1) if document.line(n).lstrip().startswith("|")]
    if rows:
        count = "row" if len(problem.rows) == 1 else f"{len(problem.rows)} rows"
        text = "".join(f"  {fitted(document.line(rows[0]), row)}\n" for row in problem.rows)
        yield Fix(f"add the missing {count}", text, NOWHERE, rows[-1], sure=True)


def fitted(head: str, row: str) -> str:
    """A proposed row with as many results as the table's head has (`advice`, `strength` and more)."""
    left, _, right = row.partition("||")
    wanted = len([cell for cell in head.partition("||")[2].split("|") if cell.strip()])
    given = [cell.strip() for cell in right.split("|") if cell.strip()]
    cells = [*given, *["-"] * wanted][:wanted]
    return f"{left.rstrip()} || {' | '.join(cells)} |"


def missing_example(desk: Desk, document: Document, problem: Problem, population: Population) -> Iterator[Fix]:
    """A test for a row that no example reaches: its own values, and the advice it gives."""
    found = [(table, row) for table in document.module.tables() for row in table.rows
             if reached_by(table, row, problem)]
    if not found:
        return
    table, row = found[0]
    told = patient(desk, table, row, population)
    home = next((b for b in document.module.blocks if isinstance(b, Examples) and drugs(b) == drugs(table)
                 and {str(s) for s in told} <= {str(s) for s in b.columns}), None)
    if home is not None:
        cells = [next((v for s, v in told.items() if str(s) == str(column)), "-") for column in home.columns]
        last = max((r.expect.at.line for r in home.rows), default=home.at.line)
        text = f"  | {' | '.join(cells)} || certain {row.advice.text} |\n"
        yield Fix("add an example", text, NOWHERE, last, sure=True)
        return
    lines = (f"examples {table.name}", f"  for      {' or '.join(word.text for word in table.drugs[:1])}",
             f"  | {' | '.join(map(str, told))} || expect |",
             f"  | {' | '.join(told.values())} || certain {row.advice.text} |")
    yield Fix("add examples", "\n" + "".join(f"{line}\n" for line in lines), NOWHERE, len(document.lines))


def reached_by(table: Table, row: Row, problem: Problem) -> bool:
    """Whether the complaint is about this row."""
    return row.at.line == problem.at.line and f"{table.name}[{row.printed}]" in problem.message


def drugs(block: Table | Examples) -> frozenset[str]:
    """Drug words of a block."""
    return frozenset(word.text for word in block.drugs)


def patient(desk: Desk, table: Table, row: Row, population: Population) -> dict[Subject, str]:
    """One value for every column a row or its table's `when` asks about."""
    cells = {test.subject: test.cell for test in table.guard} | dict(zip(table.columns, row.cells, strict=True))
    told = {}
    for subject, cell in cells.items():
        word = next((item.word or item.text for item in cell.items), "")
        told[subject] = desk_value(desk, subject, word, negated=cell.negated, population=population)
    return told


def desk_value(desk: Desk, subject: Subject, word: str, *, negated: bool, population: Population) -> str:
    """An exact value: a common diplotype that has the result, the first number of a range, the word itself."""
    if word in {UNKNOWN, *NOT_KNOWN}:
        return "untested" if word == UNKNOWN else word
    result = population.result(subject.gene) if subject.kind == "gene" else None
    label = desk.vocabulary.labels.get((subject.gene, word))
    if result is not None and label and not negated:
        pairs = zip(result.call.possible, result.possible, strict=True)
        return next((d.name for d, phenotype in pairs if phenotype.name == label), word)
    return word.split(" to ", maxsplit=1)[0].lstrip("<>= ").split(" and ")[0] if not negated else "-"


def edited(lines: Sequence[str], fix: Fix) -> list[str]:
    """The lines with a fix applied."""
    if fix.after:
        return [*lines[:fix.after], *fix.text.removesuffix("\n").split("\n"), *lines[fix.after:]]
    line = lines[fix.at.line - 1]
    start = fix.at.column - 1
    changed = line[:start] + fix.text + line[start + fix.at.length:]
    return [*lines[:fix.at.line - 1], changed, *lines[fix.at.line:]]
