"""One sample cell of a record: the genotype as numbers, how it is phased, and whether its reads contradict it."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from math import log10

from pgx.domain.observations import WHOLE_GENE
from pgx.vcf.local import spelled_out
from pgx.vcf.policy import Policy
from pgx.vcf.records import LENGTH, whole

_GT = re.compile(r"[/|]?(?:\.|[0-9]{1,4})(?:[/|](?:\.|[0-9]{1,4}))*\Z")
_PGT = re.compile(r"[0-9]{1,4}\|[0-9]{1,4}\Z")
_DEPTH = re.compile(r"[0-9]{1,9}\Z")
_MISSING = (".", "")
ROUNDING = 0.02          # what the sum of printed probabilities may be off


@dataclass(frozen=True, slots=True)
class Cell:
    """A decoded sample cell. `indices` has one entry per copy, None where the file has a dot.

    `problem` is a message code that makes the cell unusable ("" when fine); `weak` marks too low a depth or quality.
    `length` is the LEN of a VCF 4.5 reference block in bases, 0 where the file has the key and no number.
    """

    text: str
    indices: tuple[int | None, ...]
    phase_set: int | None = None
    filtered: bool = False
    problem: str = ""
    weak: bool = False
    length: int | None = None

    @property
    def missing(self) -> bool:
        """No copy was read."""
        return all(index is None for index in self.indices)

    @property
    def carried(self) -> frozenset[int]:
        """Indices of the alternate alleles this sample carries."""
        return frozenset(index for index in self.indices if index)


@lru_cache(maxsize=65536)
def decode(cell: str, keys: tuple[str, ...], n_alts: int, policy: Policy) -> Cell:
    """Decode one sample cell. Never raises: what cannot be read becomes `problem`."""
    values = spelled_out(dict(zip(keys, cell.split(":"), strict=False)))
    if not policy.use_ad:
        values.pop("AD", None)
    text = values.get("GT")
    if text is None:
        return Cell("", (), problem="no-genotype")
    if text in _MISSING:
        return Cell(text, (None,))
    if not _GT.match(text):
        return Cell(text, (), problem="malformed-genotype")
    parts = text.lstrip("/|").replace("|", "/").split("/")
    indices = tuple(None if part == "." else int(part) for part in parts)
    if any(index is not None and index > n_alts for index in indices):
        return Cell(text, (), problem="allele-out-of-range")
    indices, phase = _phase(text, indices, values)
    filtered = policy.rejects(tuple(re.split("[;,]", values.get("FT", "."))))
    problem = ""
    if _depths_contradict(indices, values.get("AD", "."), policy.min_ab):
        problem = "reads-contradict-genotype"
    elif _no_reads(values):
        problem = "no-reads"
    reference = len(indices) > 1 and not any(indices)
    read = not problem and any(index is not None for index in indices)
    weak = read and policy.too_weak(_quality(values), _depth(values), reference=reference)
    length = (whole(values.get(LENGTH, ".")) or 0) if LENGTH in keys else None
    return Cell(text, indices, phase, filtered, problem, weak, length)


def _phase(
    text: str, indices: tuple[int | None, ...], values: dict[str, str],
) -> tuple[tuple[int | None, ...], int | None]:
    """Copies in phase and their phase set: of GT and PS, or of the PGT and PID that GATK writes beside a plain GT."""
    if "|" in text and "/" not in text and len(indices) > 1:
        return indices, _phase_set(values)
    physical, block = values.get("PGT", "."), values.get("PID", ".")
    if block in _MISSING or len(indices) != 2 or None in indices or not _PGT.match(physical):
        return indices, None
    first, second = (int(part) for part in physical.split("|"))
    if {first, second} != set(indices):
        return indices, None
    return (first, second), phase_number(block)


def _phase_set(values: dict[str, str]) -> int | None:
    """PS, or the PSL of VCF 4.4, which names the set of each copy; None when the copies lie in different ones."""
    named = set(values.get("PSL", ".").split(",")) if values.get("PS", ".") in _MISSING else {values["PS"]}
    return phase_number(next(iter(named))) if len(named) == 1 else None


def phase_number(name: str) -> int:
    """Phase set as a number: WHOLE_GENE when not named, its own number, or one made of its text (negative)."""
    if name in _MISSING:
        return WHOLE_GENE
    if name.isascii() and name.isdigit() and int(name[:18]) != WHOLE_GENE:
        return int(name[:18])
    return -1 - zlib.crc32(name.encode())


def _depths_contradict(indices: tuple[int | None, ...], depths: str, least: float) -> bool:
    """A heterozygous genotype with an allele that has no reads, or less than the `least` share of them."""
    alleles = {index for index in indices if index is not None}
    counts = [int(part) for part in depths.split(",") if part.isascii() and part.isdigit()]
    total = sum(counts)
    if len(alleles) < 2 or not total or max(alleles) >= len(counts) or len(counts) != depths.count(",") + 1:
        return False
    rarest = min(counts[index] for index in alleles)
    return rarest < least * total or sum(1 for n in counts if n) == 1


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _no_reads(values: dict[str, str]) -> bool:
    """A genotype that rests on nothing: depth 0 with quality 0 or without one."""
    return _depth(values) == 0 and not _number(values.get("GQ", "."))


def _quality(values: dict[str, str]) -> float | None:
    """Phred-scaled: the lowest of GQ, Strelka's GQX and the RGQ that GATK gives reference; without any, how far PL or
    GL (log10) sets the genotype apart; without those, what GP leaves to other genotypes."""
    given = [number for key in ("GQ", "GQX", "RGQ") if (number := _number(values.get(key, "."))) is not None]
    if given:
        return min(given)
    apart = _apart(values.get("PL", "."))
    if apart is not None:
        return apart
    likelihood = _apart(values.get("GL", "."))
    return _of_probabilities(values.get("GP", ".")) if likelihood is None else 10 * likelihood


def _of_probabilities(posterior: str) -> float | None:
    """Phred-scaled chance that the most probable genotype is wrong, as imputation gives it; None when GP is none.

    Before VCF 4.3 some callers wrote GP phred-scaled: numbers that are no probabilities are not read.
    """
    given = [number for part in posterior.split(",") if (number := _number(part)) is not None]
    if len(given) < 2 or min(given) < 0 or abs(sum(given) - 1) > ROUNDING:
        return None
    return -10 * log10(max(round(1 - max(given), 9), 1e-9))


def _apart(likelihoods: str) -> float | None:
    """Distance between the two extreme best likelihoods, in their own scale; None when fewer than two are given."""
    given = sorted(abs(number) for part in likelihoods.split(",") if (number := _number(part)) is not None)
    return given[1] - given[0] if len(given) > 1 else None


def _depth(values: dict[str, str]) -> float | None:
    """Reads: the least of a block (MIN_DP) when given, else DP, else those that AD counts for all alleles."""
    given = (number for key in ("MIN_DP", "DP") if (number := _number(values.get(key, "."))) is not None)
    counts = values.get("AD", ".").split(",")
    counted = sum(map(int, counts)) if len(counts) > 1 and all(map(_DEPTH.match, counts)) else None
    return next(given, counted)
