"""One data line, split and checked, for the samples that were asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pgx.domain.errors import InputError
from pgx.vcf.contigs import canonical
from pgx.vcf.header import Header
from pgx.vcf.policy import Policy

BASES = re.compile(r"[ACGTNRYSWKMBDHV]+\Z")              # ambiguity codes stand in a few old references
READABLE = re.compile(r"[ACGT]+\Z")
ANY_ALLELE = ("<NON_REF>", "<*>", "<X>")
_END = re.compile(r"(?:^|;)END=([0-9]+)")
_LENGTHS = re.compile(r"(?:^|;)SVLEN=([0-9,.-]+)")
LENGTH = "LEN"
SPANNING = ("<DEL", "<DUP", "<INV", "<CNV")              # symbolic alleles whose SVLEN counts reference bases


@dataclass(frozen=True, slots=True)
class Record:
    """A data line. `chrom` is canonical; `pos` and `end` are 1-based inclusive in the file's assembly."""

    chrom: str
    file_chrom: str
    pos: int
    end: int
    id: str
    ref: str
    alts: tuple[str, ...]
    filters: tuple[str, ...]
    info: str
    keys: tuple[str, ...]
    cells: tuple[str, ...]
    structural: bool             # it tells of copies or of a structural variant, not of single bases
    rejected: bool               # a filter of the file's caller rejects it, by the policy in force
    is_block: bool               # no concrete alternate allele: a reference block, or a site without alternates
    speaks_for_all: bool         # 0/0 excludes every other allele, not only those listed

    @property
    def last(self) -> int:
        """Last base that REF spans, 1-based."""
        return self.pos + len(self.ref) - 1


def parse_record(line: str, header: Header, columns: Sequence[int], where: str, policy: Policy) -> Record | None:
    """Record from one data line, or None on a contig that is no chromosome.

    `columns` are the indices of the wanted sample columns. InputError naming `where` when the line is malformed, or is
    the #CHROM line of another file with other samples that was appended to this one.
    """
    parts = line.rstrip("\r\n").split("\t")
    if parts[0] == "#CHROM":
        if tuple(parts[9:]) != header.samples:
            raise InputError(f"{where}: a second #CHROM line names other samples: the files of different people were "
                             "joined, read them one by one")
        return None
    if len(parts) != header.columns:
        raise InputError(f"{where}: has {len(parts)} columns where the #CHROM line has {header.columns}")
    chrom = canonical(parts[0])
    if chrom is None:
        return None
    pos = position_number(parts[1], where)
    ref = parts[3].upper()
    if not BASES.match(ref):
        raise InputError(f"{where}: REF is not made of base letters")
    alts = tuple(alt if alt.startswith("<") else alt.upper() for alt in parts[4].split(","))
    alts = () if alts == (".",) else alts
    info, filters = parts[7], tuple(parts[6].split(";"))
    open_end = any(alt in ANY_ALLELE for alt in alts)
    keys = tuple(parts[8].split(":"))
    structural = "CN" in keys or "SVTYPE=" in info
    is_block = not alts or (open_end and all(alt in ANY_ALLELE for alt in alts))
    return Record(
        chrom, parts[0], pos, last_base(pos, parts), parts[2], ref, alts,
        filters, info, keys, tuple([parts[index] for index in columns]), structural,
        policy.rejects(filters), is_block and not structural, (is_block or open_end) and not structural,
    )


def position_number(text: str, where: str) -> int:
    """POS as a number. InputError when it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise InputError(f"{where}: POS is not a whole number")
    return int(text)


def last_base(pos: int, parts: Sequence[str]) -> int:
    """Last base of a data line, 1-based: the furthest that REF, INFO END, SVLEN or the LEN of a sample's block reaches.

    `parts` are its columns; whatever follows FORMAT may be left unsplit. END may be left out since VCF 4.4 (SVLEN of
    symbolic alleles) and 4.5 (FORMAT LEN of `<*>` blocks).
    """
    ref, alt, info = parts[3], parts[4], parts[7]
    last = pos + len(ref) - 1
    if "END=" in info and (found := _END.search(info)):
        last = max(last, int(found.group(1)[:11]))
    if "SVLEN=" in info and (found := _LENGTHS.search(info)):
        sizes = zip(alt.split(","), found.group(1).split(","), strict=False)
        last = max([last, *(pos + (whole(size.lstrip("-")) or 0) for name, size in sizes if name.startswith(SPANNING))])
    if "<*>" in alt and len(parts) > 8:
        keys, *cells = "\t".join(parts[8:]).split("\t")
        if LENGTH in keys.split(":"):
            last = max([last, *(pos + (block_length(keys, cell) or 1) - 1 for cell in cells)])
    return last


def block_length(keys: str, cell: str) -> int | None:
    """LEN of a sample's `<*>` block in bases; None when it is not given as a number."""
    return whole(dict(zip(keys.split(":"), cell.split(":"), strict=False)).get(LENGTH, "."))


def whole(text: str) -> int | None:
    """A number of bases, or None when the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
