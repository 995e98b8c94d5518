"""Total copy number of genes for which it matters, where a record of the file spans the whole gene and says it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pgx.vcf.records import Record
from pgx.vcf.sites import Layout


def gene_copies(
    genes: Collection[str], records: Sequence[Record], layout: Layout, samples: int,
) -> list[dict[str, int]]:
    """For each sample, gene -> copies. Left out when nothing says it, or when two records contradict each other."""
    spans = _spans(genes, layout)
    said: list[dict[str, set[int]]] = [{} for _ in range(samples)]
    for record in records:
        if record.rejected or not record.structural:
            continue
        for gene, (chrom, first, last) in spans.items():
            if record.chrom == chrom and record.pos <= first and record.end >= last:
                for sample, cell in enumerate(record.cells):
                    number = _copies(record, cell)
                    if number is not None:
                        said[sample].setdefault(gene, set()).add(number)
    return [{gene: min(numbers) for gene, numbers in one.items() if len(numbers) == 1} for one in said]


def _spans(genes: Collection[str], layout: Layout) -> Mapping[str, tuple[str, int, int]]:
    """First and last base of the positions of each gene."""
    spans: dict[str, tuple[str, int, int]] = {}
    for chrom, sites in layout.sites.items():
        for site in sites:
            if site.position.gene in genes:
                _, first, last = spans.get(site.position.gene, (chrom, site.pos, site.last))
                spans[site.position.gene] = (chrom, min(first, site.pos), max(last, site.last))
    return spans


def _copies(record: Record, cell: str) -> int | None:
    """FORMAT CN; for a plain deletion without it, the copies of GT that do not carry it."""
    values = dict(zip(record.keys, cell.split(":"), strict=False))
    if "CN" in values:
        return _whole(values["CN"])
    parts = values.get("GT", ".").replace("|", "/").split("/")
    if set(record.alts) != {"<DEL>"} or any(_whole(part) is None for part in parts):
        return None
    return sum(1 for part in parts if part == "0")


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
