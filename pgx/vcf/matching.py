"""Which allele of a site each allele of a record is, by the sequence it spells, however it is written.

A record and a definition may write one change differently: with spare bases around it, shifted along a repeat, or as
part of a longer change. Both are applied to the same stretch of reference (the record's REF and the site's known
context together) and the resulting sequences are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from pgx.domain.observations import OTHER, UNREAD
from pgx.vcf.records import ANY_ALLELE, READABLE, Record
from pgx.vcf.sites import Site

COMPLEMENT = str.maketrans("ACGT", "TGCA")


class Kind(Enum):
    """What a record tells of a site."""

    TEST = "test"                # it asks for a change at this very site
    BLOCK = "block"              # it says that a stretch is reference
    BESIDE = "beside"            # it is near, and says nothing of the site unless a carried allele removes it
    MISMATCH = "mismatch"        # its REF is not the reference sequence there


@dataclass(frozen=True, slots=True)
class Match:
    """`values[i]` is the site's allele number for GT index i; `strings[i]` the undocumented sequence for OTHER."""

    record: Record
    kind: Kind
    values: tuple[int, ...]
    strings: tuple[str, ...]
    reasons: tuple[str, ...]     # message code of an allele that cannot be read at the site, or ""
    fault: str = ""              # message code of what is wrong with REF, for MISMATCH


def match_sites(record: Record, sites: Sequence[Site]) -> list[tuple[Site, Match]]:
    """Translate the alleles of `record` at each site it touches.

    An insertion or deletion that is documented at one site of a gene is no undocumented change of the neighbouring
    sites it slides over, and the definitions count positions inside their own deletions as reference: so do we.
    """
    found = [(site, match(record, site)) for site in sites]
    if len(found) < 2:
        return found
    documented = {(site.position.gene, index) for site, hit in found if hit.kind is Kind.TEST
                  for index, number in enumerate(hit.values) if number >= 0 and number != site.reference}
    return [(site, _settled(hit, site, documented)) for site, hit in found]


def _settled(hit: Match, site: Site, documented: set[tuple[str, int]]) -> Match:
    """The match with alleles that belong to another site of the gene taken as reference at this one."""
    record = hit.record
    moved = {index for index, alt in enumerate(record.alts, 1)
             if hit.values[index] < 0 and READABLE.match(alt) and len(alt) != len(record.ref)
             and (site.position.gene, index) in documented}
    if not moved or hit.kind is Kind.MISMATCH:
        return hit
    values = tuple(site.reference if i in moved else value for i, value in enumerate(hit.values))
    strings = tuple("" if i in moved else text for i, text in enumerate(hit.strings))
    reasons = tuple("" if i in moved else code for i, code in enumerate(hit.reasons))
    tests = any((value >= 0 and value != site.reference) or value == OTHER for value in values)
    return Match(record, Kind.TEST if tests else Kind.BESIDE, values, strings, reasons)


def match(record: Record, site: Site) -> Match:
    """Translate the alleles of `record` at `site`."""
    empty = ("",) * (len(record.alts) + 1)
    if _contradicts(record, site):
        return Match(record, Kind.MISMATCH, (UNREAD,) * len(empty), empty, empty, _fault(record, site))
    translated = [(site.reference, "", "", False), *(_translate(alt, record, site) for alt in record.alts)]
    values = tuple(item[0] for item in translated)
    tests = any(item[3] for item in translated)
    kind = Kind.BLOCK if record.is_block else Kind.TEST if tests else Kind.BESIDE
    return Match(record, kind, values, tuple(item[1] for item in translated), tuple(item[2] for item in translated))


def _contradicts(record: Record, site: Site) -> bool:
    """REF disagrees with the reference bases of the site where both have one. N agrees only in a block."""
    if record.pos == site.pos and record.ref == site.ref:
        return False
    first, last = max(record.pos, site.pos), min(record.last, site.last)
    here = record.ref[first - record.pos : last - record.pos + 1]
    there = site.ref[first - site.pos : last - site.pos + 1]
    if record.is_block:
        return any(a not in (b, "N") for a, b in zip(here, there, strict=True))
    return here != there


def _fault(record: Record, site: Site) -> str:
    """Which known mishap explains a REF that is not the genome's."""
    bases = set(site.position.bases)
    if record.pos == site.pos and record.ref in bases and site.ref in record.alts:
        return "ref-alt-swapped"
    other = [text.translate(COMPLEMENT) for text in (record.ref, *record.alts)]
    if record.pos == site.pos and site.substitution and other[0] == site.ref and bases.issuperset(other):
        return "other-strand"
    return "reference-mismatch"


def _translate(alt: str, record: Record, site: Site) -> tuple[int, str, str, bool]:
    """(allele number, undocumented string, reason, whether the record tests the site with this allele)."""
    if alt in ANY_ALLELE:
        return UNREAD, "", "unspecified-allele", False
    if not READABLE.match(alt):
        return _unreadable(alt, record, site)
    if site.substitution:
        return _substitution(alt, record, site)
    return _length_change(alt, record, site)


