"""The record of soundness: generated rules, candidates and truths. `python -m tests.language.million [CASES] [SEED]`.

A case is one patient with candidates, one of which is the truth, against one generated table. It fails when certain
advice is not what the truth gets, when the truth's advice is excluded, when the answer is not exactly what the naive
reading of the text reaches over all worlds, when knowing more revives or changes certain advice, or when the cohort's
arrays say something else. The suite runs a few thousand cases of it.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import numpy as np

from pgx.rules import Candidate, Group, RuleSet, Value, compile_rules
from pgx.rules.cohort import Cohort, Told
from pgx.rules.syntax import Module, Table
from tests.language import oracle
from tests.language.tables import ADVICE, CUTS, NAMES, RESULTS, with_unit
from tests.language.words import HEAD, WORDS, module

PATIENTS = 500          # per generated table
GUARDS = ("", "  when age >= 12 y\n", "  when CYP2C19 is not PM\n",
          "  when age < 18 y\n      and HLA-B*57:01 is negative\n")
VALUES: dict[str, tuple[str, list[Value]]] = {
    "CYP2C19": ("CYP2C19", [*RESULTS, "indeterminate", "untested"]),
    "CYP2D6 score": ("CYP2D6", [*WORDS.scores["CYP2D6"], "indeterminate", "untested"]),
    "HLA-B*57:01": ("HLA-B", ["positive", "negative", "untested"]),
    "age": ("age", [Decimal(n) for n in range(41)]),
}
Set = tuple[int, ...]       # numbers of candidates of one group
Patient = tuple[Set, ...]


class Wrong(AssertionError):  # noqa: N818 - what it says
    """A case that failed."""


def cells(chance: random.Random, key: str) -> list[str]:
    """A partition of a column's values into cells."""
    if key in {"CYP2C19", "HLA-B*57:01"}:
        words = [v for v in VALUES[key][1] if v not in {"indeterminate", "untested"}]
        parts: list[list[str]] = [[], [], []]
        for word in words:
            parts[chance.randrange(3)].append(str(word))
        found = [" or ".join(part) for part in parts if part]
        if len(found) > 1 and chance.random() < 0.5:
            found[-1] = "otherwise"
    else:
        cuts = sorted(chance.sample(CUTS if key == "CYP2D6 score" else [Decimal(n) for n in (2, 12, 18)],
                                    chance.randint(1, 3)))
        closed = [chance.random() < 0.5 for _ in cuts]
        found = [f"{'<' if closed[0] else '<='} {cuts[0]}"]
        found += [f"{'>=' if closed[i] else '>'} {cuts[i]} and {'<' if closed[i + 1] else '<='} {cuts[i + 1]}"
                  for i in range(len(cuts) - 1)]
        found.append(f"{'>=' if closed[-1] else '>'} {cuts[-1]}")
    return found if key == "age" else [*found, *chance.choice([["unknown"], ["indeterminate", "untested"]])]


def table(chance: random.Random) -> Module:
    """A complete and disjoint table, sometimes with a condition on another column."""
    keys = chance.sample(sorted(VALUES), chance.randint(1, 3))
    columns = [(key, cells(chance, key)) for key in keys]
    rows = "".join(f"  | {' | '.join(with_unit(k, c) for k, c in zip(keys, row, strict=True))} || "
                   f"{chance.choice(NAMES)} | - |\n" for row in product(*(found for _, found in columns)))
    guard = chance.choice(GUARDS)
    guard = "" if any(f"{key} " in guard for key in keys) else guard
    head = f"table t\n  for codeine\n{guard}  | {' | '.join(keys)} || advice | strength |\n"
    return module(head + rows, HEAD + ADVICE)


