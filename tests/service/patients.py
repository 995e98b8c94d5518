"""Small VCFs made from the knowledge base's own positions: a person with 0, 1 or 2 copies of CYP2C19*2."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence

import pgx.knowledge

GENE = "CYP2C19"
STAR_2 = {94775367: 1, 94781859: 1}       # pos38 of rs12769205 and rs4244285: copies per copy of the allele
STAR_1 = 94842866                         # rs3758581: on *1 and *2 alike, twice in everybody here
DIPLOTYPES = ("*1/*1", "*1/*2", "*2/*2")
_GENOTYPES = ("0/0", "0/1", "1/1")
KNOWLEDGE = pgx.knowledge.load()


def vcf(people: Mapping[str, int], *, without: Sequence[int] = ()) -> bytes:
    """VCF of people by name, each with so many copies of *2; positions in `without` have no record."""
    lines = ["##fileformat=VCFv4.2", "##contig=<ID=chr10,length=133797422,assembly=GRCh38>",
             '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
             "\t".join(["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *people])]
    for site in KNOWLEDGE.genes[GENE].positions:
        if site.pos38 in without:
            continue
        genotypes = [_genotype(site.pos38, copies) for copies in people.values()]
        lines.append("\t".join([site.chrom, str(site.pos38), site.rsid or ".", site.ref, site.alts[0], ".", "PASS", ".",
                                "GT", *genotypes]))
    return ("\n".join(lines) + "\n").encode()


def packed(people: Mapping[str, int]) -> bytes:
    """The same, gzipped."""
    return gzip.compress(vcf(people), mtime=0)


def _genotype(pos: int, copies: int) -> str:
    if pos == STAR_1:
        return "1/1"
    return _GENOTYPES[copies * STAR_2.get(pos, 0)]
