"""What each caller's file comes to: rows of gene, candidates, sample, and why a result is not used."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pgx import callers
from pgx.calling import parse_outside
from pgx.domain.calls import OutsideRow
from pgx.domain.errors import InputError
from tests.end_to_end.people import engine

FILES = Path(__file__).parent / "files"
NO_CALL = "the caller made no call"

ROWS = {
    "cyrius.tsv": [
        ("P1", "CYP2D6", "*1/*4", "", "", ""), ("P2", "CYP2D6", "*1/*46", "", "", ""),
        ("P2", "CYP2D6", "*43/*45", "", "", ""), ("P3", "CYP2D6", "", "", "", NO_CALL),
        ("P4", "CYP2D6", "", "", "", "the caller's own filter is Not_assigned_to_haplotypes"),
        ("P5", "CYP2D6", "", "", "", "the caller's own filter is LowQ_high_CN")],
    "cyrius_fork.tsv": [("P1", "CYP2D6", "*4/*68+*4", "Poor Metabolizer", "0", "")],
    "cyrius.json": [("P1", "CYP2D6", "*1/*2x2", "", "", ""), ("P2", "CYP2D6", "", "", "", NO_CALL)],
    "one.aldy": [("P1", "CYP2D6", "*1/*4", "intermediate metabolizer", "1.0", "")],
    "two.aldy": [("P1", "CYP2D6", "*1/*4+*4", "", "", ""), ("P1", "CYP2D6", "*1x2/*4", "", "", "")],
    "stellar.alleles": [("", "CYP2D6", "*4/*41", "Intermediate metaboliser (IM)", "0.25", "")],
    "stellar_novel.alleles": [("", "CYP2D6", "", "", "", NO_CALL)],
    "pypgx/data.tsv": [("P1", "CYP2C19", "*1/*2", "Intermediate Metabolizer", "", ""),
                       ("P2", "CYP2C19", "", "", "", NO_CALL)],
    "dragen_targeted.json": [
        ("P1", "CYP2B6", "*1/*6", "Intermediate Metabolizer", "", ""), ("P1", "CYP2D6", "*1/*46", "", "", ""),
        ("P1", "CYP2D6", "*43/*45", "", "", "")],
    "dragen_star_allele.json": [
        ("P1", "CYP2C19", "*1/*1", "Normal Metabolizer", "", ""), ("P1", "BCHE", "Reference/Reference", "", "", ""),
        ("P1", "TPMT", "", "", "", NO_CALL)],
    "starphase.json": [
        ("", "CYP2D6", "*2/*4", "", "", ""), ("", "CYP2C19", "*1.002/*2.001", "", "", ""),
        ("", "CYP2C19", "*4.001/*17.001", "", "", ""), ("", "HLA-B", "*57:01:01:01/*08:01:01:01", "", "", ""),
        ("", "MT-RNR1", "m.1555A>G/m.1555A>G", "", "", ""), ("", "TPMT", "", "", "", NO_CALL),
        ("", "ACE2", "*1/*1", "", "", "")],
    "optitype_result.tsv": [
        ("", "HLA-A", "A*31:01/A*02:01", "", "", ""), ("", "HLA-B", "B*57:01/B*08:01", "", "", ""),
        ("", "HLA-C", "C*06:02/C*07:01", "", "", ""), ("", "HLA-B", "B*57:03/B*08:01", "", "", ""),
        ("", "HLA-A", "A*31:01", "", "", ""), ("", "HLA-B", "", "", "", NO_CALL)],
    "hla_hd_final.result.txt": [
        ("", "HLA-A", "HLA-A*31:01:02/HLA-A*02:01:01", "", "", ""),
        ("", "HLA-B", "HLA-B*08:01:01/HLA-B*08:01:01", "", "", ""), ("", "HLA-C", "", "", "", NO_CALL),
        ("", "HLA-DRB1", "HLA-DRB1*03:01:01/HLA-DRB1*15:01:01", "", "", "")],
    "t1k_genotype.tsv": [
        ("", "HLA-A", "HLA-A*31:01:02/HLA-A*02:01:01", "", "", ""),
        ("", "HLA-B", "HLA-B*08:01:01/HLA-B*08:01:01", "", "", ""),
        ("", "HLA-B", "HLA-B*08:02/HLA-B*08:02", "", "", ""),
        ("", "HLA-C", "", "", "", NO_CALL)],
    "t1k_doubtful_genotype.tsv": [
        ("", "HLA-A", "HLA-A*31:01:02", "", "", ""), ("", "HLA-B", "HLA-B*08:01:01/HLA-B*57:03:01", "", "", ""),
        ("", "HLA-B", "HLA-B*57:01:01/HLA-B*57:03:01", "", "", ""),
        ("", "HLA-B", "HLA-B*08:01:01/HLA-B*57:01:01", "", "", ""),
        ("", "", "", "", "", "it is not as the caller writes its lines")],
    "laboratory.tsv": [("P1", "CYP2C19", "*2/*2", "", "", ""),
                       ("P2", "CYP2C19", "*1/*1", "Normal Metabolizer", "", "")],
}


def told(rows) -> list[tuple[str, ...]]:
    return [(r.sample, r.gene, r.diplotype, r.phenotype, r.score, r.unused) for r in rows]


@pytest.mark.parametrize("name", ROWS)
def test_each_format_is_known_by_its_content(name: str, tmp_path: Path) -> None:
    """Under a name that says nothing too."""
    assert told(callers.read(FILES / name)) == ROWS[name]
    if name != "pypgx/data.tsv":                       # its gene stands in the file beside it
        (tmp_path / "results").write_bytes((FILES / name).read_bytes())
        assert told(callers.read(tmp_path / "results")) == ROWS[name]


def test_every_file_is_in_the_table() -> None:
    """So that no format is left untested."""
    found = {str(p.relative_to(FILES)) for p in FILES.rglob("*") if p.is_file()}
    assert found == {*ROWS, "pharmcat.tsv", "pypgx/metadata.txt"}


def test_rows_know_their_lines() -> None:
    """For messages: 1-based; 0 where a format has no lines."""
    assert [row.line for row in callers.read(FILES / "cyrius.tsv") if isinstance(row, OutsideRow)] == [2, 3, 3, 4, 5, 6]
    assert {row.line for row in callers.read(FILES / "starphase.json") if isinstance(row, OutsideRow)} == {0}


def test_plain_table_is_handed_on_as_lines() -> None:
    """Gene, diplotype, phenotype, score, and now the sample."""
    calls, messages = engine().read_outside(FILES / "pharmcat.tsv")
    assert [(c.gene, c.diplotype, c.phenotype, c.sample, c.line) for c in calls] == [
        ("CYP2C19", "*1/*2", "", "", 2), ("CYP2D6", "", "Poor Metabolizer", "P1", 3)]
    assert messages == ()


def zipped(**members: bytes) -> bytes:
    """A zip as PyPGx writes it: its files in a folder of a chance name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"tmpx1/{name.replace('_', '.')}", content)
    return packed.getvalue()


