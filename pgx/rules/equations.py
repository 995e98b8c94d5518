"""Dosing equations: exact inputs in, a number out, and no number outside the stated domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import product

from pgx.rules.compiled import CompiledFormula, CompiledTerm, CompiledTest
from pgx.rules.findings import ComputedDose
from pgx.rules.reading import GENETIC, Reader, Value
from pgx.rules.vocabulary import UNKNOWN, UNTESTED

LIMIT = 4_096        # combinations of inputs; beyond it no number is given

Inputs = Mapping[str, Value]


class Missing(Exception):  # noqa: N818 - control flow inside this module
    """An input that was not given."""


class Outside(Exception):  # noqa: N818 - control flow inside this module
    """The patient is outside the domain."""


class Equation:
    """One formula, ready to be asked."""

    def __init__(self, formula: CompiledFormula) -> None:
        self.formula = formula
        self.readers: dict[int, Reader] = {}

    def keys(self) -> tuple[str, ...]:
        """Columns the equation looks at, in order."""
        tests = [*self.formula.valid, *(t.test for _, terms in self.formula.sums for t in terms if t.test)]
        facts = [t.key for _, terms in self.formula.sums for t in terms if t.key]
        return tuple(dict.fromkeys([*(test.alphabet.key for test in tests), *facts]))

    def over(self, choices: Sequence[Sequence[Inputs]]) -> ComputedDose:
        """Lowest and highest result over the product of `choices` (alternatives per axis)."""
        count = 1
        for axis in choices:
            count *= len(axis)
        if count > LIMIT:
            return self._nothing("too many combinations of inputs")
        numbers: list[Decimal] = []
        for combination in product(*choices):
            try:
                numbers.append(self.value({k: v for part in combination for k, v in part.items()}))
            except Missing as missing:
                return self._nothing(f"{missing} is not known", (str(missing),))
            except Outside as outside:
                return self._nothing(f"outside the formula's domain ({outside})")
        return ComputedDose(self.formula.name, self.formula.unit, float(min(numbers)), float(max(numbers)))

    def _nothing(self, reason: str, missing: tuple[str, ...] = ()) -> ComputedDose:
        return ComputedDose(self.formula.name, self.formula.unit, None, None, reason, missing)

    def value(self, inputs: Inputs) -> Decimal:
        """The result for one world, rounded. Raises Missing or Outside."""
        for test in self.formula.valid:
            if not self._holds(test, inputs):
                raise Outside(test.alphabet.key)
        names = {name: sum((self._term(term, inputs) for term in terms), Decimal(0))
                 for name, terms in self.formula.sums}
        number = rounded(self._give(names), self.formula.step)
        if self.formula.range and not Decimal(self.formula.range[0]) <= number <= Decimal(self.formula.range[1]):
            raise Outside("range")
        return number

    def _term(self, term: CompiledTerm, inputs: Inputs) -> Decimal:
        amount = Decimal(1)
        if term.key:
            value = inputs.get(term.key)
            if not isinstance(value, Decimal):
                raise Missing(term.key)
            amount = value * Decimal(term.unit_factor)
            if term.whole:
                amount = Decimal(int(amount))
        elif term.test is not None and not self._holds(term.test, inputs):
            return Decimal(0)
        return Decimal(term.coefficient) * amount

    def _holds(self, test: CompiledTest, inputs: Inputs) -> bool:
        key, kind = test.alphabet.key, test.alphabet.kind
        reader = self.readers.get(id(test))
        if reader is None:
            reader = self.readers[id(test)] = Reader(test.alphabet)
        value = inputs.get(key)
        if value is None:
            value = self._silent(test, kind)
        mask = reader.mask(value)
        if mask & (mask - 1):
            raise Missing(key)
        return bool(mask & test.mask)

    def _silent(self, test: CompiledTest, kind: str) -> Value:
        """What stands for a column nobody told about."""
        if kind in GENETIC:
            return UNTESTED
        if any(word == UNKNOWN for word, _ in test.alphabet.words) and self.accepts_unknown(test.alphabet.key):
            return UNKNOWN
        raise Missing(test.alphabet.key)

    def accepts_unknown(self, key: str) -> bool:
        """Whether the equation says what an unknown fact counts as (`ancestry is mixed or unknown`)."""
        return any(t.test and t.test.alphabet.key == key and dict(t.test.alphabet.words).get(UNKNOWN, -1) >= 0
                   and t.test.mask >> dict(t.test.alphabet.words)[UNKNOWN] & 1
                   for _, terms in self.formula.sums for t in terms)

    def _give(self, names: Mapping[str, Decimal]) -> Decimal:
        stack: list[Decimal] = []
        for part in self.formula.give:
            if part in {"+", "-", "*", "/"}:
                right, left = stack.pop(), stack.pop()
                stack.append(calculated(part, left, right))
            else:
                stack.append(names[part] if part in names else Decimal(part))
        return stack.pop()


def calculated(op: str, left: Decimal, right: Decimal) -> Decimal:
    """One arithmetic step. Raises Outside on division by zero."""
    if op == "/" and right == 0:
        raise Outside("division by zero")
    return {"+": left + right, "-": left - right, "*": left * right}[op] if op != "/" else left / right


def rounded(number: Decimal, step: str) -> Decimal:
    """`number` to the nearest multiple of `step`; unchanged without one."""
    if not step:
        return number
    return (number / Decimal(step)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN) * Decimal(step)


def distinct(rows: Iterator[Inputs]) -> list[Inputs]:
    """Rows without repeats, in order."""
    seen: dict[tuple[tuple[str, Value], ...], Inputs] = {}
    for row in rows:
        seen.setdefault(tuple(sorted(row.items(), key=lambda kv: kv[0])), row)
    return list(seen.values())
