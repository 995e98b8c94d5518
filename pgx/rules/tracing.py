"""Why a patient gets these rows of a table, and what keeps the others away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pgx.rules.adjusting import printed
from pgx.rules.compiled import Alphabet, Mask, Program
from pgx.rules.findings import Finding, Group
from pgx.rules.reading import Reader
from pgx.rules.ruleset import RuleSet
from pgx.rules.settled import silent_mask
from pgx.rules.vocabulary import UNTESTED
from pgx.rules.worlds import Block, Views

NOT_GIVEN = "not given"


@dataclass(frozen=True, slots=True)
class Other:
    """A row that is not given. `by` are the columns of which no value fits; () when values fit, but never together."""

    row_id: str
    file: str
    line: int
    advice: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """One table or rule and one patient. `reads`: each column with the values that may be; `outside`: columns of its
    `when` that keep the patient out, () when it applies."""

    table: str
    file: str
    line: int
    reads: tuple[tuple[str, tuple[str, ...]], ...]
    outside: tuple[str, ...]
    given: tuple[Finding, ...]
    others: tuple[Other, ...]


def trace(rules: RuleSet, drug: str, groups: Sequence[Group]) -> list[Trace]:
    """Every table and rule of a drug, in the order of the rule files."""
    findings = rules.evaluate(drug, groups).findings
    owner = Views(rules.blocks(drug, groups)).owner
    return [Tracer(rules, program, owner).trace([f for f in findings if f.table == program.name])
            for program in rules.programs_for(drug) if program.kind != "remind"]


class Tracer:
    """One program, with what may be true of the patient in each of its columns."""

    def __init__(self, rules: RuleSet, program: Program, owner: Mapping[str, Block]) -> None:
        self.rules, self.program = rules, program
        seen = [possible(alphabet, owner.get(alphabet.key)) for alphabet in program.alphabets]
        self.values = [values for values, _ in seen]
        self.masks = [mask for _, mask in seen]

    def trace(self, given: Sequence[Finding]) -> Trace:
        """What is given, what is not, and by which columns."""
        program = self.program
        outside = self.excluded(program.guard)
        reached = {ref.row_id for finding in given for ref in finding.rows}
        others = () if outside else tuple(o for o in self.others() if o.row_id not in reached)
        reads = tuple((a.key, v) for a, v in zip(program.alphabets, self.values, strict=True))
        return Trace(program.name, program.file, program.line, reads, outside, tuple(given), others)

    def excluded(self, tests: Iterable[tuple[int, Mask]]) -> tuple[str, ...]:
        """Columns of which no possible value passes."""
        return tuple(dict.fromkeys(
            self.program.alphabets[i].key for i, mask in tests if not mask & self.masks[i]))

    def others(self) -> Iterator[Other]:
        """Every row with the columns that exclude it; a site's exception by its own condition."""
        guards = {override.row: override.guard for override in self.program.overrides}
        for i, row in enumerate(self.program.rows):
            advice = self.rules.guidelines[row.guideline].advice[row.advice].name
            by = self.excluded(guards.get(i, enumerate(row.box)))
            yield Other(row.id, row.file, row.line, advice, by)


def possible(alphabet: Alphabet, block: Block | None) -> tuple[tuple[str, ...], Mask]:
    """The values a column may have, in words and as classes."""
    reader = Reader(alphabet)
    if block is None:
        return (NOT_GIVEN,), silent_mask(alphabet.kind, reader)
    values = dict.fromkeys(a.values.get(alphabet.key, UNTESTED) for a in block.alternatives)
    mask = 0
    for value in values:
        mask |= reader.mask(value)
    return tuple(printed(value) for value in values), mask
