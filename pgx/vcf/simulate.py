"""A VCF that carries given diplotypes: for round-trip tests and demonstrations. Pure text, no file."""

from __future__ import annotations

import difflib
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pgx.domain.errors import UsageError
from pgx.domain.genes import Allele, AlleleKind, Gene, Inheritance
from pgx.domain.genome import Assembly, Position
from pgx.vcf.contigs import LENGTHS, MITOCHONDRIAL_LENGTH
from pgx.vcf.ploidy import MALE

Line = tuple[tuple[int, int, str, int], str]             # sort key, text
Strands = tuple[tuple[str, ...], ...]
_ORDER = {name: number for number, name in enumerate([*LENGTHS[Assembly.GRCH38], "chrM"])}


@dataclass(frozen=True, slots=True)
class Simulation:
    """How to write the file. `hide` are rs numbers or position ids that get no record; `rest` says whether genes that
    were not named are written as reference or left out; where an allele allows several bases the first is written, or
    with a `seed` other than 0 any of them."""

    assembly: Assembly = Assembly.GRCH38
    phased: bool = True
    sample: str = "SIMULATED"
    sex: str | None = None
    hide: frozenset[str] = frozenset()
    rest: str = "reference"
    prefix: str = "chr"
    split: bool = False          # one record per alternate allele
    seed: int = 0


def parse_diplotype(gene: Gene, text: str) -> Strands:
    """Strands of `*1/*2`, `[*6 + *14]/*13` or, hemizygous, `*1`. UsageError for names that the gene does not have."""
    whole = _strand(gene, text)
    if whole is not None:
        return (whole,)
    cuts = [index for index, letter in enumerate(text) if letter == "/"]
    for cut in cuts:
        first, second = _strand(gene, text[:cut]), _strand(gene, text[cut + 1 :])
        if first is not None and second is not None:
            return first, second
    raise UsageError(f"`{text}` is no diplotype of {gene.symbol}{_hint(gene, text)}")


def _strand(gene: Gene, text: str) -> tuple[str, ...] | None:
    text = text.strip()
    if gene.allele(text):
        return (text,)
    if text.startswith("[") and text.endswith("]"):
        parts = tuple(part.strip() for part in text[1:-1].split(" + "))
        if len(parts) > 1 and all(gene.allele(part) for part in parts):
            return parts
    return None


def _hint(gene: Gene, text: str) -> str:
    names = [allele.name for allele in gene.alleles]
    for part in text.split("/"):
        if gene.allele(part.strip()) is None:
            near = difflib.get_close_matches(part.strip(), names, 3)
            known = f"; near names: {', '.join(near)}" if near else ""
            return f": allele `{part.strip()}` is not known{known}"
    return ": give two alleles as A/B"


def simulate(genes: Mapping[str, Gene], diplotypes: Mapping[str, str], how: Simulation) -> str:
    """The text of a VCF in which each gene named carries its diplotype.

    UsageError when a name is unknown, an allele is no small variant, or the number of strands does not fit the sex.
    """
    for symbol in diplotypes:
        if symbol not in genes:
            near = difflib.get_close_matches(symbol, list(genes), 1)
            raise UsageError(f"gene `{symbol}` is not in the knowledge base" + (f": {near[0]}?" if near else ""))
    if not how.sample or any(letter in how.sample for letter in "\t\r\n"):
        raise UsageError("the sample name must not be empty or hold tabs or line ends")
    _check_hidden(genes.values(), how.hide)
    chance = random.Random(how.seed) if how.seed else None  # noqa: S311  (a reproducible choice, not a secret)
    lines: list[Line] = []
    for symbol, gene in genes.items():
        text = diplotypes.get(symbol)
        if text is None and (how.rest != "reference" or not gene.defined):
            continue
        strands = _checked(gene, _default(gene, how) if text is None else parse_diplotype(gene, text), how)
        for index, numbers in enumerate(zip(*(_bases(gene, strand, chance) for strand in strands), strict=True)):
            lines += _records(gene.positions[index], numbers, how)
    body = "".join(f"{line}\n" for _, line in sorted(lines))
    return _header(how) + body


def _check_hidden(genes: Collection[Gene], hide: frozenset[str]) -> None:
    known = {name for gene in genes for position in gene.positions for name in (position.rsid, position.id)}
    unknown = sorted(hide - known)
    if unknown:
        raise UsageError(f"`{unknown[0]}` to hide is neither an rs number nor a position id of the knowledge base")


