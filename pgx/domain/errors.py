"""What can go wrong, one root.

PgxError
+-- UsageError      the request itself is wrong (exit 2): unknown gene, sample, drug, option
+-- InputError      a file cannot be read or is not what it says (exit 3)
+-- KnowledgeError  the knowledge base or the rules do not hold together (exit 3)

Uncertainty is never an error: an unread position is a value (see `observations.Status`).
A message is one line: where, what, the value, the way out. It never holds a genotype or a sample name.
"""

from __future__ import annotations


class PgxError(Exception):
    """Root of every error that pgx raises on purpose. `exit_code` is the documented one of the CLI."""

    exit_code = 3


class UsageError(PgxError):
    """The request is wrong: unknown gene, drug, sample or option value."""

    exit_code = 2


class InputError(PgxError):
    """A file cannot be read, or is not what it claims to be."""


class KnowledgeError(PgxError):
    """The knowledge base or a rule file does not hold together."""


def why_unreadable(error: Exception) -> str:
    """Why a file could not be read, in words for the end of a message; never a piece of the file."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "it is damaged or cut off"
