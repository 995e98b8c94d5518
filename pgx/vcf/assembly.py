"""Which assembly a file is written in: what its header says, checked against the bases its records show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pgx.domain.errors import InputError
from pgx.domain.genome import Assembly
from pgx.domain.messages import Message
from pgx.vcf.contigs import HG19_MITOCHONDRIAL_LENGTH, LENGTHS, accession_assembly, canonical
from pgx.vcf.header import Header
from pgx.vcf.records import Record
from pgx.vcf.sites import Layout

_WORDS = {
    Assembly.GRCH38: ("grch38", "hg38", "b38", "hs38", "gca_000001405.15", "gcf_000001405.26"),
    Assembly.GRCH37: ("grch37", "hg19", "b37", "hs37", "human_g1k_v37", "g1k_v37"),
}
_FOREIGN_WORDS = ("t2t", "chm13", "hg18", "ncbi36", "grcm", "mm10", "mm39")
SURE = 3            # agreeing variants that overrule a header


@dataclass(frozen=True, slots=True)
class Support:
    """How the records fit one assembly. `variants`: REF and an alternate (or the rs number) as defined; `agree` and
    `disagree`: REF alone."""

    variants: int = 0
    agree: int = 0
    disagree: int = 0

    @property
    def share(self) -> float:
        """Share of the looked-at records whose REF agrees, 0 to 1."""
        return self.agree / max(1, self.agree + self.disagree)


def from_header(header: Header, path: Path) -> Assembly | None:
    """Assembly that the header declares, or None. InputError when it names another one or contradicts itself."""
    by_length = _by_length(header, path)
    words = {word for contig in header.contigs for word in [contig.assembly.lower()]} | {header.reference.lower()}
    named = {assembly for assembly, marks in _WORDS.items() if any(mark in word for mark in marks for word in words)}
    named |= {found for contig in header.contigs if (found := accession_assembly(contig.name))}
    if any(mark in word for mark in _FOREIGN_WORDS for word in words) and not named and by_length is None:
        raise InputError(f"{path.name}: its header names a reference other than GRCh37 and GRCh38: lift it over first")
    if by_length is not None:
        return by_length
    if len(named) == 2:
        raise InputError(f"{path.name}: its header names both GRCh37 and GRCh38: say which with --assembly")
    return next(iter(named), None)


def _by_length(header: Header, path: Path) -> Assembly | None:
    votes = dict.fromkeys(Assembly, 0)
    strangers = 0
    for contig in header.contigs:
        chrom = canonical(contig.name)
        if contig.length is None or chrom not in LENGTHS[Assembly.GRCH38]:
            continue
        hits = [assembly for assembly in Assembly if LENGTHS[assembly][chrom] == contig.length]
        strangers += not hits
        for assembly in hits:
            votes[assembly] += 1
    ahead = sorted(Assembly, key=lambda a: -votes[a])
    if votes[ahead[0]] == votes[ahead[1]]:
        if strangers > 2 and not votes[ahead[0]]:
            raise InputError(f"{path.name}: its contig lengths are of neither GRCh37 nor GRCh38: lift it over first")
        return None
    return ahead[0]


def has_old_mitochondrion(header: Header) -> bool:
    """The chrM of UCSC hg19, whose coordinates are not those of rCRS."""
    return any(canonical(c.name) == "chrM" and c.length == HG19_MITOCHONDRIAL_LENGTH for c in header.contigs)


def support(records: Sequence[Record], layout: Layout) -> Support:
    """How the records fit the sites of one assembly. The mitochondrial genome is the same in both and not counted."""
    variants = agree = disagree = 0
    for record in records:
        if record.chrom == "chrM" or record.ref == "N":
            continue
        for site in layout.at(record.chrom, record.pos):
            shared = min(len(site.ref), len(record.ref))
            if site.ref[:shared] != record.ref[:shared]:
                disagree += 1
                continue
            agree += 1
            documented = any(alt in site.position.bases for alt in record.alts)
            variants += documented or (site.position.rsid or "-") in record.id.split(";")
    return Support(variants, agree, disagree)


def decide(
    path: Path, declared: Assembly | None, asked: Assembly | None, records: Sequence[Record],
    layouts: dict[Assembly, Layout],
) -> tuple[Assembly, tuple[Message, ...]]:
    """The assembly to read in, and what must be said about it.

    InputError when the bases contradict what was asked for or declared, or when nothing decides.
    """
    found = {assembly: support(records, layouts[assembly]) for assembly in Assembly}
    chosen = asked or declared
    if asked and declared and asked is not declared and not _wins(found, asked):
        raise InputError(f"{path.name}: its header says {declared.value} but --assembly says {asked.value}: "
                         f"correct --assembly or the header")
    if chosen is None:
        return _by_bases(path, found)
    other = _other(chosen)
    if _wins(found, other):
        who = "--assembly" if asked else "its header"
        raise InputError(f"{path.name}: {who} says {chosen.value} but the reference bases of its records are those of "
                         f"{other.value}: correct the header or pass --assembly {other.value}")
    if not found[chosen].agree:
        text = f"no record lies at a position that could confirm that the file is written in {chosen.value}"
        return chosen, (Message("assembly-not-verified", text),)
    return chosen, ()


def _other(assembly: Assembly) -> Assembly:
    return Assembly.GRCH37 if assembly is Assembly.GRCH38 else Assembly.GRCH38


def _wins(found: dict[Assembly, Support], assembly: Assembly) -> bool:
    """The bases clearly are of `assembly` and not of the other one."""
    mine, theirs = found[assembly], found[_other(assembly)]
    by_variants = mine.variants >= SURE and mine.variants >= 5 * theirs.variants
    by_bases = mine.agree >= 10 and mine.share > 0.9 and theirs.disagree >= 5 and theirs.share < 0.6
    return mine.share >= 0.8 and (by_variants or by_bases)


def _by_bases(path: Path, found: dict[Assembly, Support]) -> tuple[Assembly, tuple[Message, ...]]:
    for assembly in Assembly:
        mine, theirs = found[assembly], found[_other(assembly)]
        if _wins(found, assembly) or (mine.variants and not theirs.variants and mine.share >= 0.8):
            text = f"the file does not name its assembly: {assembly.value} was concluded from its reference bases"
            return assembly, (Message("assembly-concluded", text, level="note"),)
    raise InputError(f"{path.name}: neither its header nor its records tell GRCh37 from GRCh38: pass --assembly")
