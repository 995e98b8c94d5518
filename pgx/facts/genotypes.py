"""The same facts for numeric models: each asked genotype as its possible values with probabilities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pgx.domain.calls import GeneResult
from pgx.domain.knowledge import Knowledge
from pgx.facts.columns import column
from pgx.facts.gather import result_codes
from pgx.facts.genes import gene_facts


def genotypes(keys: Iterable[str], results: Mapping[str, GeneResult],
              knowledge: Knowledge) -> dict[str, tuple[tuple[str, float], ...]]:
    """Value and probability (summing to 1) for each key that names a gene; an untested gene has no entry."""
    found = {}
    for key in keys:
        asked = column(key, knowledge.genes)
        result = results.get(asked.owner)
        if asked.owner not in knowledge.genes or result is None or result.call.untested:
            continue
        group = gene_facts(knowledge.genes[asked.owner], result, [asked], result_codes(knowledge, asked.owner)).group
        total = sum(c.weight for c in group.candidates) or 1.0
        found[key] = tuple((str(c.values[key]), c.weight / total) for c in group.candidates)
    return found


def typed_alleles(keys: Iterable[str], results: Mapping[str, GeneResult],
                  knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """Alleles the test could see, for each key that names a tested gene."""
    found = {}
    for key in keys:
        owner = column(key, knowledge.genes).owner
        result = results.get(owner)
        if owner in knowledge.genes and result is not None and not result.call.untested:
            unseen = set(result.call.uncallable)
            found[key] = tuple(a.name for a in knowledge.genes[owner].alleles if a.name not in unseen)
    return found
