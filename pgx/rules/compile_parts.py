"""The smaller compiled parts: advice, formulas, phenoconversion."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

from pgx.rules import syntax
from pgx.rules.actions import BUILT_IN, direction
from pgx.rules.alphabets import Scores, build_column, collapse, in_unit, points_of
from pgx.rules.boxes import build_boxes, fill
from pgx.rules.compiled import (
    Advice,
    CompiledAdjust,
    CompiledFormula,
    CompiledTerm,
    CompiledTest,
    Dose,
    Guideline,
)
from pgx.rules.syntax import Adjust, Dosing, Expr, Formula, Module, Quantity, Subject, Term, Test, Word
from pgx.rules.vocabulary import UNKNOWN, Vocabulary


def canonical_drugs(words: Sequence[Word], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Drug keys of the words after `for`, in order, once each."""
    return tuple(dict.fromkeys(vocabulary.drugs.get(word.text, word.text) for word in words))


def build_guideline(module: Module, vocabulary: Vocabulary, scores: Scores) -> Guideline:
    """Header, advice (built-in ones last) and formulas of a file; its hash is filled in later."""
    own = module.advice()
    advice = [build_advice(block) for block in own.values()]
    advice += [Advice(name, name) for name in BUILT_IN if name not in own]
    header = module.header
    return Guideline(header.name, header.source, header.edition, header.title, module.file,
                     tuple(c.id for c in header.cites), tuple(advice),
                     tuple(build_formula(f, vocabulary, scores) for f in module.formulas().values()), "")


def build_advice(block: syntax.Advice) -> Advice:
    """One advice, with the way it points."""
    return Advice(
        block.name, block.action, block.severity or "none", tuple(word.text for word in block.instead),
        tuple(build_dose(dose) for dose in block.doses), block.monitor, block.followup, block.say,
        " ".join(block.notes), direction(block.action, tuple(dose.kind for dose in block.doses)),
        tuple(c.id for c in block.cites))


def build_dose(dose: Dosing) -> Dose:
    """A dose line in printed quantities; `high` is empty when one number was written."""
    low, high = text(dose.low), text(dose.high)
    if dose.low is not None and dose.high is not None and not dose.low.unit:
        low = text(Quantity(dose.low.value, dose.high.unit))
    return Dose(dose.kind, dose.phase, low, "" if high == low else high, text(dose.cap), dose.formula)


def text(quantity: Quantity | None) -> str:
    """A printed quantity, "" for none."""
    return "" if quantity is None else str(quantity)


# ---------------------------------------------------------------- formulas
def build_formula(formula: Formula, vocabulary: Vocabulary, scores: Scores) -> CompiledFormula:
    """An equation whose conditions read exact values."""
    def tests(found: Sequence[Test]) -> tuple[CompiledTest, ...]:
        return tuple(build_test(test, vocabulary, scores) for test in found)

    sums = tuple((name, tuple(build_term(t, vocabulary, scores) for t in terms)) for name, terms in formula.sums)
    return CompiledFormula(
        formula.name, formula.unit, tests(formula.valid), sums, polish(formula.give) if formula.give else (),
        f"{formula.step.value:f}" if formula.step else "", tuple(c.id for c in formula.cites),
        tuple(f"{quantity.value:f}" for quantity in formula.range or ()))


def build_test(test: Test, vocabulary: Vocabulary, scores: Scores) -> CompiledTest:
    """One condition as a mask. A word fact gains the value `unknown`: the equation says what that counts as."""
    column = build_column(test.subject, (test.cell,), vocabulary, scores)
    if test.subject.kind == "fact" and column.words:
        column = type(column)(column.subject, (*column.words, UNKNOWN), column.cuts, column.occurs)
    alphabet, (mask,) = collapse(column, [points_of(test.cell, column, (), vocabulary)])
    return CompiledTest(alphabet, mask)


def build_term(term: Term, vocabulary: Vocabulary, scores: Scores) -> CompiledTerm:
    """One line of a sum."""
    coefficient = f"{term.coefficient:f}"
    if term.test is not None:
        return CompiledTerm(coefficient, test=build_test(term.test, vocabulary, scores))
    if not term.fact:
        return CompiledTerm(coefficient)
    return CompiledTerm(coefficient, term.fact, f"{unit_factor(term, vocabulary):f}",
                        term.unit in vocabulary.whole_units)


def unit_factor(term: Term, vocabulary: Vocabulary) -> Decimal:
    """How many of the term's units one of the fact's own units is (a year is 0.1 decades)."""
    subject = Subject("fact", name=term.fact)
    one = in_unit(Quantity(Decimal(1), term.unit), subject, vocabulary)
    return Decimal(1) / one


def polish(expr: Expr) -> tuple[str, ...]:
    """An expression in reverse Polish notation."""
    if expr.op in {"number", "name"}:
        return (expr.value,)
    return (*polish(expr.args[0]), *polish(expr.args[1]), expr.op)


# ---------------------------------------------------------------- phenoconversion
def build_adjust(module: Module, adjust: Adjust, vocabulary: Vocabulary, scores: Scores) -> CompiledAdjust:
    """What other drugs do to one gene, dense over its columns."""
    boxes = build_boxes(adjust.columns, [cells for cells, _ in adjust.rows], [()], vocabulary, scores)
    filled = fill(boxes, (), [[""] * len(adjust.columns)] * len(adjust.rows))
    sizes = [range(alphabet.size) for alphabet in boxes.alphabets]
    bins = vocabulary.bins.get(adjust.gene, ())
    by_score = tuple(
        (f"{score:f}", next((b.result for b in bins if b.holds(score)), ""))
        for score in vocabulary.scores.get(adjust.gene, ()))
    changes = tuple((c.kind, f"{c.factor:f}" if c.kind == "times" else c.result) for _, c in adjust.rows)
    return CompiledAdjust(
        adjust.gene, adjust.what, module.header.name, module.file, adjust.at.line, boxes.alphabets,
        tuple(filled.of_cell.get(cell, -1) for cell in product(*sizes)), changes, by_score,
        tuple((end(b.low), b.low_inclusive, end(b.high), b.high_inclusive, b.result) for b in bins),
        tuple(c.id for c in adjust.cites))


def end(number: Decimal | None) -> str:
    """One end of a bin, "" when unbounded."""
    return "" if number is None else f"{number:f}"

