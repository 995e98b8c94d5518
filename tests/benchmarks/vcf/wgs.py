"""A synthetic whole genome of one person: 5 million records as a caller writes them, pgx's own positions among them.

One in twenty of these carries a variant, the others are written as 0/0.

`python -m tests.benchmarks.vcf.wgs OUT.vcf.gz [--records N] [--plain]` writes a bgzip file with its tabix index, or a
plain gzip file. Nobody's genotypes: positions, bases, depths and genotypes are drawn from a seeded generator. The text
is about 220 bytes a line, 1.1 GB for 5 million records, as GATK's single-sample output is.
"""

from __future__ import annotations

import argparse
import gzip
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pysam

from pgx import knowledge
from pgx.domain.genome import Assembly
from pgx.vcf.contigs import LENGTHS

SAMPLE = "SYNTHETIC"
SEED = 20260705
COMMAND = "HaplotypeCaller --emit-ref-confidence NONE --dbsnp dbsnp.vcf.gz --native-pair-hmm-threads 4"
INFO = ("AC", "AF", "AN", "BaseQRankSum", "DB", "DP", "ExcessHet", "FS", "MLEAC", "MLEAF", "MQ", "MQRankSum", "QD",
        "ReadPosRankSum", "SOR")


def header() -> str:
    """As a caller writes it, with every contig."""
    contigs = [f"##contig=<ID={name},length={length},assembly=GRCh38>" for name, length in CHROMOSOMES.items()]
    infos = [f'##INFO=<ID={key},Number=1,Type=Float,Description="{key} of the site">' for key in INFO]
    formats = [f'##FORMAT=<ID={key},Number={number},Type={kind},Description="{text}">' for key, number, kind, text in (
        ("GT", "1", "String", "Genotype"), ("AD", "R", "Integer", "Allelic depths"), ("DP", "1", "Integer", "Depth"),
        ("GQ", "1", "Integer", "Genotype quality"), ("PL", "G", "Integer", "Phred-scaled likelihoods"))]
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", SAMPLE]
    return "\n".join(["##fileformat=VCFv4.2", '##FILTER=<ID=PASS,Description="All filters passed">',
                      f'##GATKCommandLine=<ID=HaplotypeCaller,CommandLine="{COMMAND}">', *infos, *formats, *contigs,
                      "\t".join(columns), ""])


CHROMOSOMES = {name: length for name, length in LENGTHS[Assembly.GRCH38].items() if name != "chrY"}


def own_sites(chrom: str) -> dict[int, tuple[str, str]]:
    """pgx's positions on this chromosome: position -> (REF, first ALT)."""
    known = knowledge.load()
    return {p.pos38: (p.ref, p.alts[0]) for gene in known.genes.values() for p in gene.positions
            if p.chrom == chrom and p.ref and p.alts}


def lines(chrom: str, count: int, chance: np.random.Generator) -> Iterator[str]:
    """Data lines of one chromosome in order of position."""
    own = own_sites(chrom)
    drawn = np.unique(chance.integers(10_000, CHROMOSOMES[chrom] - 10_000, count)).tolist()
    for pos in own:
        place = bisect_left(drawn, pos)
        if place == len(drawn) or drawn[place] != pos:
            drawn.insert(place, pos)
    size = len(drawn)
    bases, depths = chance.integers(0, 12, size).tolist(), chance.normal(34, 6, size).clip(4, 90).astype(int).tolist()
    zygous, known = chance.integers(0, 10, size).tolist(), chance.integers(0, 1 << 30, size).tolist()
    quals, stats = (chance.random(size) * 900 + 60).tolist(), chance.random(size).tolist()
    for i, pos in enumerate(drawn):
        depth = depths[i]
        if pos in own and known[i] % 20:
            ref, alt = own[pos]
            yield (f"{chrom}\t{pos}\t.\t{ref}\t{alt}\t.\tPASS\tDP={depth}\tGT:AD:DP:GQ:PL\t"
                   f"0/0:{depth},0:{depth}:99:0,99,990\n")
            continue
        ref, alt = own.get(pos) or PAIRS[bases[i]]
        hom = zygous[i] < 4
        seen = depth if hom else depth // 2
        yield (f"{chrom}\t{pos}\trs{known[i]}\t{ref}\t{alt}\t{quals[i]:.2f}\tPASS\t{RATES[hom]};BaseQRankSum="
               f"{stats[i]:.3f};DB;DP={depth};ExcessHet=3.0103;FS={stats[i] * 7:.3f};MLEAC={2 if hom else 1};MLEAF="
               f"{'1.00' if hom else '0.500'};MQ=60.00;MQRankSum=0.000;QD={quals[i] / depth:.2f};ReadPosRankSum="
               f"{stats[i] - 0.5:.3f};SOR={stats[i] * 3:.3f}\tGT:AD:DP:GQ:PL\t"
               f"{'1/1' if hom else '0/1'}:{depth - seen},{seen}:{depth}:99:{quals[i]:.0f},{depth * 3},0\n")


RATES = {True: "AC=2;AF=1.00;AN=2", False: "AC=1;AF=0.500;AN=2"}
PAIRS = [(a, b) for a in "ACGT" for b in "ACGT" if a != b]


def text(records: int) -> Iterator[str]:
    """Header and all data lines."""
    yield header()
    chance = np.random.default_rng(SEED)
    whole = sum(CHROMOSOMES.values())
    for chrom, length in CHROMOSOMES.items():
        yield from lines(chrom, round(records * length / whole), chance)


def write(path: Path, records: int, *, plain: bool) -> None:
    """The file at `path`: bgzip with index, or gzip."""
    with gzip.open(path, "wb", 6) if plain else pysam.BGZFile(str(path), "wb") as out:
        held: list[str] = []
        for line in text(records):
            held.append(line)
            if len(held) == 20_000:
                out.write("".join(held).encode())
                held.clear()
        out.write("".join(held).encode())
    if not plain:
        pysam.tabix_index(str(path), preset="vcf", force=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--records", type=int, default=5_000_000)
    parser.add_argument("--plain", action="store_true", help="gzip without index instead of bgzip with tabix index")
    given = parser.parse_args(arguments)
    write(given.out, given.records, plain=given.plain)


if __name__ == "__main__":
    main()