class Trial:
    """One generated table, and everything the naive reading says about it."""

    def __init__(self, made: Module) -> None:
        self.rules: RuleSet = compile_rules([made], WORDS)
        self.table: Table = next(made.tables())
        asked = {str(subject) for subject in oracle.subjects(self.table)}
        self.keys = [key for key in VALUES if key in asked]
        self.candidates = [[Candidate({key: value}, 1.0, str(value)) for value in VALUES[key][1]] for key in self.keys]
        self.naive: dict[Set, str | None] = {}

    def says(self, world: Set) -> str | None:
        """What the text says about one world."""
        if world not in self.naive:
            self.naive[world] = oracle.says(self.table, {
                key: VALUES[key][1][n] for key, n in zip(self.keys, world, strict=True)})
        return self.naive[world]

    def groups(self, patient: Patient) -> list[Group]:
        """The patient's candidates."""
        return [Group(VALUES[key][0], tuple(self.candidates[i][n] for n in numbers))
                for i, (key, numbers) in enumerate(zip(self.keys, patient, strict=True))]

    def answer(self, patient: Patient) -> tuple[set[str], set[str]]:
        """(possible, certain) advice."""
        found = self.rules.evaluate("codeine", self.groups(patient)).findings
        return {f.advice.name for f in found}, {f.advice.name for f in found if f.verdict == "certain"}

    def patient(self, chance: random.Random) -> Patient:
        """One to three candidates per group."""
        return tuple(tuple(sorted(chance.sample(range(len(c)), chance.choice((1, 1, 2, 3))))) for c in self.candidates)

    def judge(self, patient: Patient, chance: random.Random) -> None:
        """One case. Raises Wrong."""
        reached = {self.says(world) for world in product(*patient)}
        possible, certain = self.answer(patient)
        truth = self.says(tuple(chance.choice(numbers) for numbers in patient))
        fewer = tuple(tuple(chance.sample(numbers, chance.randint(1, len(numbers)))) for numbers in patient)
        still, surely = self.answer(fewer)
        if possible != reached - {None} or bool(certain) != (len(reached) == 1 and reached != {None}):
            raise Wrong(f"{possible} {certain}, but the text reaches {reached}")
        if (truth is not None and truth not in possible) or (certain and certain != {truth}):
            raise Wrong(f"{possible} {certain}, but the truth gets {truth}")
        if not still <= possible or not certain <= surely:
            raise Wrong(f"knowing more: {possible} {certain} became {still} {surely}")

    def judge_cohort(self, patients: list[Patient]) -> None:
        """All of them by the closed arrays. Raises Wrong."""
        told = []
        for i, key in enumerate(self.keys):
            sets = list(dict.fromkeys(patient[i] for patient in patients))
            codes = np.array([sets.index(patient[i]) for patient in patients], dtype=np.uint32)
            told.append(Told(VALUES[key][0], codes, [tuple(self.candidates[i][n] for n in s) for s in sets]))
        (answers,) = Cohort(told).answers(self.rules, "codeine")
        names = [row.advice.text for row in self.table.rows]
        reached = np.stack([*(answers.reached(n) for n in range(len(names))), answers.silent()], axis=1)
        for row, patient in zip(reached, patients, strict=True):
            said = {(*names, None)[n] for n in np.flatnonzero(row)}
            if said != {self.says(world) for world in product(*patient)}:
                raise Wrong(f"the arrays say {said}")


def trials(cases: int, seed: int) -> Iterator[int]:
    """Judge at least `cases` cases; the number judged so far after each table. Raises Wrong at the first failure."""
    chance = random.Random(seed)
    done = 0
    while done < cases:
        trial = Trial(table(chance))
        patients = [trial.patient(chance) for _ in range(PATIENTS)]
        for patient in patients:
            trial.judge(patient, chance)
        trial.judge_cohort(patients)
        done += len(patients)
        yield done


def main() -> None:
    """Print progress and the record."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    started, tables, done = time.process_time(), 0, 0
    for done in trials(cases, seed):
        tables += 1
        if done % 50_000 == 0:
            print(f"{done:,} cases", file=sys.stderr, flush=True)
    spent = time.process_time() - started
    print(f"{done:,} cases over {tables:,} generated tables, seed {seed}: no certain advice wrong, no true advice "
          f"excluded, refinement never violated, every answer and array equal to the naive reading ({spent:.0f} CPU s)")


if __name__ == "__main__":
    main()
