"""Positions without a record that count as reference all the same: because the caller says so, or a BED proves it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pgx.domain.errors import InputError
from pgx.domain.messages import Message
from pgx.domain.observations import Evidence, Observation, Status
from pgx.vcf.contigs import canonical
from pgx.vcf.ploidy import copies_of
from pgx.vcf.sites import Site
from pgx.vcf.source import Source
from pgx.vcf.stream import blocks, opened

Regions = Mapping[str, tuple[list[int], list[int]]]      # chromosome -> sorted starts and ends, 0-based half-open
ARRAY_FIELDS = {"BAF", "LRR", "IGC", "NORMX", "NORMY"}     # FORMAT of genotyping arrays (gtc2vcf and the like)
REFERENCE = ("0/0", "0|0", "0")
MANY = 20               # records of one person of which most are reference: variants alone are not listed so
ASSUMED = "assumed reference"
CALLABLE = "callable region"


@dataclass(frozen=True, slots=True)
class Assumption:
    """What stands for a missing record: nothing, the caller's word, or regions known to be callable."""

    absent_is_reference: bool = False
    callable_regions: Regions | None = None

    @property
    def silent(self) -> bool:
        """Nothing is assumed."""
        return not self.absent_is_reference and self.callable_regions is None

    def note(self, site: Site) -> str:
        """Why an absent site is reference, or ""."""
        if self.callable_regions is not None and covers(self.callable_regions, site):
            return CALLABLE
        return ASSUMED if self.absent_is_reference else ""

    def messages(self, source: Source) -> tuple[Message, ...]:
        """What must be said of the whole file."""
        if self.callable_regions is not None and not self.callable_regions:
            text = "the BED of callable regions names no chromosome that is known here: it was not used"
            return (Message("callable-regions-unknown", text), *replace(self, callable_regions=None).messages(source))
        if not self.absent_is_reference:
            return ()
        text = "positions without a record were taken as reference, as asked"
        asked = Message("absent-is-reference", text, level="note")
        why = _lists_what_it_tested(source)
        doubt = f"{why}: what has no record there was not tested, yet it was taken as reference, as asked"
        return (asked, Message("absent-not-tested", doubt)) if why else (asked,)


def _lists_what_it_tested(source: Source) -> str:
    """Why silence of this file is no sign of reference; "" when nothing speaks against it."""
    if any(record.is_block and (record.end > record.last or record.alts) for record in source.records):
        return "the file is a gVCF, which lists all that was read"
    if not ARRAY_FIELDS.isdisjoint(source.header.formats):
        return "the file is of an array, which lists all that was tested"
    plain = [record.cells[0].split(":")[0] in REFERENCE for record in source.records if len(source.columns) == 1
             and len(source.header.samples) == 1]
    if len(plain) >= MANY and sum(plain) > len(plain) / 2:
        return "most records of the file are reference, as in a list of all that was tested"
    return ""


def read_bed(path: Path) -> Regions:
    """Merged regions of a BED file (plain or gzip). InputError naming the line when one is malformed."""
    rows: dict[str, list[tuple[int, int]]] = {}
    number = 0
    with opened(path) as stream:
        for block in blocks(stream, path):
            for line in block.decode("utf-8", "replace").splitlines():
                number += 1
                if line.strip() and not line.startswith(("#", "track", "browser")):
                    chrom, start, end = _bed_row(line, f"{path.name}:{number}")
                    rows.setdefault(chrom, []).append((start, end))
    named = ((canonical(name), spans) for name, spans in rows.items())
    merged: dict[str, list[tuple[int, int]]] = {}
    for canon, spans in named:
        if canon:
            merged.setdefault(canon, []).extend(spans)
    return {chrom: _merged(spans) for chrom, spans in merged.items()}


def _bed_row(line: str, where: str) -> tuple[str, int, int]:
    parts = line.split("\t")
    if len(parts) < 3 or not all(part.strip().isascii() and part.strip().isdigit() for part in parts[1:3]):
        raise InputError(f"{where}: is not a BED line: chromosome, start and end separated by tabs are needed")
    start, end = int(parts[1]), int(parts[2])
    if end < start:
        raise InputError(f"{where}: the region ends before it starts")
    return parts[0], start, end


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


def covers(regions: Regions, site: Site) -> bool:
    """One region holds every base of the site's REF."""
    starts, ends = regions.get(site.position.chrom, ([], []))
    index = bisect_right(starts, site.pos - 1) - 1
    return index >= 0 and ends[index] >= site.last


def reference_observation(site: Site, sex: str | None, x_copies: int | None, note: str) -> Observation:
    """The site as reference, with the number of copies that chromosome and sex give (`x_copies` when sex is silent)."""
    copies = copies_of(site.position.chrom, sex) or x_copies or 2
    shown = Evidence(site.position.chrom, site.pos, site.ref, (), "", (), note)
    return Observation(Status.CALLED, (site.reference,) * copies, None, (), shown)
