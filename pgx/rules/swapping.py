"""Advice swaps: two rows of a table exchange what they give. No check can know; an example has to fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pgx.rules.compiled import Program
from pgx.rules.errors import Span
from pgx.rules.mutating import Mutant
from pgx.rules.patients import Resolver
from pgx.rules.ruleset import RuleSet
from pgx.rules.syntax import Example, Examples, Module
from pgx.rules.testing import ExampleResult, Tester
from pgx.rules.vocabulary import Vocabulary

Place = tuple[str, int]      # file and line of an example


def advice_swaps(rules: RuleSet, modules: Sequence[Module], vocabulary: Vocabulary, resolver: Resolver,
                 results: Sequence[ExampleResult]) -> Iterator[Mutant]:
    """One swap per row of every table in these files: with the next row that gives other advice.

    `results` are those of the true rules: only examples that reach one of the two rows can notice.
    """
    files = {module.file: module for module in modules}
    reaching: dict[str, set[Place]] = {}
    for result in results:
        for row in result.reached:
            reaching.setdefault(row, set()).add((result.file, result.line))
    for number, program in enumerate(rules.programs):
        if program.kind == "table" and program.file in files:
            judge = Judge(rules, number, modules, vocabulary, resolver)
            for one, other in swaps(program):
                places = reaching.get(program.rows[one].id, set()) | reaching.get(program.rows[other].id, set())
                yield Mutant("advice", "swap of advice", program.name, program.file, Span(program.rows[one].line),
                             judge.notices(one, other, places))


def swaps(program: Program) -> Iterator[tuple[int, int]]:
    """(row, the next row with other advice), each pair once."""
    own = [i for i, row in enumerate(program.rows) if row.guideline == program.guideline]
    seen: set[frozenset[int]] = set()
    for at, one in enumerate(own):
        rest = (*own[at + 1:], *own[:at])
        other = next((o for o in rest if program.rows[o].advice != program.rows[one].advice), None)
        if other is not None and frozenset((one, other)) not in seen:
            seen.add(frozenset((one, other)))
            yield one, other


class Judge:
    """Runs examples against one table with two rows swapped."""

    def __init__(self, rules: RuleSet, number: int, modules: Sequence[Module], vocabulary: Vocabulary,
                 resolver: Resolver) -> None:
        self.rules, self.number, self.modules = rules, number, modules
        self.vocabulary, self.resolver = vocabulary, resolver

    def notices(self, one: int, other: int, places: set[Place]) -> bool:
        """Whether some example at these places fails now."""
        changed = self._swapped(one, other)
        by_file: Mapping[str, set[int]] = {file: {line for f, line in places if f == file} for file, _ in places}
        drugs = set(self.rules.programs[self.number].drugs)
        for module in self.modules:
            for block in module.blocks:
                if isinstance(block, Examples) and module.file in by_file:
                    rows = tuple(row for row in block.rows if line_of(row) in by_file[module.file])
                    tester = Tester(changed, module, replace(block, rows=rows), self.vocabulary, self.resolver)
                    if rows and any(not result.passed for result in tester.results() if result.drug in drugs):
                        return True
        return False

    def _swapped(self, one: int, other: int) -> RuleSet:
        """The rules with two rows of the table exchanged, in the arrays: nothing is compiled again."""
        rules, program = self.rules, self.rules.programs[self.number]
        rows = list(program.rows)
        rows[one] = replace(rows[one], advice=program.rows[other].advice, strength=program.rows[other].strength)
        rows[other] = replace(rows[other], advice=program.rows[one].advice, strength=program.rows[one].strength)
        programs = list(rules.programs)
        programs[self.number] = replace(program, rows=tuple(rows))
        return RuleSet(rules.guidelines, programs, rules.adjusts, rules.prefer, rules.version, rules.sha256)


def line_of(row: Example) -> int:
    """The line that a result of this example carries."""
    return row.expect.at.line or row.at.line
