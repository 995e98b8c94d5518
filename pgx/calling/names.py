"""How strands and diplotypes are written, and the order names stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_DIGITS = re.compile(r"(\d+)")
NaturalKey = tuple[tuple[int, int, str], ...]


@lru_cache(maxsize=8192)
def natural_key(name: str) -> NaturalKey:
    """Sort key that reads runs of digits as numbers: "*2" before "*10", "c.85T>C" before "c.496A>G"."""
    parts = _DIGITS.split(name)
    return tuple((0, int(part), "") if n % 2 else (1, 0, part) for n, part in enumerate(parts) if part)


def strand_name(alleles: Sequence[str]) -> str:
    """One chromosome copy: the bare name, or "[a + b]" when it carries several."""
    return alleles[0] if len(alleles) == 1 else f"[{' + '.join(alleles)}]"


@lru_cache(maxsize=8192)
def strand_order(alleles: tuple[str, ...]) -> tuple[int, NaturalKey]:
    """Strands with fewer names come first, then natural order."""
    return len(alleles), natural_key(strand_name(alleles))


def ordered(strands: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The strands of a diplotype in printed order; the order of chromosome copies means nothing."""
    return tuple(sorted(strands, key=strand_order))


def diplotype_name(strands: Sequence[tuple[str, ...]]) -> str:
    """"*1/*2", "Reference/[a + b]", or a single name when there is one copy. Strands are printed as given."""
    return "/".join(strand_name(strand) for strand in strands)
