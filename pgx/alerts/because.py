"""Why an alert: diplotypes that lead to it, the records they rest on, facts looked at, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pgx.alerts.case import Case
from pgx.domain.assessment import Because, FactUsed, GeneEvidence
from pgx.domain.calls import GeneResult
from pgx.domain.genome import Assembly
from pgx.domain.observations import Observation, Observations, Status
from pgx.rules import UNKNOWN, Finding, Group
from pgx.rules.findings import CERTAIN

NO_SUCH_DRUG = "none"
READ = "vcf"                # the source of a call that was made here
SHOWN_DIPLOTYPES = 5
SHOWN_POSITIONS = 6


def because(finding: Finding, case: Case) -> Because:
    """Evidence for one finding."""
    genes = tuple(_gene(name, finding, case) for name in finding.depends_on if name in case.origins)
    facts = tuple(_fact(name, case) for name in finding.depends_on
                  if name not in case.origins and name not in finding.assumes)
    facts += tuple(FactUsed(name, NO_SUCH_DRUG, assumed=True) for name in finding.assumes)
    return Because(genes=genes, facts=facts, worlds=(finding.worlds_here, finding.worlds_total),
                   probability=finding.weight, reasons=reasons(finding, case), adjusted=finding.adjusted)


def _gene(gene: str, finding: Finding, case: Case) -> GeneEvidence:
    result = case.results.get(gene)
    here = finding.contributors.get(gene, tuple(range(len(case.groups[gene].candidates))))
    rows = [i for n in here for i in case.origins[gene][n]]
    if result is None or not rows:
        return GeneEvidence(gene, (), _labels(result, gene, case, here), _weight(case.groups[gene], here))
    possible = result.call.possible
    ranked = sorted(rows, key=lambda i: (-possible[i].probability, possible[i].name))
    phenotypes = dict.fromkeys(result.possible[i].name for i in ranked)
    return GeneEvidence(gene=gene, diplotypes=tuple(possible[i].name for i in ranked[:SHOWN_DIPLOTYPES]),
                        phenotypes=tuple(phenotypes), probability=_weight(case.groups[gene], here),
                        positions=_positions(gene, ranked, case))


def _labels(result: GeneResult | None, gene: str, case: Case, here: Sequence[int]) -> tuple[str, ...]:
    return tuple(case.groups[gene].candidates[n].label for n in here) if result else ()


def _weight(group: Group, here: Sequence[int]) -> float:
    total = sum(c.weight for c in group.candidates)
    return sum(group.candidates[n].weight for n in here) / total if total else 1.0


def _positions(gene: str, rows: Sequence[int], case: Case) -> tuple[Mapping[str, object], ...]:
    """Records that the likeliest diplotype here rests on: its own positions that were read as variant, or not read."""
    if case.observations is None:
        return ()
    known = case.knowledge.genes[gene]
    best = case.results[gene].call.possible[rows[0]]
    own = sorted({p for name in best.alleles for p in _own(gene, name, case)})
    told = [known.positions[p] for p in own if _tells(case.observations.at(known.positions[p].id))]
    return tuple(_record(p.id, p.rsid, case.observations) for p in told[:SHOWN_POSITIONS])


def _tells(seen: Observation) -> bool:
    return seen.status is not Status.CALLED or any(seen.alleles)


def _own(gene: str, allele: str, case: Case) -> tuple[int, ...]:
    """Positions where this allele differs from the genome; none for the reference allele."""
    found = case.knowledge.genes[gene].allele(allele)
    return () if found is None or found.is_reference else tuple(p for p, m in found.definition.items() if m != 1)


def _record(position_id: str, rsid: str | None, seen: Observations) -> Mapping[str, object]:
    observation = seen.at(position_id)
    row: dict[str, object] = {"id": rsid or position_id, "status": observation.status.value}
    if observation.evidence is not None:
        found = observation.evidence
        row |= {"chrom": found.chrom, "pos": found.pos, "ref": found.ref, "alt": ",".join(found.alts),
                "genotype": found.genotype}
    return row


def _fact(name: str, case: Case) -> FactUsed:
    group = case.groups.get(name)
    if group is None or not group.given or len(group.candidates) > 1:
        return FactUsed(name, None)
    value = str(next(iter(group.candidates[0].values.values())))
    return FactUsed(name, None if value == UNKNOWN else value, assumed=value == UNKNOWN)


def reasons(finding: Finding, case: Case) -> tuple[str, ...]:
    """One sentence for each thing that keeps this finding from being certain."""
    said = [] if finding.dose is None or not finding.dose.reason else [f"no dose computed: {finding.dose.reason}"]
    if finding.verdict == CERTAIN:
        return tuple(said)
    said.extend(f"`{name}` was not given" for name in finding.missing)
    for name in finding.depends_on:
        if name in case.origins and len(case.groups[name].candidates) > 1:
            said.extend(_why_open(name, case))
        elif name in case.groups and len(case.groups[name].candidates) > 1:
            said.extend(f"`{name}`: {why}" for why in _why_more(case))
    return tuple(said)


def _why_more(case: Case) -> list[str]:
    """Why a medication list may not be all that acts."""
    stopped = [f"{' and '.join(case.lingering)} was stopped and may still act"] if case.lingering else []
    if stopped and not case.beside:
        return stopped
    return [*stopped, "another drug asked about may be taken together with this one"]


def _why_open(gene: str, case: Case) -> list[str]:
    """Why a gene has more than one candidate: unread positions, unknown phase, unseen copy number."""
    result = case.results[gene]
    said = []
    if result.call.missing:
        said.append(f"{gene}: {_unread(gene, case)}")
    unphased = not (result.call.untested or result.call.phased or result.call.effectively_phased)
    if result.call.source == READ and unphased and len(result.call.diplotypes) != 1:
        said.append(f"{gene}: which variants share a chromosome (phase) was not determined")
    said.extend(f"{gene}: {m.text}" for m in result.call.messages if m.level != "note" or m.code in _OPENING)
    return said or [f"{gene}: several genotypes fit what was read"]


_OPENING = frozenset({"copy-number-not-seen", "strands-not-told-apart", "possible-reduced"})


def _unread(gene: str, case: Case) -> str:
    known = case.knowledge.genes[gene]
    missing = case.results[gene].call.missing
    key = [p for p in missing if known.positions.index(p) in known.key_positions] or list(missing)
    names = ", ".join(p.rsid or f"{p.chrom}:{p.pos(_assembly(case))}" for p in key[:4])
    more = f" and {len(missing) - min(4, len(key))} more" if len(missing) > min(4, len(key)) else ""
    filtered = case.observations is not None and any(
        case.observations.at(p.id).status is Status.FILTERED for p in missing)
    return f"not read: {names}{more}" + (" (some were read but filtered)" if filtered else "")


def _assembly(case: Case) -> Assembly:
    return case.observations.assembly if case.observations else Assembly.GRCH38
