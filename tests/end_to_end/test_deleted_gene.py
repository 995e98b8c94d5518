"""A gene that the file says is gone from both chromosomes is a result, and reaches the alerts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.people import engine

HEAD = ["##fileformat=VCFv4.2", "##contig=<ID=chr22,length=50818468,assembly=GRCh38>",
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS"]


@pytest.mark.parametrize("cell", ["1/1:0", "./.:0"])
def test_deleted_twice(cell: str, tmp_path: Path) -> None:
    """CYP2D6 *5/*5: a poor metabolizer, for whom codeine does nothing."""
    path = tmp_path / "deleted.vcf"
    record = f"chr22\t42120000\t.\tN\t<DEL>\t.\tPASS\tSVTYPE=DEL;END=42140000\tGT:CN\t{cell}"
    path.write_text("\n".join([*HEAD, record]) + "\n")
    found, = engine().assess_file(path, context=engine().context_from({"drugs": ["codeine"], "taking": []}))
    gene = found.genes["CYP2D6"]
    assert [(d.name, p.name) for d, p in zip(gene.call.diplotypes, gene.called, strict=True)] == [
        ("*5/*5", "Poor Metabolizer")]
    assert "avoid-no-effect" in {a.advice.name for a in found.alerts}
