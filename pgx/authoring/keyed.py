"""Look-up keys in the words of the language: which columns a key speaks of, and which values it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pgx.domain.errors import UsageError
from pgx.domain.genes import Gene
from pgx.domain.knowledge import Knowledge
from pgx.facts.columns import column
from pgx.facts.gather import result_codes
from pgx.facts.genes import gene_facts
from pgx.lookup.keys import Told, read_value
from pgx.rules import INDETERMINATE, UNTESTED

STAR = re.compile(r"\*\S+")


@dataclass(frozen=True, slots=True)
class Value:
    """What a key says of one gene. `form`: result, score, status, pair, genotype, or unknown (then `word` is
    indeterminate or untested)."""

    form: str
    word: str = ""
    score: Decimal = Decimal(0)
    at_least: bool = False


Key = Mapping[str, Value]       # gene, or gene and allele -> value


def read_key(lookup: Mapping[str, object], alleles: Mapping[str, Sequence[str]], knowledge: Knowledge) -> Iterator[Key]:
    """A look-up as columns and values. A gene of which alleles are reported, without a result, is meant for each of the
    `alleles` that the source has rows for. Raises UsageError for a value that the knowledge base has not."""
    found: list[dict[str, Value]] = [{}]
    for symbol, written in lookup.items():
        told = list(read_value(symbol, written, knowledge))
        columns = [[(f"{symbol}{each.item}", value_of(each, knowledge))] for each in told]
        if told[0].result is None and alleles.get(symbol):
            untested = Value("unknown", UNTESTED)
            found = [{**key, f"{symbol}{name}": untested} for key in found for name in alleles[symbol]]
            continue
        for pairs in columns:
            found = [{**key, **dict(pairs)} for key in found]
    return iter(found)


def alleles_of(lookups: Sequence[Mapping[str, object]], knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """Gene -> the alleles that some of these keys report as positive or negative."""
    found: dict[str, dict[str, None]] = {}
    for lookup in lookups:
        for symbol, written in lookup.items():
            for told in read_value(symbol, written, knowledge):
                if told.item:
                    found.setdefault(symbol, {})[told.item] = None
    return {symbol: tuple(items) for symbol, items in found.items()}


def value_of(told: Told, knowledge: Knowledge) -> Value:
    """One gene's value."""
    gene = knowledge.genes[told.gene]
    if told.marker:
        return Value("genotype", told.marker)
    if told.result is None:
        return Value("unknown", UNTESTED)
    if told.item:
        return Value("status", told.result.phenotypes[0][0].name.rsplit(" ", 1)[1])
    if told.result.call.possible:
        return pair_value(gene, told, knowledge)
    phenotype = told.result.phenotypes[0][0]
    if phenotype.score is not None:
        return Value("score", "", phenotype.score.value, phenotype.score.at_least)
    code = result_codes(knowledge, gene.symbol).get(phenotype.name, INDETERMINATE)
    return Value("unknown", code) if code == INDETERMINATE else Value("result", code)


def pair_value(gene: Gene, told: Told, knowledge: Knowledge) -> Value:
    """An allele pair; a genotype or a result where the alleles are named by a position."""
    if told.result is None:
        raise UsageError(f"{gene.symbol}: no pair")
    found = told.result.call.possible[0]
    if all(STAR.fullmatch(allele) for allele in found.alleles):
        return Value("pair", found.name)
    keys = [f"{gene.symbol} {marker.name}" for marker in gene.markers] or [gene.symbol]
    facts = gene_facts(gene, told.result, [column(keys[0], {gene.symbol: gene})], result_codes(knowledge, gene.symbol))
    word = str(facts.group.candidates[0].values[keys[0]])
    return Value("genotype" if gene.markers else "result", word)
