"""Positions of the shared material as a Knowledge, so that reading is tested apart from the knowledge base."""

from __future__ import annotations

import csv
from functools import cache

from pgx.domain.genes import CallingMethod, Gene, Inheritance, PhenotypeMethod, ResultRules
from pgx.domain.genome import Position
from pgx.domain.knowledge import Knowledge
from tests.paths import SHARED

_INHERITANCE = {"chrX": Inheritance.X_LINKED, "chrM": Inheritance.MITOCHONDRIAL}


def knowledge_of(positions: list[Position]) -> Knowledge:
    """A Knowledge that holds these positions and nothing else."""
    genes: dict[str, list[Position]] = {}
    for position in positions:
        genes.setdefault(position.gene, []).append(position)
    return Knowledge("test", "", {symbol: _gene(symbol, rows) for symbol, rows in genes.items()}, {})


def _gene(symbol: str, rows: list[Position]) -> Gene:
    return Gene(
        symbol, rows[0].chrom, _INHERITANCE.get(rows[0].chrom, Inheritance.AUTOSOMAL), CallingMethod.NAMED_ALLELES,
        ResultRules(PhenotypeMethod.FUNCTION_PAIR), tuple(sorted(rows, key=lambda p: p.pos38)),
    )


@cache
def shared_knowledge() -> Knowledge:
    """All positions of the shared material."""
    with (SHARED / "kb-sources" / "alleles" / "positions.tsv").open(encoding="utf-8") as lines:
        rows = [_position(row) for row in csv.DictReader(lines, delimiter="\t") if row["ref_vcf"]]
    return knowledge_of(rows)


def _position(row: dict[str, str]) -> Position:
    return Position(
        row["position_id"], row["gene"], row["chromosome"], int(row["pos_grch38_vcf"]), int(row["pos_grch37"]),
        row["ref_vcf"], tuple(filter(None, row["alts_vcf"].split(","))), row["ref_grch37"] or row["ref_vcf"],
        row["rsid"] or None, row["hgvs_g_grch38"], row["role"],
    )
