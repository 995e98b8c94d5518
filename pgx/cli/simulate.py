"""`pgx simulate`: a VCF that carries given diplotypes."""

from __future__ import annotations

from pathlib import Path

import click

from pgx.cli.output import write_whole
from pgx.domain.errors import UsageError


@click.command("simulate", short_help="write a VCF that carries given genotypes")
@click.argument("genotypes", nargs=-1, required=True, metavar="GENE=A/B...")
@click.option("-o", "--output", required=True, metavar="FILE",
              help="VCF to write; .gz is packed with bgzip; - is stdout.")
@click.option("--assembly", type=click.Choice(["GRCh37", "GRCh38"]), default="GRCh38", show_default=True)
@click.option("--unphased", is_flag=True, help="Write 0/1 instead of 0|1.")
@click.option("--sample", default="SIMULATED", show_default=True, help="Sample name.")
@click.option("--sex", type=click.Choice(["male", "female"]), help="One X chromosome or two.")
@click.option("--hide", default="", metavar="ID,ID", help="rs numbers or position ids that get no record.")
@click.option("--rest", type=click.Choice(["reference", "absent"]), default="reference", show_default=True,
              help="Genes that are not named.")
@click.option("--split", is_flag=True, help="One record for each alternate allele.")
@click.option("--no-chr", is_flag=True, help="Contigs named 10 instead of chr10.")
@click.option("--seed", type=int, default=0, show_default=True, help="Choice where an allele allows several bases.")
def command(genotypes: tuple[str, ...], output: str, **options: object) -> None:
    """Write a VCF in which each GENE carries the diplotype A/B.

    Combinations on one chromosome are written [A + B]; names with spaces need shell quotes. Alleles that are no small
    variants (deletions, duplications, hybrids) cannot be written.
    """
    from pgx.domain.genome import Assembly  # kept out of `pgx --help`
    from pgx.knowledge import load
    from pgx.vcf import Simulation, pack_vcf, simulate

    how = Simulation(
        assembly=Assembly(options["assembly"]), phased=not options["unphased"], sample=str(options["sample"]),
        sex=str(options["sex"]) if options["sex"] else None,
        hide=frozenset(filter(None, (name.strip() for name in str(options["hide"]).split(",")))),
        rest=str(options["rest"]), prefix="" if options["no_chr"] else "chr", split=bool(options["split"]),
        seed=int(str(options["seed"])),
    )
    write_whole(Path(output), pack_vcf(simulate(load().genes, _assignments(genotypes), how), output))


def _assignments(genotypes: tuple[str, ...]) -> dict[str, str]:
    """Gene -> diplotype text. UsageError when the form is not GENE=A/B or a gene is named twice."""
    found: dict[str, str] = {}
    for item in genotypes:
        gene, equals, diplotype = item.partition("=")
        if not equals or not gene.strip() or not diplotype.strip():
            raise UsageError(f"`{item}` is not of the form GENE=A/B")
        if gene.strip() in found:
            raise UsageError(f"gene `{gene.strip()}` is given twice")
        found[gene.strip()] = diplotype.strip()
    return found
