"""PGX307, PGX308: the drug to give instead is itself avoided, or sends the same patient back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pgx.rules.actions import ACTIONS
from pgx.rules.compiled import Advice, CompiledRow, Program
from pgx.rules.contradicting import advice_of, family
from pgx.rules.kinds import LIMIT, Asked, Kind, Kinds
from pgx.rules.patients import Resolver
from pgx.rules.reading import Value
from pgx.rules.ruleset import RuleSet
from pgx.rules.vocabulary import Vocabulary

NEVER = frozenset({"avoid", "contraindicated"})
Seen = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A row that sends a patient to `drug`, and the row about that drug. `code` is PGX307 or PGX308."""

    code: str
    table: Program
    row: CompiledRow
    drug: str
    other: CompiledRow
    patient: str


def dead_ends(rules: RuleSet, vocabulary: Vocabulary, resolver: Resolver | None) -> Iterator[DeadEnd]:
    """Every row of a table whose alternative is no way out, by the word of the same source."""
    for table in rules.programs:
        for drug in sorted(instead_of(rules, table, vocabulary)) if table.kind == "table" else ():
            others = [p for p in rules.programs_for(drug) if p.kind == "table" and family(p) == family(table)]
            if others and any(harsh(advice_of(rules, row), table.drugs, vocabulary) for p in others for row in p.rows):
                yield from Ways(rules, table, drug, others, vocabulary, resolver).found()


def instead_of(rules: RuleSet, table: Program, vocabulary: Vocabulary) -> set[str]:
    """Drugs that some row of a table names as alternative."""
    return {vocabulary.drugs.get(word, word) for row in table.rows for word in advice_of(rules, row).instead}


def harsh(advice: Advice, drugs: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether an advice closes a way: never to be given, or back to one of these drugs."""
    return advice.action in NEVER or returns(advice, drugs, vocabulary)


def returns(advice: Advice, drugs: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether an advice sends away, to one of these drugs."""
    return ACTIONS.get(advice.action) in {"avoid", "change"} and bool(
        {vocabulary.drugs.get(word, word) for word in advice.instead} & set(drugs))


class Ways:
    """One table, and every table of one source about one alternative."""

    def __init__(self, rules: RuleSet, table: Program, drug: str, others: Sequence[Program], vocabulary: Vocabulary,
                 resolver: Resolver | None) -> None:
        self.rules, self.table, self.drug, self.others, self.vocabulary = rules, table, drug, others, vocabulary
        self.kinds = Kinds((table, *others), vocabulary, resolver)

    def found(self) -> Iterator[DeadEnd]:
        """The first patient of each row for each check."""
        if self.kinds.size > LIMIT:
            return
        groups: dict[Seen, list[tuple[Kind, CompiledRow]]] = {}
        rows: dict[Seen, int] = {}
        told: set[tuple[str, int]] = set()
        for kind, own, other in self._meetings():
            seen = tuple((a.key, kind.values[a.key]) for a in self.table.alphabets)
            groups.setdefault(seen, []).append((kind, other))
            rows[seen] = own
            if returns(advice_of(self.rules, other), self.table.drugs, self.vocabulary) and ("PGX308", own) not in told:
                told.add(("PGX308", own))
                yield DeadEnd("PGX308", self.table, self.table.rows[own], self.drug, other, kind.shown)
        yield from self._avoided(groups, rows, told)

    def _avoided(self, groups: Mapping[Seen, Sequence[tuple[Kind, CompiledRow]]], rows: Mapping[Seen, int],
                 told: set[tuple[str, int]]) -> Iterator[DeadEnd]:
        """PGX307: whatever else is true of the patient, the alternative is avoided too."""
        for seen, met in groups.items():
            if ("PGX307", rows[seen]) not in told and all(advice_of(self.rules, o).action in NEVER for _, o in met):
                told.add(("PGX307", rows[seen]))
                kind, other = met[0]
                yield DeadEnd("PGX307", self.table, self.table.rows[rows[seen]], self.drug, other, kind.shown)

    def _meetings(self) -> Iterator[tuple[Kind, int, CompiledRow]]:
        """(kind, row of the table, row about the alternative) wherever both apply and the table sends there."""
        asked, others = Asked(self.table), [Asked(other) for other in self.others]
        sending = {i for i, row in enumerate(self.table.rows) if self.drug in {
            self.vocabulary.drugs.get(word, word) for word in advice_of(self.rules, row).instead}}
        for kind in self.kinds:
            own = asked.row(kind)
            if own not in sending:
                continue
            for other in others:
                row = other.row(kind)
                if row >= 0:
                    yield kind, own, other.program.rows[row]
