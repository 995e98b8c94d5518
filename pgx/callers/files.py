"""A file of another caller as bytes, text, JSON or the members of a zip, with a limit on everything it can choose."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

from pgx.domain.errors import InputError, why_unreadable

LARGEST = 8 << 20        # bytes of a file, and of a member of a zip once unpacked
MOST_MEMBERS = 100


def load(path: Path) -> bytes:
    """The bytes. Raises InputError when the file cannot be read or is too large to be one patient's results."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"{path.name}: outside calls cannot be read: {why_unreadable(error)}") from error
    if len(content) > LARGEST:
        raise InputError(f"{path.name}: is larger than {LARGEST >> 20} MiB; give the caller's summary of results")
    return content


def text_of(content: bytes, name: str) -> str:
    """UTF-8 text, with or without a byte order mark. Raises InputError."""
    if content.startswith(b"\x1f\x8b"):
        raise InputError(f"{name}: is compressed with gzip; unpack it first")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: outside calls cannot be read: {why_unreadable(error)}") from error
    if "\0" in text:
        raise InputError(f"{name}: outside calls cannot be read: it is not text")
    return text


def json_of(text: str, name: str) -> dict[str, Any]:
    """A JSON object. Raises InputError with line and column, never with the text."""
    try:
        document = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise InputError(f"{name}:{error.lineno}: not JSON: {error.msg}; it may be cut off") from error
    except (RecursionError, ValueError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else "a key twice, or a number too long"
        raise InputError(f"{name}: not usable as JSON: {reason}") from error
    if not isinstance(document, dict):
        raise InputError(f"{name}: expected a JSON object of a star allele caller")
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that is there twice would lose one of its results."""
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError
    return dict(pairs)


def members_of(content: bytes, name: str) -> dict[str, bytes]:
    """The files of a zip by their last name. Raises InputError when it is damaged, or unpacks to more than a limit."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > MOST_MEMBERS:
                raise InputError(f"{name}: the zip holds {len(infos)} files; expected the results of one gene")
            found: dict[str, bytes] = {}
            for info in infos:
                last = info.filename.rpartition("/")[2]
                if last in found:
                    raise InputError(f"{name}: the zip holds several files of one name; expected one gene's results")
                found[last] = _unpacked(archive, info, name)
            return found
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise InputError(f"{name}: the zip cannot be read: it is damaged, encrypted or cut off") from error


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    with archive.open(info) as member:
        content = member.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise InputError(f"{name}: a file of the zip unpacks to more than {LARGEST >> 20} MiB")
    return content
