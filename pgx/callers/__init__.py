"""Other callers' files -> rows. A format is known by what is in the file, never by its name."""

from pgx.callers.files import LARGEST
from pgx.callers.read import read

__all__ = ["LARGEST", "read"]
