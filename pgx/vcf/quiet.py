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
_ANYWHERE = rb"\d+"


@dataclass(frozen=True, slots=True)
class Region:
    """What a line of one chromosome looks like when it lies in a quiet megabase, and the search for any other line."""

    quiet: re.Pattern[bytes]
    other: re.Pattern[bytes]


@dataclass(slots=True)
class Quiet:
    """Quiet megabases of the chromosomes of one file, as they are spelt in it. Filled while reading."""

    layouts: tuple[Layout, ...]
    regions: dict[bytes, Region] = field(default_factory=dict)

    def holds(self, block: bytes) -> bool:
        """Every line of the block lies far from every site, and no record of it has an end of its own.

        The caller answers for END in INFO: a record without a symbolic allele that uses it is not recognised here.
        """
        if len(block) > LARGEST_BLOCK or b"<" in block:
            return False
        name = block[: block.find(b"\t")]
        region = self.regions.get(name) or self._region(name)
        stop = len(block) - block.endswith(b"\n")
        return region.quiet.match(block) is not None and region.other.search(block, 0, stop) is None

    def _region(self, name: bytes) -> Region:
        chrom = canonical(name.decode("utf-8", "replace"))
        numbers = _ANYWHERE if chrom is None else _positions(quiet_megabases(self.layouts, chrom))
        line = re.escape(name) + rb"\t" + numbers + rb"\t"
        self.regions[name] = Region(re.compile(line), re.compile(rb"\n(?!" + line + rb")"))
        return self.regions[name]


def quiet_megabases(layouts: Iterable[Layout], chrom: str) -> list[int]:
    """Megabases (0 for positions below 1,000,000) from which no record without END can touch a site."""
    loud: set[int] = set()
    for layout in layouts:
        for site in layout.sites.get(chrom, ()):
            loud.update(range(max(0, site.pos - LARGEST_BLOCK) // MEGABASE, site.end // MEGABASE + 1))
    return [number for number in range(MOST) if number not in loud]


def _positions(megabases: Iterable[int]) -> bytes:
    """Pattern of the positions, written without leading zeros, that lie in these megabases."""
    numbers = list(megabases)
    above = _trie([str(number) for number in numbers if number]) + r"(?s:.{6})"       # six digits, taken in one step
    return (rf"(?:{above}|[1-9]\d{{0,5}})" if 0 in numbers else above).encode()


def _trie(words: list[str]) -> str:
    """Pattern of exactly these words, branching digit by digit."""
    if not words:
        return r"(?!)"
    rest: dict[str, list[str]] = {}
    for word in words:
        if word:
            rest.setdefault(word[0], []).append(word[1:])
    branches = [first + (_trie(tails) if any(tails) else "") for first, tails in rest.items()]
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{joined})?" if "" in words else joined
