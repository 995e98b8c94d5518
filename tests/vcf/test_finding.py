"""The lines that matter are found in plain, packed, indexed and piped files alike."""

from __future__ import annotations

import gzip
import io
import os
import random
import sys
from pathlib import Path

import pysam
import pytest

from pgx.domain.errors import InputError
from pgx.vcf import index as index_module
from pgx.vcf import read
from pgx.vcf.header import Header
from tests.vcf.places import ALL, HEADER38, KNOWLEDGE, SNV, alleles, line, vcf

CONTIGS = "".join(f"##contig=<ID=chr{c}>\n" for c in [*range(1, 23), "X", "M"])


def crowd(seed: int = 5) -> str:
    """Our positions among 30,000 other records, sorted."""
    chance = random.Random(seed)
    order = {f"chr{c}": i for i, c in enumerate([*range(1, 23), "X", "Y", "M"])}
    rows = [(p.chrom, p.pos38, line(p, p.ref, ",".join(p.alts), "1" if p.chrom == "chrM" else "0/1")) for p in ALL]
    for _ in range(30_000):
        chrom = f"chr{chance.randint(1, 22)}"
        pos = chance.randint(1, 100_000_000)
        rows.append((chrom, pos, line(f"{chrom}:{pos}", chance.choice("ACGT"), "A", info="AC=1;AF=0.5;DP=30")))
    rows.append(("chr4", 500, line("chr4:500", "A", "C")))
    rows.sort(key=lambda row: (order[row[0]], row[1]))
    return vcf(*(text for *_, text in rows), header=HEADER38 + CONTIGS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The crowd, packed in four ways."""
    place = tmp_path_factory.mktemp("crowd")
    text = crowd()
    (place / "plain.vcf").write_text(text)
    (place / "plain_in_disguise.vcf.gz").write_text(text)
    (place / "gzip.vcf.gz").write_bytes(gzip.compress(text.encode()))
    half = text.index("\nchr7") + 1
    members = [gzip.compress(part.encode()) for part in (text[:half], text[half:])]
    (place / "two_members.vcf.gz").write_bytes(b"".join(members))
    for name in ("bgzip.vcf.gz", "indexed.vcf.gz"):
        with pysam.BGZFile(str(place / name), "w", None) as out:
            out.write(text.encode())
    pysam.tabix_index(str(place / "indexed.vcf.gz"), preset="vcf")
    return place


def expected(folder: Path) -> dict[str, str]:
    """What the plain file shows."""
    return {name: alleles(seen) for name, seen in next(read(folder / "plain.vcf", KNOWLEDGE)).sites.items()}


@pytest.mark.parametrize("name", ["plain_in_disguise.vcf.gz", "gzip.vcf.gz", "two_members.vcf.gz", "bgzip.vcf.gz",
                                  "indexed.vcf.gz"])
def test_packing_does_not_matter(folder: Path, name: str) -> None:
    """Magic bytes decide, not the name."""
    seen = next(read(folder / name, KNOWLEDGE))
    assert {key: alleles(value) for key, value in seen.sites.items()} == expected(folder)
    assert len(seen.sites) == len(ALL)


def test_index_gives_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeking and streaming see the same lines."""
    monkeypatch.setattr(index_module, "SMALL", 0)
    path = folder / "indexed.vcf.gz"
    assert index_module.find_index(path, Header((), 0, 0))[0] is not None
    seen = next(read(path, KNOWLEDGE))
    assert {key: alleles(value) for key, value in seen.sites.items()} == expected(folder)


def test_old_index_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index older than its file may point anywhere."""
    monkeypatch.setattr(index_module, "SMALL", 0)
    path = folder / "indexed.vcf.gz"
    tabix = folder / "indexed.vcf.gz.tbi"
    os.utime(tabix, (1, 1))
    try:
        seen = next(read(path, KNOWLEDGE))
    finally:
        os.utime(tabix)
    assert {key: alleles(value) for key, value in seen.sites.items()} == expected(folder)
    assert [m.code for m in seen.messages] == ["index-ignored"]


def test_damaged_index(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, with the way out."""
    monkeypatch.setattr(index_module, "SMALL", 0)
    path = tmp_path / "p.vcf.gz"
    path.write_bytes((folder / "indexed.vcf.gz").read_bytes())
    (tmp_path / "p.vcf.gz.tbi").write_bytes(b"not an index")
    with pytest.raises(InputError, match=r"p.vcf.gz: the file or p.vcf.gz.tbi is damaged"):
        read(path, KNOWLEDGE)


@pytest.mark.parametrize("other", ["first chromosomes", "all but the end", "another header"])
@pytest.mark.parametrize("csi", [False, True], ids=["tbi", "csi"])
def test_index_of_another_file_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str, csi: bool, capfd: pytest.CaptureFixture,
) -> None:
    """It is newer than the file, its blocks may fit for a while, and what it does not know would be unread."""
    monkeypatch.setattr(index_module, "SMALL", 0)
    text = (folder / "plain.vcf").read_text()
    body = text.index("\nchr1\t") + 1
    texts = {"first chromosomes": text[: text.index("\nchr3\t") + 1],
             "all but the end": text[: text.index("\nchrX") + 1],
             "another header": text[:body].replace("##contig", "##source=x\n##contig", 1) + text[body:]}
    for name, content in (("one.vcf.gz", text), ("two.vcf.gz", texts[other])):
        with pysam.BGZFile(str(tmp_path / name), "w", None) as out:
            out.write(content.encode())
    pysam.tabix_index(str(tmp_path / "two.vcf.gz"), preset="vcf", csi=csi)
    suffix = ".csi" if csi else ".tbi"
    (tmp_path / f"two.vcf.gz{suffix}").rename(tmp_path / f"one.vcf.gz{suffix}")
    with pytest.raises(InputError, match=f"one.vcf.gz{suffix} is (not its index|damaged): index it again"):
        list(read(tmp_path / "one.vcf.gz", KNOWLEDGE))
    assert capfd.readouterr().err == ""


