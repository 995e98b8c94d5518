"""Phenotypes and patient context -> Facts: all that a rule can see, flat and named."""

from pgx.facts.context import printed, read_context, resolve_drug
from pgx.facts.gather import Facts, gather, lingering
from pgx.facts.genotypes import genotypes, typed_alleles

__all__ = ["Facts", "gather", "genotypes", "lingering", "printed", "read_context", "resolve_drug", "typed_alleles"]
