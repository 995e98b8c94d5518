"""A block is passed over only when no line of it can touch a site, whatever the order and the spelling of the file."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pgx.domain.errors import InputError
from pgx.domain.genome import Assembly
from pgx.vcf import read, scan
from pgx.vcf.quiet import LARGEST_BLOCK, MEGABASE, Quiet, _positions, quiet_megabases
from pgx.vcf.scan import Wanted
from pgx.vcf.sites import Layout
from tests.vcf.places import ALL, HEADER38, KNOWLEDGE, NEXT, SNV, alleles, line, vcf

LAYOUTS = tuple(Layout.of(ALL, build) for build in Assembly)
WANTED = Wanted.of(LAYOUTS)
NAMES = ["chr10", "10", "chr1", "chrX", "chrM", "HLA-A*01:01", "chr10_alt"]
NEAR = sorted({at + shift for p in ALL for at in (p.pos38, p.pos37) for shift in (0, -1, -150, -MEGABASE, 9)})
FAR = [f"chr3\t{pos}\t.\tA\tC\t50\tPASS\tAC=1;DP=9\tGT\t0/1\n" for pos in range(30_000_000, 30_070_000)]
rows = st.tuples(
    st.sampled_from(NAMES),
    st.one_of(st.integers(1, 250_000_000), st.sampled_from([p for p in NEAR if p > 0])),
    st.one_of(st.integers(1, 5), st.sampled_from([99, 100, 5000])),
    st.sampled_from(["G", "<DEL>", "<NON_REF>", "*"]),
)


def text(row: tuple[str, int, int, str]) -> str:
    """A data line with a REF of this length."""
    chrom, pos, length, alt = row
    info = f"SVTYPE=DEL;END={pos + 4000}" if alt.startswith("<") else "AC=1"
    return f"{chrom}\t{pos}\t.\t{'A' * length}\t{alt}\t.\tPASS\t{info}\tGT\t0/1\n"


def every_line(block: bytes) -> list[str]:
    """What reading all lines one by one finds."""
    return [found.text for found in scan._sift(enumerate(block.split(b"\n")), 1, WANTED, Path("x.vcf"))]


@given(st.lists(rows, min_size=1, max_size=12), st.booleans())
def test_a_block_that_is_passed_over_holds_nothing(drawn: list[tuple[str, int, int, str]], closed: bool) -> None:
    """No order, no chromosome spelling and no length of REF hides a line."""
    block = "".join(text(row) for row in drawn).encode()
    block = block if closed else block[:-1]
    if Quiet(LAYOUTS).holds(block):
        assert every_line(block) == []


def test_most_blocks_of_a_genome_are_passed_over() -> None:
    """Away from the sites, on known and unknown contigs."""
    quiet = Quiet(LAYOUTS)
    for name in ("chr10", "10", "chrUn_x"):
        lines = [text((name, pos, 1, "G")) for pos in range(30_000_000, 33_000_000, 1000)]
        assert quiet.holds("".join(lines).encode())
        assert quiet.holds("".join(reversed(lines)).encode())


@pytest.mark.parametrize("change", [
    lambda block: block.replace(b"\nchr10\t31000000\t", b"\nchr10\t94781859\t"),
    lambda block: block.replace(b"\nchr10\t31000000\t", b"\nchr9\t31000000\t"),
    lambda block: block.replace(b"\nchr10\t31000000\t", b"\nchr10\t031000000\t"),
    lambda block: block.replace(b"\nchr10\t31000000\t", b"\nchr10 31000000\t"),
    lambda block: block.replace(b"\nchr10\t31000000\t", b"\n\nchr10\t31000000\t"),
    lambda block: block.replace(b"\tA\tG\t", b"\tA\t<DEL>\t", 1),
    lambda block: block.replace(b"chr10\t30000000\t", b"chr10\t94781859\t"),
    lambda block: block[: block.rfind(b"\n", 0, -1) + 1] + text(("chr10", 94781859, 1, "G")).encode()[:-1],
    lambda block: block * (LARGEST_BLOCK // len(block) + 1),
], ids=["a site", "another chromosome", "leading zero", "no tab", "empty line", "symbolic", "first line", "last line",
        "too large"])
def test_one_strange_line_has_every_line_read(change) -> None:
    """Whatever is not a plain line far from every site."""
    block = "".join(text(("chr10", pos, 1, "G")) for pos in range(30_000_000, 33_000_000, 1000)).encode()
    assert Quiet(LAYOUTS).holds(block)
    assert not Quiet(LAYOUTS).holds(change(block))


@given(st.sets(st.integers(0, 299)))
@example({9})
def test_pattern_of_megabases_is_exact(numbers: set[int]) -> None:
    """It matches a position when, and only when, its megabase is in the set; no ID makes it longer."""
    pattern = re.compile(_positions(sorted(numbers)))
    for pos in (9, 96, 961, 9611, 96_111, 961_111):
        assert bool(pattern.match(f"{pos}\t.\tT\tC\t".encode())) == (0 in numbers)
    for number in range(300):
        for pos in (number * MEGABASE or 1, number * MEGABASE + 123_456, number * MEGABASE + 999_999):
            assert bool(pattern.fullmatch(f"{pos}\t".encode())) == (number in numbers)
            assert bool(pattern.match(f"{pos}\t.\tT\tC\t".encode())) == (number in numbers)


def test_a_quiet_megabase_ends_before_a_record_could_reach_a_site() -> None:
    """Two megabases before each site are read in full."""
    for layout in LAYOUTS:
        for chrom, sites in layout.sites.items():
            quiet = set(quiet_megabases(LAYOUTS, chrom))
            for site in sites:
                assert not {pos // MEGABASE for pos in (site.pos, site.end, max(0, site.pos - LARGEST_BLOCK))} & quiet


@pytest.mark.parametrize("spelled", [
    lambda row: row.replace("\t", "\t00", 1),
    lambda row: row.lower().replace("pass", "PASS").replace("gt", "GT"),
    lambda row: row.replace("\n", "\r\n"),
], ids=["leading zeros", "lower case", "carriage return"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "no last line feed"])
def test_no_spelling_of_a_large_file_loses_a_site(tmp_path: Path, spelled, closed: bool) -> None:
    """Behind others, and the last line alone in its block: a mitochondrial position of three digits."""
    ours = [spelled(line(p, p.ref, p.alts[0], "1" if p.chrom == "chrM" else "0/1")) for p in ALL]
    text = vcf(*FAR, *ours)
    path = tmp_path / "large.vcf"
    path.write_bytes((text if closed else text.rstrip("\r\n")).encode())
    assert len(next(read(path, KNOWLEDGE)).sites) == len(ALL)


def test_end_is_declared_wherever_its_id_stands(tmp_path: Path) -> None:
    """A block without a symbolic allele that begins megabases before the site."""
    header = HEADER38 + '##INFO=<Number=1,ID=END,Type=Integer,Description="x">\n'
    path = tmp_path / "large.vcf"
    path.write_text(vcf(*FAR, line("chr10:60000000", "A", ".", "0/0", info="END=95000000"), header=header))
    assert alleles(next(read(path, KNOWLEDGE)).at("snv")) == "0/0"


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
def test_files_of_different_people_joined_are_refused(tmp_path: Path, large: bool) -> None:
    """`cat` of two files; of one person's files it is fine."""
    first = vcf(*FAR[: len(FAR) if large else 1], line(NEXT, "C", "T"))
    path = tmp_path / "joined.vcf"
    path.write_text(first + vcf(line(SNV, "G", "A")))
    assert set(next(read(path, KNOWLEDGE)).sites) == {"snv", "next"}
    path.write_text(first + vcf(line(SNV, "G", "A"), samples="T"))
    with pytest.raises(InputError, match="a second #CHROM line names other samples"):
        read(path, KNOWLEDGE)


