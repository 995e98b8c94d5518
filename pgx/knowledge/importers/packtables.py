"""Reading the tab-separated tables of the source pack, and its inventory."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from pgx.domain.errors import InputError
from pgx.knowledge.importers.dump import SourceFile
from pgx.knowledge.tables import Row

_ALLELES = "alleles/alleles.tsv"
_PIECE = re.compile(r"(\*\d+)(?:x(≥?)(\d+))?")


class Pack:
    """A folder of source tables. Remembers which files were read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, str] = {}

    def bytes_of(self, name: str) -> bytes:
        """A file's bytes. Raises InputError when it is missing."""
        try:
            data = (self.folder / name).read_bytes()
        except FileNotFoundError:
            raise InputError(f"{self.folder / name}: missing; the source pack is not complete") from None
        self._read[name] = hashlib.sha256(data).hexdigest()
        return data

    def rows(self, name: str) -> list[Row]:
        """Rows of a table; quotes mean nothing in it. Raises InputError when a line has the wrong number of fields."""
        lines = self.bytes_of(name).decode("utf-8").rstrip("\n").split("\n")
        columns = lines[0].split("\t")
        rows = []
        for number, line in enumerate(lines[1:], 2):
            fields = line.split("\t")
            if len(fields) != len(columns):
                raise InputError(f"{self.folder / name}:{number}: {len(fields)} fields, {len(columns)} expected")
            rows.append(dict(zip(columns, fields, strict=True)))
        return rows

    def inventory(self) -> dict[str, tuple[str, str, str]]:
        """File -> (source, state, licence), from the table in the pack's README."""
        found = {}
        for line in self.bytes_of("README.md").decode("utf-8").splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if line.startswith("| ") and len(cells) == 6 and "/" in cells[0] + "/" and "." in cells[0]:
                found[cells[0]] = (cells[3], cells[4], cells[5])
        return found

    def files(self, inventory: dict[str, tuple[str, str, str]]) -> tuple[SourceFile, ...]:
        """The files read so far, with what the inventory says of them."""
        return tuple(SourceFile(name, digest, *inventory.get(name, ("", "", "")))
                     for name, digest in sorted(self._read.items()))


def recognises(folder: Path) -> bool:
    """Whether the folder has the main table of a source pack."""
    return (folder / _ALLELES).is_file()


def by_gene(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows grouped by their `gene` column, order kept."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["gene"], []).append(row)
    return groups


def copies(name: str) -> tuple[str, ...]:
    """Plain alleles that a structural name is made of: `*36x2 + *10` -> *36, *36, *10; () when it is not one."""
    plain: list[str] = []
    for piece in name.split(" + "):
        match = _PIECE.fullmatch(piece)
        if match is None:
            return ()
        plain += [match[1]] * int(match[3] or 1)
    return tuple(plain)
