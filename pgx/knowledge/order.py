"""Natural order of names: *2 before *10."""

from __future__ import annotations

import re
from functools import lru_cache

NaturalKey = tuple[tuple[int, int, str], ...]
_PARTS = re.compile(r"\d+|\D+")


@lru_cache(maxsize=1 << 15)
def natural(name: str) -> NaturalKey:
    """Sort key in which runs of digits compare as numbers and come before letters."""
    return tuple((0, int(part), part) if part.isdecimal() else (1, 0, part) for part in _PARTS.findall(name))
