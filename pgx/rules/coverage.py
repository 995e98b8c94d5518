"""Which rows examples reach (PGX601), and whether each table has its unknown and its ambiguous patient (PGX604)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pgx.rules.compiled import Program
from pgx.rules.errors import Problem, Span
from pgx.rules.ruleset import RuleSet
from pgx.rules.testing import ExampleResult
from pgx.rules.vocabulary import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Coverage:
    """One table or rule: rows reached of rows in all."""

    table: str
    file: str
    reached: tuple[str, ...]
    missed: tuple[tuple[str, int], ...]     # (row id, line)

    @property
    def share(self) -> float:
        """Reached rows, 0 to 1."""
        total = len(self.reached) + len(self.missed)
        return len(self.reached) / total if total else 1.0


def coverage(ruleset: RuleSet, results: Sequence[ExampleResult], files: frozenset[str]) -> list[Coverage]:
    """Coverage of every table and rule in these files."""
    seen = {row for result in results for row in result.reached}
    return [Coverage(p.name, p.file, tuple(r.id for r in p.rows if r.id in seen),
                     tuple((r.id, r.line) for r in p.rows if r.id not in seen))
            for p in ruleset.programs if p.kind != "remind" and p.file in files]


def coverage_problems(ruleset: RuleSet, results: Sequence[ExampleResult], files: frozenset[str]) -> Iterator[Problem]:
    """PGX601 for every row not reached; PGX604 for every table without its two patients."""
    for covered in coverage(ruleset, results, files):
        for row, line in covered.missed:
            yield Problem("PGX601", "warning", covered.file, Span(line), f"no example reaches {row}",
                          ("add a line to `examples`",))
    for program in ruleset.programs:
        if program.kind == "table" and program.file in files:
            yield from _forgotten(program, [r for r in results if set(r.reached) & {row.id for row in program.rows}])


def _forgotten(program: Program, results: Sequence[ExampleResult]) -> Iterator[Problem]:
    genetic = any(word in NOT_KNOWN for alphabet in program.alphabets[:program.width] for word, _ in alphabet.words)
    if genetic and not any(result.blind for result in results):
        yield Problem("PGX604", "warning", program.file, Span(program.line),
                      f"no example of {program.name} has an unknown result")
    if not any(result.open for result in results):
        yield Problem("PGX604", "warning", program.file, Span(program.line),
                      f"no example of {program.name} has several candidates")
