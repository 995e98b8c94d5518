"""A complaint as its reader sees it: the lines, what is marked in them, one suggestion, one patient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pgx.rules.errors import Mark, Problem, Span

Lines = Callable[[str], Sequence[str]]      # file -> its lines; () when they are not known
ASKS = ("did you mean", "which one is meant", "write `")


def shown(problem: Problem, lines_of: Lines) -> str:
    """One complaint with its lines, like a letter in the margin of the file."""
    here = [mark for mark in problem.also if not mark.file]
    suggestion = beside(problem)
    marks = [*((mark, "-") for mark in here), (Mark(problem.at, suggestion), "^")]
    margin = len(str(max(mark.at.line for mark, _ in marks)))
    told = [f"{problem.level}[{problem.code}]: {problem.message}", *places(problem, margin)]
    told += quoted(marks, lines_of(problem.file), margin)
    below = [f"{'':{margin}} = {line}" for line in footers(problem, suggestion)]
    told += [f"{'':{margin}} |", *below] if below and len(told) > 2 else below
    return "\n".join(told)


def beside(problem: Problem) -> str:
    """The suggestion that stands beside the marked place, "" when none is short and to the point."""
    return next((text for text in problem.helps if text.startswith(ASKS)), "")


def places(problem: Problem, margin: int) -> Iterator[str]:
    """`--> file:line:column`, one per file."""
    yield f"{'':{margin}}--> {problem.file}:{problem.at.line}:{problem.at.column}"
    for mark in problem.also:
        if mark.file:
            yield f"{'':{margin}}--> {mark.file}:{mark.at.line}  {mark.label}".rstrip()


def quoted(marks: Sequence[tuple[Mark, str]], lines: Sequence[str], margin: int) -> Iterator[str]:
    """The lines that are marked, each with its marks below it; nothing when the text is not at hand."""
    by_line: dict[int, list[tuple[Mark, str]]] = {}
    for mark, sign in marks:
        if 0 < mark.at.line <= len(lines):
            by_line.setdefault(mark.at.line, []).append((mark, sign))
    if not by_line:
        return
    yield f"{'':{margin}} |"
    for number in sorted(by_line):
        line = lines[number - 1].expandtabs(1)
        yield f"{number:{margin}} | {line}".rstrip()
        for mark, sign in sorted(by_line[number], key=lambda pair: -pair[0].at.column):
            start, width = stretch(mark.at, line)
            yield f"{'':{margin}} | {'':{start}}{sign * width} {mark.label}".rstrip()


def stretch(at: Span, line: str) -> tuple[int, int]:
    """Start and width of a mark; the whole line where only the line is known."""
    if not at.length and at.column == 1:
        return len(line) - len(line.lstrip()), max(1, len(line.strip()))
    return at.column - 1, max(1, min(at.length, len(line) - at.column + 1))


def footers(problem: Problem, suggestion: str) -> Iterator[str]:
    """The patient, the rows that would close a gap, and every other way out."""
    if problem.example:
        yield f"example patient: {problem.example}"
    if problem.rows:
        yield "a row that would close the gap:" if len(problem.rows) == 1 else "rows that would close the gap:"
        yield from (f"  {row}" for row in problem.rows)
    yield from (text for text in problem.helps if text != suggestion)
    if problem.fix:
        yield "fix: pgx rules check --fix"
