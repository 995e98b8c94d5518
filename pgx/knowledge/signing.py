"""Ed25519 signatures of rule bundles. Needs the extra `sign` (the `cryptography` package); keys are PEM files."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

from pgx.domain.errors import KnowledgeError, UsageError
from pgx.knowledge.bundle import MANIFEST, SIGNATURE, read_manifest, unpack, zipped

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_pem_private_key,
        load_pem_public_key,
    )
except ImportError as missing:
    raise UsageError("signatures need the extra: pip install 'pgx-engine[sign]'") from missing


def signed(path: Path, key: Path) -> bytes:
    """The bundle at `path` with its manifest signed by the private key in `key`.

    Raises KnowledgeError when the bundle does not hold together, UsageError when the key is not an Ed25519 one.
    """
    parts = unpack(path)
    read_manifest(parts, path)
    private = private_key(key)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    told = {"algorithm": "Ed25519", "public_key": public.decode(),
            "signature": base64.b64encode(private.sign(parts[MANIFEST])).decode()}
    return zipped({**parts, SIGNATURE: json.dumps(told, indent=1, sort_keys=True).encode()})


def private_key(path: Path) -> Ed25519PrivateKey:
    """A private key without a passphrase. Raises UsageError; the key itself is never printed."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"{path}: is no private key in PEM without a passphrase ({type(error).__name__})") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{path}: is not an Ed25519 key; make one with `openssl genpkey -algorithm ed25519`")
    return key


def public_key(pem: bytes, where: str) -> Ed25519PublicKey:
    """A public key. Raises UsageError."""
    try:
        key = load_pem_public_key(pem)
    except ValueError as error:
        raise UsageError(f"{where}: is not a public key in PEM; `openssl pkey -in KEY -pubout` prints it") from error
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"{where}: is not an Ed25519 key")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the key's bytes, shortened."""
    return "sha256:" + hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def check_signature(public: bytes, signature: bytes, message: bytes, wanted: bytes | None, where: str) -> str:
    """Fingerprint of the key that signed. Raises KnowledgeError when the signature does not hold or another key made
    it."""
    key = public_key(public, where)
    try:
        key.verify(signature, message)
    except InvalidSignature as error:
        raise KnowledgeError(f"{where}: its signature does not hold; it was changed after signing") from error
    if wanted is not None and fingerprint(public_key(wanted, "the key to verify with")) != fingerprint(key):
        raise KnowledgeError(f"{where}: is signed by {fingerprint(key)}, not by the key given")
    return fingerprint(key)
