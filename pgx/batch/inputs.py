"""Which files a screen reads, in an order that depends on nothing but their names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pgx.domain.errors import InputError

ENDINGS = (".vcf", ".vcf.gz", ".vcf.bgz", ".bcf")


def find(given: Sequence[Path]) -> tuple[Path, ...]:
    """Files as given, folders searched to the bottom, each folder sorted by name, every file once.

    A file that does not exist, or a link to nowhere, is kept: it becomes a row in `problems`, as any unreadable file.
    Raises InputError if there is nothing to read at all.
    """
    found: dict[Path, None] = {}
    for path in given:
        found.update(dict.fromkeys(_inside(path) if path.is_dir() else [path]))
    if not found:
        msg = f"{given[0]}: holds no file that ends in {', '.join(ENDINGS)}"
        raise InputError(msg)
    return tuple(found)


def _inside(folder: Path) -> list[Path]:
    files = (p for p in folder.rglob("*") if p.name.lower().endswith(ENDINGS) and not p.is_dir())
    return sorted(p for p in files if not any(part.startswith(".") for part in p.relative_to(folder).parts))
