"""The shipped rule files, and one concrete patient for every kind that a table tells apart."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise, product

from pgx.rules import Candidate, Group, RuleSet, Value
from pgx.rules.alphabets import Scores
from pgx.rules.checking import adjusted_scores
from pgx.rules.compiled import Alphabet, Program
from pgx.rules.reading import Reader
from tests.guidelines import ruled

PATIENTS = 60       # of one table; all of them where there are fewer


@cache
def scores() -> Scores:
    """Scores that phenoconversion makes."""
    return adjusted_scores(ruled.modules(), ruled.vocabulary())


def ruleset() -> RuleSet:
    """Compiled."""
    return ruled.ruleset()


def programs() -> dict[str, Program]:
    """Tables by full name."""
    return {p.name: p for p in ruleset().programs if p.kind == "table"}


def patients(program: Program) -> Iterator[dict[str, Value]]:
    """One value for each column; a sample of the kinds, the same in every run."""
    choices = [sample_values(alphabet) for alphabet in program.alphabets]
    every = list(product(*choices))
    chosen = every if len(every) <= PATIENTS else random.Random(program.name).sample(every, PATIENTS)
    for values in chosen:
        yield dict(zip((a.key for a in program.alphabets), values, strict=True))


def sample_values(alphabet: Alphabet) -> list[Value]:
    """A word or a number of every class that has one."""
    found: dict[int, Value] = {}
    for word, at in alphabet.words:
        found.setdefault(at, word)
    if alphabet.other >= 0:
        found.setdefault(alphabet.other, "*1/*999")
    reader, cuts = Reader(alphabet), [Decimal(cut) for cut in alphabet.cuts]
    between = [(a + b) / 2 for a, b in pairwise(cuts)]
    for number in (*cuts, *between, *([cuts[0] / 2, cuts[-1] + 1] if cuts else [])):
        mask = reader.mask(number)
        if mask.bit_count() == 1 and alphabet.stretches and mask.bit_length() - 1 in alphabet.stretches:
            found.setdefault(mask.bit_length() - 1, number)
    return [found[n] for n in sorted(found)]


def row_given(program: Program, patient: dict[str, Value]) -> str:
    """What our own engine says: the id of the row, "" outside the guard."""
    groups = tuple(Group(key, (Candidate({key: value}),)) for key, value in patient.items())
    answer = ruleset().evaluate(program.drugs[0], groups)
    found = {ref.row_id for f in answer.findings if f.table == program.name for ref in f.rows}
    return found.pop() if len(found) == 1 else " and ".join(sorted(found))
