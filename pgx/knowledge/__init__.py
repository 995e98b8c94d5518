"""Reads and checks `knowledgebase/`; importers of upstream data. Everything that opens its files lives here."""

from typing import TYPE_CHECKING

from pgx.knowledge import paths
from pgx.knowledge.loading import load

if TYPE_CHECKING:
    from pgx.knowledge.rulebook import load_rules

__all__ = ["load", "load_rules", "paths"]


def __getattr__(name: str) -> object:
    """`load_rules` brings the rule language with it, which calls do without."""
    if name == "load_rules":
        from pgx.knowledge.rulebook import load_rules  # noqa: PLC0415 - this is the point

        return load_rules
    raise AttributeError(name)
