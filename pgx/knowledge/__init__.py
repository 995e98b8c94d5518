"""Reads and checks `knowledgebase/`; importers of upstream data. Everything that opens its files lives here."""

from pgx.knowledge import paths
from pgx.knowledge.loading import load
from pgx.knowledge.rulebook import load_rules

__all__ = ["load", "load_rules", "paths"]
