"""One table in four engines: `python -m tests.benchmarks.rules.peers` (needs `pip install zen-engine cel-python`).

The table is the shipped grid of amitriptyline: CYP2D6 score times CYP2C19 result. Every engine is first asked about
every exact patient and has to agree with the others. Only pgx can be asked about a patient with several candidates;
the others are asked once per combination. Processor microseconds per patient, the least of several runs.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import product

import celpy
import numpy as np
import zen

from pgx import knowledge
from pgx.knowledge import vocabulary
from pgx.rules import Candidate, Group, RuleSet
from pgx.rules.closing import close
from pgx.rules.cohort import Columns, Told, look_up
from pgx.rules.compiled import Program
from pgx.rules.reading import Reader
from pgx.rules.tally import Runner

DRUG, TABLE = "amitriptyline", "cpic.amitriptyline.depression-dose"
SCORE, RESULT = "CYP2D6 score", "CYP2C19"
ROUNDS = 5
Patient = tuple[Decimal | str, str]
Ask = Callable[[Patient], str]


def least(act: Callable[[], object]) -> float:
    """Processor seconds of the fastest run."""
    spent = []
    for _ in range(ROUNDS):
        started = time.process_time()
        act()
        spent.append(time.process_time() - started)
    return min(spent)


class Table:
    """The grid as every engine needs it: rows of (score condition, results, advice)."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.program: Program = next(p for p in rules.programs if p.name == TABLE)
        self.runner = Runner(self.program)
        self.keys = [a.key for a in self.program.alphabets]
        self.advice = [rules.guidelines[r.guideline].advice[r.advice].name for r in self.program.rows]

    def cells(self) -> list[tuple[list[tuple[str, str, str]], list[str], str]]:
        """(stretches of the score or its words, results, advice) per row."""
        score, result = (self.program.alphabets[self.keys.index(key)] for key in (SCORE, RESULT))
        found = []
        for row, advice in zip(self.program.rows, self.advice, strict=True):
            numbers = [(score.cuts[i // 2], "=", "") if i % 2 else (score.cuts[i // 2 - 1] if i else "", "in",
                       score.cuts[i // 2] if i // 2 < len(score.cuts) else "")
                       for i, at in enumerate(score.stretches) if at >= 0 and row.box[self.keys.index(SCORE)] >> at & 1]
            numbers += [(word, "word", "") for word, at in score.words if row.box[self.keys.index(SCORE)] >> at & 1]
            words = [word for word, at in result.words if row.box[self.keys.index(RESULT)] >> at & 1]
            found.append((numbers, words, advice))
        return found


def by_pgx(table: Table) -> Ask:
    """The arrays, without explanation."""
    readers = [Reader(a) for a in table.program.alphabets]
    at = {key: i for i, key in enumerate(table.keys)}

    def ask(patient: Patient) -> str:
        classes = [0, 0]
        classes[at[SCORE]] = readers[at[SCORE]].mask(patient[0]).bit_length() - 1
        classes[at[RESULT]] = readers[at[RESULT]].mask(patient[1]).bit_length() - 1
        return table.advice[table.runner.outcome(classes)[0]]
    return ask


def groups(patients: Sequence[Patient]) -> list[Group]:
    """One patient with these candidates."""
    return [Group("CYP2D6", tuple(Candidate({SCORE: score}) for score in dict.fromkeys(p[0] for p in patients))),
            Group("CYP2C19", tuple(Candidate({RESULT: result}) for result in dict.fromkeys(p[1] for p in patients)))]


def explained(table: Table) -> Ask:
    """With certainty, what it rests on, rows, citations."""
    alone = RuleSet(table.rules.guidelines, (table.program,), {}, (), table.rules.version, table.rules.sha256)

    def ask(patient: Patient) -> str:
        return alone.evaluate(DRUG, groups([patient])).findings[0].advice.name
    return ask


def by_dictionary(table: Table, patients: Sequence[Patient]) -> Ask:
    """PharmCAT's way: every key that can occur is written out."""
    ask = by_pgx(table)
    return {patient: ask(patient) for patient in patients}.__getitem__


def by_zen(table: Table) -> Ask:
    """A decision table with the hit policy `first`; words and numbers are told apart by two columns."""
    rules = []
    for numbers, words, advice in table.cells():
        for low, kind, high in numbers:
            number = low if kind == "=" else " and ".join(filter(None, (low and f"> {low}", high and f"< {high}")))
            rules.append({"_id": str(len(rules)), "w": f"'{low}'" if kind == "word" else "'number'",
                          "s": "" if kind == "word" else number, "r": ", ".join(f"'{w}'" for w in words),
                          "a": f"'{advice}'"})
    columns = [{"id": i, "name": i, "field": field} for i, field in (("w", "word"), ("s", "score"), ("r", "result"))]
    nodes = [{"id": "in", "name": "in", "type": "inputNode"}, {"id": "out", "name": "out", "type": "outputNode"},
             {"id": "t", "name": "t", "type": "decisionTableNode", "content": {
                 "hitPolicy": "first", "inputs": columns, "outputs": [{"id": "a", "name": "a", "field": "advice"}],
                 "rules": rules}}]
    edges = [{"id": "1", "sourceId": "in", "targetId": "t"}, {"id": "2", "sourceId": "t", "targetId": "out"}]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def ask(patient: Patient) -> str:
        known = isinstance(patient[0], Decimal)
        told = {"word": "number" if known else patient[0], "score": float(patient[0]) if known else -1.0,
                "result": patient[1]}
        return str(decision.evaluate(told)["result"]["advice"])
    return ask


def by_cel(table: Table) -> Ask:
    """One expression of nested conditions."""
    text = "'nothing'"
    for numbers, words, advice in reversed(table.cells()):
        scores = []
        for low, kind, high in numbers:
            ends = (low and f"score > {low}", high and f"score < {high}") if kind == "in" else (f"score == {low}",)
            number = re.sub(r"([<>=] )(\d+)(?![\d.])", r"\1\2.0", " && ".join(filter(None, ends)))
            scores.append(f"word == '{low}'" if kind == "word" else f"(word == 'number' && {number})")
        text = f"(({' || '.join(scores)}) && result in {json.dumps(words)}) ? '{advice}' : ({text})"
    environment = celpy.Environment()
    program = environment.program(environment.compile(text))

    def ask(patient: Patient) -> str:
        known = isinstance(patient[0], Decimal)
        return str(program.evaluate({
            "word": celpy.celtypes.StringType("number" if known else patient[0]),
            "score": celpy.celtypes.DoubleType(float(patient[0]) if known else -1.0),
            "result": celpy.celtypes.StringType(patient[1])}))
    return ask


def cohort(table: Table, patients: Sequence[Patient]) -> float:
    """Microseconds per patient over a million, one in ten with two candidates."""
    chance = np.random.default_rng(1)
    told = []
    for key, values in ((SCORE, list(dict.fromkeys(p[0] for p in patients))),
                        (RESULT, list(dict.fromkeys(p[1] for p in patients)))):
        single = [(Candidate({key: value}),) for value in values]
        choices = [*single, *(a + b for a, b in zip(single, single[1:] + single[:1], strict=True))]
        share = [0.9 / len(single)] * len(single) + [0.1 / len(single)] * len(single)
        told.append(Told(key, chance.choice(len(choices), 1_000_000, p=share).astype(np.uint8), choices))
    closed, columns = close(table.program), Columns(told, ())
    masks = [columns.masks(a) for a in table.program.alphabets]
    return least(lambda: look_up(closed, masks, 1_000_000))


def main() -> None:
    """Agreement, then figures."""
    known = knowledge.load()
    words = vocabulary.build(known)
    table = Table(knowledge.load_rules(known))
    scores: list[Decimal | str] = [*words.scores["CYP2D6"], "indeterminate", "untested"]
    results = [*words.known_results("CYP2C19"), "indeterminate", "untested"]
    patients: list[Patient] = list(product(scores, results))
    engines = {"pgx, arrays": by_pgx(table), "pgx, with explanation": explained(table),
               "dictionary of every key": by_dictionary(table, patients), "zen-engine": by_zen(table),
               "cel-python": by_cel(table)}
    truth = [engines["pgx, arrays"](patient) for patient in patients]
    for name, ask in engines.items():
        wrong = [p for p, said in zip(patients, truth, strict=True) if ask(p) != said]
        print(f"{name}: {len(patients) - len(wrong)} of {len(patients)} patients alike")
        if wrong:
            raise SystemExit(f"{name} differs about {wrong[0]}")
    print("| engine | µs per exact patient |\n|---|---|")
    for name, ask in engines.items():
        spent = least(lambda ask=ask: [ask(patient) for patient in patients]) / len(patients)
        print(f"| {name} | {1e6 * spent:.3g} |")
    print(f"| pgx, cohort of a million, one in ten ambiguous | {cohort(table, patients):.3g} |")


if __name__ == "__main__":
    main()
