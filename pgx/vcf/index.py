"""Seeking through a tabix or CSI index, when there is one that can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pgx.domain.errors import InputError
from pgx.domain.messages import Message
from pgx.vcf.contigs import canonical
from pgx.vcf.header import Header
from pgx.vcf.records import last_base, position_number
from pgx.vcf.scan import BIN, Line, Wanted
from pgx.vcf.stream import is_bgzf, is_stdin, lacks_bgzf_end

SMALL = 4 << 20                          # bytes below which reading everything is as quick and asks less trust
GAP = 20_000                             # bases: sites nearer than this are fetched in one go


def find_index(path: Path, header: Header) -> tuple[Path | None, tuple[Message, ...]]:
    """The index beside a large bgzip file. One that is older than the file, or goes by what the file does not give, is
    not used, and a message says so.
    """
    if is_stdin(path) or not is_bgzf(path) or lacks_bgzf_end(path) or path.stat().st_size < SMALL:
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


def indexed_lines(path: Path, index: Path, wanted: Wanted) -> Iterator[Line]:
    """Lines that touch a wanted site, each once. InputError when index or file cannot be read."""
    import pysam  # noqa: PLC0415  70 ms to import, needed for large indexed files only

    try:
        with pysam.TabixFile(str(path), index=str(index), encoding="latin-1") as table:
            yield from _fetched(table, path, wanted)
    except (OSError, ValueError) as error:
        raise InputError(f"{path.name}: the file or {index.name} is damaged: index it again (tabix -p vcf)") from error


def _fetched(table: Any, path: Path, wanted: Wanted) -> Iterator[Line]:  # noqa: ANN401  (pysam ships no types)
    for name in table.contigs:
        chrom = canonical(name)
        if chrom is None:
            continue
        done = 0
        for start, end in _stretches(wanted, chrom):
            for text in table.fetch(name, start, end):
                line = _kept(text, chrom, done, wanted, path)
                if line is not None:
                    yield line
            done = end


def _kept(text: str, chrom: str, done: int, wanted: Wanted, path: Path) -> Line | None:
    """The line, unless it touches no site or was already given with the stretch that ended at `done`."""
    start = text.split("\t", 4)
    if len(start) == 5 and start[1][:-2] not in wanted.names and len(start[3]) < BIN and "END=" not in start[4]:
        return None
    parts = text.split("\t", 8)
    where = f"{path.name} at {chrom}:{parts[1][:12] if len(parts) > 1 else ''}"
    if len(parts) < 8:
        raise InputError(f"{where}: has {len(parts)} tab-separated columns; a VCF line has at least eight")
    pos = position_number(parts[1], where)
    if pos <= done or not wanted.keeps(chrom, pos, last_base(pos, parts)):
        return None
    return Line(text, where)


def _stretches(wanted: Wanted, chrom: str) -> list[tuple[int, int]]:
    spans = sorted((site.pos - 1, site.end) for layout in wanted.layouts for site in layout.sites.get(chrom, ()))
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start - merged[-1][1] <= GAP:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
