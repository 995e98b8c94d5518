"""The rows of the rules that answer a look-up: those of the source's tables about exactly the genes asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pgx.alerts.advice import to_advice
from pgx.domain.errors import UsageError
from pgx.domain.genes import Gene
from pgx.domain.knowledge import Knowledge
from pgx.facts.columns import Asks, Column, column
from pgx.facts.gather import gather, result_codes
from pgx.facts.genes import gene_facts
from pgx.lookup.keys import Told
from pgx.lookup.query import Query
from pgx.render import catalogue, sentences
from pgx.rules import INDETERMINATE, Candidate, Finding, Group, RuleSet
from pgx.rules.actions import SEVERITIES
from pgx.rules.compiled import Program
from pgx.rules.directions import direction_word
from pgx.rules.figures import figures

GENE_ASKS = frozenset({Asks.RESULT, Asks.SCORE, Asks.DIPLOTYPE, Asks.MARKER, Asks.CARRIAGE, Asks.COPIES})
ANOTHER_PAIR = "a pair that no row names"
Item = tuple[str, str]      # gene, and the allele where the table asks for one allele's status


@dataclass(frozen=True, slots=True)
class Row:
    """One rule row that answers. `verdict` is possible when the query leaves open whether it applies."""

    row: str
    file: str
    line: int
    advice: str
    direction: str
    strength: str
    figures: tuple[str, ...]
    text: str
    verdict: str


class Lookup:
    """Answers queries from compiled rules and the knowledge base they were compiled against."""

    def __init__(self, ruleset: RuleSet, knowledge: Knowledge, lang: str = "en") -> None:
        self.ruleset, self.knowledge = ruleset, knowledge
        self.words = catalogue.load(lang)
        self.sources = {g.source for g in ruleset.guidelines.values() if g.source}
        self._columns: dict[str, tuple[Column, ...]] = {}

    def rows(self, query: Query) -> list[Row]:
        """Rows of the source's tables for the drug, certain ones first, then the graver ones; [] when it has no table
        about these genes.

        A gene that the query does not give is untested. Extra alerts (`rule`) are no rows of a source table. Raises
        UsageError for a source without rules.
        """
        if query.source not in self.sources:
            raise UsageError(f"unknown source `{query.source}`; known: {', '.join(sorted(self.sources))}")
        if query.part and not any(self._is_of(p, query) for p in self.ruleset.programs if p.kind == "table"):
            raise UsageError(f"unknown kind of table `{query.part}` of {query.source}: no table begins so")
        return [row for drug in self._drugs(query) for row in self._rows(query, drug)]

    def _drugs(self, query: Query) -> Sequence[str]:
        """The drug, or the ingredients of a product that has no rules of its own."""
        drug = query.drug
        return (drug.name,) if self.ruleset.programs_for(drug.name) else drug.ingredients

    def _rows(self, query: Query, drug: str) -> Iterator[Row]:
        tables = self._tables(query, drug)
        if not tables:
            return
        answer = self.ruleset.evaluate(drug, self._groups(query, drug))
        found = [f for f in answer.findings if f.table in tables]
        for finding in sorted(found, key=lambda f: (f.verdict, -SEVERITIES.index(f.advice.severity), -f.weight)):
            yield from self._answered(finding, drug)

    def _answered(self, finding: Finding, drug: str) -> Iterator[Row]:
        text = sentences.advised(drug, to_advice(finding), self.words)
        for ref in finding.rows:
            yield Row(ref.row_id, ref.file, ref.line, finding.advice.name, direction_word(finding.advice),
                      ref.strength.strip("-"), figures(finding.advice), text, finding.verdict)

    def _tables(self, query: Query, drug: str) -> frozenset[str]:
        """Tables that ask about exactly the genes of the query; else about no other; else about one of them."""
        mine = [p for p in self.ruleset.programs_for(drug) if p.kind == "table" and self._is_of(p, query)]
        of_kind = [p for p in mine if local_name(p).startswith(query.kind)]
        own = {p.name: self._items(p, drug) for p in of_kind or mine}
        asked = {(told.gene, told.item) for told in query.genes}
        for fits in (exactly, no_other, some):
            found = frozenset(name for name, items in own.items() if fits(items, asked))
            if found:
                return found
        return frozenset()

    def _is_of(self, program: Program, query: Query) -> bool:
        guideline = self.ruleset.guidelines[program.guideline]
        name = local_name(program)
        named = name == query.table if query.table else name.startswith(query.part)
        return guideline.source == query.source and named

    def _items(self, program: Program, drug: str) -> frozenset[Item]:
        keys = {alphabet.key for alphabet in program.alphabets[:program.width]}
        return frozenset((c.owner, c.item if c.asks is Asks.CARRIAGE else "") for c in self._asked(drug)
                         if c.key in keys and c.asks in GENE_ASKS)

    def _asked(self, drug: str) -> tuple[Column, ...]:
        if drug not in self._columns:
            self._columns[drug] = tuple(column(key, self.knowledge.genes) for key in self.ruleset.columns(drug))
        return self._columns[drug]

    def _groups(self, query: Query, drug: str) -> list[Group]:
        """The patient of the query."""
        columns = self._asked(drug)
        others = [c.key for c in columns if c.asks not in GENE_ASKS]
        groups = list(gather(others, drug, {}, query.context, self.knowledge).groups)
        told: dict[str, list[Told]] = {}
        for each in query.genes:
            told.setdefault(each.gene, []).append(each)
        for symbol, parts in told.items():
            own = [c for c in columns if c.owner == symbol and c.asks in GENE_ASKS]
            groups += [self._group(self.knowledge.genes[symbol], part, own) for part in parts]
        return groups

    def _group(self, gene: Gene, told: Told, columns: Sequence[Column]) -> Group:
        """What is told about one gene, in the columns it is told about: the rest stays untested."""
        if told.marker:
            columns = [c for c in columns if c.asks is Asks.MARKER]
            return Group(gene.symbol, (Candidate({c.key: told.marker for c in columns}),))
        if told.item:
            columns = [c for c in columns if c.item == told.item]
        group = gene_facts(gene, told.result, columns, result_codes(self.knowledge, gene.symbol)).group
        if told.result is None or told.result.call.possible:
            return group
        pairs = {c.key for c in columns if c.asks is Asks.DIPLOTYPE}
        return replace(group, name=f"{gene.symbol}{told.item}",
                       candidates=tuple(unnamed_pair(c, gene.symbol, pairs) for c in group.candidates))


def local_name(program: Program) -> str:
    """The table's name within its guideline."""
    return program.name.removeprefix(f"{program.guideline}.")


def unnamed_pair(candidate: Candidate, gene: str, pairs: set[str]) -> Candidate:
    """Sources name some pairs and give a result for the rest: a result is then that of a pair that no row names."""
    values: Mapping[str, object] = candidate.values
    if INDETERMINATE in {values.get(gene), values.get(f"{gene} score")}:
        return candidate
    return replace(candidate, values={k: ANOTHER_PAIR if k in pairs else v for k, v in candidate.values.items()})


def exactly(items: frozenset[Item], asked: set[Item]) -> bool:
    """Every item is asked for and the other way round. A gene alone stands for any of its alleles."""
    return no_other(items, asked) and all(any(same(one, item) for item in items) for one in asked)


def no_other(items: frozenset[Item], asked: set[Item]) -> bool:
    """Nothing beyond what is asked for."""
    return bool(items) and all(any(same(one, item) for one in asked) for item in items)


def some(items: frozenset[Item], asked: set[Item]) -> bool:
    """At least one item is asked for."""
    return any(same(one, item) for one in asked for item in items)


def same(asked: Item, item: Item) -> bool:
    """Whether a query's gene and allele are those of a column."""
    return asked[0] == item[0] and asked[1] in {"", item[1]}
