"""Hashes of meaning: layout, comments and the order of rows do not change them; any cell or meaning of a word does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from pgx.rules.compiled import Advice, Guideline, Program
from pgx.rules.syntax import Cell, Module, Subject
from pgx.rules.vocabulary import Vocabulary


def digest(value: object) -> str:
    """SHA-256 of a value's canonical JSON, with its algorithm in front."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def meaning(subject: Subject, cell: Cell, vocabulary: Vocabulary) -> list[object]:
    """A condition with what its words mean: printed labels of results, and the scores that give them."""
    words: list[object] = [str(subject), cell.negated]
    for item in cell.items:
        label = vocabulary.labels.get((subject.gene, item.word), "")
        words.append([item.word, label, [[b.op, str(b.quantity)] for b in item.bounds]])
    if subject.kind in {"gene", "score"} and subject.gene in vocabulary.bins:
        words.append([[str(b.low), b.low_inclusive, str(b.high), b.high_inclusive, b.result]
                      for b in vocabulary.bins[subject.gene]])
    return words


def row_hash(subjects: Sequence[Subject], cells: Sequence[Cell], given: tuple[Advice, Guideline], rest: Sequence[str],
             vocabulary: Vocabulary) -> str:
    """Hash of one row: its conditions, its advice in full with the equations it uses, strength, note and citations."""
    conditions = [meaning(s, c, vocabulary) for s, c in zip(subjects, cells, strict=True)]
    advice, guideline = given
    used = {dose.formula for dose in advice.doses}
    equations = [asdict(formula) for formula in guideline.formulas if formula.name in used]
    return digest([conditions, asdict(advice), list(rest), *equations])


def table_hash(drugs: Sequence[str], conditions: Iterable[object], rows: Iterable[str]) -> str:
    """Hash of a table; the order of its rows means nothing."""
    return digest([sorted(drugs), list(conditions), sorted(rows)])


def guideline_hash(module: Module, programs: Iterable[Program]) -> str:
    """Hash of a file: who it is, and everything it says."""
    header = module.header
    cites = sorted(c.id for c in header.cites)
    return digest([header.kind, header.name, header.source, header.edition, cites, sorted(p.hash for p in programs),
                   *([header.above, header.prefer] if header.kind == "layer" else [])])
