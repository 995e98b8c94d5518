"""Finding the few lines that matter: through an index, or by streaming once and testing bytes before parsing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from pgx.domain.errors import InputError
from pgx.vcf.contigs import canonical
from pgx.vcf.header import Header, parse_header
from pgx.vcf.records import last_base, position_number
from pgx.vcf.sites import REACH, Layout
from pgx.vcf.stream import BYTE_ORDER_MARK, blocks, refuse_foreign

BIN = 100                                # bases; a bin is POS without its last two digits
_BINS = re.compile(rb"\n[^\t\n]+\t(\d*)\d\d\t")
_LONG = re.compile(rb"\n[^\t]+\t\d+\t[^\t]*\t[^\t]{100}")     # a REF that reaches further than a bin shows
_FAR = re.compile(rb"(?:END|SVLEN)=")     # INFO that says how far a record reaches
_LIMIT = 1 << 26                         # bytes of header after which a file is taken for something else


@dataclass(frozen=True, slots=True)
class Wanted:
    """The sites of every assembly in question, as a test on lines."""

    layouts: tuple[Layout, ...]
    bins: frozenset[bytes]

    @classmethod
    def of(cls, layouts: Iterable[Layout]) -> Wanted:
        """Test for the sites of these layouts."""
        layouts = tuple(layouts)
        bins = {
            str(number).encode() if number else b""
            for layout in layouts for row in layout.sites.values() for site in row
            for number in range(max(0, site.pos - REACH) // BIN, site.end // BIN + 1)
        }
        return cls(layouts, frozenset(bins))

    def keeps(self, chrom: str, first: int, last: int) -> bool:
        """A record from `first` to `last` touches a site."""
        return any(layout.overlapping(chrom, first, last) for layout in self.layouts)


@dataclass(frozen=True, slots=True)
class Line:
    """A data line worth parsing, and where it stands for error messages."""

    text: str
    where: str


def read_header(stream: BinaryIO, path: Path) -> tuple[Header, Iterator[bytes]]:
    """The header, and the rest of the stream in blocks of whole lines. InputError when this is not a VCF."""
    meta: list[str] = []
    source = blocks(stream, path)
    size = 0
    for block in source:
        start = 0
        if not size:
            refuse_foreign(block, path)
            start = len(BYTE_ORDER_MARK) if block.startswith(BYTE_ORDER_MARK) else 0
        while start < len(block):
            stop = block.find(b"\n", start) + 1 or len(block)
            line = block[start:stop]
            start = stop
            if line.startswith(b"##") or (meta and not line.strip()):
                meta.append(line.decode("utf-8", "replace").rstrip("\r\n"))
            elif line.startswith(b"#CHROM"):
                header = parse_header(meta, line.decode("utf-8", "replace"), path)
                return header, chain([block[start:]] if start < len(block) else [], source)
            else:
                raise _no_header(line, meta, path)
        size += len(block)
        if size > _LIMIT:
            break
    if not size:
        raise InputError(f"{path.name}: is empty")
    raise InputError(f"{path.name}: has no #CHROM line: it is not a VCF, or it is cut off in its header")


def _no_header(line: bytes, meta: Sequence[str], path: Path) -> InputError:
    where = f"{path.name}:{len(meta) + 1}"
    if b"\0" in line:
        return InputError(f"{where}: holds binary data: it is not a text VCF")
    if not meta:
        return InputError(f"{where}: is not a VCF: the first line does not begin with `##` or `#CHROM`")
    return InputError(f"{where}: a data line stands before the #CHROM line: the header is cut off or not tab-separated")


def stream_lines(source: Iterator[bytes], first_line: int, wanted: Wanted, path: Path) -> Iterator[Line]:
    """Lines that touch a wanted site, in file order. `first_line` is the 1-based number of the first one.

    InputError naming the line when a line has no eight columns or no numeric POS.
    """
    number = first_line
    for block in source:
        count = block.count(b"\n") + (not block.endswith(b"\n"))
        text = b"\n" + block
        bins = _BINS.findall(text)
        if len(bins) != count or b"END=" in text or b"SVLEN=" in text or b"<*>\t" in text or _LONG.search(text):
            yield from _sift(enumerate(block.split(b"\n"), number), wanted, path)
        elif not wanted.bins.isdisjoint(bins):
            lines = block.split(b"\n")
            near = [place for place, name in enumerate(bins) if name in wanted.bins]
            yield from _sift(((number + place, lines[place]) for place in near), wanted, path)
        number += count


def _sift(lines: Iterable[tuple[int, bytes]], wanted: Wanted, path: Path) -> Iterator[Line]:
    """The numbered lines that touch a wanted site. InputError for one that is no VCF line."""
    for number, line in lines:
        if not line.strip(b"\r ") or line.startswith(b"#"):
            continue
        parts = line.split(b"\t", 8)
        where = f"{path.name}:{number}"
        if len(parts) < 8:
            raise InputError(f"{where}: has {len(parts)} tab-separated columns; a VCF line has at least eight")
        pos = position_number(parts[1].decode("utf-8", "replace"), where)
        near = len(parts[3]) < BIN and not _FAR.search(parts[7]) and b"<*>" not in parts[4]
        if near and parts[1][:-2] not in wanted.bins:
            continue
        chrom = canonical(parts[0].decode("utf-8", "replace"))
        last = max(pos, last_base(pos, [part.decode("latin-1") for part in parts]))
        if chrom is not None and wanted.keeps(chrom, pos, last):
            if b"\0" in line:
                raise InputError(f"{where}: holds NUL bytes: the file is damaged, fetch it again")
            yield Line(line.decode("utf-8", "replace"), where)
