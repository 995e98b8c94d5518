"""The last record of a bgzip file or a BCF, read from its end: what an index that belongs to the file must find."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from struct import Struct

from pgx.vcf.stream import GZIP

TAIL = 1 << 18        # bytes; a block has at most 65,536
ENOUGH = 1 << 14      # unpacked bytes in which three records of a BCF are looked for
LEAST_SHARED = 24     # bytes of the fixed fields of a BCF record
LEAST_RECORD = 8 + LEAST_SHARED
_LENGTHS, _PLACE = Struct("<II"), Struct("<ii")
_HEAD, _FOOT = 18, 8  # bytes of a block before and after its deflated data (SAM specification, 4.1)


def last_place(path: Path) -> tuple[str, int] | None:
    """CHROM as the file spells it and POS of the last line; None when the end of the file does not show it."""
    line = _last_line(path)
    chrom, _, rest = line.partition(b"\t")
    pos = rest.partition(b"\t")[0]
    if not chrom or chrom.startswith(b"#") or not (pos.isdigit() and len(pos) < 12 and int(pos)):
        return None
    return chrom.decode("latin-1"), int(pos)


def last_binary_place(path: Path) -> tuple[int, int] | None:
    """Number of the contig and 1-based POS of the last record of a BCF; None when the end does not show it for sure.

    A record is known by its two lengths: three in a row must end where the file ends.
    """
    data = b""
    try:
        for part in _unpacked_backwards(path):
            data = part + data
            if len(data) >= ENOUGH:
                break
    except zlib.error:
        return None
    data = data[-ENOUGH:]
    found = [start for start in _ending_at(data, len(data)) if _follows(data, start, 2)]
    if len(found) != 1:
        return None
    contig, pos = _PLACE.unpack_from(data, found[0] + _LENGTHS.size)
    return contig, pos + 1


def _follows(data: bytes, stop: int, records: int) -> bool:
    """So many records stand before `stop`, one after the other."""
    return not records or any(_follows(data, start, records - 1) for start in _ending_at(data, stop))


def _ending_at(data: bytes, stop: int) -> Iterator[int]:
    """Starts of what can be a record that ends at `stop`."""
    for start in range(stop - LEAST_RECORD, -1, -1):
        shared, individual = _LENGTHS.unpack_from(data, start)
        if start + _LENGTHS.size + shared + individual == stop and shared >= LEAST_SHARED:
            contig, pos = _PLACE.unpack_from(data, start + _LENGTHS.size)
            if contig >= 0 and pos >= 0:
                yield start


def _last_line(path: Path) -> bytes:
    """The last line that is not empty; b"" when its beginning lies before the tail."""
    text = b""
    try:
        for part in _unpacked_backwards(path):
            text = part + text
            if b"\n" in text.rstrip(b"\r\n"):
                return text.rstrip(b"\r\n").rpartition(b"\n")[2]
    except zlib.error:
        return b""                       # damaged: whoever reads the file says so
    return b""


def _unpacked_backwards(path: Path) -> Iterator[bytes]:
    with path.open("rb") as raw:
        raw.seek(max(0, path.stat().st_size - TAIL))
        tail = raw.read()
    for start, stop in reversed(_blocks(tail)):
        yield zlib.decompress(tail[start + _HEAD : stop - _FOOT], -zlib.MAX_WBITS)


def _blocks(tail: bytes) -> list[tuple[int, int]]:
    """Starts and stops of the blocks that follow each other to the very end."""
    start = -1
    while (start := tail.find(GZIP + b"\x08\x04", start + 1)) >= 0:
        found = list(_chain(tail, start))
        if found and found[-1][1] == len(tail):
            return found
    return []


def _chain(tail: bytes, start: int) -> Iterator[tuple[int, int]]:
    while tail[start : start + 2] == GZIP and tail[start + 12 : start + 14] == b"BC":
        stop = start + int.from_bytes(tail[start + 16 : start + 18], "little") + 1
        yield start, stop
        start = stop
