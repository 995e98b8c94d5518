"""Seeking through a tabix or CSI index, when there is one that can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pgx.domain.errors import InputError
from pgx.domain.messages import Message
from pgx.vcf.contigs import canonical
from pgx.vcf.header import Header
from pgx.vcf.records import last_base, position_number
from pgx.vcf.scan import BIN, Line, Wanted
from pgx.vcf.stream import is_bgzf, lacks_bgzf_end, reads_once
from pgx.vcf.tail import last_binary_place, last_place

SMALL = 4 << 20                          # bytes below which reading everything is as quick and asks less trust
GAP = 20_000                             # bases: sites nearer than this are fetched in one go


def find_index(path: Path, header: Header) -> tuple[Path | None, tuple[Message, ...]]:
    """The index beside a large bgzip file. One that is older than the file, or goes by what the file does not give, is
    not used, and a message says so.
    """
    if reads_once(path) or not is_bgzf(path) or lacks_bgzf_end(path) or path.stat().st_size < SMALL:
        return None, ()
    found = [index for suffix in (".tbi", ".csi") if (index := path.with_name(path.name + suffix)).is_file()]
    if found and header.spans_by_length:
        text = "the index goes by REF and END, and records of this file give a length instead: all of it was read"
        return None, (Message("index-ignored", text, level="note"),)
    fresh = [index for index in found if index.stat().st_mtime >= path.stat().st_mtime]
    if fresh:
        return fresh[0], ()
    text = "the index is older than the file and was not used: all of the file was read"
    return None, (Message("index-ignored", text, level="note"),) if found else ()


def indexed_lines(path: Path, index: Path, wanted: Wanted, *, binary: bool = False) -> Iterator[Line]:
    """Lines that touch a wanted site, each once; of a BCF when `binary`.

    InputError when index or file is damaged, or the index is of another file.
    """
    import pysam  # noqa: PLC0415  70 ms to import, needed for large indexed files only

    program = "bcftools index" if binary else "tabix -p vcf"
    before = pysam.set_verbosity(0)      # htslib would print the line that it cannot read, genotypes and all
    try:
        if binary:
            with pysam.VariantFile(str(path), index_filename=str(index)) as file:
                _refuse_foreign(_leads_to_last(file, path), path, index, program)
                yield from _fetched(file, [str(name) for name in file.header.contigs], path, wanted)
        else:
            with pysam.TabixFile(str(path), index=str(index), encoding="latin-1") as table:
                _refuse_foreign(_leads_to_last_line(table, path), path, index, program)
                yield from _fetched(table, table.contigs, path, wanted)
    except (OSError, ValueError) as error:
        raise InputError(f"{path.name}: the file or {index.name} is damaged: index it again ({program})") from error
    finally:
        pysam.set_verbosity(before)


def _refuse_foreign(belongs: bool, path: Path, index: Path, program: str) -> None:
    if not belongs:
        raise InputError(f"{path.name}: {index.name} is not its index: index it again ({program})")


def _leads_to_last(file: Any, path: Path) -> bool:  # noqa: ANN401  (pysam ships no types)
    """The index leads to the last record of a BCF."""
    place = last_binary_place(path)
    if place is None or not file.is_valid_tid(place[0]):
        return True
    contig, pos = file.get_reference_name(place[0]), place[1]
    return any(record.pos == pos for record in file.fetch(contig, max(0, pos - 1), max(1, pos)))


def _leads_to_last_line(table: Any, path: Path) -> bool:  # noqa: ANN401 - pysam has no types
    """The index leads to the last record of the file. One of another file may know fewer chromosomes, or end early."""
    place = last_place(path)
    if place is None:
        return True
    chrom, pos = place
    return chrom in table.contigs and any(
        int(row.split("\t", 2)[1]) == pos for row in table.fetch(chrom, pos - 1, pos))


def _fetched(
    table: Any, names: Iterable[str], path: Path, wanted: Wanted,  # noqa: ANN401  (pysam ships no types)
) -> Iterator[Line]:
    for name in names:
        chrom = canonical(name)
        if chrom is None:
            continue
        done = 0
        for start, end in _stretches(wanted, chrom):
            for row in table.fetch(name, start, end):
                line = _kept(str(row), chrom, done, wanted, path)
                if line is not None:
                    yield line
            done = end


def _kept(text: str, chrom: str, done: int, wanted: Wanted, path: Path) -> Line | None:
    """The line, unless it touches no site or was already given with the stretch that ended at `done`."""
    start = text.split("\t", 4)
    if len(start) == 5 and len(start[3]) < BIN and "END=" not in start[4] and _bin(start[1]) not in wanted.names:
        return None
    parts = text.split("\t", 8)
    where = f"{path.name} at {chrom}:{parts[1][:12] if len(parts) > 1 else ''}"
    if len(parts) < 8:
        raise InputError(f"{where}: has {len(parts)} tab-separated columns; a VCF line has at least eight")
    pos = position_number(parts[1], where)
    if pos <= done or not wanted.keeps(chrom, pos, last_base(pos, parts)):
        return None
    return Line(text, where)


def _bin(pos: str) -> str:
    return pos.lstrip("0")[:-2]


def _stretches(wanted: Wanted, chrom: str) -> list[tuple[int, int]]:
    spans = sorted((site.pos - 1, site.end) for layout in wanted.layouts for site in layout.sites.get(chrom, ()))
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start - merged[-1][1] <= GAP:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
