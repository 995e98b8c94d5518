"""The compiled rules in memory: which drugs they know, what they look at, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial

from pgx.rules.adjusting import adjust_blocks
from pgx.rules.assuming import with_assumptions
from pgx.rules.codec import Later, LaterMap, decode, encode
from pgx.rules.compiled import CompiledAdjust, Guideline, Program
from pgx.rules.equations import Equation
from pgx.rules.evaluate import Evaluator
from pgx.rules.findings import Answer, Group
from pgx.rules.settled import Plain
from pgx.rules.tally import Runner
from pgx.rules.worlds import Block, to_blocks


class RuleSet:
    """Frozen and total: every drug in `drugs` has an answer for every patient.

    `version` is that of the vocabulary; `sha256` of everything the rules say.
    """

    def __init__(self, guidelines: Mapping[str, Guideline], programs: Sequence[Program],
                 adjusts: Mapping[str, CompiledAdjust], prefer: Sequence[str], version: str, sha256: str,
                 drugs_of: Sequence[tuple[str, ...]] | None = None) -> None:
        self.guidelines, self.programs, self.adjusts = guidelines, programs, adjusts
        self.prefer, self.version, self.sha256 = tuple(prefer), version, sha256
        self._drugs_of = drugs_of if drugs_of is not None else tuple(program.drugs for program in programs)
        self._asked: dict[str, tuple[tuple[Plain, ...], tuple[CompiledAdjust, ...]]] = {}

    @cached_property
    def drugs(self) -> tuple[str, ...]:
        """Every drug that some table, rule or reminder is for, sorted."""
        return tuple(sorted(self._by_drug))

    @cached_property
    def _by_drug(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for i, drugs in enumerate(self._drugs_of):
            for drug in drugs:
                found.setdefault(drug, []).append(i)
        return found

    def programs_for(self, drug: str) -> tuple[Program, ...]:
        """Tables, rules and reminders of a drug; () for one without rules."""
        return tuple(self.programs[i] for i in self._by_drug.get(drug, ()))

    def columns(self, drug: str) -> tuple[str, ...]:
        """Every column that anything said about this drug looks at, phenoconversion and equations included."""
        keys = {alphabet.key for program in self.programs_for(drug) for alphabet in program.alphabets}
        for program in self.programs_for(drug):
            keys |= self._formula_columns(program)
        for gene, adjust in self.adjusts.items():
            if keys & {gene, f"{gene} score"}:
                keys |= {alphabet.key for alphabet in adjust.alphabets}
                keys |= {f"{gene} score"} if adjust.scores else set()
        return tuple(sorted(keys))

    def _formula_columns(self, program: Program) -> set[str]:
        found: set[str] = set()
        for row in program.rows:
            guideline = self.guidelines[row.guideline]
            wanted = {dose.formula for dose in guideline.advice[row.advice].doses if dose.formula}
            for formula in guideline.formulas:
                if formula.name in wanted:
                    found |= set(Equation(formula).keys())
        return found

    def evaluate(self, drug: str, groups: Sequence[Group]) -> Answer:
        """Findings and reminders for one drug. A drug without rules has an empty answer.

        Certain advice holds in every world the groups allow; excluded advice in none (see docs/rule-language.md). What
        it takes for granted about drugs that nobody listed is named in `assumes`.
        """
        answer = self._answer(drug, groups)
        return with_assumptions(answer, groups, partial(self._answer, drug)) if answer.findings else answer

    def _answer(self, drug: str, groups: Sequence[Group]) -> Answer:
        plain, adjusts = self._ready(drug)
        return Evaluator(self.guidelines, plain, adjust_blocks(to_blocks(groups), adjusts)).answer(drug)

    def blocks(self, drug: str, groups: Sequence[Group]) -> list[Block]:
        """The patient as the drug's tables see him: phenoconversion done."""
        return adjust_blocks(to_blocks(groups), self._ready(drug)[1])

    def _ready(self, drug: str) -> tuple[tuple[Plain, ...], tuple[CompiledAdjust, ...]]:
        """A drug's programs and the adjustments they need, made ready when first asked for."""
        found = self._asked.get(drug)
        if found is None:
            programs = self.programs_for(drug)
            looked_at = {alphabet.key for program in programs for alphabet in program.alphabets}
            adjusts = tuple(a for gene, a in self.adjusts.items() if looked_at & {gene, f"{gene} score"})
            plain = tuple(Plain(Runner(program), self.guidelines) for program in programs)
            found = self._asked[drug] = (plain, adjusts)
        return found

    def find(self, row_id: str) -> list[tuple[Program, int]]:
        """Rows by id, or every row of a table by its name."""
        return [(program, i) for program in self.programs for i, row in enumerate(program.rows)
                if row_id in {row.id, program.name}]

    def to_json(self) -> str:
        """Everything as compact JSON."""
        return encode((self.version, self.sha256, self.prefer, tuple(self.guidelines), tuple(self.guidelines.values()),
                       tuple(self._drugs_of), tuple(self.programs), tuple(self.adjusts.values())))

    @classmethod
    def from_json(cls, text: str) -> RuleSet:
        """What `to_json` wrote; tables are built when their drug is asked for. Raises ValueError for other text."""
        version, sha256, prefer, names, guidelines, drugs_of, programs, adjusts = decode(
            text, (str, str, tuple[str, ...], tuple[str, ...], Later[Guideline], tuple[tuple[str, ...], ...],
                   Later[Program], tuple[CompiledAdjust, ...]))
        return cls(LaterMap(names, guidelines), programs, {a.gene: a for a in adjusts}, prefer, version, sha256,
                   drugs_of)
