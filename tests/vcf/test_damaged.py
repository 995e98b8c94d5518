"""Damaged and foreign files: one clear line, never a traceback, nothing half-done."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from pgx.domain.errors import InputError, UsageError
from pgx.vcf import read, sample_names
from tests.vcf.places import HEADER38, KNOWLEDGE, MULTI, SNV, alleles, line, observe, vcf

GOOD = line(SNV, "G", "A")
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n"

BAD_TEXT = [
    ("empty", "", "is empty"),
    ("only a line feed", "\n", "patient.vcf:1: is not a VCF"),
    ("prose", "Dear doctor,\n", "patient.vcf:1: is not a VCF"),
    ("html", "<html></html>", "patient.vcf:1: is not a VCF"),
    ("no columns", "##fileformat=VCFv4.2\n", "has no #CHROM line"),
    ("data first", "##fileformat=VCFv4.2\nchr1\t1\t.\tA\tC\n", "patient.vcf:2: a data line stands before"),
    ("broken header line", "##fileformat=VCFv4.2\n##contig=<ID=\n\nchr1>\n" + COLUMNS, "patient.vcf:4: a data line"),
    ("spaces", vcf(GOOD).replace("\t", " "), "patient.vcf:5: the #CHROM line does not have the eight"),
    ("short #CHROM", HEADER38 + "#CHROM\tPOS\tID\n", "patient.vcf:5: the #CHROM line"),
    ("no samples", HEADER38 + COLUMNS.replace("\tFORMAT\tS", ""), "patient.vcf:5: has no sample column"),
    ("format only", HEADER38 + COLUMNS.replace("\tS", ""), "has no sample column"),
    ("no format", HEADER38 + COLUMNS.replace("FORMAT", "FMT"), "column 9"),
    ("same name twice", HEADER38 + COLUMNS.replace("\tS", "\tS\tT\tS"), "columns 10 and 12 have the same sample name"),
    ("column missing", vcf(GOOD.replace("\t0/1", "")), "patient.vcf:6: has 9 columns where the #CHROM line has 10"),
    ("column too many", vcf(GOOD, line(SNV, "G", "A", "0/1 0/1")), "patient.vcf:7: has 11 columns"),
    ("cut off", vcf(GOOD, GOOD[:30]), "patient.vcf:7: has . "),
    ("cut off in a field", vcf(GOOD)[:-5], "patient.vcf:6: has 9 columns"),
    ("POS with a point", vcf(GOOD, GOOD.replace("94781859", "94781859.0")), "patient.vcf:7: POS is not a whole number"),
    ("POS negative", vcf(GOOD.replace("94781859", "-1")), "patient.vcf:6: POS is not"),
    ("POS in other digits", vcf(GOOD.replace("94781859", "٩٤")), "patient.vcf:6: POS is not"),
    ("REF not bases", vcf(GOOD.replace("\tG\t", "\tQ\t")), "patient.vcf:6: REF is not made of"),
    ("REF empty", vcf(GOOD.replace("\tG\t", "\t\t")), "patient.vcf:6: REF is not made of"),
    ("NUL byte", vcf(GOOD.replace("PASS\t.", "PASS\tA\0B")), "patient.vcf:6: holds NUL bytes"),
    ("no tabs in the body", vcf("chr10 94781859 . G A\n"), "patient.vcf:6: has 1 tab-separated columns"),
]


@pytest.mark.parametrize(("text", "match"), [case[1:] for case in BAD_TEXT], ids=[case[0] for case in BAD_TEXT])
def test_bad_text(tmp_path: Path, text: str, match: str) -> None:
    """File, line, what is wrong."""
    with pytest.raises(InputError, match=match) as caught:
        observe(tmp_path, text)
    assert "\n" not in str(caught.value)


FOREIGN = [   # id, first bytes, what the message says
    ("utf-16-le", b"\xff\xfe", "UTF-16"), ("utf-16-be", b"\xfe\xff", "UTF-16"), ("zip", b"PK\x03\x04", "zip"),
    ("bzip2", b"BZh9", "bzip2"), ("xz", b"\xfd7zXZ\0", "xz"), ("zstd", b"(\xb5/\xfd", "zstd"),
    ("cram", b"CRAM\3", "reads"), ("pdf", b"%PDF-1.7", "PDF"), ("bcf-plain", b"BCF\2\2", "damaged BCF"),
    ("bcf", gzip.compress(b"BCF\2\2rest"), "damaged BCF"),
    ("bam", gzip.compress(b"BAM\1rest"), "reads, not variants"), ("empty-gzip", gzip.compress(b""), "is empty"),
    ("zeros", b"\0\0\0\0", "binary data"),
]


@pytest.mark.parametrize(("start", "match"), [case[1:] for case in FOREIGN], ids=[case[0] for case in FOREIGN])
def test_foreign_formats(tmp_path: Path, start: bytes, match: str) -> None:
    """The format is named, with the way out."""
    with pytest.raises(InputError, match=match):
        observe(tmp_path, start + (b"" if start.startswith(b"\x1f") else b"   \n"))


@pytest.mark.parametrize("keep", [0.05, 0.3, 0.6, 0.9, 0.999])
def test_truncated_gzip(tmp_path: Path, keep: float) -> None:
    """A file that is cut off yields nothing."""
    packed = gzip.compress(vcf(*[GOOD] * 1, *[line("chr3:5", "A", "C")] * 3000).encode())
    path = tmp_path / "cut.vcf.gz"
    path.write_bytes(packed[: int(len(packed) * keep)])
    with pytest.raises(InputError, match=r"cut.vcf.gz"):
        read(path, KNOWLEDGE)


def test_damaged_gzip(tmp_path: Path) -> None:
    """So does one that is damaged in the middle."""
    packed = bytearray(gzip.compress(vcf(GOOD).encode()))
    packed[len(packed) // 2] ^= 0xFF
    path = tmp_path / "bad.vcf.gz"
    path.write_bytes(packed)
    with pytest.raises(InputError, match=r"bad.vcf.gz"):
        read(path, KNOWLEDGE)


def test_no_such_file(tmp_path: Path) -> None:
    """The reason of the operating system is told."""
    with pytest.raises(InputError, match=r"cannot be opened .No such file"):
        read(tmp_path / "none.vcf", KNOWLEDGE)


def test_a_folder(tmp_path: Path) -> None:
    """A folder is no file."""
    with pytest.raises(InputError, match=r"cannot be opened .Is a directory"):
        read(tmp_path, KNOWLEDGE)


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.rstrip("\n"),
    lambda text: text + "\n\n",
    lambda text: text.replace(GOOD, "\n" + GOOD + "\n"),
    lambda text: "﻿" + text,
    lambda text: text.replace("##fileformat=VCFv4.2\n", "", 1),
    lambda text: text.replace("VCFv4.2", "VCFv4.5"),
    lambda text: text.replace("##FORMAT", '##INFO=<ID=X,Number=1,Type=String,Description="a \\"b\\" c">\n##FORMAT'),
    lambda text: text.replace("##FORMAT", '##FORMAT=<ID=LAD,Number=LR,Type=Integer,Description="x">\n##FORMAT'),
    lambda text: text.replace("##FORMAT", "##contig=<length=5,ID=HLA-A*01:01:01:01>\n##FORMAT"),
    lambda text: text.replace("##FORMAT", "##\n##=\n##x\n##FORMAT=<>\n##contig=<>\n##FORMAT"),
    lambda text: text.replace(GOOD, "HLA-A*01:01:01:01\t5\t.\tA\tC\t.\t.\t.\tGT\t0/1\n" + GOOD),
], ids=["crlf", "no last line feed", "blank end", "blank lines", "byte order mark", "no fileformat", "new version",
        "escaped quotes", "Number=LR", "contig ID last", "odd header lines", "other contig"])
def test_harmless_oddities(tmp_path: Path, change) -> None:
    """What other tools write is read."""
    assert alleles(observe(tmp_path, change(vcf(GOOD))).at("snv")) == "0/1"


def test_latin1_header(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 in a comment do no harm."""
    text = b"##fileformat=VCFv4.2\n##centre=K\xf6ln\n" + vcf(GOOD).split("\n", 1)[1].encode()
    assert alleles(observe(tmp_path, text).at("snv")) == "0/1"


