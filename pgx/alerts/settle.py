"""What would turn a possible finding into a certain one: the unread positions, the phase, the copy number, the fact."""

from __future__ import annotations

from collections.abc import Sequence

from pgx.alerts.because import READ
from pgx.alerts.case import Case
from pgx.domain.calls import Diplotype
from pgx.domain.genes import Gene
from pgx.rules import Finding

SHOWN = 4


def would_settle(finding: Finding, case: Case) -> tuple[str, ...]:
    """One entry per gene or fact that alone would settle it; one joint entry when only several together would."""
    if finding.settles:
        open_ = [name for name in finding.settles if name in finding.missing or _is_open(name, case)]
        return tuple(_one(name, finding, case) for name in open_ or finding.settles)
    open_ = [name for name in finding.depends_on if name in finding.missing or _is_open(name, case)]
    return (" and ".join(_one(name, finding, case) for name in open_),) if open_ else ()


def _is_open(name: str, case: Case) -> bool:
    group = case.groups.get(name)
    return group is None or not group.given or len(group.candidates) > 1


def _one(name: str, finding: Finding, case: Case) -> str:
    if name not in case.origins or not case.origins[name]:
        return name
    telling = telling_positions(name, finding, case)
    if telling:
        return f"{name}: {', '.join(telling)}"
    if case.results[name].call.untested:
        return f"{name}: typing"
    codes = {m.code for m in case.results[name].call.messages}
    if "copy-number-not-seen" in codes:
        return f"{name}: copy number"
    call = case.results[name].call
    return f"{name}: phase" if call.source == READ and not call.phased else name


def telling_positions(gene: str, finding: Finding, case: Case) -> tuple[str, ...]:
    """Unread positions that tell the likeliest candidates here from the likeliest ones that lead elsewhere."""
    known, result = case.knowledge.genes[gene], case.results[gene]
    unread = {known.positions.index(p) for p in result.call.missing}
    here = set(finding.contributors.get(gene, ()))
    best = {n: rows[0] for n, rows in enumerate(case.origins[gene]) if rows}
    ours = [result.call.possible[row] for n, row in best.items() if n in here][:SHOWN]
    theirs = [result.call.possible[row] for n, row in best.items() if n not in here][:SHOWN]
    told = [p for p in sorted(unread, key=lambda p: (p not in known.key_positions, p))
            if any(_bases(known, a, p) != _bases(known, b, p) for a in ours for b in theirs)]
    return tuple(known.positions[p].rsid or known.positions[p].id for p in told[:SHOWN])


def _bases(gene: Gene, diplotype: Diplotype, position: int) -> Sequence[int]:
    """What the strands carry at a position, as bit masks, order-free."""
    return sorted(_strand(gene, strand, position) for strand in diplotype.strands)


def _strand(gene: Gene, names: Sequence[str], position: int) -> int:
    for name in names:
        allele = gene.allele(name)
        if allele is not None and position in allele.definition:
            return allele.definition[position]
    return gene.reference.definition.get(position, 1)
