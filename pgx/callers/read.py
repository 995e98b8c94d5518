"""A file of results, whatever caller wrote it, as rows or as lines of the plain table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pgx.callers.files import json_of, load, members_of, text_of
from pgx.callers.hla import typed
from pgx.callers.objects import of_json
from pgx.callers.report import stellar
from pgx.callers.tables import headed
from pgx.domain.calls import OutsideRow
from pgx.domain.errors import InputError

_TABLE, _BESIDE = "data.tsv", "metadata.txt"      # the members of a PyPGx archive


def read(path: Path, name: str = "") -> Sequence[OutsideRow | str]:
    """Rows of a caller's file; the lines as they are when it is the plain table, or of no known caller.

    `name` stands for the file in messages. Raises InputError when it cannot be read, or is not as its caller writes it.
    """
    name = name or path.name
    content = load(path)
    if content.startswith(b"PK"):
        return _archive(content, name)
    text = text_of(content, name)
    if text.lstrip().startswith("{"):
        return of_json(json_of(text, name), name)
    return _lines(text.splitlines(), name, _said(path.parent / _BESIDE))


def _lines(lines: Sequence[str], name: str, beside: Mapping[str, str]) -> Sequence[OutsideRow | str]:
    for rows in (stellar(lines), headed(lines, name, beside), typed(lines)):
        if rows is not None:
            return rows
    return lines


def _archive(content: bytes, name: str) -> list[OutsideRow]:
    members = members_of(content, name)
    if _TABLE not in members or _BESIDE not in members:
        raise InputError(f"{name}: is a zip without {_TABLE} and {_BESIDE}; expected results.zip of PyPGx")
    lines = text_of(members[_TABLE], name).splitlines()
    rows = headed(lines, name, _pairs(text_of(members[_BESIDE], name)))
    if rows is None:
        raise InputError(f"{name}: its {_TABLE} has other columns than results.zip of PyPGx")
    return rows


def _said(path: Path) -> dict[str, str]:
    """What a metadata file in the same folder says; empty without one."""
    try:
        return _pairs(text_of(load(path), path.name)) if path.is_file() else {}
    except InputError:
        return {}


def _pairs(text: str) -> dict[str, str]:
    """`key=value` lines."""
    return {key.strip(): value.strip() for key, equals, value in (line.partition("=") for line in text.splitlines())
            if equals}
