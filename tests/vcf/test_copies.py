"""Copy number of a structural gene: said by a record that spans all of it, or not known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pgx.domain.knowledge import Knowledge
from pgx.domain.observations import Observations
from pgx.vcf import read
from tests.paths import SHARED, needs_shared
from tests.vcf.kb import shared_knowledge
from tests.vcf.places import KNOWLEDGE, MULTI, NEXT, SNV, alleles, line, observe, vcf

GENES = KNOWLEDGE.genes | {"CYP2C19": replace(KNOWLEDGE.genes["CYP2C19"], structural=True)}
STRUCTURAL: Knowledge = replace(KNOWLEDGE, genes=GENES)


def segment(alt: str, cell: str, *, start: int = 94700000, end: int = 94900000, keys: str = "GT:CN",
            name: str = "PASS") -> str:
    """A copy number record on chromosome 10."""
    info = f"SVTYPE=CNV;END={end}"
    return line(f"chr10:{start}", "N", alt, cell, info=info, format=keys, filter=name)


def seen_with(tmp_path: Path, *records: str) -> Observations:
    """Observations of these records."""
    return observe(tmp_path, vcf(*records), STRUCTURAL)


@pytest.mark.parametrize(("records", "expected"), [
    ([], {}),
    ([segment("<DUP>", "0/1:3")], {"CYP2C19": 3}),
    ([segment("<CNV>", "./.:1")], {"CYP2C19": 1}),
    ([segment(".", "./.:2")], {"CYP2C19": 2}),
    ([segment("<DEL>,<DUP>", "2:4")], {"CYP2C19": 4}),
    ([segment("<DEL>", "0/1", keys="GT")], {"CYP2C19": 1}),
    ([segment("<DEL>", "1/1", keys="GT")], {"CYP2C19": 0}),
    ([segment("<DEL>", "./1", keys="GT")], {}),
    ([segment("<DUP>", "0/1", keys="GT")], {}),
    ([segment("<DUP>", "0/1:.")], {}),
    ([segment("<DUP>", "0/1:2.7")], {}),
    ([segment("<DUP>", "0/1:3", end=94800000)], {}),
    ([segment("<DUP>", "0/1:3", start=94781859)], {}),
    ([segment("<DUP>", "0/1:3", name="LowQual")], {}),
    ([segment("<DUP>", "0/1:3"), segment("<CNV>", "./.:3")], {"CYP2C19": 3}),
    ([segment("<DUP>", "0/1:3"), segment("<CNV>", "./.:4")], {}),
    ([segment("<CNV>", "./.:3.0")], {"CYP2C19": 3}),
    ([segment("<CNV>", "./.:3.0:-0.4,0.4", keys="GT:CN:CICN")], {"CYP2C19": 3}),
    ([segment("<CNV>", "./.:3.0:-0.2,0.9", keys="GT:CN:CICN")], {}),
    ([segment("<DUP>", "0/1:3:25", keys="GT:CN:CNQ")], {"CYP2C19": 3}),
    ([segment("<DUP>", "0/1:3:9", keys="GT:CN:CNQ")], {}),
    ([segment("<DUP>", "0/1:3:LowQual", keys="GT:CN:FT")], {}),
    ([segment("<DUP>", "0/1:3:PASS", keys="GT:CN:FT")], {"CYP2C19": 3}),
    ([segment("<DEL>", "0/1:2", keys="GT:GQ")], {}),
    ([segment("<CNV>", "./.:2"), segment("<DUP>", "0/1:3", name="LowQual")], {}),
    ([segment("<CNV>", "./.:2"), segment("<DUP>", "0/0:2", name="LowQual")], {"CYP2C19": 2}),
    ([segment("<CNV:TR>", "0/1:3")], {}),
    ([segment("<CN0>,<CN2>", "0|2", keys="GT")], {"CYP2C19": 3}),
    ([segment("<CN0>,<CN2>", "1|2", keys="GT")], {"CYP2C19": 2}),
    ([segment("<DEL>", "0/0", keys="GT")], {}),
    ([segment("<DEL>", "0/1", keys="GT"), segment("<DUP>", "0/1", keys="GT")], {}),
    ([segment("<DEL>", "0/1", keys="GT"), segment("<DUP>", "0/0", keys="GT")], {"CYP2C19": 1}),
    ([segment("<CNV>", "./.:2"), segment("<DEL>", "0/1", keys="GT", end=94781859)], {}),
    ([segment("<CNV>", "./.:2"), segment("<DEL>", "0/0", keys="GT", end=94781859)], {"CYP2C19": 2}),
    ([segment("<CNV>", "./.:2"), segment("<CNV>", "./.:3", end=94781859)], {}),
    ([segment("<CNV>", "./.:3", end=94781859), segment("<CNV>", "./.:3", start=94781860)], {}),
    ([segment("<CNV>", "./.:2"), segment("<INV>", "0/1", keys="GT", end=94781859)], {}),
    ([segment("<CNV>", "./.:2"), line("chr10:94781859", "G", "A", "0/1:2", format="GT:CN")], {"CYP2C19": 2}),
])
def test_copy_number(tmp_path: Path, records: list[str], expected: dict[str, int]) -> None:
    """The whole gene, a whole number, no contradiction."""
    assert dict(seen_with(tmp_path, *records).copies) == expected


@pytest.mark.parametrize(("records", "code"), [
    ([segment("<DUP>", "0/1:3", end=94781859)], "copy-number-partial"),
    ([segment("<CNV>", "./.:3"), segment("<CNV>", "./.:4")], "copy-number-contradicted"),
    ([segment("<CNV>", "./.:3")], ""),
    ([segment("<DUP>", "0/0:2", end=94781859)], ""),
], ids=["part of the gene", "two numbers", "clear", "not carried"])
def test_what_stands_against_a_number_is_said(tmp_path: Path, records: list[str], code: str) -> None:
    """A hybrid may hide behind part of a gene: said, never rounded to a whole copy."""
    told = [m.code for m in seen_with(tmp_path, *records).messages if m.code.startswith("copy-number")]
    assert told == ([code] if code else [])


def test_only_where_copies_matter(tmp_path: Path) -> None:
    """Other genes have no copy number."""
    assert dict(observe(tmp_path, vcf(segment("<DUP>", "0/1:3"))).copies) == {}


def test_a_copy_number_segment_is_no_reference_block(tmp_path: Path) -> None:
    """Two copies of the gene say nothing of its bases."""
    seen = seen_with(tmp_path, segment(".", "0/0:2"), line(MULTI, "T", "C"))
    assert (alleles(seen.at(SNV.id)), alleles(seen.at(NEXT.id))) == ("absent", "absent")


@needs_shared
def test_duplication_of_a_shared_case() -> None:
    """Three copies are told; the gene is structural in the knowledge base, not in Python."""
    genes = shared_knowledge().genes
    known = replace(shared_knowledge(), genes=genes | {"CYP2D6": replace(genes["CYP2D6"], structural=True)})
    path = SHARED / "cases" / "robustness" / "76_cyp2d6_dup_symbolic.vcf"
    assert dict(next(read(path, known)).copies) == {"CYP2D6": 3}
