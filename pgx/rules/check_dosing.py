"""PGX401-PGX407: doses and equations are in units that fit, and say something that can be followed."""

from __future__ import annotations

from collections.abc import Iterator

from pgx.rules.actions import ACTIONS
from pgx.rules.errors import Problem, Span
from pgx.rules.suggest import did_you_mean
from pgx.rules.syntax import Advice, Cell, Dosing, Formula, Module, Quantity, Subject, Term
from pgx.rules.vocabulary import Vocabulary
from pgx.rules.walk import conditions, dose_quantities, example_conditions

PERCENT = "%"
HUNDRED = 100
NO_AMOUNT = ("kg", "lb", "y", "d", "weeks", "months", "cm", "m", "m2", "in", "day", "week", "month", "hour", "h")
MOST_RAISED = 500      # the highest share of the usual dose that a shipped guideline names


def check_dosing(module: Module, vocabulary: Vocabulary) -> Iterator[Problem]:
    """All complaints about doses, units and equations of one file."""
    checker = Doses(module.file, vocabulary)
    for block in module.blocks:
        if isinstance(block, Advice):
            yield from checker.advice(block)
        elif isinstance(block, Formula):
            yield from checker.formula(block)
    for subject, cell in (*conditions(module), *example_conditions(module)):
        yield from checker.cell(subject, cell)


