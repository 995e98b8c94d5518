"""Every diplotype of every gene once, phased and unphased, all positions read.

    python -m tests.end_to_end.every_diplotype [--genes A,B] [--most 200000]

Phased: the call is the truth and nothing else. Unphased: the truth is possible, and it is called unless another pair
scores at least as high. Genes called by lists of variants: pairs of single variants. A gene with more than `--most`
diplotypes is sampled evenly. Prints figures gene by gene; exit code 1 if anything failed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

from pgx import knowledge
from pgx.calling import call_gene
from pgx.domain.calls import GeneCall
from pgx.domain.genes import Gene, Inheritance
from pgx.domain.knowledge import Knowledge
from pgx.phenotyping import assign
from tests.acceptance.chromosomes import (
    Person,
    by_haplotypes,
    carriable,
    names,
    observed,
    person,
    phases,
    reported,
    truth_is_possible,
)

KINDS = ("phased: exactly the truth", "phased: another pair fits the same bases", "unphased: the truth called",
         "unphased: the truth possible, others called", "failures")


def everybody(gene: Gene) -> list[tuple[tuple[str, ...], ...]]:
    """All diplotypes; one allele where there is one copy."""
    alleles = [a.name for a in carriable(gene)]
    if gene.inheritance is Inheritance.MITOCHONDRIAL:
        return [((name,),) for name in alleles]
    return [((one,), (two,)) for one, two in combinations_with_replacement(alleles, 2)]


def called(known: Knowledge, gene: Gene, who: Person, how: str) -> GeneCall:
    """The call of somebody read completely."""
    return call_gene(gene, observed(gene, who, phases(gene, how)), frequencies=known.frequencies.get(gene.symbol, {}),
                     ancestry=None, combinations=False)


def judge(known: Knowledge, gene: Gene, who: Person) -> Iterator[str]:
    """What became of one diplotype: one of KINDS for each way of reading it."""
    if not by_haplotypes(gene):
        yield from judge_list(known, gene, who)
        return
    truth = reported(gene, who.strands)
    phased, unphased = called(known, gene, who, "phased"), called(known, gene, who, "unphased")
    if truth not in names(phased.diplotypes):
        yield KINDS[4] if not truth_is_possible(gene, who, phased) else KINDS[1]
    else:
        yield KINDS[0] if len(phased.diplotypes) == 1 else KINDS[1]
    if not truth_is_possible(gene, who, unphased) or not names(unphased.diplotypes) <= names(unphased.possible):
        yield KINDS[4]
    else:
        yield KINDS[2] if truth in names(unphased.diplotypes) else KINDS[3]


def judge_list(known: Knowledge, gene: Gene, who: Person) -> Iterator[str]:
    """Lists of variants: the same alleles on the same strands when phased; the same result possible when not."""
    phased, unphased = called(known, gene, who, "phased"), called(known, gene, who, "unphased")
    yield KINDS[0] if names(phased.diplotypes) == {reported(gene, who.strands)} else KINDS[4]
    whole, part = set(assign(gene, phased, None).called), assign(gene, unphased, None)
    if not whole <= set(part.possible):
        yield KINDS[4]
    else:
        yield KINDS[2] if whole <= set(part.called) else KINDS[3]


def run(known: Knowledge, gene: Gene, most: int) -> Counter[str]:
    """All of one gene, or an even sample."""
    people = everybody(gene)
    step = -(-len(people) // most)
    found: Counter[str] = Counter()
    for strands in people[::step]:
        kinds = list(judge(known, gene, person(gene, strands)))
        if KINDS[4] in kinds and found[KINDS[4]] < 3:
            print(f"  {gene.symbol} {strands}: {kinds}", file=sys.stderr)
        found.update(kinds)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--genes", default="")
    parser.add_argument("--most", type=int, default=200_000)
    given = parser.parse_args(arguments)
    known, total, started = knowledge.load(), Counter[str](), time.perf_counter()
    wanted = set(filter(None, given.genes.split(",")))
    for gene in known.genes.values():
        if gene.positions and carriable(gene) and (not wanted or gene.symbol in wanted):
            found = run(known, gene, given.most)
            total += found
            print(f"{gene.symbol}: {len(everybody(gene))} diplotypes; "
                  + "; ".join(f"{kind} {found[kind]}" for kind in KINDS if found[kind]), flush=True)
    print(f"all: {sum(total.values())} calls in {time.perf_counter() - started:.0f} s; "
          + "; ".join(f"{kind} {total[kind]}" for kind in KINDS))
    return 1 if total[KINDS[4]] else 0


if __name__ == "__main__":
    sys.exit(main())
