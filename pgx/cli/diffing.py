"""Two versions of rules, for people: who gets other advice, how many they are, and what has to be looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from pathlib import Path

from pgx import knowledge
from pgx.cli.patients import resolver
from pgx.cli.populations import Person, Values, cohort
from pgx.cli.rulefiles import Workspace, modules_of
from pgx.domain.errors import KnowledgeError
from pgx.domain.knowledge import Knowledge
from pgx.knowledge import vocabulary
from pgx.knowledge.bundle import is_bundle, read_bundle
from pgx.population import Population
from pgx.rules import Module, RuleError, RuleSet, Vocabulary, compile_rules, parse, run_examples
from pgx.rules.approving import approvable
from pgx.rules.comparing import Change, ClassPair, Difference, compare
from pgx.rules.reading import GENETIC
from pgx.rules.syntax import Override

Combination = tuple[ClassPair, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """Rules with their files."""

    modules: Sequence[Module]
    rules: RuleSet


@dataclass(slots=True)
class Report:
    """What `diff` has to say. `shares`: of the reference population, by change (None: not known); `counts`: (surely,
    possibly) in the cohort."""

    found: Difference
    shares: list[float | None] = field(default_factory=list)
    counts: list[tuple[int, int]] = field(default_factory=list)
    people: int = 0
    examples: list[str] = field(default_factory=list)
    overrides: list[str] = field(default_factory=list)


def version(path: Path, words: Vocabulary) -> Version:
    """A file, a folder or a bundle. Raises KnowledgeError when its rules do not hold together."""
    if is_bundle(path):
        bundle = read_bundle(path)
        modules = [parse(text, name) for name, text in bundle.texts.items()]
    else:
        modules = modules_of(path)
    try:
        return Version(modules, compile_rules(modules, words))
    except RuleError as error:
        raise KnowledgeError(f"{path}: see `pgx rules check`\n{error.problems[0]}") from error


def report(old: Path, new: Path, people: Path | None = None) -> Report:
    """Everything about two versions, with the knowledge base in force."""
    known = knowledge.load()
    words = vocabulary.build(known)
    before, after = version(old, words), version(new, words)
    told = Report(compare(before.rules, after.rules))
    counters = [Counter(change) for change in told.found.changes]
    reference = Population(known)
    told.shares = [counter.share(reference) for counter in counters]
    if people is not None:
        count(told, counters, people, known, words)
    told.examples = outdated_examples(before, after, known, words)
    told.overrides = touched(before, after, words)
    return told


def count(told: Report, counters: Sequence[Counter], people: Path, known: Knowledge, words: Vocabulary) -> None:
    """Fill in the cohort's counts."""
    keys: dict[str, tuple[str, ...]] = {}
    for counter in counters:
        for gene, own in counter.keys.items():
            keys[gene] = tuple(dict.fromkeys((*keys.get(gene, ()), *own)))
    sure, possible = [0] * len(counters), [0] * len(counters)
    for person in cohort(people, keys, known, words):
        told.people += 1
        for i, counter in enumerate(counters):
            met = counter.met(person)
            sure[i] += met == ALL
            possible[i] += met == SOME
    told.counts = list(zip(sure, possible, strict=True))


NONE, SOME, ALL = range(3)


class Counter:
    """Counts the people of one change. Facts (age, other drugs) are left open: who could be among them counts."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.keys: dict[str, tuple[str, ...]] = {}
        self.places: list[tuple[str, int]] = []
        for i, column in enumerate(change.columns):
            if column.kind in GENETIC:
                gene = column.key.removeprefix("copies of ").partition(" ")[0].partition("*")[0]
                self.keys[gene] = (*self.keys.get(gene, ()), column.key)
                self.places.append((column.key, i))
        self.hit = {tuple(kind[i] for _, i in self.places) for kind in change.kinds}

    def share(self, reference: Population) -> float | None:
        """Share of the reference population, None when it is not known for a gene, or no gene decides."""
        tables: list[dict[tuple[tuple[str, ClassPair], ...], float]] = []
        for gene, keys in self.keys.items():
            people = reference.worlds(gene, keys)
            if people is None:
                return None
            table: dict[tuple[tuple[str, ClassPair], ...], float] = {}
            for values, weight in people:
                options = self._classes(values, keys)
                for option in options:
                    table[option] = table.get(option, 0.0) + weight / len(options)
            tables.append(table)
        if not tables:
            return None
        return sum(prod(weight for _, weight in chosen) for chosen in product(*(t.items() for t in tables))
                   if self._hits([option for option, _ in chosen]))

    def met(self, person: Person) -> int:
        """Whether ALL, SOME or NONE of what a person may be is changed; a gene that is not there is untested."""
        options = [[option for values in person.get(gene) or [dict.fromkeys(keys, "untested")]
                    for option in self._classes(values, keys)] for gene, keys in self.keys.items()]
        hits = [self._hits(chosen) for chosen in product(*map(set, options))]
        return ALL if all(hits) else SOME if any(hits) else NONE

    def _classes(self, values: Values, keys: Sequence[str]) -> list[tuple[tuple[str, ClassPair], ...]]:
        columns = {column.key: column for column in self.change.columns}
        return [tuple(zip(keys, pairs, strict=True)) for pairs in product(
            *(columns[key].classes(values.get(key, "untested")) for key in keys))]

    def _hits(self, chosen: Sequence[tuple[tuple[str, ClassPair], ...]]) -> bool:
        at = dict(pair for option in chosen for pair in option)
        return tuple(at[key] for key, _ in self.places) in self.hit


def outdated_examples(before: Version, after: Version, known: Knowledge, words: Vocabulary) -> list[str]:
    """Examples of the old files that the new rules no longer fulfil: file, line."""
    there = {module.header.name for module in after.modules}
    modules = [module for module in before.modules if module.header.name in there]
    results = run_examples(after.rules, modules, words, resolver(known))
    return sorted({f"{r.file}:{r.line}" for r in results if not r.passed})


def touched(before: Version, after: Version, words: Vocabulary) -> list[str]:
    """Exceptions, of the new files or of those in force around them, whose target is not what it was."""
    hashes = [approvable(v.modules, v.rules, words) for v in (before, after)]
    try:
        around = Workspace.open([]).chosen
    except (KnowledgeError, OSError):
        around = []
    seen = {f"{m.header.name}.{b.name}": b for m in (*around, *before.modules, *after.modules) for b in m.blocks
            if isinstance(b, Override)}
    old, new = hashes
    return sorted(name for name, block in seen.items()
                  if block.target.text in old and old[block.target.text] != new.get(block.target.text))
