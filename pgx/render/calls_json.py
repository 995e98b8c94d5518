"""`pgx.calls/1`: the calls of one sample as a JSON document.

Contract: names and meanings of the fields stay; fields may be added. The schema is in `schemas/calls-1.json`.
Order: genes as in the knowledge base, candidates most probable first, unread positions of the core panel before
others, messages as they arose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pgx.domain.assessment import Assessment, Versions
from pgx.domain.calls import Diplotype, GeneResult, Phenotype
from pgx.domain.genome import Assembly, Position
from pgx.domain.messages import Message
from pgx.render.canonical import score_value, significant
from pgx.render.catalogue import load

SCHEMA = "pgx.calls/1"
POSSIBLE_LIMIT = 1000


def document(assessment: Assessment) -> dict[str, object]:
    """The calls of every gene that was asked for, called or not."""
    return {
        "schema": SCHEMA,
        "file": assessment.file,
        "sample": assessment.sample,
        "assembly": assessment.assembly,
        "versions": versions(assessment.versions),
        "genes": genes(assessment),
        "messages": messages(assessment.messages),
    }


def genes(assessment: Assessment) -> dict[str, object]:
    """Gene symbol -> call, in the order of the assessment."""
    assembly = Assembly(assessment.assembly)
    return {symbol: gene(result, assembly) for symbol, result in assessment.genes.items()}


def gene(result: GeneResult, assembly: Assembly) -> dict[str, object]:
    """One gene. `variants` is there only for genes called as a list of variants whose strands cannot be told."""
    call = result.call
    listed = {"variants": sorted(call.variants), "variants_result": _variants_result(result)} if call.variants else {}
    return {
        "status": call.status.value,
        "untested": call.untested,
        "diplotypes": [_diplotype(d, p) for d, p in _paired(call.diplotypes, result.called)],
        **listed,
        "possible": [_candidate(d, p) for d, p in _most_probable(result)],
        "possible_count": len(call.possible),
        "phenotypes": [_phenotype(p, share) for p, share in result.phenotypes],
        "phased": call.phased,
        "effectively_phased": call.effectively_phased,
        "missing": [position(p, assembly) for p in call.missing],
        "uncallable": sorted(call.uncallable),
        "source": call.source,
        "hints": list(call.hints),
        "markers": {name: list(genotypes) for name, genotypes in call.markers},
        "messages": messages(gene_messages(result)),
    }


def versions(made_by: Versions) -> dict[str, object]:
    """What produced the answer."""
    return {
        "software": made_by.software,
        "knowledgebase": made_by.knowledgebase,
        "knowledgebase_sha256": made_by.knowledgebase_sha256,
        "rules": made_by.rules,
        "rules_sha256": made_by.rules_sha256,
        "models": list(made_by.models),
    }


def messages(given: Iterable[Message]) -> list[dict[str, str]]:
    """Messages without repeats, in order. `level` is note, warning or problem."""
    distinct = dict.fromkeys((m.code, m.text, m.level) for m in given)
    return [{"code": code, "text": text, "level": level} for code, text, level in distinct]


def gene_messages(result: GeneResult) -> tuple[Message, ...]:
    """Messages of the call, of the phenotype, and of what this document leaves out."""
    found = (*result.call.messages, *result.messages)
    count = len(result.call.possible)
    if count <= POSSIBLE_LIMIT or any(m.code == "possible-capped" for m in found):
        return found
    text = load().say("message.possible-capped", limit=f"{POSSIBLE_LIMIT:,}", count=f"{count:,}")
    return (*found, Message("possible-capped", text, result.call.gene, "note"))


def position(place: Position, assembly: Assembly) -> dict[str, object]:
    """Coordinates are 1-based, in the assembly of the file. `rsid` is null when the position has none."""
    return {"chrom": place.chrom, "pos": place.pos(assembly), "rsid": place.rsid, "id": place.id}


def strand_name(strand: Sequence[str]) -> str:
    """One strand as printed: its allele, or all of them in brackets."""
    return strand[0] if len(strand) == 1 else f"[{' + '.join(strand)}]"


def _diplotype(candidate: Diplotype, phenotype: Phenotype | None) -> dict[str, object]:
    return {
        "name": candidate.name,
        "alleles": [strand_name(strand) for strand in candidate.strands],
        "probability": significant(candidate.probability),
        **_result(phenotype),
    }


def _candidate(candidate: Diplotype, phenotype: Phenotype | None) -> dict[str, object]:
    return {"name": candidate.name, "probability": significant(candidate.probability), **_result(phenotype)}


def _result(phenotype: Phenotype | None) -> dict[str, object]:
    return {
        "phenotype": phenotype.name if phenotype else None,
        "activity_score": score_value(phenotype.score) if phenotype else None,
    }


def _phenotype(phenotype: Phenotype, share: float) -> dict[str, object]:
    return {
        "name": phenotype.name,
        "activity_score": score_value(phenotype.score),
        "probability": significant(share),
    }


def _variants_result(result: GeneResult) -> Mapping[str, object] | None:
    """What the two worst variants of the list amount to."""
    return _result(result.called[0]) if result.called else None


def _paired(
    candidates: Sequence[Diplotype], phenotypes: Sequence[Phenotype]
) -> Iterable[tuple[Diplotype, Phenotype | None]]:
    """Candidates with their phenotype; None where phenotyping gave none."""
    padded = (*phenotypes, *([None] * (len(candidates) - len(phenotypes))))
    return zip(candidates, padded, strict=False)


def _most_probable(result: GeneResult) -> list[tuple[Diplotype, Phenotype | None]]:
    """At most `POSSIBLE_LIMIT` candidates; equal probabilities keep the order of the call."""
    ranked = sorted(_paired(result.call.possible, result.possible), key=lambda pair: -pair[0].probability)
    return ranked[:POSSIBLE_LIMIT]
