"""What the sources say of one drug, side by side: one row for each result of a gene, everything else not tested."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pgx.domain.calls import Phenotype
from pgx.domain.genes import Gene, PhenotypeMethod
from pgx.domain.knowledge import Knowledge
from pgx.domain.patient import Context
from pgx.facts.columns import Asks, column
from pgx.facts.context import resolve_drug
from pgx.lookup import Lookup, Query, Row
from pgx.lookup.keys import Told, told_phenotype
from pgx.rules import RuleSet
from pgx.rules.actions import BUILT_IN
from pgx.rules.reading import ordered_pair
from pgx.rules.vocabulary import CARRIAGE


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of a source; `open` when it depends on something more. `page` is "" when the file is not on the site;
    built-in advice has no anchor on it."""

    page: str
    advice: str
    direction: str
    open: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """One gene: results down, sources across. Cells are () where a source says nothing about the gene."""

    gene: str
    sources: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Said, ...], ...]], ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that is asked, and the files that have a page."""

    ruleset: RuleSet
    knowledge: Knowledge
    lookup: Lookup
    shown: frozenset[str]

    def matrices(self, drug: str) -> Iterator[Matrix]:
        """A matrix for every gene, or reported allele, that some table of the drug asks about."""
        genes = self.knowledge.genes
        tables = [p for p in self.ruleset.programs_for(drug) if p.kind == "table"]
        columns = [column(alphabet.key, genes) for p in tables for alphabet in p.alphabets[:p.width]]
        asked = {(c.owner, c.item if c.asks is Asks.CARRIAGE else "") for c in columns
                 if c.owner in genes and c.asks not in {Asks.INHIBITOR, Asks.INDUCER}}
        sources = tuple(sorted({s for p in tables if (s := self.ruleset.guidelines[p.guideline].source)}))
        for symbol, item in sorted(asked):
            rows = tuple((label, tuple(self.answers(drug, source, told) for source in sources))
                         for label, told in results(genes[symbol], item, self.knowledge))
            if any(any(cells) for _, cells in rows):
                yield Matrix(f"{symbol}{item}", sources, rows)

    def answers(self, drug: str, source: str, told: Told) -> tuple[Said, ...]:
        """What one source says, once each."""
        query = Query(source, "", "", resolve_drug(drug, self.knowledge), (told,), Context())
        return tuple(dict.fromkeys(said(row, self.shown) for row in self.lookup.rows(query)))


def results(gene: Gene, item: str, knowledge: Knowledge) -> Iterator[tuple[str, Told]]:
    """Every result that can be told of a gene, best known first."""
    if item or gene.results.method is PhenotypeMethod.ALLELE_STATUS:
        for status in CARRIAGE:
            yield status, told_phenotype(gene, Phenotype(f"{item} {status}"), item)
    elif gene.markers and not gene.results.bins and len(gene.alleles) < 3:
        letters = gene.markers[0].letters
        pairs = dict.fromkeys(ordered_pair(f"{a}/{b}") for n, a in enumerate(letters) for b in letters[n:])
        yield from ((pair, Told(gene.symbol, marker=pair)) for pair in pairs)
    else:
        for term in sorted((t for t in knowledge.terms if t.gene == gene.symbol), key=lambda t: t.rank):
            if term.label != gene.results.indeterminate:
                yield term.label, told_phenotype(gene, Phenotype(term.label))
    yield "not tested", Told(gene.symbol, item=item)


def said(row: Row, shown: Collection[str]) -> Said:
    """A row, as the matrix shows it; `shown` are the files that have a page."""
    guideline = ".".join(row.row.split("[")[0].split(".")[:-1])
    anchor = "" if row.advice in BUILT_IN else f"#advice-{row.advice}"
    return Said(f"{guideline}.html{anchor}" if guideline in shown else "", row.advice,
                row.direction.replace("_", " "), row.verdict != "certain")