class Doses:
    """Checks quantities against the units of the vocabulary."""

    def __init__(self, file: str, vocabulary: Vocabulary) -> None:
        self.file, self.units, self.facts = file, vocabulary.units, vocabulary.facts

    def _problem(self, code: str, at: Span, message: str, *helps: str, level: str = "error") -> Problem:
        return Problem(code, level, self.file, at, message, tuple(text for text in helps if text))

    def unit(self, quantity: Quantity) -> Iterator[Problem]:
        """PGX105: the unit is known. Dose units are made of known parts."""
        unit = quantity.unit
        if not unit or unit == PERCENT or unit in self.units:
            return
        if all(part in self.units or part in DOSE_PARTS for part in unit.split("/")):
            return
        yield self._problem("PGX105", quantity.at, f"`{unit}` is not a known unit", did_you_mean(unit, self.units))

    def advice(self, advice: Advice) -> Iterator[Problem]:
        """One advice: its quantities, and whether its action and its doses agree."""
        for quantity in dose_quantities(advice):
            yield from self.unit(quantity)
        for dose in advice.doses:
            yield from self.dose(dose)
        kinds = {dose.kind for dose in advice.doses}
        if advice.action == "usual dose" and kinds & {"reduce", "raise", "formula"}:
            yield self._problem("PGX407", advice.at, f"`{advice.name}` says usual dose and changes the dose",
                                "write `action change dose`, or leave out the dose line")
        if ACTIONS.get(advice.action) == "avoid" and not (advice.instead or advice.say or advice.followup
                                                          or advice.doses or advice.monitor):
            yield self._problem("PGX407", advice.at, f"`{advice.name}` says avoid with neither reason nor alternative",
                                'add `say "..."` or `instead ...`')
        if advice.action == "change dose" and not (advice.doses or advice.say or advice.followup):
            yield self._problem("PGX407", advice.at, f"`{advice.name}` changes the dose without saying how",
                                "add a `dose` line")

        for dose in advice.doses:
            if contradicts(ACTIONS.get(advice.action), dose):
                yield self._problem("PGX407", dose.at, f"`{advice.name}` says {advice.action}, its dose the opposite",
                                    "write `action change dose`, or mend the number")

    def dose(self, dose: Dosing) -> Iterator[Problem]:
        """One dose line."""
        yield from self._amounts(dose)
        if dose.kind in {"reduce", "raise", "fraction"}:
            yield from self._shares(dose)
        if dose.kind in {"fixed", "capped"} and dose.high is not None:
            low, high = dose.low, dose.high
            if low is not None and low.unit and low.unit != high.unit:
                yield self._problem("PGX401", high.at, f"{low} to {high}: two different units")
            if "/kg" in high.unit and dose.kind == "fixed":
                yield self._problem("PGX406", dose.at, f"{high} has no upper limit", "add `up to ...`",
                                    level="warning")
        if dose.kind == "capped" and dose.high is not None and dose.cap is not None:
            yield from self._cap(dose.high, dose.cap)

    def _amounts(self, dose: Dosing) -> Iterator[Problem]:
        """PGX401: an amount is of drug, not of patient. PGX402: a range rises."""
        low, high = dose.low, dose.high
        if low is not None and high is not None and low.unit in {"", high.unit} and low.value > high.value:
            yield self._problem("PGX402", low.at, f"{low} to {high} holds nothing", "write the lower end first")
        for quantity in dict.fromkeys((low, high, dose.cap)):
            if quantity is not None and quantity.unit.split("/")[0] in NO_AMOUNT:
                yield self._problem("PGX401", quantity.at, f"{quantity} is no amount of a drug",
                                    "write an amount, such as `20 mg/day`")

    def _shares(self, dose: Dosing) -> Iterator[Problem]:
        for quantity in dict.fromkeys((dose.low, dose.high)):
            if quantity is None or (quantity.unit != PERCENT and quantity is not dose.low):
                continue
            if quantity.unit not in {PERCENT, ""} or (dose.high is not None and dose.high.unit != PERCENT):
                yield self._problem("PGX401", quantity.at, f"a dose changes by per cent, not by {quantity}",
                                    "write `25%`, or `start at 5 mg/day`")
                return
            limit = 100 if dose.kind == "reduce" else MOST_RAISED
            if quantity.value >= limit if dose.kind == "reduce" else quantity.value > limit:
                wrong = "is nothing left" if dose.kind == "reduce" else "is more than five times the usual dose"
                yield self._problem("PGX402", quantity.at, f"{dose.kind} {quantity} {wrong}", "write `action avoid`"
                                    if dose.kind == "reduce" else "check the number")

    def _cap(self, dose: Quantity, cap: Quantity) -> Iterator[Problem]:
        """A cap is the dose's unit without the part that scales it."""
        per = [part for part in dose.unit.split("/") if part not in {"kg", "m2"}]
        if "/".join(per) != cap.unit:
            yield self._problem("PGX401", cap.at, f"{cap} cannot cap {dose}",
                                f"write the cap in {'/'.join(per)}")

    def cell(self, subject: Subject, cell: Cell) -> Iterator[Problem]:
        """PGX403: a fact is compared in a unit of its own kind."""
        for item in cell.items:
            for quantity in dict.fromkeys(bound.quantity for bound in item.bounds):
                yield from self._fits(subject, quantity)

    def _fits(self, subject: Subject, quantity: Quantity) -> Iterator[Problem]:
        fact = self.facts.get(subject.name) if subject.kind == "fact" else None
        if fact is None:
            if quantity.unit and subject.kind != "fact":
                yield self._problem("PGX403", quantity.at, f"{subject} has no unit", f"write `{quantity.value:f}`")
            return
        found = list(self.unit(quantity))
        yield from found
        if found or fact.kind != "number" or quantity.unit == fact.unit:
            return
        if not quantity.unit:
            yield self._problem("PGX403", quantity.at, f"{fact.name} needs a unit",
                                f"write `{quantity.value:f} {fact.unit}`")
        elif self.units.get(quantity.unit, ("",))[0] != self.units.get(fact.unit, (None,))[0]:
            yield self._problem("PGX403", quantity.at, f"{fact.name} is not measured in {quantity.unit}",
                                f"its unit is {fact.unit}" if fact.unit else "it has no unit")

    def formula(self, formula: Formula) -> Iterator[Problem]:
        """Inputs of an equation, and the names its `give` line uses."""
        names = [name for name, _ in formula.sums]
        for _, terms in formula.sums:
            for term in terms:
                yield from self._term(term)
        for name in used(formula):
            if name not in names:
                yield self._problem("PGX106", formula.at, f"`{formula.name}` gives `{name}`, which is no sum of it",
                                    did_you_mean(name, names))
        if formula.step is not None and formula.step.unit not in {"", formula.unit}:
            yield self._problem("PGX401", formula.step.at, f"{formula.unit} cannot be rounded to {formula.step}",
                                f"write the step in {formula.unit}")
        for end in formula.range or ():
            if end.unit != formula.unit:
                yield self._problem("PGX401", end.at, f"{formula.unit} cannot be compared with {end}",
                                    f"write the range in {formula.unit}")

    def _term(self, term: Term) -> Iterator[Problem]:
        if not term.fact:
            return
        fact = self.facts.get(term.fact)
        if fact is None or fact.kind != "number":
            yield self._problem("PGX403", term.at, f"`{term.fact}` is not a fact that is a number",
                                did_you_mean(term.fact, [f.name for f in self.facts.values() if f.kind == "number"]))
        elif term.unit not in self.units:
            yield self._problem("PGX105", term.at, f"`{term.unit}` is not a known unit",
                                did_you_mean(term.unit, self.units))
        elif self.units[term.unit][0] != self.units.get(fact.unit, ("",))[0]:
            yield self._problem("PGX403", term.at, f"{fact.name} is not measured in {term.unit}",
                                f"its unit is {fact.unit}")


def contradicts(direction: str | None, dose: Dosing) -> bool:
    """Whether an action lowers and the dose raises, or the other way round. 100% of the usual dose does neither."""
    ends = [quantity.value for quantity in (dose.low, dose.high) if quantity is not None]
    if dose.kind == "fraction":
        return (direction == "less" and min(ends) > HUNDRED) or (direction == "more" and max(ends) < HUNDRED)
    return (direction, dose.kind) in {("less", "raise"), ("more", "reduce")}


DOSE_PARTS = frozenset({"mg", "g", "µg", "ug", "mL", "kg", "m2", "day", "week", "month", "hour", "h", "dose", "tablets",
                        "IU"})


def used(formula: Formula) -> Iterator[str]:
    """Names in the `give` line."""
    stack = [formula.give] if formula.give else []
    while stack:
        expr = stack.pop()
        stack += expr.args
        if expr.op == "name":
            yield expr.value
