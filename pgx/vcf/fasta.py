"""The genome itself, from an indexed FASTA: which assembly it is, and how far each variant can slide in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pgx.domain.errors import InputError
from pgx.domain.genome import Assembly
from pgx.vcf.contigs import canonical
from pgx.vcf.sites import REACH, Layout, Site


def with_genome(path: Path, layouts: Mapping[Assembly, Layout]) -> tuple[Assembly, dict[Assembly, Layout]]:
    """The assembly of the FASTA, and the layouts with contexts of that assembly read from it.

    InputError when the file or its index cannot be read, lacks a chromosome, or is of neither assembly.
    """
    import pysam  # noqa: PLC0415  70 ms to import

    before = pysam.set_verbosity(0)
    try:
        with pysam.FastaFile(str(path)) as genome:
            names = {chrom: name for name in genome.references if (chrom := canonical(name))}
            assembly = _assembly(genome, names, layouts, path)
            return assembly, {**layouts, assembly: _with_contexts(genome, names, layouts[assembly])}
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path.name}: the FASTA cannot be read: it needs to be plain or bgzip, with its index beside "
                         "it (samtools faidx)") from error
    finally:
        pysam.set_verbosity(before)


def _assembly(
    genome: Any, names: Mapping[str, str], layouts: Mapping[Assembly, Layout], path: Path,  # noqa: ANN401
) -> Assembly:
    """The assembly whose reference bases the FASTA has at every site. The mitochondrial genome is the same in both."""
    wrong: dict[Assembly, list[str]] = {}
    for assembly, layout in layouts.items():
        lacking = sorted(set(layout.sites) - set(names) - {"chrM"})
        if lacking:
            raise InputError(f"{path.name}: the FASTA has no {lacking[0]}: give the whole genome")
        wrong[assembly] = [f"{chrom}:{site.pos}" for chrom, row in layout.sites.items() if chrom in names
                           for site in row if _sequence(genome, names[chrom], site, len(site.ref)) != site.ref]
    best = min(wrong, key=lambda assembly: len(wrong[assembly]))
    if wrong[best]:
        raise InputError(f"{path.name}: the FASTA is of neither GRCh37 nor GRCh38: {len(wrong[best])} of our positions "
                         f"have another base in it, the first at {wrong[best][0]}")
    return best


def _with_contexts(genome: Any, names: Mapping[str, str], layout: Layout) -> Layout:  # noqa: ANN401
    sites = {chrom: tuple(_slid(genome, names[chrom], site) if chrom in names else site for site in row)
             for chrom, row in layout.sites.items()}
    by_pos: dict[tuple[str, int], list[Site]] = {}
    for chrom, row in sites.items():
        for site in row:
            by_pos.setdefault((chrom, site.pos), []).append(site)
    return replace(layout, sites=sites, by_pos=by_pos)


def _slid(genome: Any, name: str, site: Site) -> Site:  # noqa: ANN401 - pysam has no types
    """The site with REF and the stretch behind it along which any of its changes can slide."""
    if site.substitution:
        return site
    text = _sequence(genome, name, site, len(site.ref) + REACH)
    reach = max(_slide(site.ref, alt, text) for alt in site.position.bases if alt != site.ref)
    context = text[: len(site.ref) + reach]
    return replace(site, context=context, end=site.pos + len(context) - 1)


def _slide(ref: str, alt: str, text: str) -> int:
    """Bases behind REF that an insertion or deletion can be shifted over; `text` is the genome from REF on."""
    head = next((i for i, (a, b) in enumerate(zip(ref, alt, strict=False)) if a != b), min(len(ref), len(alt)))
    deleted, inserted = ref[head:], alt[head:]
    if deleted and inserted:
        return 0
    unit, start = (deleted, len(ref)) if deleted else (inserted, head)
    count = 0
    while start + count < len(text) and text[start + count] == unit[count % len(unit)]:
        count += 1
    return max(0, start + count - len(ref))


def _sequence(genome: Any, name: str, site: Site, length: int) -> str:  # noqa: ANN401 - pysam has no types
    return str(genome.fetch(name, site.pos - 1, site.pos - 1 + length)).upper()
