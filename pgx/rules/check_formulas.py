"""PGX404, PGX405: an equation stays within its stated range, and is used only where it is valid."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from pgx.rules.alphabets import Scores, in_unit
from pgx.rules.boxes import build_boxes
from pgx.rules.compile_parts import unit_factor
from pgx.rules.errors import Mark, Problem
from pgx.rules.syntax import Expr, Formula, Module, Rule, Subject, Table, Term, Test, Word
from pgx.rules.vocabulary import Vocabulary
from pgx.rules.wording import patient

Interval = tuple[float, float]
NOWHERE = (-math.inf, math.inf)


def check_formulas(module: Module, vocabulary: Vocabulary, scores: Scores) -> Iterator[Problem]:
    """Both complaints of one file. Call it for files whose words are all known."""
    for formula in module.formulas().values():
        yield from wandering(module, formula, vocabulary)
    for block in module.blocks:
        if isinstance(block, Table | Rule):
            yield from misused(module, block, vocabulary, scores)


# ---------------------------------------------------------------- PGX404
def wandering(module: Module, formula: Formula, vocabulary: Vocabulary) -> Iterator[Problem]:
    """PGX404: over the whole `valid` region (by interval arithmetic, so never too narrow) the result may leave
    `range`."""
    if formula.range is None or formula.give is None:
        return
    sums = {name: total([summand(part, formula, vocabulary) for part in grouped(terms)])
            for name, terms in formula.sums}
    low, high = value(formula.give, sums)
    least, most = (float(quantity.value) for quantity in formula.range)
    if least <= low and high <= most:
        return
    open_ended = [str(t.fact) for _, terms in formula.sums for t in terms
                  if t.fact and math.inf in map(abs, limits(t, formula, vocabulary))]
    help_ = f"`valid` does not limit {open_ended[0]}" if open_ended else "narrow `valid`, or widen `range`"
    yield Problem("PGX404", "warning", module.file, formula.range[0].at,
                  f"`{formula.name}` can give {shown(low, high, formula.unit)} within `valid`",
                  (help_, "outside `range` no dose is given"))


def shown(low: float, high: float, unit: str) -> str:
    """What lies between two limits, in words."""
    if math.isfinite(low) and math.isfinite(high):
        return f"{low:.4g} to {high:.4g} {unit}"
    if math.isfinite(high):
        return f"anything up to {high:.4g} {unit}"
    return f"{low:.4g} {unit} and more without end" if math.isfinite(low) else "anything"


def grouped(terms: Sequence[Term]) -> list[list[Term]]:
    """Yes/no terms that exclude each other (different values of one column) together, all others alone."""
    found: list[list[Term]] = []
    seen: dict[Subject, list[list[Term]]] = {}
    for term in terms:
        if term.test is None:
            found.append([term])
            continue
        words = {item.word for item in term.test.cell.items}
        home = next((g for g in seen.get(term.test.subject, ()) if not words & {
            item.word for t in g if t.test for item in t.test.cell.items}), None)
        if home is None:
            home = []
            found.append(home)
            seen.setdefault(term.test.subject, []).append(home)
        home.append(term)
    return found


def summand(terms: Sequence[Term], formula: Formula, vocabulary: Vocabulary) -> Interval:
    """What a group of terms adds: one of its coefficients or nothing, a constant, or a fact times a coefficient."""
    first = terms[0]
    if first.test is not None:
        added = [0.0, *(float(term.coefficient) for term in terms)]
        return min(added), max(added)
    if not first.fact:
        return float(first.coefficient), float(first.coefficient)
    return product((float(first.coefficient),) * 2, limits(first, formula, vocabulary))


def limits(term: Term, formula: Formula, vocabulary: Vocabulary) -> Interval:
    """A fact in the unit of its term, as `valid` limits it; facts are never negative."""
    low, high, factor = 0.0, math.inf, float(unit_factor(term, vocabulary))
    for test in formula.valid:
        if test.subject.name == term.fact and not test.cell.negated and len(test.cell.items) == 1:
            for bound in test.cell.items[0].bounds:
                limit = float(in_unit(bound.quantity, test.subject, vocabulary)) * factor
                low, high = (max(low, limit), high) if ">" in bound.op else (low, min(high, limit))
    return low, high


def value(expr: Expr, sums: Mapping[str, Interval]) -> Interval:
    """The interval of an expression; a name times itself is a square."""
    if expr.op == "number":
        return float(expr.value), float(expr.value)
    if expr.op == "name":
        return sums.get(expr.value, NOWHERE)
    left, right = (value(arg, sums) for arg in expr.args)
    if expr.op == "*":
        return square(left) if expr.args[0] == expr.args[1] else product(left, right)
    if expr.op == "/":
        return NOWHERE if right[0] <= 0 <= right[1] else product(left, (1 / right[1], 1 / right[0]))
    return (left[0] + right[0], left[1] + right[1]) if expr.op == "+" else (left[0] - right[1], left[1] - right[0])


def total(parts: Sequence[Interval]) -> Interval:
    """A sum of intervals."""
    return sum(low for low, _ in parts), sum(high for _, high in parts)


def product(one: Interval, other: Interval) -> Interval:
    """A product of intervals; nothing times no end is nothing."""
    corners = [0.0 if 0 in (a, b) else a * b for a in one for b in other]
    return min(corners), max(corners)


def square(one: Interval) -> Interval:
    """An interval times itself."""
    low, high = sorted(abs(end) for end in one)
    return (0.0 if one[0] <= 0 <= one[1] else low * low), high * high


# ---------------------------------------------------------------- PGX405
def misused(module: Module, block: Table | Rule, vocabulary: Vocabulary, scores: Scores) -> Iterator[Problem]:
    """PGX405: a row gives a dose by an equation to patients whom the table itself puts outside `valid`."""
    advice, formulas = module.advice(), module.formulas()
    for cells, given in [(r.cells, r.advice) for r in block.rows] if isinstance(block, Table) else [((), block.advice)]:
        doses = advice[given.text].doses if given.text in advice else ()
        formula = formulas.get(next((dose.formula for dose in doses if dose.formula), ""))
        columns = block.columns if isinstance(block, Table) else ()
        asked = {*columns, *(test.subject for test in block.guard)}
        for test in formula.valid if formula else ():
            if test.subject not in asked:
                continue
            boxes = build_boxes(columns, [cells] if columns else [], [block.guard, (test,)], vocabulary, scores)
            at, inside = boxes.guards[1][0]
            here = boxes.within(0)[at] & (boxes.rows[0][at] if at < boxes.width else -1)
            if here & ~inside:
                yield outside(module, block, given, test, formula, patient(boxes, [
                    lowest(here & ~inside if i == at else mask) for i, mask in enumerate(boxes.within(0))]))


def lowest(mask: int) -> int:
    """The first class of a mask."""
    return (mask & -mask).bit_length() - 1


def outside(module: Module, block: Table | Rule, given: Word, test: Test, formula: Formula | None,
            example: str) -> Problem:
    """The complaint."""
    name = formula.name if formula else ""
    return Problem("PGX405", "error", module.file, given.at,
                   f"`{given.text}` uses `{name}` for patients outside `valid {test}`",
                   ("add that condition to `when`, or give these patients a row of their own",), example,
                   also=(Mark(block.at, ""),))