def _default(gene: Gene, how: Simulation) -> Strands:
    """Two copies of the reference allele, one where there is one chromosome."""
    reference = next(((allele.name,) for allele in gene.alleles if allele.is_reference), ())
    return (reference,) * (1 if _single(gene, how) else 2)


def _single(gene: Gene, how: Simulation) -> bool:
    if gene.inheritance is Inheritance.MITOCHONDRIAL:
        return True
    return gene.inheritance is Inheritance.X_LINKED and how.sex == MALE


def _checked(gene: Gene, strands: Strands, how: Simulation) -> Strands:
    """The strands, if this person can have that many."""
    if len(strands) == 2 and _single(gene, how):
        if strands[0] != strands[1]:
            raise UsageError(f"{gene.symbol} has one copy here: give one allele, not two")
        return strands[:1]
    hemizygous = gene.inheritance is not Inheritance.AUTOSOMAL and not (
        gene.inheritance is Inheritance.X_LINKED and how.sex not in (None, MALE))
    if len(strands) == 1 and not hemizygous:
        raise UsageError(f"{gene.symbol} has two copies here: give two alleles as A/B")
    return strands


def _bases(gene: Gene, strand: Sequence[str], chance: random.Random | None) -> list[int]:
    """Allele number of the strand at each position of the gene."""
    cells: dict[int, int] = {}
    for name in strand:
        allele = gene.allele(name)
        if allele is None or allele.kind is not AlleleKind.HAPLOTYPE or not _written(gene, allele):
            raise UsageError(f"{gene.symbol} {name} is not defined by small variants, so a VCF of them cannot carry it")
        for index, mask in allele.definition.items():
            if not allele.is_reference and cells.get(index, mask) != mask:
                raise UsageError(f"{gene.symbol} [{' + '.join(strand)}]: these alleles exclude each other")
            cells[index] = mask
    base = next((allele.definition for allele in gene.alleles if allele.is_reference), {})
    return [_number(cells.get(index, base.get(index, 1)), chance) for index in range(len(gene.positions))]


def _written(gene: Gene, allele: Allele) -> bool:
    return bool(allele.definition) or allele.is_reference or not gene.defined


def _number(mask: int, chance: random.Random | None) -> int:
    """One allele number the mask allows: the lowest (reference first), or any with `chance`."""
    allowed = [number for number in range(mask.bit_length()) if mask >> number & 1]
    return chance.choice(allowed) if chance else allowed[0]


def _records(position: Position, numbers: Sequence[int], how: Simulation) -> Iterator[Line]:
    if position.rsid in how.hide or position.id in how.hide:
        return
    ref = position.reference(how.assembly) or position.ref
    alts = [base for base in position.bases if base != ref] or ["."]
    pos = position.pos(how.assembly)
    groups = [[alt] for alt in alts] if how.split else [alts]
    for order, group in enumerate(groups):
        codes = [group.index(position.bases[n]) + 1 if position.bases[n] in group else 0 for n in numbers]
        genotype = ("|" if how.phased else "/").join(map(str, codes if how.phased else sorted(codes)))
        chrom = _contig(position.chrom, how)
        fields = (chrom, str(pos), position.rsid or ".", ref, ",".join(group), ".", "PASS", ".", "GT", genotype)
        yield (_ORDER.get(position.chrom, 99), pos, position.id, order), "\t".join(fields)


def _contig(chrom: str, how: Simulation) -> str:
    bare = chrom.removeprefix("chr")
    if not how.prefix:
        return "MT" if bare == "M" else bare
    return how.prefix + bare


def _header(how: Simulation) -> str:
    lengths = LENGTHS[how.assembly] | {"chrM": MITOCHONDRIAL_LENGTH}
    contigs = [f"##contig=<ID={_contig(chrom, how)},length={length},assembly={how.assembly.value}>"
               for chrom, length in lengths.items()]
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", how.sample]
    return "\n".join([
        "##fileformat=VCFv4.2",
        "##source=pgx simulate",
        f"##reference={how.assembly.value}",
        '##FILTER=<ID=PASS,Description="All filters passed">',
        *contigs,
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        "\t".join(columns), "",
    ])
