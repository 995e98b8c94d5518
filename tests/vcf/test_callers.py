"""Reference blocks and calls as the callers spell them; and the positions where the assemblies' bases differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgx.domain.genome import Assembly, Position
from pgx.knowledge import load
from pgx.vcf import read
from tests.vcf.places import HEADER37, HEADER38, SNV, alleles, codes, line, observe, vcf

AT = SNV.pos38
SPELLINGS = [   # id, POS, REF, ALT, FILTER, INFO, FORMAT, sample, what the position shows, what is said
    ("GATK block", -500, "C", "<NON_REF>", ".", "END={end}", "GT:DP:GQ:MIN_DP:PL", "0/0:31:90:28:0,81,1215", "0/0", []),
    ("GATK block, GQ 0", -500, "C", "<NON_REF>", ".", "END={end}", "GT:DP:GQ:MIN_DP:PL", "0/0:2:0:1:0,0,40", "filtered",
     ["low-quality"]),
    ("GATK block, no reads", -500, "C", "<NON_REF>", ".", "END={end}", "GT:DP:GQ:MIN_DP:PL", "0/0:0:0:0:0,0,0",
     "no-call", ["no-reads"]),
    ("GATK block, ends before", -500, "C", "<NON_REF>", ".", "END={before}", "GT:DP:GQ:MIN_DP:PL",
     "0/0:31:90:28:0,81,1215", "absent", []),
    ("GATK site of -ERC BP_RESOLUTION", 0, "G", "<NON_REF>", ".", ".", "GT:AD:DP:GQ:PL", "0/0:30,0:30:87:0,87,1305",
     "0/0", []),
    ("GATK variant", 0, "G", "A,<NON_REF>", ".", "DP=30", "GT:AD:DP:GQ:PL:SB",
     "0/1:14,16,0:30:99:480,0,420,522,468,990:7,7,8,8", "0/1", []),
    ("GATK other allele unspecified", 0, "G", "A,<NON_REF>", ".", "DP=30", "GT:AD:DP:GQ", "0/2:14,0,16:30:99", "0/?",
     ["unspecified-allele"]),
    ("GATK physical phase", 0, "G", "A,<NON_REF>", ".", ".", "GT:AD:DP:GQ:PGT:PID:PL:PS:SB",
     "0|1:14,16,0:30:99:0|1:94781800_C_T:480,0,420,522,468,990:94781800:7,7,8,8", "0|1", []),
    ("DRAGEN block", -500, "C", "<NON_REF>", "PASS", "END={end}", "GT:AD:DP:GQ:MIN_DP:PL:SPL:ICNT",
     "0/0:34,0:34:84:30:0,90,1350:0,102,255:0,0", "0/0", []),
    ("DRAGEN block, not called", -500, "C", "<NON_REF>", "LowGQ", "END={end}", "GT:AD:DP:GQ:MIN_DP:PL:SPL:ICNT",
     "./.:2,0:2:3:1:0,3,45:0,6,90:0,0", "filtered", ["filtered"]),
    ("DRAGEN variant", 0, "G", "A,<NON_REF>", "DRAGENSnpHardQUAL", "DP=9", "GT:AD:AF:DP:GQ", "0/1:7,2,0:0.222,0:9:6",
     "filtered", ["filtered", "low-quality"]),
    ("DeepVariant block", -500, "C", "<*>", ".", "END={end}", "GT:GQ:MIN_DP:PL", "0/0:50:22:0,66,659", "0/0", []),
    ("DeepVariant block, uncertain", -500, "C", "<*>", ".", "END={end}", "GT:GQ:MIN_DP:PL", "./.:0:0:0,0,0", "no-call",
     ["no-reads"]),
    ("DeepVariant variant", 0, "G", "A,<*>", "PASS", ".", "GT:GQ:DP:AD:VAF:PL",
     "1/1:48:31:0,31,0:1,0:53,57,0,990,990,990", "1/1", []),
    ("DeepVariant RefCall", 0, "G", "A,<*>", "RefCall", ".", "GT:GQ:DP:AD:VAF:PL",
     "0/0:25:31:27,4,0:0.12,0:0,25,47,990,990,990", "0/0", []),
    ("DeepVariant RefCall, undecided", 0, "G", "A,<*>", "RefCall", ".", "GT:GQ:DP:AD:VAF:PL",
     "./.:4:31:27,4,0:0.12,0:0,3,27,990,990,990", "no-call", []),
    ("Strelka block", -500, "C", ".", "PASS", "END={end};BLOCKAVG_min30p3a", "GT:GQX:DP:DPF:MIN_DP", "0/0:63:22:1:22",
     "0/0", []),
    ("Strelka block, LowGQX", -500, "C", ".", "LowGQX", "END={end};BLOCKAVG_min30p3a", "GT:GQX:DP:DPF:MIN_DP",
     "0/0:9:4:1:3", "filtered", ["filtered", "low-quality"]),
    ("Strelka block, low GQX that passes", -500, "C", ".", "PASS", "END={end}", "GT:GQX:DP:DPF:MIN_DP", "0/0:12:8:1:8",
     "filtered", ["low-quality"]),
    ("Strelka block, no coverage", -500, "C", ".", "LowDepth", "END={end}", "GT:GQX:DP:DPF:MIN_DP", ".:.:0:0:0",
     "filtered", ["filtered"]),
    ("Strelka site", 0, "G", ".", "PASS", ".", "GT:GQX:DP:DPF:AD", "0/0:60:21:1:21", "0/0", []),
    ("Strelka variant", 0, "G", "A", "PASS", "SNVHPOL=3;MQ=60", "GT:GQ:GQX:DP:DPF:AD:ADF:ADR:SB:FT:PL",
     "0/1:130:30:27:2:13,14:6,7:7,7:-15:PASS:163,0,128", "0/1", []),
    ("bcftools block", -500, "C", ".", ".", "END={end};MinDP=12", "GT:DP", "0/0:12", "0/0", []),
    ("bcftools block, few reads", -500, "C", ".", ".", "END={end};MinDP=2", "GT:DP", "0/0:2", "filtered",
     ["low-quality"]),
    ("freebayes block without GT", -500, "C", "<*>", ".", "DP=900;END={end};MIN_DP=20", "GQ:DP:MIN_DP:QR:RO:QA:AO",
     "160:30:20:900:30:0:0", "no-call", ["no-genotype"]),
    ("VCF 4.5 block", -500, "C", "<*>", ".", ".", "GT:GQ:LEN", "0/0:50:1000", "0/0", []),
]


@pytest.mark.parametrize("case", SPELLINGS, ids=[case[0] for case in SPELLINGS])
def test_spelling(tmp_path: Path, case: tuple) -> None:
    """What was called well is evidence; what was filtered, weak or not called is not."""
    _, shift, ref, alt, name, info, keys, cell, expected, said = case
    record = line(f"chr10:{AT + shift}", ref, alt, cell, filter=name, format=keys,
                  info=info.format(end=AT + 400, before=AT - 1))
    seen = observe(tmp_path, vcf(record))
    assert (alleles(seen.at("snv")), codes(seen, SNV)) == (expected, said)


KNOWN = load()
DIFFERENT = [p for gene in KNOWN.genes.values() for p in gene.positions if p.ref != p.ref37]


def test_positions_where_the_assemblies_differ() -> None:
    """Seven; an eighth, rs2230037, is silent and not in the knowledge base."""
    assert [p.rsid for p in DIFFERENT] == [
        "rs3758581", "rs1135840", "rs16947", "rs1058164", "rs776746", "rs1801265", "rs6025"]


@pytest.mark.parametrize("gt", ["0/0", "0/1", "1/1", "0|1", "1|0"])
@pytest.mark.parametrize("place", DIFFERENT, ids=lambda p: p.rsid)
def test_the_same_bases_read_alike_in_both(tmp_path: Path, place: Position, gt: str) -> None:
    """A person written in either assembly: the number of an allele is that of its base, whichever is reference."""
    turned = gt.translate(str.maketrans("01", "10"))
    seen = []
    for name, header, pos, ref, alt, text in (
        ("38", HEADER38, place.pos38, place.ref, place.ref37, gt),
        ("37", HEADER37, place.pos37, place.ref37, place.ref, turned),
    ):
        path = tmp_path / f"{name}.vcf"
        path.write_text(vcf(line(f"{place.chrom}:{pos}", ref, alt, text), header=header))
        found, = read(path, KNOWN)
        seen.append((alleles(found.at(place.id)), found.at(place.id).phase_set))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("place", DIFFERENT, ids=lambda p: p.rsid)
def test_reference_of_each_assembly(tmp_path: Path, place: Position) -> None:
    """A block is reference of its own assembly; so is silence, when asked."""
    for assembly, header, pos in ((Assembly.GRCH38, HEADER38, place.pos38), (Assembly.GRCH37, HEADER37, place.pos37)):
        path = tmp_path / f"{assembly.value}.vcf"
        block = line(f"{place.chrom}:{pos - 50}", "N", "<NON_REF>", "0/0:60", info=f"END={pos + 50}", format="GT:GQ")
        path.write_text(vcf(block, header=header))
        expected = place.bases.index(place.reference(assembly))
        by_block, = read(path, KNOWN)
        by_silence, = read(tmp_path / f"{assembly.value}.vcf", KNOWN, absent_is_reference=True)
        assert by_block.at(place.id).alleles == by_silence.at(place.id).alleles == (expected, expected)
