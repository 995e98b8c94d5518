"""What must hold for every file: order, names and splitting change nothing; no byte stream raises the unplanned."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pgx.domain.errors import PgxError
from pgx.domain.genome import Position
from pgx.domain.observations import Observation
from pgx.vcf import read
from tests.vcf.places import ALL, HEADER38, KNOWLEDGE, SNV, line, vcf

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
Sites = dict[str, Observation]


def seen_in(content: str | bytes, name: str = "p.vcf") -> Sites:
    """Sites of the first sample; compared without their evidence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return dict(next(read(path, KNOWLEDGE)).sites)


@st.composite
def genotypes(draw: st.DrawFn) -> list[tuple[Position, str]]:
    """A genotype for some of the positions: any alleles, phased or not, some of it unread."""
    chosen = draw(st.lists(st.sampled_from(ALL), unique_by=lambda p: p.id, min_size=1))
    rows = []
    for place in chosen:
        number = st.sampled_from([".", *map(str, range(len(place.bases)))])
        first, second = draw(number), draw(number)
        rows.append((place, first + draw(st.sampled_from("/|")) + second))
    return rows


def joined(rows: list[tuple[Position, str]]) -> list[str]:
    """One record a position."""
    return [line(place, place.ref, ",".join(place.alts), gt) for place, gt in rows]


@SETTINGS
@given(rows=genotypes(), data=st.data())
def test_order_of_records_does_not_matter(rows: list[tuple[Position, str]], data: st.DataObject) -> None:
    """Shuffled files read the same."""
    lines = joined(rows)
    assert seen_in(vcf(*data.draw(st.permutations(lines)))) == seen_in(vcf(*lines))


@SETTINGS
@given(rows=genotypes())
def test_chromosome_prefix_does_not_matter(rows: list[tuple[Position, str]]) -> None:
    """chr10 and 10 read the same."""
    text = vcf(*joined(rows))
    assert seen_in(text.replace("\nchr", "\n")) == seen_in(text)


def split(place: Position, gt: str) -> list[str]:
    """One record for each alternate; a copy with another alternate is written 0, an unread one stays unread."""
    codes, joint = gt.replace("|", "/").split("/"), "|" if "|" in gt else "/"
    return [line(place, place.ref, alt, joint.join(c if c == "." else str(int(int(c) == n)) for c in codes))
            for n, alt in enumerate(place.alts, 1)]


@SETTINGS
@given(rows=genotypes(), data=st.data())
def test_splitting_alternates_does_not_matter(rows: list[tuple[Position, str]], data: st.DataObject) -> None:
    """A joint record and its biallelic pieces read the same."""
    pieces = data.draw(st.permutations([piece for place, gt in rows for piece in split(place, gt)]))
    assert seen_in(vcf(*pieces)) == seen_in(vcf(*joined(rows)))


@SETTINGS
@given(rows=genotypes(), spare=st.integers(0, 3))
def test_spare_reference_bases_do_not_matter(rows: list[tuple[Position, str]], spare: int) -> None:
    """REF and ALT may carry the same bases in front (any will do where no position of ours lies)."""
    rows = [(place, gt) for place, gt in rows if place is not SNV]
    front = "ACGT"[:spare]
    moved = [line(f"{p.chrom}:{p.pos38 - spare}", front + p.ref, ",".join(front + a for a in p.alts), gt)
             for p, gt in rows]
    wide, narrow = seen_in(vcf(*moved)), seen_in(vcf(*joined(rows)))
    for place, _ in rows:
        assert wide.get(place.id) == narrow.get(place.id)


@SETTINGS
@given(rows=genotypes())
def test_unread_is_never_reference(rows: list[tuple[Position, str]]) -> None:
    """A position has as many read copies as its genotype has numbers, and none without a record."""
    sites = seen_in(vcf(*joined(rows)))
    given_rows = {place.id: gt for place, gt in rows}
    for place in ALL:
        read_copies = sum(number >= 0 for number in sites[place.id].alleles) if place.id in sites else 0
        written = sum(part != "." for part in given_rows.get(place.id, ".").replace("|", "/").split("/"))
        assert read_copies <= written


NOISE = vcf(*(line(p, p.ref, ",".join(p.alts), "0/1:30:10,20", format="GT:DP:AD") for p in ALL), header=HEADER38)
BITS = st.one_of(st.binary(max_size=3), st.sampled_from([b"\t", b"\n", b"0/", b","]))


def survives(content: bytes) -> None:
    """Reads, or raises one of our errors with a message of one line."""
    try:
        seen_in(content)
    except PgxError as error:
        problem = str(error)
        assert problem, "an error says what is wrong"
        assert "\n" not in problem


@settings(SETTINGS, max_examples=300)
@given(data=st.data())
def test_damaged_bytes_raise_nothing_unplanned(data: st.DataObject) -> None:
    """Bytes changed, removed or added anywhere: a reading or one of our errors."""
    content = bytearray(NOISE.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        span = data.draw(st.integers(0, 3))
        content[at : at + span] = data.draw(BITS)
    packed = data.draw(st.booleans())
    survives(gzip.compress(bytes(content)) if packed else bytes(content))


@settings(SETTINGS, max_examples=150)
@given(content=st.one_of(st.binary(max_size=200), st.binary(max_size=80).map(lambda tail: b"\x1f\x8b\x08" + tail),
                         st.text(max_size=200).map(lambda text: f"##x=1\n{text}".encode("utf-8", "replace"))))
def test_any_bytes_raise_nothing_unplanned(content: bytes) -> None:
    """Whatever is given."""
    survives(content)


FIELD = st.text(st.characters(blacklist_characters="\t\n\r", blacklist_categories=("Cs",)), max_size=12)


@settings(SETTINGS, max_examples=200)
@given(place=st.sampled_from(ALL), ref=st.one_of(st.sampled_from(["A", "CAT", "N", "*"]), FIELD),
       alt=st.one_of(st.sampled_from(["A", "<DEL>", "*", "A,C", ".", "<NON_REF>", "C[chr1:5["]), FIELD),
       filters=FIELD, info=st.one_of(st.sampled_from(["END=5", "END=999999999999", "END=x"]), FIELD),
       keys=st.one_of(st.sampled_from(["GT", "GT:AD:PS", "PGT:PID:GT", "GT:GT"]), FIELD), cell=FIELD)
def test_any_record_raises_nothing_unplanned(
    place: Position, ref: str, alt: str, filters: str, info: str, keys: str, cell: str,
) -> None:
    """Well-formed lines with any contents."""
    fields = [place.chrom, str(place.pos38), ".", ref, alt, ".", filters, info, keys, cell]
    survives(vcf("\t".join(fields) + "\n").encode())
