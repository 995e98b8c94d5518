"""Generated and mutated files never raise the unplanned; genotypes agree, value by value, with two other readers."""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import cyvcf2
import hypothesis_vcf
import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pgx.domain.errors import PgxError
from pgx.domain.genome import Position
from pgx.domain.observations import OTHER, UNREAD, Observations, Status
from pgx.vcf import Policy, read
from tests.paths import SHARED, needs_shared
from tests.vcf.kb import shared_knowledge
from tests.vcf.places import ALL, HEADER38, KNOWLEDGE, line, vcf
from tests.vcf.test_properties import SETTINGS, survives

ROBUST = SHARED / "cases" / "robustness"
ALL_OF_IT = Policy(min_gq=0, min_dp=0, filters=frozenset(), use_ad=False)


@settings(SETTINGS, max_examples=150)
@given(text=hypothesis_vcf.vcf(max_pos=1 << 28, max_variants=5), shift=st.integers(-3, 3),
       places=st.lists(st.sampled_from(ALL), min_size=5, max_size=5))
def test_any_valid_file_is_read_or_refused(text: str, places: list[Position], shift: int) -> None:
    """Files of hypothesis-vcf, their records moved to our positions."""
    rows = text.splitlines(keepends=True)
    head = [row for row in rows if row.startswith("#")]
    moved = ["\t".join([place.chrom, str(place.pos38 + shift), *row.split("\t")[2:]])
             for place, row in zip(places, rows[len(head):], strict=False)]
    survives("".join([*head, *moved]).encode("utf-8", "surrogatepass"))


@cache
def real_files() -> tuple[tuple[str, bytes], ...]:
    """The small nasty files."""
    if not ROBUST.exists():
        return ()
    small = [path for path in sorted(ROBUST.glob("*vcf*")) if path.stat().st_size < 50_000]
    return tuple((path.name, path.read_bytes()) for path in small)


SIGNS = (b"\t", b"\n", b"\r", b",", b":", b"/", b"|", b".", b"\0", b"\xff", b"9")


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A few changes of the kind that transport and editors make: bits, cut, doubled and copied stretches."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        at, span = chance.randrange(len(changed) + 1), chance.choice((1, 1, 2, 10, 300))
        kind = chance.randrange(5)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del changed[at : at + span]
        elif kind == 2:
            changed[at:at] = changed[at : at + span]
        elif kind == 3:
            changed[at : at + 1] = chance.choice(SIGNS)
        else:
            other = chance.randrange(len(changed) + 1)
            changed[at : at + span] = changed[other : other + span]
    return bytes(changed)


@needs_shared
@pytest.mark.parametrize("name", [name for name, _ in real_files()])
def test_mutated_real_files(tmp_path: Path, name: str) -> None:
    """A damaged file gives observations or one line, never more copies than a person has."""
    content, chance, path = dict(real_files())[name], random.Random(name), tmp_path / name
    for _ in range(8):
        path.write_bytes(mutated(content, chance))
        try:
            for seen in read(path, shared_knowledge()):
                assert all(len(found.alleles) <= 2 for found in seen.sites.values())
        except PgxError as error:
            assert str(error).count("\n") == 0  # noqa: PT017


NUMBER = {"chrX": (1, 2), "chrM": (1,)}
FIELDS = "".join(f'##FORMAT=<ID={key},Number={number},Type={kind},Description="x">\n' for key, number, kind in (
    ("PS", "1", "Integer"), ("DP", "1", "Integer"), ("GQ", "1", "Integer")))
CONTIGS = "".join(f"##contig=<ID={c}>\n" for c in sorted({p.chrom for p in ALL} - {"chr1", "chr10"}))


@st.composite
def cells(draw: st.DrawFn, place: Position) -> str:
    """GT of one sample at a position, haploid where a person may be, with fields that other readers parse too."""
    number = st.sampled_from([".", *map(str, range(len(place.bases)))])
    copies = draw(st.sampled_from(NUMBER.get(place.chrom, (2,))))
    gt = draw(st.sampled_from("/|")).join(draw(number) for _ in range(copies))
    return f"{gt}:{draw(st.sampled_from(['.', '7', '94781858']))}:{draw(st.integers(1, 90))}:{draw(st.integers(0, 99))}"


