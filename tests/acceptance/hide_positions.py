"""Hide positions of random people over and over and check that the truth is never ruled out.

    python -m tests.acceptance.hide_positions [--cases 100000] [--seed 1] [--genes A,B]

For genes called by haplotypes the diplotype that was put in must be among `possible`; for genes called by lists of
variants every result of the fully read person must be. Prints cases, failures and cases a second, gene by gene; exit
code 1 if anything failed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence

from pgx import knowledge
from pgx.calling import call_gene
from pgx.domain.calls import GeneCall
from pgx.domain.genes import Gene
from pgx.domain.knowledge import Knowledge
from pgx.domain.observations import Observations
from pgx.phenotyping import assign
from tests.acceptance.chromosomes import (
    PHASES,
    Person,
    Strand,
    by_haplotypes,
    carriable,
    copies,
    observed,
    person,
    phases,
    truth_is_possible,
)


def genes_with_positions(known: Knowledge) -> list[Gene]:
    """Genes of which something can be hidden."""
    return [g for g in known.genes.values() if g.positions and carriable(g)]


def random_strand(gene: Gene, chance: random.Random) -> Strand:
    """One haplotype, or up to three variants that do not share a position."""
    first = chance.choice(carriable(gene))
    if by_haplotypes(gene) or first.is_reference:
        return (first.name,)
    strand, taken = [first.name], set(first.definition)
    for other in chance.sample(carriable(gene), k=min(2, len(gene.alleles) - 1)):
        if chance.random() < 0.4 and not other.is_reference and not taken & set(other.definition):
            strand.append(other.name)
            taken |= set(other.definition)
    return tuple(strand)


def called(known: Knowledge, gene: Gene, seen: Observations) -> GeneCall:
    """The call of one gene as the flow makes it."""
    return call_gene(gene, seen, frequencies=known.frequencies.get(gene.symbol, {}), ancestry=None, combinations=False)


def holds(known: Knowledge, gene: Gene, who: Person, call: GeneCall) -> bool:
    """Whether nothing true was ruled out."""
    if by_haplotypes(gene):
        return truth_is_possible(gene, who, call)
    whole = assign(gene, called(known, gene, observed(gene, who, phases(gene, "phased"))), None)
    return call.untested or set(whole.called) <= set(assign(gene, call, None).possible)


def one(known: Knowledge, gene: Gene, chance: random.Random) -> str:
    """One random person with random positions hidden: "" or what was ruled out."""
    who = person(gene, [random_strand(gene, chance) for _ in range(copies(gene, chance))], chance)
    share, how = chance.choice((0.0, 0.1, 0.3, 0.6, 0.9)), chance.choice(PHASES)
    hidden = [n for n in range(len(gene.positions)) if chance.random() < share]
    call = called(known, gene, observed(gene, who, phases(gene, how, chance), hidden, chance))
    if holds(known, gene, who, call):
        return ""
    return f"{gene.symbol} {who.strands} {how}, hidden {[gene.positions[n].id for n in hidden]}, bases {who.bases}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--genes", default="")
    given = parser.parse_args(arguments)
    known, chance = knowledge.load(), random.Random(given.seed)
    wanted = set(filter(None, given.genes.split(",")))
    genes = [g for g in genes_with_positions(known) if not wanted or g.symbol in wanted]
    failures: Counter[str] = Counter()
    started = time.perf_counter()
    for gene in genes:
        count, begun = given.cases // len(genes) + (gene is genes[0]) * (given.cases % len(genes)), time.perf_counter()
        for _ in range(count):
            problem = one(known, gene, chance)
            if problem:
                failures[gene.symbol] += 1
                if failures[gene.symbol] < 4:
                    print(f"  ruled out: {problem}", file=sys.stderr)
        spent = time.perf_counter() - begun
        print(f"{gene.symbol}: {count} cases, {failures[gene.symbol]} failures, {count / spent:.0f} a second",
              flush=True)
    spent = time.perf_counter() - started
    print(f"all: {given.cases} cases over {len(genes)} genes, {sum(failures.values())} failures, {spent:.0f} s, "
          f"{given.cases / spent:.0f} a second")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
