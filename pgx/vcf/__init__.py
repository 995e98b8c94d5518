"""VCF files in, Observations out; and the way back for tests. The only importer of pysam, PyVCF3 and isal."""

from pgx.vcf.messages import gene_messages
from pgx.vcf.policy import Policy
from pgx.vcf.reader import read, sample_names
from pgx.vcf.simulate import Simulation, parse_diplotype, simulate
from pgx.vcf.writing import pack_vcf

__all__ = ["Policy", "Simulation", "gene_messages", "pack_vcf", "parse_diplotype", "read", "sample_names", "simulate"]
