"""Whether two tables say the same to everybody, however they are written."""

from __future__ import annotations

from pgx.rules.alphabets import Scores
from pgx.rules.boxes import BUDGET, build_boxes, fill
from pgx.rules.check_shape import first_columns, keywords, said
from pgx.rules.compiled import Alphabet
from pgx.rules.syntax import Table, Test
from pgx.rules.vocabulary import Vocabulary

Class = tuple[str, ...]
Outcome = dict[tuple[Class, ...], tuple[str, str, str]]


def same_for_everybody(one: Table, other: Table, vocabulary: Vocabulary, scores: Scores) -> bool:
    """Whether every patient gets the same from two tables with the same columns and `when`; False when they are too
    large to tell."""
    found = outcome(one, other, vocabulary, scores)
    return found is not None and found == outcome(other, one, vocabulary, scores)


def outcome(table: Table, beside: Table, vocabulary: Vocabulary, scores: Scores) -> Outcome | None:
    """What each class of patient gets, in classes so fine that the table beside fits them too."""
    named = [(Test(subject, row.cells[i]),) for row in beside.rows for i, subject in enumerate(table.columns)
             if not any(item.word in {"any", "otherwise"} for item in row.cells[i].items)]
    boxes = build_boxes(table.columns, [row.cells for row in table.rows], [table.guard, *named], vocabulary, scores)
    if boxes.size > BUDGET:
        return None
    filled = fill(boxes, first_columns(table), keywords(table))
    names = [[named_class(alphabet, n) for n in range(alphabet.size)] for alphabet in boxes.alphabets]
    return {tuple(names[i][n] for i, n in enumerate(cell)): said(table.rows[row])
            for cell, row in filled.of_cell.items()}


def named_class(alphabet: Alphabet, number: int) -> Class:
    """A class by what is in it: its number depends on which cell came first."""
    words = sorted(word for word, at in alphabet.words if at == number)
    stretches = [str(i) for i, at in enumerate(alphabet.stretches) if at == number]
    return (*words, *stretches, "other" if alphabet.other == number else "")