DATA, METADATA = (FILES / "pypgx" / "data.tsv").read_bytes(), (FILES / "pypgx" / "metadata.txt").read_bytes()


def test_archive_of_pypgx(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(zipped(data_tsv=DATA, metadata_txt=METADATA))
    assert told(callers.read(tmp_path / "x")) == ROWS["pypgx/data.tsv"]


@pytest.mark.parametrize(("content", "reason"), [
    (b'{"gene_details": {"CYP2D6"', "x:1: not JSON"),
    (b'{"a": 1, "a": 2}', "a key twice"),
    (b"[" * 10 + b"{" * 10, None),
    (b'{"a":' * 100_000, "x: not usable as JSON: nested too deeply"),
    (b'{"a": 1}', "x: is JSON of no known caller; known: pb-StarPhase, DRAGEN, Cyrius"),
    (b'{"gene_details": ["CYP2D6"]}', "where the caller writes an object"),
    (b'{"gene_details": {"CYP2D6": {"diplotypes": {"diplotype": "*1"}}}}', "where the caller writes a list"),
    (b'{"P1": {"Genotype": ["*1/*2"], "Filter": "PASS"}}', "is not text"),
    (b'{"locusAnnotations": [{"genotype": "*1/*2"}]}', "does not name its gene"),
    (b"\x1f\x8b\x08\x00", "compressed with gzip"),
    (b"CYP2D6\t*1/*\xff", "not UTF-8 text"),
    (b"a\0b", "it is not text"),
    (DATA, "does not say its gene"),
    (zipped(data_tsv=DATA, metadata_txt=METADATA)[:-40], "damaged, encrypted or cut off"),
    (zipped(data_tsv=DATA), "a zip without data.tsv and metadata.txt"),
    (zipped(data_tsv=b"a\tb\n", metadata_txt=METADATA), "has other columns"),
    (zipped(data_tsv=DATA, metadata_txt=b"SemanticType=x\n"), "does not say its gene"),
    (zipped(data_tsv=b"\n" * (callers.LARGEST + 1), metadata_txt=METADATA), "unpacks to more than 8 MiB"),
    (zipped(**{f"f{n}": b"" for n in range(101)}), "the zip holds 101 files"),
    (b" " * (callers.LARGEST + 1), "larger than 8 MiB"),
], ids=["json cut off", "key twice", "brackets", "deep", "unknown json", "list for object", "object for list",
        "no text", "no gene", "gzip", "latin", "binary", "data alone", "zip cut off", "no metadata", "other columns",
        "no gene said", "zip bomb", "many members", "large"])
def test_damaged_file_is_one_clear_line(content: bytes, reason: str | None, tmp_path: Path) -> None:
    """Where and why, without a piece of the file; nothing is read halfway."""
    (tmp_path / "x").write_bytes(content)
    if reason is None:
        assert callers.read(tmp_path / "x") == [content.decode()]
        return
    with pytest.raises(InputError, match=reason.replace(".", r"\.")) as refused:
        callers.read(tmp_path / "x")
    assert str(refused.value).startswith("x")
    assert "\n" not in str(refused.value)
    assert "*1" not in str(refused.value)


@pytest.mark.parametrize("line", ["P1\t*1/*4\tPASS\tmore", "P1\t*1/*2/*4\tPASS", "P1\t*1/*2xN\tPASS"])
def test_bad_line_is_isolated(line: str, tmp_path: Path) -> None:
    """The others of the file stay usable; the message says which line."""
    (tmp_path / "x").write_text(f"Sample\tGenotype\tFilter\n{line}\nP2\t*1/*41\tPASS\n")
    calls, messages = engine().read_outside(tmp_path / "x")
    assert [c.sample for c in calls if not c.unused] == ["P2"]
    assert [m.text.startswith("x:2: ") for m in messages] == [True]


def test_genes_of_others_are_counted_not_listed() -> None:
    """HLA-C, DRB1: the caller is right to report them, and we have no use for them."""
    rows = callers.read(FILES / "hla_hd_final.result.txt")
    _, messages = parse_outside(rows, "x", engine().knowledge.genes)
    assert [m.text for m in messages if m.code == "outside-other-genes"] == [
        "x: 2 results of other genes than those of this knowledge base are passed over"]
