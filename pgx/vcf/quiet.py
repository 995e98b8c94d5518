"""Proving that a block of lines holds nothing for us, without looking at its lines one by one.

Nearly all of a whole genome lies megabases away from every site. One regular expression for each chromosome finds the
first line that does *not* lie in such a quiet megabase of that chromosome; when there is none, the block is done. This
reads the chromosome and the position of every line, so the order of the file does not matter and no site can be lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pgx.vcf.contigs import canonical
from pgx.vcf.sites import Layout

MEGABASE = 1_000_000
LARGEST_BLOCK = 2 << 20      # bytes; no REF inside a block of this size is longer, so no record reaches further
MOST = 300                   # megabases; the longest chromosome has 249
_ANYWHERE = rb"\d+\t"


@dataclass(slots=True)
class Quiet:
    """For each chromosome, as the file spells it, the search for a line that is not in a quiet megabase of it."""

    layouts: tuple[Layout, ...]
    others: dict[bytes, re.Pattern[bytes]] = field(default_factory=dict)      # filled while reading

    def holds(self, block: bytes) -> bool:
        """Every line of the block lies far from every site, and no record of it has an end of its own.

        The caller answers for END in INFO: a record without a symbolic allele that uses it is not recognised here.
        """
        if len(block) > LARGEST_BLOCK or b"<" in block:
            return False
        name = block[: block.find(b"\t")]
        other = self.others.get(name) or self._other(name)
        stop = len(block) - block.endswith(b"\n")
        return other.match(b"\n" + block[: len(name) + 16]) is None and other.search(block, 0, stop) is None

    def _other(self, name: bytes) -> re.Pattern[bytes]:
        chrom = canonical(name.decode("utf-8", "replace"))
        numbers = _ANYWHERE if chrom is None else _positions(quiet_megabases(self.layouts, chrom))
        self.others[name] = re.compile(rb"\n(?!" + re.escape(name) + rb"\t" + numbers + rb")")
        return self.others[name]


def quiet_megabases(layouts: Iterable[Layout], chrom: str) -> list[int]:
    """Megabases (0 for positions below 1,000,000) from which no record without END can touch a site."""
    loud: set[int] = set()
    for layout in layouts:
        for site in layout.sites.get(chrom, ()):
            loud.update(range(max(0, site.pos - LARGEST_BLOCK) // MEGABASE, site.end // MEGABASE + 1))
    return [number for number in range(MOST) if number not in loud]


def _positions(megabases: Iterable[int]) -> bytes:
    """Pattern of the positions, written without leading zeros and closed by a tab, that lie in these megabases.

    One branch for each number of digits: without optional parts the search needs no way back.
    """
    lengths: dict[int, list[str]] = {}
    for number in megabases:
        lengths.setdefault(len(str(number)) if number else 0, []).append(str(number))
    below = [r"[1-9]\d{0,5}\t"] if lengths.pop(0, None) else []
    branches = [_trie(words) + r"[^\t]{6}\t" for words in sorted(lengths.values(), key=len, reverse=True)]
    return f"(?:{'|'.join(branches + below) or '(?!)'})".encode()


def _trie(words: list[str]) -> str:
    """Pattern of exactly these numbers of one length; digits that lead to the same are one class."""
    tails: dict[str, list[str]] = {}
    for word in words:
        tails.setdefault(word[0], []).append(word[1:])
    same: dict[str, str] = {}
    for digit, rest in tails.items():
        pattern = _trie(rest) if rest[0] else ""
        same[pattern] = same.get(pattern, "") + digit
    branches = [f"[{digits}]{pattern}" for pattern, digits in same.items()]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
