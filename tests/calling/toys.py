"""Small genes and hand-written observations for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pgx.domain.genes import Allele, AlleleKind, CallingMethod, Gene, Inheritance, PhenotypeMethod, ResultRules
from pgx.domain.genome import Assembly, Position
from pgx.domain.observations import ABSENT, OTHER, UNREAD, WHOLE_GENE, Observation, Observations, Status

RULES = ResultRules(PhenotypeMethod.FUNCTION_PAIR)
_SIGNS = {"x": OTHER, ".": UNREAD}
HIDDEN = Observation(Status.NO_CALL)


def toy(definitions: Mapping[str, Mapping[int, int]], positions: int = 6, alts: int = 1, **fields: object) -> Gene:
    """A gene with a reference allele and `definitions`: name -> {position index: bit mask of allele numbers}."""
    places = tuple(Position(f"T:{n}", "TOY", "chr1", 100 + n, 100 + n, "A", ("C", "G", "T")[:alts], "A", f"rs{n}",
                            f"g.{100 + n}A>C") for n in range(positions))
    names = [name for name in definitions if name != "*1"]
    alleles = [Allele("*1", is_reference=True, definition=dict(definitions.get("*1", {})), match_score=positions)]
    alleles += [Allele(name, definition=dict(definitions[name]), match_score=len(definitions[name])) for name in names]
    gene = Gene("TOY", "chr1", Inheritance.AUTOSOMAL, CallingMethod.NAMED_ALLELES, RULES, places, tuple(alleles))
    return replace(gene, **fields)


def with_kind(gene: Gene, name: str, kind: AlleleKind, components: Sequence[str] = ()) -> Gene:
    """The gene with an allele of another kind, added or changed."""
    found = gene.allele(name) or Allele(name)
    changed = replace(found, kind=kind, components=tuple(components))
    return replace(gene, alleles=(*(a for a in gene.alleles if a.name != name), changed), structural=True)


def site(text: str) -> Observation:
    """One observation as a genotype: "0/1", "0|1", "0|1:7" (phase set 7), "1" (haploid), "./.", "absent", "./1",
    "0/x" (undocumented base)."""
    if text == "absent":
        return ABSENT
    genotype, _, phase_set = text.partition(":")
    parts = genotype.replace("|", "/").split("/")
    numbers = tuple(_SIGNS[part] if part in _SIGNS else int(part) for part in parts)
    if set(numbers) == {UNREAD}:
        return HIDDEN
    phase = None if "|" not in genotype else int(phase_set) if phase_set else WHOLE_GENE
    return Observation(Status.CALLED, numbers, phase,
                       ("N",) * sum(part == "x" for part in parts))


def observed(gene: Gene, sites: Mapping[int, str] | None = None, default: str = "0/0", sex: str | None = None,
             copies: int | None = None) -> Observations:
    """Observations of a gene: `default` everywhere but at `sites` (position index -> genotype)."""
    texts = dict.fromkeys(range(len(gene.positions)), default) | dict(sites or {})
    return Observations("toy.vcf", "s", Assembly.GRCH38, {gene.positions[n].id: site(t) for n, t in texts.items()},
                        {} if copies is None else {gene.symbol: copies}, sex)


def carrying(gene: Gene, strands: Sequence[Sequence[int]], phase: Sequence[int | None],
             hidden: frozenset[int] = frozenset()) -> Observations:
    """Observations of two strands (allele number by position); `phase[n]` is the phase set of position n."""
    sites = {}
    for n, position in enumerate(gene.positions):
        pair = (strands[0][n], strands[1][n])
        sites[position.id] = HIDDEN if n in hidden else Observation(Status.CALLED, pair, phase[n])
    return Observations("toy.vcf", "s", Assembly.GRCH38, sites)
