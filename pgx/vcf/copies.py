"""Total copy number of genes for which it matters, where the file says it of the whole gene and nothing speaks against.

Read depth alone never tells it here: a VCF has no control for how well reads of a gene with a near copy are placed, and
that shifts its depth by as much as a copy does (docs/decisions/0011-copy-number-is-read-or-open.md).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pgx.domain.messages import Message
from pgx.vcf.policy import ALTERNATE_GQ, DESCRIPTIVE, REFERENCE_GQ
from pgx.vcf.records import BASES, Record
from pgx.vcf.sites import Layout

USUAL = 2
_REPEATS = "<CNV:TR"                     # copies of a short repeat, not of a gene
_SAID = re.compile(r"<CN(?P<copies>\d{1,2})>\Z")       # copies on a chromosome that carries the allele
_TEXTS = {
    "copy-number-partial": "a copy number or structural record covers part of the gene only; what it does to the gene "
                           "stays open",
    "copy-number-contradicted": "records of the file contradict each other on the copy number; it stays open",
}


@dataclass(slots=True)
class _Told:
    """What the records say of one gene of one sample. `unclear`: a change is carried whose size is not said."""

    numbers: set[int] = field(default_factory=set)
    partial: bool = False
    unclear: bool = False

    def verdict(self) -> int | None:
        """The copies, where one number is said and nothing stands against it."""
        return min(self.numbers) if len(self.numbers) == 1 and not (self.partial or self.unclear) else None

    def why(self) -> str:
        """The code of what stands against a number; "" where no number is said, or none stands against it."""
        if self.partial:
            return "copy-number-partial"
        return "copy-number-contradicted" if len(self.numbers) > 1 or (self.numbers and self.unclear) else ""


@dataclass(frozen=True, slots=True)
class Copied:
    """Gene -> copies of one sample, and why others stay open."""

    copies: Mapping[str, int]
    messages: tuple[Message, ...] = ()


def gene_copies(genes: Collection[str], records: Sequence[Record], layout: Layout, samples: int) -> list[Copied]:
    """Copies of each sample. Left out when nothing says it, when two records contradict each other, or when part of the
    gene is changed: a hybrid then hides behind a usual number."""
    spans = _spans(genes, layout)
    told: list[dict[str, _Told]] = [{gene: _Told() for gene in spans} for _ in range(samples)]
    for record in records:
        if not _tells_copies(record):
            continue
        for gene, (chrom, first, last) in spans.items():
            if record.chrom == chrom and record.pos <= last and record.end >= first:
                whole = record.pos <= first and record.end >= last
                for sample, cell in enumerate(record.cells):
                    _hear(told[sample][gene], record, cell, whole=whole)
    return [_copied(one) for one in told]


def _tells_copies(record: Record) -> bool:
    """A segment or a structural variant; not a small variant that has CN among its fields, nor a short repeat."""
    small = bool(record.alts) and all(map(BASES.match, record.alts)) and "SVTYPE=" not in record.info
    return record.structural and not small and not any(alt.startswith(_REPEATS) for alt in record.alts)


def _copied(told: Mapping[str, _Told]) -> Copied:
    numbers = {gene: number for gene, one in told.items() if (number := one.verdict()) is not None}
    codes = {gene: code for gene, one in told.items() if (code := one.why())}
    return Copied(numbers, tuple(Message(code, _TEXTS[code], gene) for gene, code in codes.items()))


def _hear(told: _Told, record: Record, cell: str, *, whole: bool) -> None:
    """Add what one record says of one sample. What a filter or a low quality puts in doubt says no number, but a change
    that it shows stands against the number of others."""
    values = dict(zip(record.keys, cell.split(":"), strict=False))
    carried = _carried(values.get("GT", "."))
    number = _number(values) if "CN" in values else _from_alleles(record.alts, carried)
    changed = number != USUAL if number is not None else any(carried)
    if record.rejected or _doubted(values):
        number = None
    if whole and number is not None:
        told.numbers.add(number)
    elif whole:
        told.unclear |= changed
    elif record.alts or "CN" in values:
        told.partial |= changed


def _doubted(values: Mapping[str, str]) -> bool:
    """The sample's own filter rejects the record, or its genotype is of low quality."""
    return not DESCRIPTIVE.issuperset(values.get("FT", ".").split(";")) or any(
        quality < ALTERNATE_GQ for quality in _floats(values.get("GQ", "")))


def _carried(genotype: str) -> list[int]:
    """Allele numbers of GT; an unread copy counts as carrying nothing known."""
    return [int(part) for part in re.split(r"[/|]", genotype) if part.isascii() and part.isdigit()]


def _number(values: Mapping[str, str]) -> int | None:
    """FORMAT CN as a whole number of fair quality; None when it is anything else.

    CN may be written `3.0` since VCF 4.4, where CICN gives the interval around it; CNQ is its phred quality.
    """
    if not re.fullmatch(r"\d{1,3}(\.0*)?", values["CN"], re.ASCII):
        return None
    if any(abs(bound) >= 1 / 2 for bound in _floats(values.get("CICN", ""))):
        return None
    if any(quality < REFERENCE_GQ for quality in _floats(values.get("CNQ", ""))):
        return None
    return int(values["CN"].partition(".")[0])


def _floats(text: str) -> list[float]:
    return [float(part) for part in text.split(",") if re.fullmatch(r"[+-]?\d{1,9}(\.\d*)?", part, re.ASCII)]


def _from_alleles(alts: Sequence[str], carried: Sequence[int]) -> int | None:
    """Copies on two chromosomes whose alleles are reference, deleted, or say their copies (`<CN2>`); else None.

    Who carries no change that a record lists may carry another: only a carried one tells.
    """
    each = [_of_allele(alts, number) for number in carried]
    known = [copies for copies in each if copies is not None]
    return sum(known) if len(known) == len(each) == USUAL and any(carried) else None


def _of_allele(alts: Sequence[str], number: int) -> int | None:
    if number == 0:
        return 1
    alt = alts[number - 1] if number <= len(alts) else ""
    said = _SAID.match(alt)
    if said:
        return int(said["copies"])
    return 0 if alt == "<DEL>" or alt.startswith("<DEL:") else None


def _spans(genes: Collection[str], layout: Layout) -> Mapping[str, tuple[str, int, int]]:
    """First and last base of the positions of each gene."""
    spans: dict[str, tuple[str, int, int]] = {}
    for chrom, sites in layout.sites.items():
        for site in sites:
            if site.position.gene in genes:
                _, first, last = spans.get(site.position.gene, (chrom, site.pos, site.last))
                spans[site.position.gene] = (chrom, min(first, site.pos), max(last, site.last))
    return spans
