"""A VCF file read into Observations, one per sample: the flow on one screen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from pathlib import Path

from pgx.domain.errors import InputError, UsageError
from pgx.domain.genome import Assembly, Position
from pgx.domain.knowledge import Knowledge
from pgx.domain.messages import Message
from pgx.domain.observations import Observation, Observations, Status
from pgx.vcf.assembly import decide, from_header, has_old_mitochondrion
from pgx.vcf.copies import Copied, gene_copies
from pgx.vcf.fasta import with_genome
from pgx.vcf.identity import signs, windows
from pgx.vcf.messages import nothing_read
from pgx.vcf.people import Person, Sex, identify
from pgx.vcf.ploidy import FEMALE, MALE
from pgx.vcf.policy import Policy
from pgx.vcf.reference import Assumption, read_bed, reference_observation
from pgx.vcf.scan import Wanted
from pgx.vcf.sites import Layout, Site
from pgx.vcf.source import Source, lines_of, load_source
from pgx.vcf.table import Table, tabulate

USUAL = Policy()


def sample_names(path: Path) -> tuple[str, ...]:
    """Sample names of a VCF in file order. InputError when it is not one. Standard input cannot be read twice."""
    with lines_of(path, None) as (header, _, _):
        return header.samples


def read(  # noqa: PLR0913  (one for each option of the command line)
    path: Path,
    knowledge: Knowledge,
    *,
    samples: Sequence[str] | None = None,
    genes: Collection[str] | None = None,
    assembly: Assembly | None = None,
    absent_is_reference: bool = False,
    callable_bed: Path | None = None,
    sex: Sex = None,
    policy: Policy = USUAL,
    fasta: Path | None = None,
) -> Iterator[Observations]:
    """Observations of every sample asked for (all when None), in file order.

    The whole file is read and checked before the first one is handed out, so a damaged file yields nothing.
    `sex` is "male" or "female" for all, or by sample name. UsageError for unknown genes, samples or sexes; InputError
    when the file cannot be read, is no VCF with genotypes, or contradicts its assembly. `fasta` is the genome of the
    file's assembly, indexed; without it, how far variants slide is taken from their names.
    """
    path = Path(path)
    _check_sex(sex)
    _check_genes(knowledge, genes)
    assumption = Assumption(absent_is_reference, None if callable_bed is None else read_bed(Path(callable_bed)))
    layouts, wanted = _prepared(_positions(knowledge))
    if fasta is not None:
        genome, layouts = with_genome(Path(fasta), layouts)
        wanted = _wanted(layouts)
    source = load_source(path, wanted, samples, policy)
    chosen, said = decide(path, from_header(source.header, path), assembly, source.records, layouts)
    if fasta is not None and chosen is not genome:
        raise InputError(f"{path.name}: is written in {chosen.value}, and the FASTA is {genome.value}")
    layout, more = _without_old_mitochondrion(source, chosen, layouts[chosen])
    records = source.records
    used = replace(policy, use_ad=policy.use_ad and source.trusts_depths)
    found = signs(records, windows(layout, chosen), _structural_places(knowledge, chosen),
                  len(source.samples), used)
    people = identify(source, sex, found)
    sexes = [person.sex for person in people]
    table = tabulate(records, layout, sexes, used)
    structural = [gene.symbol for gene in knowledge.genes.values() if gene.structural]
    copies = gene_copies(structural, records, layout, len(sexes))
    messages = (*source.messages, *said, *more, *assumption.messages(source), *_about(policy))
    result = _Result(source.name, chosen, layout, table, assumption, messages, genes)
    return (result.of(*person) for person in zip(count(), people, copies, strict=False))


def _structural_places(knowledge: Knowledge, assembly: Assembly) -> set[tuple[str, int]]:
    """Positions of genes whose reads are easily those of a related gene."""
    return {(p.chrom, p.pos(assembly)) for gene in knowledge.genes.values() if gene.structural for p in gene.positions}


@dataclass(frozen=True, slots=True)
class _Result:
    """All that was read, from which the Observations of each sample are cut."""

    file: str
    assembly: Assembly
    layout: Layout
    table: Table
    assumption: Assumption
    messages: tuple[Message, ...]
    genes: Collection[str] | None

    def of(self, index: int, person: Person, copied: Copied) -> Observations:
        """Observations of the sample in column `index`."""
        sites: dict[str, Observation] = {}
        said: dict[str, tuple[Message, ...]] = {}
        for place, row in self.table.items():
            found = row[index]
            if found is not None:
                if found[0].status is not Status.ABSENT:
                    sites[place] = found[0]
                if found[1]:
                    said[place] = found[1]
        self._fill(sites, person.sex)
        if self.genes is not None:
            asked = {site.position.id for site in self._sites() if site.position.gene in self.genes}
            sites = {place: seen for place, seen in sites.items() if place in asked}
            said = {place: found for place, found in said.items() if place in asked}
        about_copies = (m for m in copied.messages if self.genes is None or m.gene in self.genes)
        messages = (*self.messages, *person.messages, *about_copies)
        seen = Observations(self.file, person.sample, self.assembly, sites, copied.copies, person.sex, messages, said)
        return replace(seen, messages=(*messages, *nothing_read(seen)))

    def _sites(self) -> Iterator[Site]:
        return (site for row in self.layout.sites.values() for site in row)

    def _fill(self, sites: dict[str, Observation], sex: str | None) -> None:
        """Reference for absent sites where the assumption allows it."""
        if self.assumption.silent:
            return
        written = {len(seen.alleles) for site in self.layout.sites.get("chrX", ())
                   if (seen := sites.get(site.position.id)) and seen.alleles}
        for site in self._sites():
            note = self.assumption.note(site)
            if note and site.position.id not in sites:
                sites[site.position.id] = reference_observation(site, sex, min(written, default=None), note)


@lru_cache(maxsize=4)
def _prepared(positions: tuple[Position, ...]) -> tuple[dict[Assembly, Layout], Wanted]:
    layouts = {build: Layout.of(positions, build) for build in Assembly}
    return layouts, _wanted(layouts)


def _wanted(layouts: Mapping[Assembly, Layout]) -> Wanted:
    return Wanted.of([*layouts.values(), *(windows(layout, build) for build, layout in layouts.items())])


def _positions(knowledge: Knowledge) -> tuple[Position, ...]:
    """Positions of every gene: those not asked for still help to tell the assembly."""
    return tuple(position for _, gene in sorted(knowledge.genes.items()) for position in gene.positions)


def _about(policy: Policy) -> tuple[Message, ...]:
    changes = policy.changes()
    text = f"another rule than the usual one was asked for: {changes}"
    return (Message("quality-policy", text, level="note"),) if changes else ()


def _check_sex(sex: Sex) -> None:
    given = [sex] if isinstance(sex, str) else list((sex or {}).values())
    wrong = [value for value in given if value not in (MALE, FEMALE)]
    if wrong:
        raise UsageError(f"sex `{wrong[0]}` is not known: use male or female")


def _check_genes(knowledge: Knowledge, genes: Collection[str] | None) -> None:
    for name in genes or ():
        if name not in knowledge.genes:
            raise UsageError(f"gene `{name}` is not in the knowledge base")


def _without_old_mitochondrion(
    source: Source, assembly: Assembly, layout: Layout,
) -> tuple[Layout, tuple[Message, ...]]:
    """The layout, save a mitochondrial genome that has other coordinates: nothing there is read nor assumed."""
    if assembly is not Assembly.GRCH37 or not has_old_mitochondrion(source.header):
        return layout, ()
    text = "chrM of this file is the old UCSC hg19 sequence, not rCRS: mitochondrial positions were not read"
    return layout.without("chrM"), (Message("mt-other-sequence", text),)
