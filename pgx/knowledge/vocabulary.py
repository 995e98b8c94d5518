"""The knowledge base as the words that rules may use."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import combinations_with_replacement

from pgx.domain.genes import Gene
from pgx.domain.knowledge import Knowledge
from pgx.rules.vocabulary import INDETERMINATE, Bin, Fact, Past, Vocabulary

WHOLE = "whole "        # before a dimension: only completed units count


def build(knowledge: Knowledge) -> Vocabulary:
    """Every name rules may use. Drug words are lower case with hyphens; synonyms mean their ingredient."""
    results = _results(knowledge)
    return Vocabulary(
        version=knowledge.version,
        results=results,
        labels={(term.gene, term.code): term.label for term in knowledge.terms},
        scores={symbol: scores for symbol, gene in knowledge.genes.items() if (scores := _scores(gene))},
        bins={symbol: _bins(knowledge, gene) for symbol, gene in knowledge.genes.items() if gene.results.bins},
        alleles={symbol: frozenset(a.name for a in gene.alleles if not a.retired)
                 for symbol, gene in knowledge.genes.items() if gene.alleles},
        carriage={symbol: frozenset((*gene.results.positives, *(a.name for a in gene.alleles)))
                  for symbol, gene in knowledge.genes.items() if gene.results.positives or gene.alleles},
        markers={(symbol, marker.name): genotypes(marker.letters)
                 for symbol, gene in knowledge.genes.items() for marker in gene.markers},
        drugs=drug_words(knowledge),
        drug_classes=frozenset(word(c) for drug in knowledge.drugs.values() for c in drug.classes),
        interacting=frozenset(i.enzyme for i in knowledge.interactions),
        facts={f.name: Fact(f.name, f.kind, f.unit, f.values) for f in knowledge.facts.values()},
        units={unit: (dimension.removeprefix(WHOLE), Decimal(factor))
               for unit, (dimension, factor) in knowledge.units.items()},
        whole_units=frozenset(u for u, (dimension, _) in knowledge.units.items() if dimension.startswith(WHOLE)),
        strengths=knowledge.strengths,
        references={key: reference.retracted for key, reference in knowledge.references.items()},
        newer={key: reference.replaced_by for key, reference in knowledge.references.items()
               if reference.replaced_by},
        retired=_retired(knowledge),
        past=_past(knowledge),
    )


def word(text: str) -> str:
    """A drug's or class's name as rules write it: lower case, one hyphen for every run of other characters."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def drug_words(knowledge: Knowledge) -> dict[str, str]:
    """Accepted word -> drug key. A name beats a synonym; a synonym of two drugs is left out."""
    words: dict[str, str] = {}
    shared: set[str] = set()
    for drug in knowledge.drugs.values():
        for synonym in drug.synonyms:
            if words.setdefault(word(synonym), drug.name) != drug.name:
                shared.add(word(synonym))
    kept = {key: name for key, name in words.items() if key and key not in shared}
    return kept | {word(name): name for name in knowledge.drugs}


def genotypes(letters: tuple[str, ...]) -> tuple[str, ...]:
    """Unordered pairs of a position's letters, each in alphabetical order."""
    return tuple(f"{min(a, b)}/{max(a, b)}" for a, b in combinations_with_replacement(letters, 2))


def _results(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    codes: dict[str, tuple[str, ...]] = {}
    for term in sorted(knowledge.terms, key=lambda t: (t.gene, t.rank)):
        codes[term.gene] = (*codes.get(term.gene, ()), term.code)
    return codes


def _scores(gene: Gene) -> tuple[Decimal, ...]:
    """Every activity score of one copy, two copies, or a pair of alleles, of which one may be multiplied."""
    if not gene.results.bins:
        return ()
    values = {allele.activity.value for allele in gene.alleles if allele.activity is not None}
    return tuple(sorted({a + b for a, b in combinations_with_replacement(sorted(values), 2)} | values))


def _bins(knowledge: Knowledge, gene: Gene) -> tuple[Bin, ...]:
    codes = {term.label: term.code for term in knowledge.terms if term.gene == gene.symbol}
    return tuple(Bin(b.low, b.low_inclusive, b.high, b.high_inclusive, codes.get(b.phenotype, INDETERMINATE))
                 for b in gene.results.bins)


def _past(knowledge: Knowledge) -> dict[str, tuple[Past, ...]]:
    found: dict[str, tuple[Past, ...]] = {}
    for p in knowledge.past:
        told = Past(p.until, p.authority, f"{p.gene} {p.key}: {p.column} was {p.value}")
        found[p.gene] = (*found.get(p.gene, ()), told)
    return found


def _retired(knowledge: Knowledge) -> dict[str, str]:
    return {f"{symbol}{a.name}": f"{symbol}{a.replaced_by}" if a.replaced_by else ""
            for symbol, gene in knowledge.genes.items() for a in gene.alleles if a.retired}