@st.composite
def files(draw: st.DrawFn) -> tuple[str, list[Position]]:
    """Two samples at some positions."""
    chosen = draw(st.lists(st.sampled_from(ALL), unique_by=lambda p: p.id, min_size=1))
    rows = [line(p, p.ref, ",".join(p.alts), f"{draw(cells(p))} {draw(cells(p))}", format="GT:PS:DP:GQ")
            for p in chosen]
    return vcf(*rows, header=HEADER38 + CONTIGS + FIELDS, samples="A B"), chosen


@contextlib.contextmanager
def written(text: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.vcf"
        path.write_text(text)
        yield path


def arranged(numbers: list[int | None], *, ordered: bool) -> list[int | None]:
    """Allele numbers, None where unread; sorted unless phased."""
    return numbers if ordered else sorted(numbers, key=lambda n: (n is None, n or 0))


def compared(
    seen: Observations, place: Position, indices: list[int | None], *, phased: bool, phase_set: int | None,
) -> None:
    """Our reading of one cell is the other reader's."""
    found = seen.at(place.id)
    if all(index is None for index in indices):
        assert found.status is Status.NO_CALL
        return
    if place.chrom == "chrM" and len(set(indices)) > 1:
        return
    ordered = phased and len(indices) > 1
    ours = [None if n == UNREAD else n for n in found.alleles]
    assert arranged(ours, ordered=ordered) == arranged(indices, ordered=ordered)
    assert OTHER not in found.alleles
    if ordered and phase_set:
        assert found.phase_set == phase_set


@settings(SETTINGS, max_examples=100)
@given(made=files())
def test_agrees_with_pysam(made: tuple[str, list[Position]]) -> None:
    """Every copy, phase and phase set, haploid X and M included."""
    text, places = made
    with written(text) as path, pysam.VariantFile(str(path)) as records:
        ours = list(read(path, KNOWLEDGE, policy=ALL_OF_IT))
        for place, record in zip(places, records, strict=True):
            for seen in ours:
                cell = record.samples[seen.sample]
                compared(seen, place, list(cell.allele_indices), phased=cell.phased, phase_set=cell["PS"])


@settings(SETTINGS, max_examples=100)
@given(made=files())
def test_agrees_with_cyvcf2(made: tuple[str, list[Position]]) -> None:
    """The same by another binding; it pads haploid genotypes, so their length is not compared."""
    text, places = made
    with written(text) as path:
        ours = list(read(path, KNOWLEDGE, policy=ALL_OF_IT))
        for place, record in zip(places, cyvcf2.VCF(str(path)), strict=True):
            for seen, genotype in zip(ours, record.genotypes, strict=True):
                *numbers, phased = genotype
                indices = [None if n == -1 else n for n in numbers if n != -2]
                compared(seen, place, indices, phased=phased, phase_set=None)


@needs_shared
@pytest.mark.parametrize("path", [
    *sorted((SHARED / "cases" / "pharmcat" / "resource_vcf").glob("*.vcf"))[:20],
    SHARED / "cases" / "1kgp" / "1kgp100.regions.grch38.vcf.gz",
], ids=lambda p: p.name)
def test_real_files_agree_with_pysam(path: Path) -> None:
    """Substitutions alone at their position: bases of every sample, haploid males on X included."""
    known = shared_knowledge()
    places = {(p.chrom, p.pos38): p for gene in known.genes.values() for p in gene.positions
              if len(p.ref) == 1 and all(len(alt) == 1 for alt in p.alts)}
    ours = {seen.sample: seen for seen in read(path, known, policy=ALL_OF_IT)}
    rows: dict[Position, list[pysam.VariantRecord]] = {}
    with pysam.VariantFile(str(path)) as records:
        for record in records:
            place = places.get((record.chrom if record.chrom.startswith("chr") else f"chr{record.chrom}", record.pos))
            if place:
                rows.setdefault(place, []).append(record)
        for place, found in rows.items():
            if len(found) == 1 and set(found[0].alleles or ()) <= set(place.bases) and found[0].ref == place.ref:
                for name, cell in found[0].samples.items():
                    expected = sorted(place.bases.index(b) for b in cell.alleles if b)
                    assert sorted(n for n in ours[name].at(place.id).alleles if n >= 0) == expected, place.id
