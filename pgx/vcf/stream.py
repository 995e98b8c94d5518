"""Bytes of a VCF, whatever it is packed in: plain, gzip or bgzip by magic number, from a file or standard input."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from isal import igzip, isal_zlib

from pgx.domain.errors import InputError

BLOCK = 1 << 17
LONGEST_LINE = 1 << 26    # bytes; a line of a cohort of a million people is shorter, what is longer is no VCF
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP = b"\x1f\x8b"
BROKEN: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error, cast("type[Exception]", isal_zlib.error))
BGZF_EOF = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
_FOREIGN = (
    (b"\xff\xfe", "is UTF-16 text: save it as UTF-8"),
    (b"\xfe\xff", "is UTF-16 text: save it as UTF-8"),
    (b"PK\x03\x04", "is a zip archive: unpack it, or pack the VCF with bgzip"),
    (b"BZh", "is bzip2: pack the VCF with gzip or bgzip"),
    (b"\xfd7zXZ", "is xz: pack the VCF with gzip or bgzip"),
    (b"(\xb5/\xfd", "is zstd: pack the VCF with gzip or bgzip"),
    (b"CRAM", "holds reads, not variants: pgx reads VCF and BCF"),
    (b"BAM\x01", "holds reads, not variants: pgx reads VCF and BCF"),
    (b"%PDF", "is a PDF, not a VCF"),
)


def is_stdin(path: Path) -> bool:
    """`-` stands for standard input."""
    return str(path) == "-"


def reads_once(path: Path) -> bool:
    """Standard input or a pipe: what is read of it is gone, and it has no end to seek."""
    return is_stdin(path) or path.is_fifo()


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A binary stream of the unpacked text. InputError when the file cannot be opened or is empty."""
    try:
        raw: BinaryIO = sys.stdin.buffer if is_stdin(path) else path.open("rb")
    except OSError as error:
        raise InputError(f"{path.name}: cannot be opened ({error.strerror})") from error
    try:
        magic = _peek(raw, path)
        yield _unpacked(raw) if magic.startswith(GZIP) else raw
    finally:
        if not is_stdin(path):
            raw.close()


def _unpacked(raw: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", igzip.IGzipFile(fileobj=raw, mode="rb"))  # type: ignore[no-untyped-call]


def _peek(raw: BinaryIO, path: Path) -> bytes:
    try:
        magic: bytes = raw.peek(8)[:8]  # type: ignore[attr-defined]  # a BufferedReader
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror})") from error
    if not magic:
        raise InputError(f"{path.name}: is empty")
    refuse_foreign(magic, path)
    return magic


def refuse_foreign(start: bytes, path: Path) -> None:
    """InputError naming the format when the first bytes are of a well-known one that is not VCF."""
    for magic, text in _FOREIGN:
        if start.startswith(magic):
            raise InputError(f"{path.name}: {text}")


def blocks(stream: BinaryIO, path: Path, *, whole_lines: bool = True) -> Iterator[bytes]:
    """Whole lines of `stream`, about 128 KiB at a time: what a processor's cache holds. Or the bytes as they come.

    The last line may lack its line feed. InputError when the compressed data break off or are damaged.
    """
    rest = b""
    while chunk := _read(stream, path):
        if not whole_lines:
            yield chunk
            continue
        cut = chunk.rfind(b"\n") + 1
        if not cut:
            rest += chunk
            if len(rest) > LONGEST_LINE:
                raise InputError(f"{path.name}: has a line of more than {LONGEST_LINE >> 20} MB: this is not a VCF")
            continue
        yield b"".join((rest, memoryview(chunk)[:cut]))
        rest = chunk[cut:]
    if rest:
        yield rest


def _read(stream: BinaryIO, path: Path) -> bytes:
    try:
        return stream.read(BLOCK)
    except EOFError as error:
        raise InputError(f"{path.name}: the compressed data end early: the file is cut off, fetch it again") from error
    except BROKEN as error:
        raise InputError(f"{path.name}: cannot be read to its end ({error}): fetch the file again") from error


def lacks_bgzf_end(path: Path) -> bool:
    """True for a bgzip file without its closing empty block: it may have been cut off between two blocks."""
    if reads_once(path):
        return False
    try:
        with path.open("rb") as raw:
            if not _is_bgzf(raw.read(18)):
                return False
            raw.seek(-len(BGZF_EOF), 2)
            return raw.read() != BGZF_EOF
    except OSError:
        return False


def is_bgzf(path: Path) -> bool:
    """True when the file is packed in bgzip blocks, which an index can point into."""
    try:
        with path.open("rb") as raw:
            return _is_bgzf(raw.read(18))
    except OSError:
        return False


def _is_bgzf(head: bytes) -> bool:
    return head.startswith(GZIP) and head[3:4] == b"\x04" and head[12:14] == b"BC"
