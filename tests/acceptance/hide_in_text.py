"""The promise again, through VCF text: random people written as files, positions hidden, read back and called.

    python -m tests.acceptance.hide_in_text [--cases 10000] [--seed 1] [--genes A,B]

Each file is of one gene and one person, in either assembly, phased or not, with joint or split records, or with
reference blocks. A position is hidden by leaving it out, by ./., a filter, a low quality, no reads, reads that
contradict the genotype, a REF that is not the genome's, or by one dot. Exit code 1 if the truth is ruled out.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pgx import knowledge, vcf
from pgx.domain.genes import Gene, Inheritance
from pgx.domain.genome import Assembly, Position
from pgx.domain.knowledge import Knowledge
from pgx.domain.observations import WHOLE_GENE
from pgx.vcf.contigs import LENGTHS
from tests.acceptance.chromosomes import PHASES, Person, copies, person, phases
from tests.acceptance.hide_positions import called, genes_with_positions, holds, random_strand

HIDING = ("absent", "no call", "filter", "quality", "no reads", "contradicted", "wrong REF", "half")
STYLES = ("joint", "split", "blocks")
KEYS = "GT:DP:GQ:AD:PS"
Row = tuple[int, str, str, str, str]     # POS, REF, ALT, FILTER, sample


def text(gene: Gene, who: Person, assembly: Assembly, hidden: Sequence[str], phase: Sequence[int | None], style: str,
         chance: random.Random) -> str:
    """The file. `hidden` says for each position how it is hidden, "" for not at all."""
    rows = [row for n, p in enumerate(gene.positions) if p.reference(assembly) in p.bases
            for row in records(p, assembly, [bases[n] for bases in who.bases], hidden[n], phase[n],
                               "joint" if style == "blocks" and covers_others(gene, p, assembly) else style, chance)]
    head = "".join(f"##contig=<ID={name},length={length}>\n" for name, length in LENGTHS[assembly].items())
    columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP\n"
    body = "".join(f"{gene.chrom}\t{pos}\t.\t{ref}\t{alt}\t.\t{name}\t.\t{KEYS}\t{sample}\n"
                   for pos, ref, alt, name, sample in rows)
    return f"##fileformat=VCFv4.2\n{head}{columns}{body}"


def covers_others(gene: Gene, position: Position, assembly: Assembly) -> bool:
    """Whether a block here would say that another position, which may carry something, is reference too."""
    first = position.pos(assembly)
    last = first + len(position.reference(assembly)) - 1
    return any(first < other.pos(assembly) <= last for other in gene.positions)


def records(position: Position, assembly: Assembly, numbers: Sequence[int], how: str, phase: int | None, style: str,
            chance: random.Random) -> Iterator[Row]:
    """The records of one position."""
    ref = position.reference(assembly)
    alts = [base for base in position.bases if base != ref]
    own = [[ref, *alts].index(position.bases[number]) for number in numbers]
    pos = position.pos(assembly)
    if how == "absent":
        return
    if how == "wrong REF":
        yield pos, "ACGT"["ACGT".index(ref[0]) - 1] + ref[1:], ",".join(alts), "PASS", cell(own, "", phase, chance)
    elif style == "blocks" and not any(own) and not how:
        yield pos, ref, "<NON_REF>", ".", cell(own, how, phase, chance)
    elif style == "split" and not how:
        for index, alt in enumerate(alts, 1):
            yield pos, ref, alt, "PASS", cell([int(number == index) for number in own], how, phase, chance)
    else:
        yield pos, ref, ",".join(alts), "LowQual" if how == "filter" else "PASS", cell(own, how, phase, chance)


def cell(own: Sequence[int], how: str, phase: int | None, chance: random.Random) -> str:
    """GT, DP, GQ, AD and PS of the sample."""
    shown = [str(number) for number in own]
    if how == "no call":
        shown = ["." for _ in own]
    elif how == "half":
        shown[chance.randrange(len(shown))] = "."
    depths = [20 * own.count(number) for number in range(max(own) + 1)]
    if how == "contradicted" and len(set(own)) > 1:
        depths[own[0]] = 0
    reads, quality = {"no reads": ("0", "0"), "quality": ("3", "5")}.get(how, ("40", "99"))
    set_of = "." if phase in (None, WHOLE_GENE) else str(phase)
    return ":".join((("/" if phase is None else "|").join(shown), reads, quality, ",".join(map(str, depths)), set_of))


def one(known: Knowledge, gene: Gene, chance: random.Random, path: Path) -> str:
    """One random person in one file: "" or what was ruled out."""
    who = person(gene, [random_strand(gene, chance) for _ in range(copies(gene, chance))], chance)
    share, how, style = chance.choice((0.0, 0.1, 0.3, 0.6)), chance.choice(PHASES), chance.choice(STYLES)
    assembly = chance.choice(list(Assembly))
    hidden = [chance.choice(HIDING) if chance.random() < share else "" for _ in gene.positions]
    path.write_text(text(gene, who, assembly, hidden, phases(gene, how, chance), style, chance))
    sex = "male" if gene.inheritance is Inheritance.X_LINKED and len(who.strands) == 1 else None
    seen, = vcf.read(path, known, genes=[gene.symbol], assembly=assembly, sex=sex)
    if holds(known, gene, who, called(known, gene, seen)):
        return ""
    told = {gene.positions[n].id: word for n, word in enumerate(hidden) if word}
    return f"{gene.symbol} {who.strands} {assembly.value} {how} {style} hidden {told}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--genes", default="")
    given = parser.parse_args(arguments)
    known, chance, failures = knowledge.load(), random.Random(given.seed), Counter[str]()
    wanted = set(filter(None, given.genes.split(",")))
    genes = [g for g in genes_with_positions(known) if not wanted or g.symbol in wanted]
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.cases):
            gene = genes[number % len(genes)]
            problem = one(known, gene, chance, Path(folder) / "p.vcf")
            if problem:
                failures[gene.symbol] += 1
                if failures[gene.symbol] < 4:
                    print(f"  ruled out: {problem}", file=sys.stderr)
    print(f"{given.cases} cases over {len(genes)} genes, {sum(failures.values())} failures {dict(failures)}, "
          f"{time.process_time() - begun:.0f} CPU s")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
