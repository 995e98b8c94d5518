"""Nine positions that stand for all kinds, a Knowledge that holds them, and VCF text to read them from."""

from __future__ import annotations

from pathlib import Path

from pgx.domain.genome import Assembly, Position
from pgx.domain.knowledge import Knowledge
from pgx.domain.observations import Observation, Observations
from pgx.vcf import read
from tests.vcf.kb import knowledge_of


def _at(
    name: str, gene: str, chrom: str, pos: tuple[int, int], bases: str, hgvs: str = "", ref37: str = "",
) -> Position:
    ref, *alts = bases.split(",")
    return Position(name, gene, chrom, *pos, ref, tuple(alts), ref37 or ref, f"rs{pos[0]}", hgvs)


SNV = _at("snv", "CYP2C19", "chr10", (94781859, 96541616), "G,A")
NEXT = _at("next", "CYP2C19", "chr10", (94781858, 96541615), "C,T")
DIFFERS = _at("differs", "CYP2C19", "chr10", (94842866, 96602623), "A,G", ref37="G")
MULTI = _at("multi", "TPMT", "chr6", (18130687, 18130918), "T,C,G")
REPEAT = _at("repeat", "UGT1A1", "chr2", (233760233, 234668879), "CAT,C,CATAT,CATATAT",
             "g.233760235TA[6]; g.233760235TA[7]; g.233760235TA[8]; g.233760235TA[9]")
DELETION = _at("deletion", "DPYD", "chr1", (97450065, 97915621), "TG,T", "g.97450067del")
INSERTION = _at("insertion", "CYP3A4", "chr7", (99758183, 99355806), "G,GT", "g.99758188dup")
PAIR = _at("pair", "RYR1", "chr19", (38580039, 39070679), "TT,AA", "g.38580039_38580040delinsAA")
ON_X = _at("x", "G6PD", "chrX", (154536002, 153764217), "C,T")
ON_M = _at("m", "MT-RNR1", "chrM", (1555, 1555), "A,G")
ALL = [SNV, NEXT, DIFFERS, MULTI, REPEAT, DELETION, INSERTION, PAIR, ON_X, ON_M]
KNOWLEDGE: Knowledge = knowledge_of(ALL)

HEADER38 = """##fileformat=VCFv4.2
##contig=<ID=chr1,length=248956422>
##contig=<ID=chr10,length=133797422>
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
"""
HEADER37 = """##fileformat=VCFv4.2
##reference=file:///ref/human_g1k_v37.fasta
"""
BARE = "##fileformat=VCFv4.2\n"


def line(place: Position | str, ref: str, alt: str, gt: str = "0/1", **more: str) -> str:
    """A data line. `place` is a position (its GRCh38 place) or "chrom:pos"; `more` may set id, filter, info, format."""
    chrom, pos = (place.chrom, str(place.pos38)) if isinstance(place, Position) else place.split(":")
    fields = (chrom, pos, more.get("id", "."), ref, alt, ".", more.get("filter", "PASS"), more.get("info", "."),
              more.get("format", "GT"))
    return "\t".join([*fields, *gt.split(" ")]) + "\n"


def vcf(*lines: str, header: str = HEADER38, samples: str = "S") -> str:
    """VCF text of these data lines."""
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples.split(" ")]
    return header + "\t".join(columns) + "\n" + "".join(lines)


def observe(tmp_path: Path, text: str | bytes, knowledge: Knowledge = KNOWLEDGE, **options: object) -> Observations:
    """Write the text and read its first sample."""
    path = tmp_path / "patient.vcf"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return next(read(path, knowledge, **options))


def alleles(seen: Observation) -> str:
    """Compact form: `0|1`, `0/1`, `1` when called, with ? for unread and x for undocumented; else the status."""
    if not seen.alleles:
        return seen.status.value
    letters = {-1: "x", -2: "?"}
    joint = "/" if seen.phase_set is None else "|"
    return joint.join(letters.get(number, str(number)) for number in seen.alleles)


def codes(seen: Observations, position: Position) -> list[str]:
    """Message codes at a position."""
    return sorted(message.code for message in seen.site_messages.get(position.id, ()))


def in_37(place: Position) -> str:
    """chrom:pos of the position in GRCh37, named as there."""
    return f"{place.chrom.removeprefix('chr').replace('M', 'MT')}:{place.pos(Assembly.GRCH37)}"
