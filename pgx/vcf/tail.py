"""The last record of a bgzip file, read from its end: what an index that belongs to the file must find."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from pgx.vcf.stream import GZIP

TAIL = 1 << 18        # bytes; a block has at most 65,536
_HEAD, _FOOT = 18, 8  # bytes of a block before and after its deflated data (SAM specification, 4.1)


def last_place(path: Path) -> tuple[str, int] | None:
    """CHROM as the file spells it and POS of the last line; None when the end of the file does not show it."""
    line = _last_line(path)
    chrom, _, rest = line.partition(b"\t")
    pos = rest.partition(b"\t")[0]
    if not chrom or chrom.startswith(b"#") or not (pos.isdigit() and len(pos) < 12 and int(pos)):
        return None
    return chrom.decode("latin-1"), int(pos)


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
