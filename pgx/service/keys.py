"""API keys: who may ask. Only hashes are kept in memory, and every comparison takes the same time."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from pgx.domain.errors import UsageError

HEADER = "X-API-Key"
SHORTEST = 16             # characters; a shorter key can be guessed over the network


@dataclass(frozen=True, slots=True)
class Keys:
    """Names and hashes of the accepted keys. Empty: the service is open."""

    entries: tuple[tuple[str, bytes], ...] = ()

    @classmethod
    def read(cls, lines: Sequence[str], source: str) -> Self:
        """One key a line, or `NAME KEY`; the name goes into the audit trail. Empty lines and `#` lines do not count.

        Raises UsageError for a short or malformed key; the message does not repeat it.
        """
        entries: list[tuple[str, bytes]] = []
        for number, line in enumerate(lines, start=1):
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            if len(words) > 2 or len(words[-1]) < SHORTEST:
                msg = f"{source}:{number}: a key has at least {SHORTEST} characters and no space; write `NAME KEY`"
                raise UsageError(msg)
            hashed = _hash(words[-1])
            entries.append((words[0] if len(words) == 2 else f"key-{hashed.hex()[:8]}", hashed))
        if not entries:
            msg = f"{source}: holds no API key"
            raise UsageError(msg)
        return cls(tuple(entries))

    def who(self, given: str | None) -> str | None:
        """Name of the key given, or None. Looks at every entry whatever it finds."""
        hashed, found = _hash(given or ""), None
        for name, expected in self.entries:
            if hmac.compare_digest(hashed, expected):
                found = name
        return found


def is_loopback(host: str) -> bool:
    """True if nobody but this machine can reach `host`. A name other than `localhost` is not trusted."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
