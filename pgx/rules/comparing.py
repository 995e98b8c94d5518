"""What changes for patients between two rule sets: by meaning, not by text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from pgx.rules.actions import SEVERITIES
from pgx.rules.compiled import Advice, Alphabet, Program
from pgx.rules.reading import Reader, Value, classes_of
from pgx.rules.ruleset import RuleSet
from pgx.rules.sampling import values
from pgx.rules.tally import SILENT, Runner

LIMIT = 200_000      # kinds of patient compared per table


@dataclass(frozen=True, slots=True)
class Given:
    """What a kind of patient gets: an advice and its strength; None where the table does not apply."""

    advice: Advice | None
    strength: str = ""

    def __str__(self) -> str:
        if self.advice is None:
            return "nothing"
        return f"{self.advice.name} {self.strength}".strip()


ClassPair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ComparedColumn:
    """A column of a table in both versions; None where a version has no such column."""

    key: str
    kind: str
    alphabets: tuple[Alphabet | None, Alphabet | None]

    def classes(self, value: Value) -> list[ClassPair]:
        """The pairs of classes a value may be in."""
        old, new = ([-1] if a is None else classes_of(Reader(a).mask(value)) for a in self.alphabets)
        return list(product(old, new))


@dataclass(frozen=True, slots=True)
class Change:
    """Patients of one table who get something else. `who` are their kinds, in words; `caution` is more, less or
    same. `kinds` are the same kinds as (class before, class after) per column of `columns`, for counting people."""

    table: str
    before: Given
    after: Given
    who: tuple[str, ...]
    drugs: tuple[str, ...] = ()
    columns: tuple[ComparedColumn, ...] = field(default=(), compare=False, repr=False)
    kinds: frozenset[tuple[ClassPair, ...]] = field(default=frozenset(), compare=False, repr=False)

    @property
    def caution(self) -> str:
        """Whether the new advice is graver."""
        ranks = [SEVERITIES.index(g.advice.severity) if g.advice and g.advice.severity in SEVERITIES else -1
                 for g in (self.before, self.after)]
        return "same" if ranks[0] == ranks[1] else "more" if ranks[1] > ranks[0] else "less"


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs. `texts` are advice whose wording alone changed; `uncompared` tables are too large."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changes: tuple[Change, ...]
    texts: tuple[str, ...]
    uncompared: tuple[str, ...] = ()


def compare(old: RuleSet, new: RuleSet) -> Difference:
    """What the new rules say differently."""
    before, after = ({p.name: p for p in rules.programs} for rules in (old, new))
    both = [name for name in before if name in after]
    changes: list[Change] = []
    large: list[str] = []
    for name in both:
        if before[name].hash == after[name].hash and before[name].drugs == after[name].drugs:
            continue
        found = Comparison(old, before[name], new, after[name])
        if found.size > LIMIT:
            large.append(name)
        else:
            changes += found.changes()
    return Difference(tuple(n for n in after if n not in before), tuple(n for n in before if n not in after),
                      tuple(changes), tuple(reworded(old, new)), tuple(large))


def reworded(old: RuleSet, new: RuleSet) -> Iterator[str]:
    """Advice of the same name and deed in other words."""
    for name, guideline in new.guidelines.items():
        known = {a.name: a for a in old.guidelines[name].advice} if name in old.guidelines else {}
        for advice in guideline.advice:
            was = known.get(advice.name)
            if was is not None and was != advice and deed(was) == deed(advice):
                yield f"{name}.{advice.name}"


def deed(advice: Advice | None) -> Advice | None:
    """What an advice makes people do: without name and wording."""
    return None if advice is None else replace(advice, name="", say="", note="", citations=())


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a column in words, and the class it is in on both sides (-1: no such column)."""

    shown: str
    old: int
    new: int


class Comparison:
    """One table in both versions, over every kind of patient that either can tell apart."""

    def __init__(self, old: RuleSet, before: Program, new: RuleSet, after: Program) -> None:
        self.name, self.sides = before.name, ((old, before), (new, after))
        self.runners = (Runner(before), Runner(after))
        self.keys = tuple(dict.fromkeys(a.key for p in (before, after) for a in p.alphabets))
        self.columns = tuple(self._column(key) for key in self.keys)
        self.samples = [self._samples(column) for column in self.columns]
        self.size = 1
        for samples in self.samples:
            self.size *= len(samples)

    def _column(self, key: str) -> ComparedColumn:
        old, new = (next((a for a in program.alphabets if a.key == key), None) for _, program in self.sides)
        there = old or new
        return ComparedColumn(key, there.kind if there else "", (old, new))

    def _samples(self, column: ComparedColumn) -> list[Sample]:
        """Values of a column, one per pair of classes."""
        found: dict[ClassPair, list[str]] = {}
        for shown, value in values([a for a in column.alphabets if a is not None]):
            found.setdefault(column.classes(value)[-1], []).append(shown)
        return [Sample(" or ".join(shown), *pair) for pair, shown in found.items()]

    def changes(self) -> list[Change]:
        """Changes, grouped by what was and is given."""
        groups: dict[tuple[Given, Given], list[tuple[Sample, ...]]] = {}
        for patient in product(*self.samples):
            before, after = self._given(0, patient), self._given(1, patient)
            if (deed(before.advice), before.strength) != (deed(after.advice), after.strength):
                groups.setdefault((before, after), []).append(patient)
        return [Change(self.name, before, after, tuple(self._who(patients)), self.sides[1][1].drugs, self.columns,
                       frozenset(tuple((s.old, s.new) for s in patient) for patient in patients))
                for (before, after), patients in groups.items()]

    def _given(self, side: int, patient: Sequence[Sample]) -> Given:
        rules, program = self.sides[side]
        at = dict(zip(self.keys, patient, strict=True))
        classes = [at[a.key].new if side else at[a.key].old for a in program.alphabets]
        row, _ = self.runners[side].outcome(classes)
        if row == SILENT:
            return Given(None)
        found = program.rows[row]
        return Given(rules.guidelines[found.guideline].advice[found.advice], found.strength)

    def _who(self, patients: list[tuple[Sample, ...]]) -> Iterator[str]:
        """Patients in words: one line when they are a box, else one line each."""
        sides = [list(dict.fromkeys(p[i] for p in patients)) for i in range(len(self.keys))]
        if len(patients) == len(set(product(*sides))):
            yield self._line([" or ".join(s.shown for s in side) if len(side) < len(self.samples[i]) else ""
                              for i, side in enumerate(sides)])
            return
        for patient in patients:
            yield self._line([sample.shown for sample in patient])

    def _line(self, shown: Sequence[str]) -> str:
        return ", ".join(f"{key} {text}" for key, text in zip(self.keys, shown, strict=True) if text) or "everyone"
