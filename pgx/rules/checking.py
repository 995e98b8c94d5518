"""All checks, in reading order. Returns every problem, never only the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pgx.rules.alphabets import Scores
from pgx.rules.check_dosing import check_dosing
from pgx.rules.check_evidence import check_evidence
from pgx.rules.check_formulas import check_formulas
from pgx.rules.check_names import check_names
from pgx.rules.check_overrides import check_overrides
from pgx.rules.check_shape import check_shape
from pgx.rules.check_words import check_words
from pgx.rules.errors import Problem
from pgx.rules.syntax import Adjust, Module, Override, Table
from pgx.rules.vocabulary import Vocabulary
from pgx.rules.walk import scope_drugs


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What one file may name of the others: tables and overrides, advice, and scores that phenoconversion makes."""

    targets: Mapping[str, Table | Override]
    advice: frozenset[str]
    scores: Scores


def surroundings(modules: Sequence[Module], vocabulary: Vocabulary) -> Surroundings:
    """Every name of these files, the file to be judged included."""
    return Surroundings(named_targets(modules), frozenset(name for module in modules for name in module.advice()),
                        adjusted_scores(modules, vocabulary))


def check_file(module: Module, around: Surroundings, vocabulary: Vocabulary,
               today: date | None = None) -> Iterator[Problem]:
    """What can be said of one file alone; the shape of its tables only when every word of it is known."""
    return _check_file(module, tuple(check_words(module, vocabulary)), around, vocabulary, today)


def _check_file(module: Module, words: Sequence[Problem], around: Surroundings, vocabulary: Vocabulary,
                today: date | None) -> Iterator[Problem]:
    yield from words
    yield from check_names(module, around.targets, around.advice, vocabulary)
    yield from check_dosing(module, vocabulary)
    yield from check_evidence(module, vocabulary, today)
    if not words:
        yield from check_shape(module, vocabulary, around.scores)
        yield from check_formulas(module, vocabulary, around.scores)


def check(modules: Sequence[Module], vocabulary: Vocabulary, today: date | None = None,
          hashes: Mapping[str, str] | None = None) -> list[Problem]:
    """Every problem of these files, by file and line.

    Dates are compared with `today`, approvals with `hashes` (table name -> hash), each when it is given.
    """
    around = surroundings(modules, vocabulary)
    found: list[Problem] = list(same_names(modules))
    readable: list[Module] = []
    for module in modules:
        words = tuple(check_words(module, vocabulary))
        found += _check_file(module, words, around, vocabulary, today)
        if not words:
            readable.append(module)
    found += unsaid_indications(readable, vocabulary)
    if not any(p.code in {"PGX106", "PGX201", "PGX205"} for p in found):
        found += check_overrides(readable, vocabulary, around.scores, hashes or {}, today)
    return sorted(found, key=lambda p: (p.file, p.at.line, p.at.column, p.code))


def same_names(modules: Sequence[Module]) -> Iterator[Problem]:
    """Two files of one name; two adjustments of one gene (PGX309: their order would matter)."""
    seen: dict[str, str] = {}
    for module in modules:
        names = [(module.header.name, module.header.at, "PGX106")]
        names += [(f"adjust {b.gene}", b.at, "PGX309") for b in module.blocks if isinstance(b, Adjust)]
        for name, at, code in names:
            if seen.setdefault(name, module.file) != module.file or [n for n, _, _ in names].count(name) > 1:
                yield Problem(code, "error", module.file, at, f"`{name}` is defined twice",
                              (f"the other is in {seen[name]}",))


def unsaid_indications(modules: Sequence[Module], vocabulary: Vocabulary) -> Iterator[Problem]:
    """PGX209: a drug whose tables of one file are all for certain values of a word fact, and not for the rest."""
    for module in modules:
        for drug in dict.fromkeys(word.text for word in scope_drugs(module)):
            tables = [t for t in module.tables() if drug in {word.text for word in t.drugs}]
            if not tables:
                continue
            for fact in vocabulary.facts.values():
                said = [t for table in tables for t in table.guard if t.subject.name == fact.name]
                if fact.kind != "word" or len(said) < len(tables) or any(t.cell.negated for t in said):
                    continue
                rest = [v for v in fact.values if v not in {i.word for t in said for i in t.cell.items}]
                if rest and len(rest) < len(fact.values):
                    shown = ", ".join(rest[:8]) + (f" and {len(rest) - 8} more" if len(rest) > 8 else "")
                    yield Problem("PGX209", "note", module.file, tables[0].at,
                                  f"{drug}: no table for {fact.name} {shown}",
                                  example=f"{fact.name} {rest[0]}")


def named_targets(modules: Sequence[Module]) -> Mapping[str, Table | Override]:
    """Everything an override may name: `guideline.table` and `layer.override`."""
    return {f"{module.header.name}.{block.name}": block for module in modules for block in module.blocks
            if isinstance(block, Table | Override)}


def adjusted_scores(modules: Sequence[Module], vocabulary: Vocabulary) -> Scores:
    """Gene -> every score that phenoconversion can make of the scores that can occur."""
    found: Scores = {}
    for module in modules:
        for block in module.blocks:
            if isinstance(block, Adjust) and block.what == "score":
                factors = [change.factor for _, change in block.rows if change.kind == "times"]
                scores = vocabulary.scores.get(block.gene, ())
                found[block.gene] = frozenset(score * factor for score in scores for factor in factors)
    return found
