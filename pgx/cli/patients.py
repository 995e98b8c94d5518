"""What rule examples need from the rest of pgx: results of diplotypes, and what a medication list does to enzymes."""

from __future__ import annotations

from decimal import Decimal

from pgx import phenotyping
from pgx.domain.calls import CallStatus, Diplotype, GeneCall, GeneResult
from pgx.domain.knowledge import Knowledge
from pgx.domain.patient import Context
from pgx.facts.gather import result_codes, strongest
from pgx.knowledge.vocabulary import word
from pgx.rules import INDETERMINATE, AtLeast
from pgx.rules.patients import Resolver


def resolver(knowledge: Knowledge) -> Resolver:
    """A resolver that answers as `pgx check` would."""
    return Resolver(
        diplotype=lambda gene, name: diplotype(knowledge, gene, name),
        level=lambda role, gene, taking, drug: strongest(role, gene, drug, Context(drugs=tuple(taking)), knowledge),
        takes=lambda name, taking: any(takes(knowledge, name, drug) for drug in taking))


def takes(knowledge: Knowledge, name: str, drug: str) -> bool:
    """Whether `drug` is what `name` (a drug or class word of the rules) means."""
    known = knowledge.drugs.get(drug)
    return word(drug) == name or (known is not None and any(word(c) == name for c in known.classes))


def of_pair(knowledge: Knowledge, symbol: str, name: str) -> GeneResult | None:
    """A gene called as exactly this diplotype; None when an allele is not in the knowledge base."""
    gene = knowledge.genes.get(symbol)
    strands = tuple((allele,) for allele in name.split("/"))
    if gene is None or any(gene.allele(strand[0]) is None for strand in strands):
        return None
    found = Diplotype(name, strands)
    return phenotyping.assign(gene, GeneCall(symbol, CallStatus.CALLED, (found,), possible=(found,)), None)


def diplotype(knowledge: Knowledge, symbol: str, name: str) -> tuple[str, Decimal | AtLeast | None] | None:
    """(result code, score) of a printed diplotype; None when an allele is not in the knowledge base."""
    result = of_pair(knowledge, symbol, name)
    if result is None:
        return None
    phenotype = result.possible[0]
    code = result_codes(knowledge, symbol).get(phenotype.name, INDETERMINATE)
    if phenotype.score is None:
        return code, None
    value = phenotype.score.value
    return code, AtLeast(value) if phenotype.score.at_least else value
