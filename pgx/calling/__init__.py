"""Observations -> calls: which diplotypes what was read supports, and which nothing rules out."""

from pgx.calling.call import call_gene
from pgx.calling.outside import apply_outside, not_used, parse_outside
from pgx.calling.whose import check_samples, names_samples, of_sample, only_sample

__all__ = ["apply_outside", "call_gene", "check_samples", "names_samples", "not_used", "of_sample", "only_sample",
           "parse_outside"]
