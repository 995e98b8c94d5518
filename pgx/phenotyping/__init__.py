"""Calls -> results: allele functions, activity scores, phenotypes."""

from pgx.phenotyping.assign import assign, lowest_function
from pgx.phenotyping.result import phenotype_of_score
from pgx.phenotyping.together import beside, together

__all__ = ["assign", "beside", "lowest_function", "phenotype_of_score", "together"]
