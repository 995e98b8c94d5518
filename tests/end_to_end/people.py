"""Simulated people: a diplotype of one gene, written as a VCF, read and called by the real path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from pgx.assess import CallOptions, Engine
from pgx.domain.assessment import Assessment
from pgx.domain.calls import GeneCall
from pgx.domain.genes import AlleleKind, Gene, Inheritance
from pgx.vcf import Simulation, simulate

Pair = tuple[str, ...]


@cache
def engine() -> Engine:
    """Knowledge, rules and models, loaded once for all tests."""
    return Engine.load()


def writable(gene: Gene) -> list[str]:
    """Alleles of a gene that small variants can carry."""
    return [a.name for a in gene.alleles if a.kind is AlleleKind.HAPLOTYPE and not a.ignored]


def genes_with_positions() -> list[Gene]:
    """Genes that can be simulated at all."""
    return [g for g in engine().knowledge.genes.values() if g.positions and writable(g)]


def diplotype(gene: Gene, first: str, second: str) -> str:
    """How `pgx simulate` wants it: one allele where there is one copy."""
    return first if gene.inheritance is Inheritance.MITOCHONDRIAL else f"{first}/{second}"


def truth(gene: Gene, text: str) -> Pair:
    """The reported allele names of a diplotype text, order-free."""
    known = {a.name: a.reported_as or a.name for a in gene.alleles}
    if text in known:
        return (known[text],)
    return tuple(sorted(known[name] for name in split(gene, text)))


def split(gene: Gene, text: str) -> Pair:
    """The two names of a diplotype text, as written."""
    names = {a.name for a in gene.alleles}
    cuts = [n for n, letter in enumerate(text) if letter == "/"]
    return next((text[:n], text[n + 1:]) for n in cuts if text[:n] in names and text[n + 1:] in names)


def write(folder: Path, genes: Iterable[Gene], text: str, how: Simulation) -> Path:
    """A VCF of these genes; the first one carries the diplotype."""
    known = {g.symbol: g for g in genes}
    path = folder / "person.vcf"
    path.write_text(simulate(known, {next(iter(known)): text}, how), encoding="utf-8")
    return path


def called(folder: Path, gene: Gene, text: str, how: Simulation) -> GeneCall:
    """The call of one simulated gene."""
    path = write(folder, [gene], text, how)
    found, = engine().call_file(path, options=CallOptions(genes=(gene.symbol,), sex=how.sex))
    return found.genes[gene.symbol].call


def assessed(path: Path, drugs: Sequence[str]) -> Assessment:
    """The whole flow for these drugs, nothing else known."""
    found, = engine().assess_file(path, context=engine().context_from({"drugs": list(drugs), "taking": []}))
    return found


def names(candidates: Iterable[object]) -> list[Pair]:
    """Order-free names of candidates."""
    return [tuple(sorted(strand if isinstance(strand, str) else strand[0] for strand in c.strands))  # type: ignore[attr-defined]
            for c in candidates]