def test_far_reaching_records_are_found_through_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block or deletion that starts long before the position, once."""
    monkeypatch.setattr(index_module, "SMALL", 0)
    path = tmp_path / "g.vcf"
    path.write_text(vcf(line("chr10:94000000", "N", "<NON_REF>", "0/0", info="END=95000000"),
                        line("chr10:94781000", "A" * 858 + "C", "A", "0/1")))
    pysam.tabix_index(str(path), preset="vcf")
    seen = next(read(tmp_path / "g.vcf.gz", KNOWLEDGE))
    assert (alleles(seen.at("snv")), alleles(seen.at("differs")), alleles(seen.at("next"))) == ("0/0", "0/0", "no-call")


@pytest.mark.parametrize("length", [50, 150, 500, 5000])
def test_long_deletions_upstream_are_found_by_streaming(tmp_path: Path, length: int) -> None:
    """However far away they start."""
    path = tmp_path / "d.vcf"
    path.write_text(vcf(line(f"chr10:{SNV.pos38 - length}", "A" * length + "G", "A", "0/1")))
    assert alleles(next(read(path, KNOWLEDGE, absent_is_reference=True)).at("snv")) == "no-call"


def test_standard_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` reads a pipe, packed or not."""
    class Pipe:
        buffer = io.BufferedReader(io.BytesIO((folder / "gzip.vcf.gz").read_bytes()))

    monkeypatch.setattr(sys, "stdin", Pipe)
    seen = next(read(Path("-"), KNOWLEDGE))
    assert {key: alleles(value) for key, value in seen.sites.items()} == expected(folder)
    assert seen.file == "-"


@pytest.mark.parametrize("size", [64, 1000, 65536])
def test_block_size_does_not_matter(folder: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Lines that straddle blocks are whole; error line numbers stay right."""
    from pgx.vcf import stream

    text = vcf(*(line(p, p.ref, p.alts[0], "0/0") for p in ALL), "chr3\tx\t.\tA\tC\t.\t.\t.\tGT\t0/1\n")
    path = folder / "blocks.vcf"
    path.write_text(text)
    monkeypatch.setattr(stream, "BLOCK", size)
    with pytest.raises(InputError, match=f"blocks.vcf:{text.count(chr(10))}: POS"):
        read(path, KNOWLEDGE)
