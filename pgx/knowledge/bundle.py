"""A rule bundle: rule texts, their compiled arrays and a manifest of hashes in one file, signed by whoever releases it.

A zip of JSON and text: nothing in it is ever executed or unpacked to disk. `manifest.json` names every other part with
its SHA-256, and what the rules were compiled with; `signature.json` signs the manifest's bytes (Ed25519).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pgx
from pgx.domain.errors import KnowledgeError
from pgx.domain.knowledge import Knowledge
from pgx.rules import RuleSet
from pgx.rules.codec import compiled_format

SCHEMA = "pgx.rules-bundle/1"
MANIFEST, SIGNATURE, ARRAYS = "manifest.json", "signature.json", "arrays.json"
LIMIT = 256 * 1024 * 1024           # bytes of all parts together
EPOCH = (1980, 1, 1, 0, 0, 0)       # every part has this time: the same rules make the same bytes
PREVIOUS = ".previous"
READABLE = 0o644                    # rules are no secret; the service may run as somebody else


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds. `signed_by` is the signing key's fingerprint, "" without a signature."""

    manifest: Mapping[str, Any]
    texts: Mapping[str, str]        # printed path -> text
    arrays: str
    signed_by: str = ""

    def ruleset(self) -> RuleSet:
        """The compiled rules. Raises KnowledgeError when they are not what the manifest says."""
        try:
            rules = RuleSet.from_json(self.arrays)
        except ValueError as error:
            raise KnowledgeError(f"the bundle's arrays cannot be read: {error}") from error
        if rules.sha256 != self.manifest["rules"]:
            raise KnowledgeError("the bundle's arrays are not of the rules its manifest names; build it again")
        return rules


def is_bundle(path: Path) -> bool:
    """Whether a path is a file that could be a bundle; rule files are folders or end in .pgx."""
    return path.is_file() and path.suffix != ".pgx"


def pack(texts: Mapping[str, str], rules: RuleSet, known: Knowledge) -> bytes:
    """The bytes of an unsigned bundle; the same for the same rules, knowledge and engine."""
    parts = {f"rules/{name}": text.encode() for name, text in texts.items()} | {ARRAYS: rules.to_json().encode()}
    manifest = {"schema": SCHEMA, **made_with(known), "vocabulary": rules.version, "rules": rules.sha256,
                "parts": {name: sha256(data) for name, data in sorted(parts.items())}}
    return zipped({MANIFEST: json.dumps(manifest, indent=1, sort_keys=True).encode(), **parts})


def made_with(known: Knowledge) -> dict[str, str]:
    """What compiled arrays depend on beside the rules."""
    return {"engine": f"{pgx.__version__}+{compiled_format()}", "knowledgebase": known.sha256}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a zip, in order of name, without times."""
    with tempfile.SpooledTemporaryFile(max_size=LIMIT) as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(parts):
                archive.writestr(zipfile.ZipInfo(name, EPOCH), parts[name], zipfile.ZIP_DEFLATED)
        out.seek(0)
        return out.read()


def sha256(data: bytes) -> str:
    """Hex digest."""
    return hashlib.sha256(data).hexdigest()


def unpack(path: Path) -> dict[str, bytes]:
    """Every part of a zip file. Raises KnowledgeError for anything else, or for more than LIMIT bytes."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > LIMIT:
                raise KnowledgeError(f"{path}: holds more than {LIMIT} bytes; this is no rule bundle")
            return {part.filename: archive.read(part) for part in archive.infolist()}
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise KnowledgeError(f"{path}: is not a rule bundle ({type(error).__name__}); build it again") from error


def read_bundle(path: Path, known: Knowledge | None = None, key: bytes | None = None) -> Bundle:
    """A bundle whose every part is what its manifest says.

    With `known`: built with this knowledge base and engine. With `key` (a public key's PEM): signed by it. Raises
    KnowledgeError otherwise.
    """
    parts = unpack(path)
    manifest = read_manifest(parts, path)
    if known is not None:
        for what, here in made_with(known).items():
            if manifest[what] != here:
                raise KnowledgeError(f"{path}: built with another {what} ({manifest[what][:12]}, here {here[:12]}); "
                                     "build it again")
    signed_by = verified(parts, path, key)
    texts = {name.removeprefix("rules/"): decoded(data, path) for name, data in parts.items()
             if name.startswith("rules/")}
    return Bundle(manifest, texts, decoded(parts[ARRAYS], path), signed_by)


def decoded(data: bytes, path: Path) -> str:
    """UTF-8 text."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path}: a part is not UTF-8 text; build it again") from error


def read_manifest(parts: Mapping[str, bytes], path: Path) -> dict[str, Any]:
    """The manifest, held against the parts."""
    try:
        manifest: dict[str, Any] = json.loads(parts[MANIFEST])
        listed = dict(manifest["parts"])
        complete = manifest["schema"] == SCHEMA and all(
            isinstance(manifest[name], str) for name in ("engine", "knowledgebase", "vocabulary", "rules"))
    except (KeyError, TypeError, ValueError) as error:
        raise KnowledgeError(f"{path}: has no manifest of schema {SCHEMA}; build it again") from error
    if not complete or ARRAYS not in listed:
        raise KnowledgeError(f"{path}: has no manifest of schema {SCHEMA}; build it again")
    there = {name: sha256(data) for name, data in parts.items() if name not in {MANIFEST, SIGNATURE}}
    wrong = sorted(name for name in there.keys() | listed.keys() if there.get(name) != listed.get(name))
    if wrong:
        raise KnowledgeError(f"{path}: {wrong[0]} is not what the manifest says; the bundle is damaged or was changed")
    return manifest


def verified(parts: Mapping[str, bytes], path: Path, key: bytes | None) -> str:
    """Fingerprint of the key that signed the manifest, "" when unsigned. Raises KnowledgeError for a signature that
    does not hold, or is not of `key`."""
    if SIGNATURE not in parts:
        if key is not None:
            raise KnowledgeError(f"{path}: is not signed; run `pgx rules sign`")
        return ""
    from pgx.knowledge.signing import check_signature  # noqa: PLC0415 - needs the extra `sign`

    try:
        told = json.loads(parts[SIGNATURE])
        public, signature = told["public_key"].encode(), base64.b64decode(told["signature"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise KnowledgeError(f"{path}: its signature cannot be read") from error
    return check_signature(public, signature, parts[MANIFEST], key, str(path))


def install(data: bytes, target: Path) -> None:
    """Put a bundle in place in one step; the one that was there stays as `<name>.previous`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(READABLE)
        if target.exists():
            previous = target.with_name(target.name + PREVIOUS)
            with suppress(FileNotFoundError):
                previous.unlink()
            os.link(target, previous)
        Path(name).replace(target)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise KnowledgeError(f"{target}: cannot be written ({type(error).__name__}); what was there stays") from error
