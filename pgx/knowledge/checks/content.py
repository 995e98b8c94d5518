"""Every file of a knowledge base, read once for checking. Lines are kept: rows stand in file order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pgx.domain.errors import KnowledgeError
from pgx.knowledge import building, tables
from pgx.knowledge.building import GeneFolder
from pgx.knowledge.checks.problem import Problem
from pgx.knowledge.importers import lockfile
from pgx.knowledge.tables import Row

_VERSION = re.compile(r"\d{4}\.\d\d(\.\d+)?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
PLAIN_FILES = frozenset({"README.md", "VERSION", "sources.lock"})


@dataclass(frozen=True, slots=True)
class Content:
    """Rows by path below the root, and the folders of genes by symbol."""

    root: Path
    tables: Mapping[str, Sequence[Row]]
    genes: Mapping[str, GeneFolder]

    def rows(self, name: str) -> Sequence[Row]:
        """Rows of a table, () when the file is missing."""
        return self.tables.get(name, ())


def line_of(at: int) -> int:
    """File line of the row at index `at`: the header is line 1."""
    return at + 2


def _file(root: Path, name: str, problems: list[Problem]) -> Sequence[Row] | None:
    table = tables.table_of(name)
    if table is None:
        problems.append(Problem(name, 0, "KB101", "is no file of a knowledge base"))
        return None
    try:
        rows = tables.read(root / name, table)
        wanted = tables.text_of(rows, table)
    except KnowledgeError as error:
        problems.append(Problem(name, 0, "KB102", str(error).removeprefix(f"{root / name}:")))
        return None
    if (root / name).read_bytes() != wanted.encode("utf-8"):
        problems.append(Problem(name, 0, "KB103", "is not in the stable layout (order, LF, no trailing lines)"))
    return rows


def _plain(root: Path) -> list[Problem]:
    """VERSION is a calendar version, sources.lock can be read and its hashes are hashes."""
    problems = []
    version = (root / "VERSION").read_text("utf-8").strip() if (root / "VERSION").is_file() else "0000.00"
    if not _VERSION.fullmatch(version):
        problems.append(Problem("VERSION", 1, "KB106", f"`{version}` is not YYYY.MM or YYYY.MM.N"))
    try:
        entries = lockfile.read(root)
    except (ValueError, KeyError) as error:
        return [*problems, Problem(lockfile.NAME, 0, "KB107", f"cannot be read: {error}")]
    problems += [Problem(lockfile.NAME, 0, "KB107", f"`{name}` has no SHA-256") for name, entry in entries.items()
                 if not _SHA256.fullmatch(str(entry.get("sha256", "")))]
    return problems


def read(root: Path) -> tuple[Content, list[Problem]]:
    """The content, and what could not be read or is not laid out as it should be."""
    problems: list[Problem] = []
    found: dict[str, Sequence[Row]] = {}
    genes: dict[str, GeneFolder] = {}
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        name = path.relative_to(root).as_posix()
        if name in PLAIN_FILES or name.startswith("schema/") or name.endswith("gene.toml"):
            continue
        rows = _file(root, name, problems)
        if rows is not None:
            found[name] = rows
    for folder in sorted((root / "genes").glob("*")):
        try:
            genes[folder.name] = building.read_folder(folder, history=True)
        except KnowledgeError as error:
            problems.append(Problem(f"genes/{folder.name}", 0, "KB104", str(error)))
    problems += _plain(root)
    problems += [Problem(name, 0, "KB105", "is missing") for name in (*sorted(PLAIN_FILES), *tables.SHARED_TABLES)
                 if not (root / name).is_file()]
    return Content(root, found, genes), problems
