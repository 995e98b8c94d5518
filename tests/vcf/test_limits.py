"""Small files that unpack into something huge are refused in little time and memory."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import pgx.knowledge
from pgx.domain.errors import InputError
from pgx.vcf import read

HEADER = (b"##fileformat=VCFv4.2\n##contig=<ID=chr10,length=133797422>\n"
          b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n")
RECORD = b"chr10\t94761900\t.\tC\tT\t.\tPASS\t.\tGT\t0/0\n"


@pytest.mark.parametrize(("body", "times", "message"), [
    (b"A" * (1 << 20), 300, "a line of more than 64 MB"),
    (RECORD * 10_000, 50, "the same records seem to be repeated"),
], ids=["endless line", "endless repetition"])
def test_bomb_is_refused(tmp_path: Path, body: bytes, times: int, message: str) -> None:
    """An upload of a few hundred kB must not take a server's memory or minutes of its time."""
    path = tmp_path / "bomb.vcf.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(HEADER + RECORD)
        for _ in range(times):
            out.write(body)
    with pytest.raises(InputError, match=message):
        list(read(path, pgx.knowledge.load()))


def test_a_hundred_thousand_characters_of_info_are_read(tmp_path: Path) -> None:
    """Annotators write such lines; what stands beside them counts."""
    path = tmp_path / "annotated.vcf"
    info = b"ANN=" + b"x" * 100_000
    path.write_bytes(HEADER + RECORD.replace(b"PASS\t.\t", b"PASS\t" + info + b"\t").replace(b"0/0", b"0/1"))
    known = pgx.knowledge.load()
    site = next(p for gene in known.genes.values() for p in gene.positions if (p.chrom, p.pos38) == ("chr10", 94761900))
    assert next(read(path, known)).sites[site.id].alleles == (0, 1)
