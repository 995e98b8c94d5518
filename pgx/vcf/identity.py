"""Whether the file looks like the person it is said to be of, and like one person only: hints, never proof."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pgx.domain.genome import Assembly, Position
from pgx.domain.messages import Message
from pgx.vcf.genotypes import Cell, decode
from pgx.vcf.ploidy import FEMALE, MALE
from pgx.vcf.policy import Policy
from pgx.vcf.records import Record
from pgx.vcf.sites import Layout, Site

# A stretch of chromosome Y that has no like on X nor elsewhere: inside the gene at Yq11.21 in both assemblies (UCSC).
ONLY_Y = {Assembly.GRCH37: (14_863_000, 14_903_000), Assembly.GRCH38: (12_750_000, 12_790_000)}
BASES = tuple("ACGT")
STEP = 200              # bases of a window
# Of 37 men and 63 women of the 1000 Genomes panels no man has a heterozygote between our positions of chromosome X, in
# either assembly, and 37 women (GRCh37: 35) have two or more. That there is none proves nothing.
TWO_X = 2
SOME_Y = 3              # called records of ONLY_Y; a woman has none but for stray reads
# Reads of reference at a homozygous alternate come from somebody else (CHARR, Lu 2023, doi:10.1016/j.ajhg.2023.10.011).
# About half of a contaminant's reads show reference there: 2% of them stand for some 5%, where gnomAD drops a sample.
LEAST_DEPTH, LEAST_SITES, FOREIGN_READS = 10, 10, 0.02
# gnomAD believes a heterozygote with 20% to 80% of reads on each allele; chance leaves that once in 47 times at 10
# reads and once in 3,000 at 30 (binomial), so a fifth of all heterozygotes is no chance.
SKEWED, SKEWED_SHARE = 0.2, 0.2


def windows(layout: Layout, assembly: Assembly) -> Layout:
    """What is looked at besides positions: the stretch between the positions of chromosome X, and a piece of Y."""
    row = layout.sites.get("chrX", ())
    spans = {"chrX": (row[0].pos, row[-1].end)} if row else {}
    sites = {chrom: tuple(_window(chrom, start) for start in range(first, last, STEP))
             for chrom, (first, last) in {**spans, "chrY": ONLY_Y[assembly]}.items()}
    return Layout(sites, {chrom: [site.pos for site in found] for chrom, found in sites.items()}, {})


def _window(chrom: str, start: int) -> Site:
    place = Position(f"{chrom}:{start}:window", "", chrom, start, start, "N", (), "N")
    return Site(place, start, 0, "N", "N", start, start + STEP - 1, substitution=True)


@dataclass(slots=True)
class Signs:
    """What one sample's records show. Reads and sites are counted on autosomes only."""

    x_mixed: int = 0                     # heterozygous substitutions on X
    y_called: int = 0
    pure_sites: int = 0                  # homozygous alternates
    pure_reads: int = 0
    foreign_reads: int = 0               # those of them that show reference
    foreign_sites: int = 0
    mixed_sites: int = 0                 # heterozygotes
    skewed_sites: int = 0


def signs(
    records: Sequence[Record], looked_at: Layout, doubtful: Collection[tuple[str, int]], samples: int, policy: Policy,
) -> list[Signs]:
    """Signs of every sample. `doubtful` are places where reads of a related gene are expected."""
    found = [Signs() for _ in range(samples)]
    for record in records:
        if record.rejected or record.structural or (record.chrom, record.pos) in doubtful:
            continue
        sex_linked = record.chrom in ("chrX", "chrY")
        if sex_linked and not looked_at.overlapping(record.chrom, record.pos, record.end):
            continue
        counted = not sex_linked and record.chrom != "chrM" and "AD" in record.keys and policy.use_ad
        if sex_linked or (counted and _simple(record)):
            for one, text in zip(found, record.cells, strict=True):
                cell = decode(text, record.keys, len(record.alts), policy)
                if not (cell.problem or cell.weak or cell.filtered or None in cell.indices):
                    _note(one, record, cell, text)
    return found


def _simple(record: Record) -> bool:
    """One alternate, one base for one."""
    alts = [alt for alt in record.alts if not alt.startswith("<")]
    return len(record.ref) == 1 and len(alts) == 1 and alts[0] == record.alts[0] and alts[0] in BASES


def _note(one: Signs, record: Record, cell: Cell, text: str) -> None:
    mixed = len(set(cell.indices)) > 1
    if record.chrom == "chrX":
        one.x_mixed += mixed and _simple(record)
    elif record.chrom == "chrY":
        one.y_called += bool(cell.carried) or record.is_block or "DP" in record.keys
    elif cell.carried:
        fields = dict(zip(record.keys, text.split(":"), strict=False))       # a cell may end early
        _count_reads(one, fields.get("AD", "."), mixed=mixed)


def _count_reads(one: Signs, depths: str, *, mixed: bool) -> None:
    counts = [int(part) for part in depths.split(",")[:2] if part.isascii() and part.isdigit()]
    total = sum(counts)
    if len(counts) < 2 or total < LEAST_DEPTH:
        return
    if mixed:
        one.mixed_sites += 1
        one.skewed_sites += not SKEWED <= counts[0] / total <= 1 - SKEWED
    else:
        one.pure_sites += 1
        one.pure_reads += total
        one.foreign_reads += counts[0]
        one.foreign_sites += counts[0] > 0


def read_sex(found: Signs, declared: str | None) -> str | None:
    """The sex that the file itself tells: of its header, or of chromosome Y without a second X, or of a second X."""
    if declared:
        return declared
    if found.y_called >= SOME_Y and not found.x_mixed:
        return MALE
    return FEMALE if found.x_mixed >= TWO_X and not found.y_called else None


def warnings(found: Signs, given: str | None, read: str | None) -> Iterator[Message]:
    """What does not fit the sex given, and what does not fit one person."""
    two_x, some_y = found.x_mixed >= TWO_X, found.y_called >= SOME_Y
    sex = given or read
    if two_x and some_y:
        yield Message("sex-unclear", f"{found.x_mixed} heterozygous genotypes on chromosome X beside {found.y_called} "
                      "records of chromosome Y: two people, or more than two sex chromosomes")
    elif (sex == MALE and two_x) or (sex == FEMALE and some_y):
        shown = f"{found.x_mixed} heterozygous genotypes on X" if two_x else f"{found.y_called} records on Y"
        source = "given" if given else "in the header of the file"
        yield Message("sex-contradicted", f"the sex {source} is {sex}, but the file shows {shown}: wrong sample?")
    if given is None and read:
        yield Message("sex-read", f"the sex was not given; the file tells {read}", level="note")
    yield from _one_person(found)


def _one_person(found: Signs) -> Iterator[Message]:
    share = found.foreign_reads / found.pure_reads if found.pure_reads else 0.0
    if found.pure_sites >= LEAST_SITES and found.foreign_sites > 2 and share >= FOREIGN_READS:
        yield Message("contamination-possible", f"{share:.1%} of the reads at {found.pure_sites} homozygous positions "
                      "show another allele: the sample may hold DNA of somebody else")
    if found.mixed_sites >= LEAST_SITES and found.skewed_sites >= SKEWED_SHARE * found.mixed_sites:
        yield Message("allele-balance", f"{found.skewed_sites} of {found.mixed_sites} heterozygous positions have less "
                      f"than {SKEWED:.0%} of their reads on one allele: the sample may hold DNA of somebody else")
