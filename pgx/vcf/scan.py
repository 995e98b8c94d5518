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
from pgx.vcf.quiet import Quiet
from pgx.vcf.records import last_base, position_number
from pgx.vcf.sites import REACH, Layout
from pgx.vcf.stream import BYTE_ORDER_MARK, blocks, refuse_foreign

BIN = 100                                # bases; a bin is POS without its last two digits
_FAR = re.compile(rb"(?:END|SVLEN)=")     # INFO that says how far a record reaches
_BINS = re.compile(rb"\n[^\t\n]+\t0*(\d*)\d\d\t[^\t\n]*\t[^\t\n]{1,99}\t")     # of lines whose REF is shorter than one
COUNTED = 16                             # blocks whose every line is looked at, so that small files get line numbers
_LIMIT = 1 << 26                         # bytes of header after which a file is taken for something else


@dataclass(frozen=True, slots=True)
class Wanted:
    """The sites of every assembly in question, as a test on lines."""

    layouts: tuple[Layout, ...]
    bins: frozenset[bytes]
    names: frozenset[str]                # the bins as text

    @classmethod
    def of(cls, layouts: Iterable[Layout]) -> Wanted:
        """Test for the sites of these layouts."""
        layouts = tuple(layouts)
        names = frozenset(
            str(number) if number else ""
            for layout in layouts for row in layout.sites.values() for site in row
            for number in range(max(0, site.pos - REACH) // BIN, site.end // BIN + 1)
        )
        return cls(layouts, frozenset(name.encode() for name in names), names)

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


def stream_lines(source: Iterator[bytes], first_line: int, wanted: Wanted, path: Path, *,
                 declares_end: bool = True) -> Iterator[Line]:
    """Lines that touch a wanted site, in file order. `first_line` is the 1-based number of the first one.

    Every line of the first blocks is looked at; later ones are passed over when they provably hold nothing. Order is
    never relied on. `declares_end`: the header declares END or SVLEN, so that records may reach further than REF shows.
    InputError naming the line when a line has no eight columns or no numeric POS.
    """
    number: int | None = first_line
    quiet, ends = Quiet(wanted.layouts), declares_end
    for index, block in enumerate(source):
        has_end = (ends or index < COUNTED or b"<" in block) and (
            b"END=" in block or b"SVLEN=" in block or b"<*>\t" in block)
        ends = ends or has_end
        if index >= COUNTED and not has_end and quiet.holds(block):
            number = None
            continue
        count = block.count(b"\n") + (not block.endswith(b"\n"))
        yield from _near(block, count, number, wanted, path, has_end=has_end)
        number = None if number is None else number + count


def _near(block: bytes, count: int, number: int | None, wanted: Wanted, path: Path, *, has_end: bool) -> Iterator[Line]:
    """Lines of one block that touch a wanted site; one by one when some line may reach further than its bin."""
    bins = [] if has_end else _BINS.findall(b"\n" + block)
    if len(bins) != count:
        yield from _sift(enumerate(block.split(b"\n")), number, wanted, path)
    elif not wanted.bins.isdisjoint(bins):
        lines = block.split(b"\n")
        near = ((place, lines[place]) for place, name in enumerate(bins) if name in wanted.bins)
        yield from _sift(near, number, wanted, path)


def _sift(lines: Iterable[tuple[int, bytes]], first: int | None, wanted: Wanted, path: Path) -> Iterator[Line]:
    """The numbered lines that touch a wanted site, and those that name columns anew. InputError for one that is no VCF
    line."""
    for number, line in lines:
        columns = line.startswith(b"#CHROM\t")
        if not line.strip(b"\r ") or (line.startswith(b"#") and not columns):
            continue
        parts = line.split(b"\t", 8)
        where = _where(path, parts) if first is None else f"{path.name}:{first + number}"
        if columns:
            yield Line(line.decode("utf-8", "replace"), where)
            continue
        if len(parts) < 8:
            raise InputError(f"{where}: has {len(parts)} tab-separated columns; a VCF line has at least eight")
        pos = position_number(parts[1].decode("utf-8", "replace"), where)
        near = len(parts[3]) < BIN and not _FAR.search(parts[7]) and b"<*>" not in parts[4]
        if near and parts[1].lstrip(b"0")[:-2] not in wanted.bins:
            continue
        chrom = canonical(parts[0].decode("utf-8", "replace"))
        last = max(pos, last_base(pos, [part.decode("latin-1") for part in parts]))
        if chrom is not None and wanted.keeps(chrom, pos, last):
            if b"\0" in line:
                raise InputError(f"{where}: holds NUL bytes: the file is damaged, fetch it again")
            yield Line(line.decode("utf-8", "replace"), where)


def _where(path: Path, parts: Sequence[bytes]) -> str:
    """Where a line stands when the lines before it were not counted."""
    place = b":".join(part[:24] for part in parts[:2]).decode("utf-8", "replace")
    return f"{path.name} at {place}"
