"""BCF reads as the VCF text it was made from, packed, indexed or piped; damage is one line."""

from __future__ import annotations

import gzip
import io
import os
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pysam
import pytest

from pgx.domain.errors import InputError
from pgx.domain.observations import Observations
from pgx.vcf import index as index_module
from pgx.vcf import read, sample_names
from pgx.vcf.header import Header
from pgx.vcf.tail import last_binary_place
from tests.paths import SHARED, needs_shared
from tests.vcf.kb import shared_knowledge
from tests.vcf.places import ALL, HEADER38, KNOWLEDGE, MULTI, SNV, alleles, line, vcf
from tests.vcf.test_finding import crowd

LENGTHS = "".join(f"##contig=<ID={p.chrom}>\n" for p in ALL if p.chrom not in ("chr1", "chr10"))
FIELDS = "".join(f'##FORMAT=<ID={key},Number={number},Type={kind},Description="x">\n' for key, number, kind in (
    ("PS", "1", "Integer"), ("AD", "R", "Integer"), ("GQ", "1", "Integer"))) + '##FILTER=<ID=LowQual,Description="x">\n'


def rich() -> str:
    """All kinds of positions and genotypes, two samples."""
    rows = [line(p, p.ref, ",".join(p.alts), "0|1:7:9,11:60 ./.:.:.:.", format="GT:PS:AD:GQ") for p in ALL
            if p.chrom not in ("chrX", "chrM")]
    rows += [line("chrX:154536002", "C", "T", "1 0/1"), line("chrM:1555", "A", "G", "1 ."),
             line(MULTI, "T", "G", "0/0 0/0", filter="LowQual"), line("chr10:94842866", "A", "G,*", "./1 2/2")]
    contigs = sorted({f"##contig=<ID={p.chrom}>\n" for p in ALL} - {"##contig=<ID=chr1>\n", "##contig=<ID=chr10>\n"})
    return vcf(*rows, header=HEADER38 + "".join(contigs) + FIELDS, samples="A B")


def to_bcf(source: Path, target: Path, mode: str = "wb") -> Path:
    """The same records as BCF."""
    with pysam.VariantFile(str(source)) as text, pysam.VariantFile(str(target), mode, header=text.header) as out:
        for record in text:
            out.write(record)
    return target


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A VCF and the BCF made of it."""
    text = tmp_path / "p.vcf"
    text.write_text(rich())
    return text, to_bcf(text, tmp_path / "p.bcf")


def same(first: Observations, second: Observations) -> bool:
    """All but the file's name."""
    return (first.sample, first.assembly, first.sites, first.site_messages, first.messages) == (
        second.sample, second.assembly, second.sites, second.site_messages, second.messages)


def test_reads_as_the_text(pair: tuple[Path, Path]) -> None:
    """Every sample, every message, the evidence too."""
    text, binary = pair
    seen = list(zip(read(text, KNOWLEDGE), read(binary, KNOWLEDGE), strict=True))
    assert len(seen) == 2
    assert all(same(*both) for both in seen)
    assert {k: v.evidence for k, v in seen[0][0].sites.items()} == {k: v.evidence for k, v in seen[0][1].sites.items()}
    assert sample_names(binary) == ("A", "B")
    assert [seen.sample for seen in read(binary, KNOWLEDGE, samples=["B"])] == ["B"]


def test_reference_blocks(tmp_path: Path) -> None:
    """END reaches into the binary form, and so does LEN."""
    header = HEADER38 + FIELDS + ('##INFO=<ID=END,Number=1,Type=Integer,Description="x">\n'
                                  '##FORMAT=<ID=LEN,Number=1,Type=Integer,Description="x">\n')
    text = tmp_path / "g.vcf"
    text.write_text(vcf(line("chr1:97000000", "A", "<NON_REF>", "0/0:30", info="END=98000000", format="GT:GQ"),
                        line("chr10:94700000", "A", "<*>", "0/0:900000", format="GT:LEN"), header=header))
    seen = next(read(to_bcf(text, tmp_path / "g.bcf"), KNOWLEDGE))
    assert (alleles(seen.at("deletion")), alleles(seen.at("snv"))) == ("0/0", "0/0")
    assert same(next(read(text, KNOWLEDGE)), seen)