def test_missing_bgzip_end_is_told(tmp_path: Path) -> None:
    """Perhaps cut off between blocks: read, with a message."""
    import pysam

    path = tmp_path / "p.vcf.gz"
    with pysam.BGZFile(str(path), "w", None) as out:
        out.write(vcf(GOOD).encode())
    whole = path.read_bytes()
    assert [m.code for m in next(read(path, KNOWLEDGE)).messages] == []
    path.write_bytes(whole[:-28])
    assert [m.code for m in next(read(path, KNOWLEDGE)).messages] == ["file-end-missing"]


def test_samples(tmp_path: Path) -> None:
    """Names are exact, spaces and all; order is the file's."""
    path = tmp_path / "three.vcf"
    path.write_text(vcf(line(SNV, "G", "A", "0/0 0/1 1/1")).replace("\tS\n", '\tb 1\t../a\tc;"<b>\n'))
    assert sample_names(path) == ("b 1", "../a", 'c;"<b>')
    seen = list(read(path, KNOWLEDGE, samples=['c;"<b>', "b 1"]))
    assert [(one.sample, alleles(one.at("snv"))) for one in seen] == [("b 1", "0/0"), ('c;"<b>', "1/1")]


def test_unknown_samples_are_counted_and_not_named(tmp_path: Path) -> None:
    """A sample name may identify a person."""
    path = tmp_path / "one.vcf"
    path.write_text(vcf(GOOD, samples="Known"))
    with pytest.raises(UsageError, match="2 of the 3 samples asked for are not in the file, which has 1") as caught:
        read(path, KNOWLEDGE, samples=["Jane", "Joe", "Known"])
    assert not {"Jane", "Joe", "Known"} & set(str(caught.value).replace("`", " ").split())


def test_errors_come_before_the_first_result(tmp_path: Path) -> None:
    """A damaged end spoils the whole file, at the call and not on the way."""
    path = tmp_path / "end.vcf"
    path.write_text(vcf(line(SNV, "G", "A", "0/1"), line(MULTI, "T", "C", "0/1 1/1")))
    with pytest.raises(InputError, match=r"end.vcf:7"):
        read(path, KNOWLEDGE)


def test_error_shows_no_genotype(tmp_path: Path) -> None:
    """Errors go to logs."""
    with pytest.raises(InputError) as caught:
        observe(tmp_path, vcf(line(SNV, "G", "A", "0/1 1/1"), samples="Jane"))
    assert "Jane" not in str(caught.value)
    assert "1/1" not in str(caught.value)