def _unreadable(alt: str, record: Record, site: Site) -> tuple[int, str, str, bool]:
    """`*`, a symbolic allele or a breakend: it hides the site when it removes it or stands at its very place."""
    if alt == "*":
        return UNREAD, "", "deleted-base", False
    if record.pos == site.pos or alt.startswith("<DEL"):
        return UNREAD, "", "structural-allele", False
    return site.reference, "", "structural-overlap", False


def _substitution(alt: str, record: Record, site: Site) -> tuple[int, str, str, bool]:
    covered = record.pos <= site.pos and record.last >= site.last
    if len(alt) == len(record.ref):
        if not covered:
            touched = _differs(alt, record, site)
            return (UNREAD, "", "partly-covered", False) if touched else (site.reference, "", "", False)
        offset = site.pos - record.pos
        return _documented(alt[offset : offset + len(site.ref)], site)
    if _untouched(alt, record, site):
        return site.reference, "", "", False
    return UNREAD, "", "deleted-base", False


def _documented(base: str, site: Site) -> tuple[int, str, str, bool]:
    bases = site.position.bases
    if base in bases:
        number = bases.index(base)
        return number, "", "", number != site.reference
    return OTHER, base, "", True


def _differs(alt: str, record: Record, site: Site) -> bool:
    """An equally long allele changes some base of the site."""
    return any(a != b and site.pos <= record.pos + i <= site.last
               for i, (a, b) in enumerate(zip(alt, record.ref, strict=True)))


def _untouched(alt: str, record: Record, site: Site) -> bool:
    """Some way to write the change leaves every base of the site alone."""
    for first, deleted, inserted in _minimal_forms(record.pos, record.ref, alt):
        inside = site.pos < first <= site.last
        removed = deleted and first <= site.last and first + deleted - 1 >= site.pos
        if not removed and not (inserted and inside):
            return True
    return False


def _minimal_forms(pos: int, ref: str, alt: str) -> tuple[tuple[int, int, str], tuple[int, int, str]]:
    """The change without shared bases, trimmed from the right first and from the left first.

    Each form is (first changed base, number of deleted bases, inserted bases).
    """
    head, tail = _shared(ref, alt, from_right_first=True)
    right = (pos + head, len(ref) - head - tail, alt[head : len(alt) - tail])
    head, tail = _shared(ref, alt, from_right_first=False)
    left = (pos + head, len(ref) - head - tail, alt[head : len(alt) - tail])
    return right, left


def _shared(ref: str, alt: str, *, from_right_first: bool) -> tuple[int, int]:
    """Lengths of the shared start and the shared end, which never overlap."""
    room = min(len(ref), len(alt))
    head = next((i for i in range(room) if ref[i] != alt[i]), room)
    tail = next((i for i in range(room) if ref[-1 - i] != alt[-1 - i]), room)
    return (min(head, room - tail), tail) if from_right_first else (head, min(tail, room - head))


def _length_change(alt: str, record: Record, site: Site) -> tuple[int, str, str, bool]:
    if len(alt) == len(record.ref):
        return site.reference, "", "", False
    spelled = _spelled(record, alt, site)
    if spelled is not None:
        before, after, sequence = spelled
        for number, base in enumerate(site.position.bases):
            if number != site.reference and before + base + after == sequence:
                return number, "", "", True
    if _outside(alt, record, site):
        return site.reference, "", "", False
    return OTHER, _anchored(alt, record, site), "", True


def _spelled(record: Record, alt: str, site: Site) -> tuple[str, str, str] | None:
    """Reference before and after the site's REF in the stretch that record and site know together, and the sequence
    that the record's allele gives the stretch.

    None when they know no common stretch, or disagree on it.
    """
    start, stop = min(record.pos, site.pos), max(record.last, site.end)
    known = [""] * (stop - start + 1)
    for pos, text in ((site.pos, site.context), (record.pos, record.ref)):
        for i, base in enumerate(text, pos - start):
            if known[i] not in ("", base):
                return None
            known[i] = base
    if "" in known:
        return None
    text = "".join(known)
    offset = site.pos - start
    at = record.pos - start
    return text[:offset], text[offset + len(site.ref) :], text[:at] + alt + text[at + len(record.ref) :]


def _outside(alt: str, record: Record, site: Site) -> bool:
    """Some way to write the change stays clear of every place where the site's own change can be written."""
    slot_first, slot_last = site.pos + 1, max(site.end, site.pos + 1)
    for first, deleted, inserted in _minimal_forms(record.pos, record.ref, alt):
        last = first + max(deleted, 1 if inserted else 0) - 1
        if last < slot_first or first > slot_last:
            return True
    return False


def _anchored(alt: str, record: Record, site: Site) -> str:
    """The undocumented change as REF>ALT at its own place when it is not written at the site's."""
    if record.pos == site.pos and record.ref == site.ref:
        return alt
    return f"{record.pos}{record.ref}>{alt}"
