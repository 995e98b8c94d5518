"""Coverage-guided fuzzing of the reader: every stream of bytes gives observations, or one line of error.

    python -m tests.fuzz.reader [--minutes 5] [--corpus DIR] [--seed 1]
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
from pathlib import Path

import atheris
import pysam

with atheris.instrument_imports(include=["pgx.vcf"]):       # before anything else imports the reader
    from pgx.domain.errors import PgxError
    from pgx.vcf import Policy, read
    from tests.vcf.places import ALL, HEADER37, HEADER38, KNOWLEDGE, line, vcf

LONGEST = 8192


def seeds() -> dict[str, bytes]:
    """Small files of every kind."""
    rich = vcf(*(line(p, p.ref, ",".join(p.alts), "0|1:30:10,20:60:7", format="GT:DP:AD:GQ:PS") for p in ALL))
    blocks = vcf(line("chr10:94000000", "N", "<NON_REF>", "0/0:30", info="END=95000000", format="GT:MIN_DP"),
                 line("chr2:233760000", "A", "<*>", "0/0:900", format="GT:LEN"),
                 line("chr6:18130000", "A", "<DEL>", "0/1:1", info="SVTYPE=DEL;SVLEN=-900", format="GT:CN"),
                 line(ALL[3], "T", "C,G", "0/1:2", format="LGT:LAA"))
    odd = vcf(line(ALL[0], "G", "A,*", "./1:1|0:7_C_T", format="GT:PGT:PID", filter="q10", id="rs1"), header=HEADER37)
    texts = {"rich": rich, "blocks": blocks, "odd": odd, "header": HEADER38}
    plain = {name: text.encode() for name, text in texts.items()}
    return plain | {f"{name}.gz": gzip.compress(text) for name, text in plain.items()} | {"bcf": binary(rich)}


def binary(text: str) -> bytes:
    """The text as unpacked BCF."""
    names = "".join(f"##contig=<ID={c}>\n" for c in sorted({p.chrom for p in ALL} - {"chr1", "chr10"}))
    fields = "".join(f'##FORMAT=<ID={key},Number={n},Type=Integer,Description="x">\n' for key, n in (
        ("DP", "1"), ("AD", "R"), ("GQ", "1"), ("PS", "1")))
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "s.vcf", Path(folder) / "t.bcf"
        source.write_text(text.replace("#CHROM", names + fields + "#CHROM"))
        records = pysam.VariantFile(str(source))
        with pysam.VariantFile(str(target), "wb", header=records.header) as out:
            for record in records:
                out.write(record)
        records.close()
        return gzip.decompress(target.read_bytes())


def survives(content: bytes, path: Path) -> None:
    """Observations with at most two alleles a position, or an error of one line."""
    path.write_bytes(content)
    try:
        for seen in read(path, KNOWLEDGE, policy=Policy(min_gq=1)):
            assert all(len(found.alleles) <= 2 for found in seen.sites.values())
    except PgxError as error:
        problem = str(error)
        assert problem, "an error says what is wrong"
        assert "\n" not in problem, problem


def main() -> int:
    """Fuzz for the time given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--corpus", type=Path, default=None)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = given.corpus or Path(folder) / "corpus"
        corpus.mkdir(exist_ok=True)
        for name, content in seeds().items():
            (corpus / name).write_bytes(content)
        target = Path(folder) / "fuzzed.vcf"
        atheris.Setup(
            [sys.argv[0], str(corpus), f"-max_total_time={int(given.minutes * 60)}", f"-max_len={LONGEST}",
             f"-seed={given.seed}", "-timeout=20", "-print_final_stats=1"],
            lambda content: survives(content, target))
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