@pytest.mark.parametrize("order", ["sorted", "shuffled", "ours last", "ours in the middle of chromosome 3"])
def test_no_order_of_a_large_file_loses_a_site(tmp_path: Path, order: str) -> None:
    """120,000 other records, far beyond the part of which every line is looked at."""
    chance = random.Random(order)
    ours = [line(p, p.ref, p.alts[0], "1" if p.chrom == "chrM" else "0/1") for p in ALL]
    others = [f"chr{c}\t{pos}\t.\tA\tC\t50\tPASS\tAC=1;DP={pos % 60}\tGT\t0/1\n"
              for c in range(1, 23) for pos in sorted(chance.sample(range(1, 40_000_000), 5_500))]
    if order == "sorted":
        together = sorted(ours + others, key=lambda row: (row.split("\t")[0], int(row.split("\t")[1])))
    elif order == "shuffled":
        together = chance.sample(ours + others, len(ours) + len(others))
    elif order == "ours last":
        together = others + ours
    else:
        together = others[:13_000] + ours + others[13_000:]
    path = tmp_path / "large.vcf"
    path.write_text(vcf(*together, header=HEADER38))
    assert path.stat().st_size > scan.COUNTED << 17
    seen = next(read(path, KNOWLEDGE))
    assert len(seen.sites) == len(ALL)
    assert {alleles(found) for place, found in seen.sites.items() if found.evidence.chrom == "chr10"} <= {"0/1", "0/2"}


def test_a_far_reaching_record_is_found_although_the_header_forgets_end(tmp_path: Path) -> None:
    """A symbolic allele is noticed wherever it stands."""
    others = [f"chr10\t{pos}\t.\tA\tC\t50\tPASS\tAC=1\tGT\t0/1\n" for pos in range(1_000_000, 93_000_000, 900)]
    block = line("chr10:93500000", "N", "<NON_REF>", "0/0", info="END=95000000")
    path = tmp_path / "large.vcf"
    path.write_text(vcf(*others, block, header=HEADER38))
    assert path.stat().st_size > scan.COUNTED << 17
    assert alleles(next(read(path, KNOWLEDGE)).at("snv")) == "0/0"
