"""BCF, the binary form of VCF, by way of htslib: the records that matter come out as lines of text."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from pgx.domain.errors import InputError
from pgx.vcf.contigs import canonical
from pgx.vcf.header import Header, parse_header
from pgx.vcf.records import last_base
from pgx.vcf.scan import Line, Wanted
from pgx.vcf.stream import BROKEN, blocks

MAGIC = b"BCF"


def is_bcf(stream: BinaryIO) -> bool:
    """The unpacked stream begins as BCF does. Nothing of it is consumed."""
    try:
        return bool(stream.peek(len(MAGIC))[: len(MAGIC)] == MAGIC)  # type: ignore[attr-defined]  # a BufferedReader
    except BROKEN:
        return False                     # damaged: whoever reads on says so


@contextmanager
def bcf_lines(stream: BinaryIO, path: Path, wanted: Wanted | None) -> Iterator[tuple[Header, Iterator[Line]]]:
    """The header and the lines that touch a wanted site. InputError when the data are damaged or cut off."""
    with _piped(stream, path) as (source, check), _opened(source, path) as file:
        header = header_of(file, path)
        yield header, _lines(file, path, header, wanted, check) if wanted else iter(())


def header_of(file: Any, path: Path) -> Header:  # noqa: ANN401  (pysam ships no types)
    """Header of an open pysam VariantFile."""
    *meta, columns = str(file.header).splitlines()
    return parse_header(meta, columns, path)


@contextmanager
def _opened(source: BinaryIO, path: Path) -> Iterator[Any]:
    import pysam  # noqa: PLC0415  70 ms to import

    before = pysam.set_verbosity(0)      # what htslib would print of damage is said by our error
    try:
        with _open(pysam, source) as file:
            yield file
    except (OSError, ValueError) as error:
        raise InputError(f"{path.name}: is damaged BCF ({_first_line(error)}): fetch the file again") from error
    finally:
        pysam.set_verbosity(before)


def _open(pysam: Any, source: BinaryIO) -> Any:  # noqa: ANN401 - pysam has no types
    try:
        return pysam.VariantFile(source)
    except TypeError as error:           # how it fails to word an error about a file without a name
        raise ValueError("its header cannot be read") from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or "cannot be read"


@contextmanager
def _piped(stream: BinaryIO, path: Path) -> Iterator[tuple[BinaryIO, Feeder]]:
    """The unpacked bytes as a file that htslib can open, fed by a thread."""
    outlet, inlet = os.pipe()
    feeder = Feeder(stream, path, inlet)
    feeder.start()
    with os.fdopen(outlet, "rb") as source:
        try:
            yield source, feeder
        finally:
            source.close()               # so that a feeder that still has something to give stops
            feeder.join()


class Feeder(threading.Thread):
    """Copies a stream into a pipe. `error` is why it could not read to the end."""

    def __init__(self, stream: BinaryIO, path: Path, inlet: int) -> None:
        super().__init__(daemon=True)
        self.stream, self.path, self.inlet = stream, path, inlet
        self.error: InputError | None = None

    def run(self) -> None:
        """Copy until the end, or until nobody listens."""
        try:
            with os.fdopen(self.inlet, "wb") as target:
                for block in blocks(self.stream, self.path, whole_lines=False):
                    target.write(block)
        except InputError as error:
            self.error = error
        except BrokenPipeError:
            return


def _lines(file: Any, path: Path, header: Header, wanted: Wanted, feeder: Feeder) -> Iterator[Line]:  # noqa: ANN401
    try:
        for record in file:
            chrom = canonical(record.chrom)
            if chrom and wanted.keeps(chrom, record.pos, _last(record, header)):
                yield Line(str(record), f"{path.name} at {chrom}:{record.pos}")
    except (OSError, ValueError) as error:
        feeder.join()
        if feeder.error:
            raise feeder.error from error
        raise
    feeder.join()
    if feeder.error:
        raise feeder.error


def _last(record: Any, header: Header) -> int:  # noqa: ANN401 - pysam has no types
    """Last base, 1-based; htslib may know REF and END only."""
    return last_base(record.pos, str(record).split("\t", 8)) if header.spans_by_length else int(record.stop)
