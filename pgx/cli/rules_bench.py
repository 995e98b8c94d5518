"""`pgx rules bench`: what the rules cost, in processor time, step by step, and how large they are."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pgx.rules import Group, RuleSet, Value
    from pgx.rules.compiled import Alphabet

FILES = click.argument("files", nargs=-1, type=click.Path(path_type=Path))
PATIENTS = 1_000_000
UNSURE = 0.1        # share of patients with two candidates for a column


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement; a time is the least of several runs."""

    what: str
    value: float
    unit: str = ""


@click.command()
@FILES
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output on stdout.")
def command(files: tuple[Path, ...], as_json: bool) -> None:
    """Processor time of one core for reading, checking, loading and answering, and the size of the arrays."""
    figures = list(measured(files))
    if as_json:
        click.echo(json.dumps({"schema": "pgx.rules-bench/1", "figures": [
            {"what": f.what, "value": f.value, "unit": f.unit} for f in figures]}, indent=1))
        return
    for figure in figures:
        click.echo(f"{figure.what:62} {figure.value:12,.2f} {figure.unit}".rstrip())


def least(act: Callable[[], object], times: int) -> float:
    """Processor seconds of the fastest of several runs."""
    spent = []
    for _ in range(times):
        started = time.process_time()
        act()
        spent.append(time.process_time() - started)
    return min(spent)


def measured(files: Sequence[Path]) -> Iterator[Figure]:
    """Every figure, in the order of a rule's life."""
    from pgx.cli.rulefiles import Workspace
    from pgx.rules import RuleSet, parse

    space = Workspace.open(files)
    lines = sum(text.count("\n") for text in space.texts.values())
    reading = least(lambda: [parse(text, file) for file, text in space.texts.items()], 2)
    yield Figure("files", len(space.texts))
    yield Figure("lines", lines)
    yield Figure("read one line", 1e6 * reading / max(1, lines), "µs")
    yield Figure("read all files", reading, "s")
    today = datetime.now(UTC).date()
    yield Figure("check all files, sources against each other", least(lambda: space.check(today), 2), "s")
    rules = space.ruleset()
    text = rules.to_json()
    yield Figure("compiled rules as text", len(text) / 1e6, "MB")
    yield Figure("load the compiled rules", 1e3 * least(lambda: RuleSet.from_json(text).drugs, 5), "ms")
    yield Figure("tables, rules and reminders", len(rules.programs))
    yield Figure("drugs", len(rules.drugs))
    yield from one_patient(rules)
    yield from many_patients(rules)


def one_patient(rules: RuleSet) -> Iterator[Figure]:
    """Every drug for one patient, with explanation: everything known, then two candidates for every column."""
    for told, count in (("everything known", 1), ("two candidates each", 2)):
        groups = {drug: patient(rules, drug, count) for drug in rules.drugs}
        spent = least(partial(every_drug, rules, groups), 7)
        yield Figure(f"one patient, one drug, with explanation; {told}", 1e6 * spent / len(rules.drugs), "µs")
        yield Figure(f"one patient, all drugs, with explanation; {told}", 1e3 * spent, "ms")


def every_drug(rules: RuleSet, groups: dict[str, list[Group]]) -> int:
    """Findings of one patient for every drug."""
    return sum(len(rules.evaluate(drug, own).findings) for drug, own in groups.items())


def patient(rules: RuleSet, drug: str, count: int) -> list[Group]:
    """One group per column that a drug's tables look at, with its first values."""
    from pgx.rules import Candidate, Group

    alphabets = {a.key: a for program in rules.programs_for(drug) for a in program.alphabets}
    return [Group(key, tuple(Candidate({key: value}) for value in known_values(a)[:count]))
            for key, a in alphabets.items()]


def known_values(alphabet: Alphabet) -> list[Value]:
    """A value of every class, those that say nothing last."""
    from pgx.rules.sampling import values
    from pgx.rules.vocabulary import NOT_KNOWN, UNKNOWN

    found = [value for _, value in values([alphabet])]
    return sorted(found, key=lambda value: value in {*NOT_KNOWN, UNKNOWN})


def many_patients(rules: RuleSet) -> Iterator[Figure]:
    """A million patients and every table; and the arrays that answer. Nothing without NumPy (the extra `cohort`)."""
    try:
        import numpy as np

        from pgx.rules.closing import close
        from pgx.rules.cohort import Columns, Told, look_up
    except ImportError:
        click.echo("many patients need NumPy: pip install 'pgx-engine[cohort]'", err=True)
        return
    from pgx.rules import Candidate

    closed = [close(program) for program in rules.programs]
    yield Figure("arrays closed over sets", sum(table.nbytes for table in closed) / 2 ** 20, "MiB")
    chance = np.random.default_rng(1)
    told = []
    for key, alphabet in {a.key: a for program in rules.programs for a in program.alphabets}.items():
        single = [(Candidate({key: value}),) for value in known_values(alphabet)]
        choices = [*single, *(one + other for one, other in zip(single, single[1:] + single[:1], strict=True))]
        weights = [(1 - UNSURE) / len(single)] * len(single) + [UNSURE / len(single)] * len(single)
        told.append(Told(key, chance.choice(len(choices), PATIENTS, p=weights).astype(np.uint8), choices))
    columns = Columns(told, ())
    asked = [(table, [columns.masks(a) for a in table.program.alphabets]) for table in closed]
    spent = least(lambda: [look_up(table, masks, PATIENTS) for table, masks in asked], 2)
    yield Figure("answers (patient, table), one in ten ambiguous", len(asked) * PATIENTS / spent / 1e6, "million/s")
