"""What an importer hands over: rows for tables of the knowledge base, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pgx.knowledge.tables import Row


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that was read. `sha256` of its bytes; `version` and `licence` as its publisher states them."""

    name: str
    sha256: str
    what: str = ""
    version: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person has to decide. `ours` stands, `theirs` is what the source says."""

    table: str
    key: str
    column: str
    ours: str
    theirs: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Dump:
    """Fresh rows by path of the table below the knowledge base. A row names only the columns its source has.

    `complete` lists the tables whose rows the source knows all of: what it no longer names is retired. `settings` are
    facts for gene.toml: new genes get a file of them, for known genes a difference is a finding.
    """

    origin: str
    tables: Mapping[str, Sequence[Row]]
    complete: frozenset[str] = frozenset()
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    files: tuple[SourceFile, ...] = ()
    findings: tuple[Finding, ...] = ()


class Importer(Protocol):
    """A module that reads one kind of source."""

    NAME: str

    def recognises(self, source: Path) -> bool:
        """Whether `source` (file or folder) is of this kind."""
        ...

    def read(self, source: Path, existing: Path) -> Dump:
        """Read it. `existing` is the knowledge base that will be updated."""
        ...