def test_uncompressed(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """As `bcftools view -Ou` writes it."""
    plain = tmp_path / "plain.bcf"
    plain.write_bytes(gzip.decompress(pair[1].read_bytes()))
    assert same(next(read(pair[0], KNOWLEDGE)), next(read(plain, KNOWLEDGE)))


@pytest.mark.parametrize("packed", [True, False])
def test_standard_input(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    """A pipe is read once and nothing of it is lost."""
    content = pair[1].read_bytes()

    class Pipe:
        buffer = io.BufferedReader(io.BytesIO(content if packed else gzip.decompress(content)))

    monkeypatch.setattr(sys, "stdin", Pipe)
    assert same(next(read(pair[0], KNOWLEDGE)), next(read(Path("-"), KNOWLEDGE)))


@pytest.mark.parametrize("change", [lambda p: p[0].read_bytes(), lambda p: gzip.compress(p[0].read_bytes()),
                                    lambda p: p[1].read_bytes()], ids=["text", "gzip", "bcf"])
def test_named_pipe(pair: tuple[Path, Path], tmp_path: Path, change: Callable[[tuple[Path, Path]], bytes]) -> None:
    """`<(program)` in a shell: looked at once, from its beginning."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    writer = threading.Thread(target=lambda: fifo.write_bytes(change(pair)))
    writer.start()
    seen = next(read(fifo, KNOWLEDGE))
    writer.join()
    assert same(next(read(pair[0], KNOWLEDGE)), seen)


def test_through_an_index(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A CSI index points to the same records."""
    monkeypatch.setattr(index_module, "SMALL", 0)
    ordered = pair[1].with_name("sorted.bcf")
    with pysam.VariantFile(str(pair[1])) as source:
        header, records = source.header.copy(), sorted(source, key=lambda r: (r.rid, r.pos))
        with pysam.VariantFile(str(ordered), "wb", header=header) as out:
            for record in records:
                out.write(record)
    pysam.tabix_index(str(ordered), preset="bcf", csi=True, force=True)
    assert index_module.find_index(ordered, Header((), 0, 0))[0] is not None
    assert same(next(read(pair[0], KNOWLEDGE)), next(read(ordered, KNOWLEDGE)))


@pytest.mark.parametrize("kept", [r"\nchr3\t", r"\nchrX"], ids=["first chromosomes", "all but the end"])
def test_index_of_another_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str) -> None:
    """It is newer than the file, and what it does not know would be unread."""
    monkeypatch.setattr(index_module, "SMALL", 0)
    text = crowd().replace("AC=1;AF=0.5;DP=30", ".")
    for name, content in (("one", text), ("two", text[: re.search(kept, text).start() + 1])):
        (tmp_path / f"{name}.vcf").write_text(content)
        to_bcf(tmp_path / f"{name}.vcf", tmp_path / f"{name}.bcf")
        pysam.tabix_index(str(tmp_path / f"{name}.bcf"), preset="bcf", force=True)
    assert len(next(read(tmp_path / "one.bcf", KNOWLEDGE)).sites) == len(ALL)
    (tmp_path / "two.bcf.csi").rename(tmp_path / "one.bcf.csi")
    with pytest.raises(InputError, match=r"one\.bcf\.csi is not its index: index it again"):
        list(read(tmp_path / "one.bcf", KNOWLEDGE))


@pytest.mark.parametrize("records", [1, 2, 3, 50])
def test_last_record_is_read_from_the_end(tmp_path: Path, records: int) -> None:
    """Where three records in a row do not stand for it, it is left open."""
    text = tmp_path / "some.vcf"
    text.write_text(vcf(*(line(f"chr10:{1000 + n}", "A", "C") for n in range(records))))
    found = last_binary_place(to_bcf(text, tmp_path / "some.bcf"))
    assert found == ((1, 1000 + records - 1) if records > 2 else None)


def test_csi_index_of_a_vcf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CSI serves text files too."""
    monkeypatch.setattr(index_module, "SMALL", 0)
    path = tmp_path / "p.vcf"
    path.write_text(vcf(line("chr10:94781858", "C", "T"), line(SNV, "G", "A")))
    pysam.tabix_index(str(path), preset="vcf", csi=True)
    assert (tmp_path / "p.vcf.gz.csi").exists()
    seen = next(read(tmp_path / "p.vcf.gz", KNOWLEDGE))
    assert (alleles(seen.at("next")), alleles(seen.at("snv"))) == ("0/1", "0/1")


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.95])
def test_cut_off(pair: tuple[Path, Path], keep: float) -> None:
    """Nothing is read of half a file."""
    content = pair[1].read_bytes()
    pair[1].write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(InputError, match=r"p.bcf: the compressed data end early"):
        read(pair[1], KNOWLEDGE)


@pytest.mark.parametrize("keep", [0.05, 0.3, 0.6, 0.95])
def test_cut_off_when_unpacked(pair: tuple[Path, Path], keep: float) -> None:
    """Nor of half an unpacked one."""
    content = gzip.decompress(pair[1].read_bytes())
    pair[1].write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(InputError, match=r"p.bcf: is damaged BCF"):
        read(pair[1], KNOWLEDGE)


@pytest.mark.parametrize(("old", "new"), [
    (b"BCF\x02\x02", b"BCF\xdd\x02"), (b"##fileformat", b"##fil\0format"),
    (b"##contig=<ID=chr10", b"##cnotig=<DI=chr10"), (b"\tFORMAT\tA\tB", b"\tFORMAT\tA\tA"),
], ids=["version", "NUL", "contig", "names"])
def test_damaged_header(pair: tuple[Path, Path], old: bytes, new: bytes) -> None:
    """One line, whatever htslib makes of it."""
    content = gzip.decompress(pair[1].read_bytes())
    assert old in content
    pair[1].write_bytes(content.replace(old, new))
    with pytest.raises(InputError, match=r"p.bcf"):
        read(pair[1], KNOWLEDGE)


@needs_shared
@pytest.mark.parametrize("name", ["00_base.vcf", "30_gt_half_missing_left.vcf", "50_ps_cis_TPMT3A.vcf",
                                  "40_male_haploid_X.vcf", "74_star_alt.vcf", "100_two_samples.vcf",
                                  "23_multiallelic_split_UGT1A1.vcf", "60_ad_contradicts_gt.vcf"])
def test_shared_cases(tmp_path: Path, name: str) -> None:
    """Files of other people, by way of BCF."""
    source = SHARED / "cases" / "robustness" / name
    binary = to_bcf(source, tmp_path / "case.bcf")
    for both in zip(read(source, shared_knowledge()), read(binary, shared_knowledge()), strict=True):
        assert same(*both)
