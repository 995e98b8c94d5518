"""The records of a file that lie at our positions, with its header and what must be said about the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pgx.domain.errors import InputError, UsageError
from pgx.domain.messages import Message
from pgx.vcf.bcf import bcf_lines, is_bcf
from pgx.vcf.contigs import canonical
from pgx.vcf.header import Header
from pgx.vcf.index import find_index, indexed_lines
from pgx.vcf.policy import Policy
from pgx.vcf.records import Record, parse_record
from pgx.vcf.scan import Line, Wanted, read_header, stream_lines
from pgx.vcf.stream import lacks_bgzf_end, opened

MOST_RECORDS = 100_000    # records at our positions; a real file has about one for each


@dataclass(frozen=True, slots=True)
class Source:
    """`columns` are the indices of the sample columns asked for; each record has one cell for each of them."""

    name: str
    header: Header
    columns: tuple[int, ...]
    records: tuple[Record, ...]
    messages: tuple[Message, ...]

    @property
    def samples(self) -> tuple[str, ...]:
        """Names of the samples asked for, in file order."""
        return tuple(self.header.samples[column - 9] for column in self.columns)

    @property
    def trusts_depths(self) -> bool:
        """AD has one number for each allele, as far as the header says."""
        return self.header.formats.get("AD", "R") == "R"


def load_source(path: Path, wanted: Wanted, samples: Sequence[str] | None, policy: Policy) -> Source:
    """Read the file once, through its index when there is a good one.

    InputError when it is damaged, no VCF, or names no human chromosome; UsageError for samples it does not have.
    """
    messages = []
    if lacks_bgzf_end(path):
        text = "the file lacks the block that closes a bgzip file: it may have been cut off"
        messages.append(Message("file-end-missing", text))
    with lines_of(path, wanted) as (header, lines, said):
        messages += said
        columns = _columns(header, samples, path)
        records = tuple(record for line in _bounded(lines, path)
                        if (record := parse_record(line.text, header, columns, line.where, policy)))
    messages += _about_header(header)
    _check_contigs(header, records, path)
    return Source(path.name, header, columns, records, tuple(messages))


@contextmanager
def lines_of(
    path: Path, wanted: Wanted | None,
) -> Iterator[tuple[Header, Iterator[Line], tuple[Message, ...]]]:
    """Header, lines that touch a wanted site (none when nothing is wanted), and what was said about the index."""
    with opened(path) as stream:
        if is_bcf(stream):
            with bcf_lines(stream, path, wanted) as (header, lines):
                index, said = find_index(path, header)
                yield header, indexed_lines(path, index, wanted, binary=True) if index and wanted else lines, said
            return
        header, rest = read_header(stream, path)
        index, said = find_index(path, header)
        if wanted is None:
            yield header, iter(()), said
        else:
            yield header, (indexed_lines(path, index, wanted) if index
                           else stream_lines(rest, header.lines + 1, wanted, path,
                                             declares_end=header.declares_end)), said


def _check_contigs(header: Header, records: Sequence[Record], path: Path) -> None:
    if not records and header.contigs and not any(canonical(contig.name) for contig in header.contigs):
        raise InputError(f"{path.name}: no contig name is that of a human chromosome (chr10, 10, NC_000010.11)")


def _bounded(lines: Iterable[Line], path: Path) -> Iterator[Line]:
    """The lines, as long as they are not more than any real file has at the positions that pgx asks about."""
    for number, line in enumerate(lines):
        if number == MOST_RECORDS:
            raise InputError(f"{path.name}: has more than {MOST_RECORDS} records at the positions pgx asks about: "
                             "the same records seem to be repeated")
        yield line


def _about_header(header: Header) -> Iterator[Message]:
    number = header.formats.get("AD", "R")
    if number not in ("R", "."):
        text = f"the header declares AD with Number={number} instead of R: allele depths were not used"
        yield Message("depths-not-used", text)
    if not header.version:
        yield Message("file-version", "the file does not say which version of VCF it is: pgx reads it as VCFv4")
    elif not header.version.startswith("VCFv4"):
        yield Message("file-version", f"the file says it is {header.version}: pgx reads it as VCFv4")


def _columns(header: Header, samples: Sequence[str] | None, path: Path) -> tuple[int, ...]:
    if samples is None:
        return tuple(range(9, header.columns))
    unknown = set(samples) - set(header.samples)
    if unknown:
        raise UsageError(f"{path.name}: {len(unknown)} of the {len(set(samples))} samples asked for are not in the "
                         f"file, which has {len(header.samples)}")
    return tuple(index for index, name in enumerate(header.samples, 9) if name in set(samples))
