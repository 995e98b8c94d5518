"""sources.lock: which files the knowledge base was made from."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pgx.knowledge.importers.dump import SourceFile

NAME = "sources.lock"
_FIELDS = ("name", "origin", "what", "version", "licence", "sha256", "retrieved")


def read(root: Path) -> dict[str, dict[str, Any]]:
    """Entries by file name, {} when there is no lock."""
    path = root / NAME
    if not path.is_file():
        return {}
    return {entry["name"]: entry for entry in tomllib.loads(path.read_text("utf-8")).get("file", [])}


def updated(entries: Mapping[str, Mapping[str, Any]], files: Iterable[SourceFile], origin: str, today: str
            ) -> dict[str, dict[str, Any]]:
    """The entries with `files` entered. A file with unchanged bytes keeps the day it was first read."""
    new = {name: dict(entry) for name, entry in entries.items()}
    for file in files:
        known = new.get(file.name, {})
        day = known["retrieved"] if known.get("sha256") == file.sha256 else today
        new[file.name] = {"name": file.name, "origin": origin, "what": file.what, "version": file.version,
                          "licence": file.licence, "sha256": file.sha256, "retrieved": day}
    return new


def text_of(entries: Mapping[str, Mapping[str, Any]]) -> str:
    """The file, entries in name order."""
    blocks = ["# Every file that facts were taken from, as it was when they were taken. Written by `pgx kb import`.\n"]
    for _, entry in sorted(entries.items()):
        lines = [f"{field} = {json.dumps(str(entry[field]), ensure_ascii=False)}" for field in _FIELDS
                 if entry.get(field)]
        blocks.append("[[file]]\n" + "\n".join(lines) + "\n")
    return "\n".join(blocks)
