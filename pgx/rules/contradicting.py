"""Where two sources tell one patient things that cannot both be followed: by action and dose, never by text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from pgx.rules.actions import SEVERITIES, contradict
from pgx.rules.compiled import Advice, CompiledRow, Dose, Program
from pgx.rules.kinds import LIMIT, Asked, Kinds
from pgx.rules.patients import Resolver
from pgx.rules.ruleset import RuleSet
from pgx.rules.tokens import QUANTITY
from pgx.rules.vocabulary import Vocabulary

Range = tuple[Decimal, Decimal]
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two tables about one drug, and the first patient whom they tell different things. `kinds`: how many more."""

    drug: str
    tables: tuple[Program, Program]
    rows: tuple[CompiledRow, CompiledRow]
    advice: tuple[Advice, Advice]
    patient: str
    kinds: int

    @property
    def sources(self) -> tuple[str, str]:
        """The families of the two tables."""
        return family(self.tables[0]), family(self.tables[1])


def family(program: Program) -> str:
    """`cpic` of `cpic.codeine.by-activity-score`."""
    return program.name.split(".")[0]


def conflicts(rules: RuleSet, vocabulary: Vocabulary, resolver: Resolver | None,
              sources: Sequence[str] = ()) -> Iterator[Conflict]:
    """Every pair of tables of two sources that contradict each other about a drug; `sources` narrows the families."""
    for drug in rules.drugs:
        tables = [p for p in rules.programs_for(drug) if p.kind == "table" and (not sources or family(p) in sources)]
        for one, other in combinations(tables, 2):
            if family(one) != family(other) and could_differ(rules, one, other):
                found = first_conflict(rules, drug, (one, other), Kinds((one, other), vocabulary, resolver))
                if found is not None:
                    yield found


def could_differ(rules: RuleSet, one: Program, other: Program) -> bool:
    """Whether any row of one contradicts any row of the other: most pairs of tables need no patients."""
    return any(opposed(advice_of(rules, a), advice_of(rules, b)) for a in one.rows for b in other.rows)


def first_conflict(rules: RuleSet, drug: str, tables: tuple[Program, Program], kinds: Kinds) -> Conflict | None:
    """The gravest contradiction of two tables, with its first patient; None when every patient can follow both."""
    if kinds.size > LIMIT:
        return None
    asked = [Asked(table) for table in tables]
    found: dict[tuple[int, int], str] = {}
    count = 0
    for kind in kinds:
        one, other = (table.row(kind) for table in asked)
        if one >= 0 and other >= 0 and opposed(*(advice_of(rules, t.rows[r])
                                                 for t, r in zip(tables, (one, other), strict=True))):
            count += 1
            found.setdefault((one, other), kind.shown)
    if not found:
        return None
    gravest = max(found, key=lambda pair: max(severity(rules, t.rows[r]) for t, r in zip(tables, pair, strict=True)))
    rows = (tables[0].rows[gravest[0]], tables[1].rows[gravest[1]])
    return Conflict(drug, tables, rows, (advice_of(rules, rows[0]), advice_of(rules, rows[1])), found[gravest], count)


def advice_of(rules: RuleSet, row: CompiledRow) -> Advice:
    """What a row gives."""
    return rules.guidelines[row.guideline].advice[row.advice]


def severity(rules: RuleSet, row: CompiledRow) -> int:
    """How grave a row's advice is."""
    return SEVERITIES.index(advice_of(rules, row).severity)


def opposed(one: Advice, other: Advice) -> bool:
    """Whether two pieces of advice cannot both be followed."""
    return contradict(one.direction, other.direction) or apart(one.doses, other.doses)


def apart(one: Sequence[Dose], other: Sequence[Dose]) -> bool:
    """Whether two doses of one phase, in one unit, do not meet."""
    for a in one:
        for b in other:
            first, second = dose_range(a), dose_range(b)
            if a.phase == b.phase and first and second and first[0] == second[0]:
                (low, high), (least, most) = first[1], second[1]
                if high < least or most < low:
                    return True
    return False


def dose_range(dose: Dose) -> tuple[str, Range] | None:
    """(unit, lowest and highest); shares of the usual dose in per cent. None where no figure is given."""
    low, high = number(dose.low), number(dose.high or dose.low)
    if dose.kind in {"limit", "below"}:
        cap = number(dose.cap)
        return (cap[1], (Decimal(0), cap[0])) if cap else None
    if low is None or high is None:
        return None
    if dose.kind == "reduce":
        return "%", (HUNDRED - high[0], HUNDRED - low[0])
    if dose.kind == "raise":
        return "%", (HUNDRED + low[0], HUNDRED + high[0])
    return high[1], (low[0], high[0])


def number(printed: str) -> tuple[Decimal, str] | None:
    """`5 mg/day` as (5, mg/day)."""
    match = QUANTITY.fullmatch(printed)
    return None if match is None else (Decimal(match[1]), match[2])
