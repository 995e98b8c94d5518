"""What the rules answer for a look-up key of a source table, as the source writes its keys."""

from pgx.lookup.answer import Lookup, Row
from pgx.lookup.query import Query, read_query

__all__ = ["Lookup", "Query", "Row", "read_query"]
