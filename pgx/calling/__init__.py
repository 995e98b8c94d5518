"""Observations -> calls: which diplotypes what was read supports, and which nothing rules out."""

from pgx.calling.call import call_gene
from pgx.calling.outside import apply_outside, parse_outside

__all__ = ["apply_outside", "call_gene", "parse_outside"]
