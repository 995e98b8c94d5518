"""All records of one site, for one sample, made into one reading. The order of records in the file does not matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pgx.domain.observations import OTHER, UNREAD, Evidence, Observation, Status
from pgx.vcf.composing import PARTLY, compose
from pgx.vcf.genotypes import Cell
from pgx.vcf.matching import Kind, Match
from pgx.vcf.sites import Site

Token = tuple[int, str]          # allele number of the site, and the undocumented string for OTHER
NOTHING_BUT_NOTE = Observation(Status.ABSENT)


@dataclass(frozen=True, slots=True)
class Reading:
    """An observation before ploidy is looked at, with the codes of what must be said about it."""

    observation: Observation
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One record matched to the site, and this sample's cell of it."""

    match: Match
    cell: Cell

    @property
    def rejected(self) -> bool:
        """A filter of the record or of the sample rejects it, or its quality is too low."""
        return self.match.record.rejected or self.cell.filtered or self.cell.weak

    @property
    def changed(self) -> bool:
        """The sample carries something other than reference at the site."""
        return any(self.match.values[index] != self.match.values[0] for index in self.cell.carried)

    @property
    def end(self) -> int:
        """Last base that this sample's cell speaks of, 1-based: of the record, or of the sample's own block."""
        length = self.cell.length
        return self.match.record.end if length is None else self.match.record.pos + max(length, 1) - 1

    def tokens(self) -> tuple[Token | None, ...]:
        """What each copy holds at the site; None where the cell has a dot."""
        values, strings = self.match.values, self.match.strings
        return tuple(None if i is None else (values[i], strings[i]) for i in self.cell.indices)

    def reasons(self) -> set[str]:
        """Why carried alleles cannot be read here."""
        return {self.match.reasons[index] for index in self.cell.carried} - {""}


def join(items: Sequence[Item], site: Site) -> Reading | None:
    """One reading of a site, or None when the records say nothing of it (the site stays absent)."""
    if len(items) == 1 and _plain(items[0]):
        return _alone(items[0])
    wrong = [item for item in items if item.match.kind is Kind.MISMATCH]
    tests = [item for item in items if item.match.kind is Kind.TEST]
    if wrong and (not tests or any(item.cell.carried or item.cell.missing for item in wrong)):
        return _unusable(wrong, Status.NO_CALL, *_faults(wrong))
    whole = compose(items, site)
    if whole:
        tokens, phase, pieces = whole
        return _called(pieces, tuple(sorted(tokens, key=_rank)) if phase is None else tokens, phase)
    beside = [item for item in items if item.match.kind is Kind.BESIDE and item.changed and not item.rejected]
    reading = _combined(tests, beside, site) if tests or beside else _from_blocks(items, site) or _doubted(items)
    if reading is None and any(item.match.record.pos == site.pos for item in items):
        reading = Reading(NOTHING_BUT_NOTE, ("variant-not-tested",))
    said = _faults(wrong)
    said |= {"structural-overlap"} & set().union(*(item.reasons() for item in items))
    if not said:
        return reading
    reading = reading or Reading(NOTHING_BUT_NOTE)
    return replace(reading, codes=tuple(sorted({*reading.codes, *said})))


def _plain(item: Item) -> bool:
    """A record that tests the site, and a cell in which every copy is read: by far the most frequent case."""
    match, cell = item.match, item.cell
    return (match.kind is Kind.TEST and not any(match.reasons) and bool(cell.indices) and None not in cell.indices
            and not (cell.problem or item.rejected))


def _faults(items: Sequence[Item]) -> set[str]:
    """What is wrong with the REF of these items."""
    return {item.match.fault for item in items}


def _unusable(items: Sequence[Item], status: Status, *codes: str) -> Reading:
    return Reading(Observation(status, evidence=evidence(_first(items))), tuple(sorted(codes)))


def _rejections(items: Sequence[Item]) -> list[str]:
    """Why these items were rejected."""
    by_filter = any(item.match.record.rejected or item.cell.filtered for item in items)
    return ["filtered"] * by_filter + ["low-quality"] * any(item.cell.weak for item in items)


def _first(items: Sequence[Item]) -> Item:
    """The item to show: one that carries something if any, in an order that does not depend on the file's."""
    return min(items, key=lambda i: (not i.changed, i.match.record.pos, i.match.record.ref, i.match.record.alts,
                                     i.cell.text))


def evidence(item: Item, note: str = "") -> Evidence:
    """Where to look again."""
    record = item.match.record
    filters = () if record.filters in ((".",), ("PASS",)) else record.filters
    return Evidence(record.file_chrom, record.pos, record.ref, record.alts, item.cell.text, filters, note)


def _combined(tests: Sequence[Item], beside: Sequence[Item], site: Site) -> Reading:
    """Records that test the site, and carried neighbours that remove it, as one genotype."""
    rejected = [item for item in tests if item.rejected]
    if rejected and (len(rejected) == len(tests) or any(item.changed for item in rejected)):
        return _unusable(rejected, Status.FILTERED, *_rejections(rejected))
    tests = [item for item in tests if not item.rejected]
    items = [*tests, *beside]
    problems = sorted({item.cell.problem for item in items} - {""})
    if problems or all(item.cell.missing for item in items):
        return _unusable(items, Status.NO_CALL, *problems)
    if len(items) == 1 and tests and None not in items[0].cell.indices:
        return _alone(items[0])
    return _together(items, site, tested=bool(tests))


def _together(items: Sequence[Item], site: Site, *, tested: bool) -> Reading:
    """Several records, or one with unread copies, as one genotype."""
    copies = {len(item.cell.indices) for item in items if item.cell.indices != (None,)}
    counts = _counts(items, site)
    if len(copies) != 1 or counts is None or sum(counts.values()) > min(copies):
        return _unusable(items, Status.NO_CALL, "records-disagree")
    if max(copies) > 2:
        return _unusable(items, Status.NO_CALL, "too-many-alleles")
    ordered = _ordered(items, counts, min(copies), site, tested=tested)
    if ordered is None:
        return _unusable(items, Status.NO_CALL, "records-disagree")
    return _called(items, *ordered)


def _alone(item: Item) -> Reading:
    """The plain case: one record, every copy read."""
    tokens = [token for token in item.tokens() if token is not None]
    if len(tokens) > 2:
        return _unusable([item], Status.NO_CALL, "too-many-alleles")
    phase = item.cell.phase_set
    return _called([item], tuple(sorted(tokens, key=_rank) if phase is None else tokens), phase)


def _counts(items: Sequence[Item], site: Site) -> dict[Token, int] | None:
    """How many copies hold each other-than-reference allele; None when two records that list one disagree on it.

    A record that leaves copies unread ("." in GT) disagrees only when it shows more than another one allows.
    """
    counts: dict[Token, int] = {}
    complete: dict[Token, bool] = {}
    for item in sorted(items, key=lambda i: None in i.cell.indices):
        tokens, full = item.tokens(), None not in item.cell.indices
        listed = {(v, s) for v, s in zip(item.match.values, item.match.strings, strict=True) if v != site.reference}
        for token in listed:
            if token[0] == UNREAD and token not in tokens:
                continue
            number = tokens.count(token)
            if token not in counts:
                counts[token], complete[token] = number, full
            elif (full and complete[token] and number != counts[token]) or number > counts[token]:
                return None
    return {token: number for token, number in counts.items() if number}


def _ordered(
    items: Sequence[Item], counts: dict[Token, int], copies: int, site: Site, *, tested: bool,
) -> tuple[tuple[Token, ...], int | None] | None:
    """The alleles, in phase when the records are, and the phase set. None when phased records collide."""
    total = sum(counts.values())
    unread = max((_open(item, total, site) for item in items), default=0) if tested else copies
    rest = copies - total
    filler = [(UNREAD, "")] * min(rest, unread) + [(site.reference, "")] * (rest - min(rest, unread))
    found = [token for token, number in counts.items() for _ in range(number)] + filler
    phase = _common_phase(items)
    if phase is None or copies < 2:
        return tuple(sorted(found, key=_rank)), None
    placed = _placed(items, copies, site)
    if placed is None:
        return None
    return placed, phase


def _open(item: Item, total: int, site: Site) -> int:
    """Copies that the item left unread and that no other record accounts for."""
    tokens = item.tokens()
    if item.cell.indices == (None,):
        return 2
    own = sum(1 for token in tokens if token is not None and token[0] != site.reference)
    return max(0, tokens.count(None) - (total - own))


def _rank(token: Token) -> tuple[bool, int, str]:
    return token[0] < 0, abs(token[0]), token[1]


def _common_phase(items: Sequence[Item]) -> int | None:
    """The phase set shared by all records in which the copies differ; None when they are unphased or differ in it.

    When no record tells copies apart, the phase set they share as written.
    """
    mixed = {item.cell.phase_set for item in items if len(set(item.cell.indices)) > 1}
    sets = mixed or {item.cell.phase_set for item in items}
    return next(iter(sets)) if len(sets) == 1 else None


def _placed(items: Sequence[Item], copies: int, site: Site) -> tuple[Token, ...] | None:
    """Copy by copy: the one allele other than reference that any record puts there. None when two collide."""
    result: list[Token] = []
    for copy in range(copies):
        here = [item.tokens()[copy] for item in items if len(item.cell.indices) == copies]
        other = {token for token in here if token is not None and token[0] != site.reference}
        if len(other) > 1:
            return None
        if other:
            result.append(other.pop())
        else:
            result.append((UNREAD, "") if None in here else (site.reference, ""))
    return tuple(result)


def _called(items: Sequence[Item], tokens: tuple[Token, ...], phase: int | None) -> Reading:
    codes = set().union(*(item.reasons() for item in items if item.cell.carried))
    codes -= {PARTLY} if all(number != UNREAD for number, _ in tokens) else set()
    alleles = tuple([number for number, _ in tokens])
    if UNREAD in alleles and any(None in item.cell.indices for item in items):
        codes.add("half-call")
    if OTHER in alleles:
        codes.add("undocumented-allele")
    if all(number == UNREAD for number in alleles):
        return _unusable(items, Status.NO_CALL, *codes)
    note = f"joined {len(items)} records" if len(items) > 1 else ""
    other = tuple([text for number, text in tokens if number == OTHER])
    shown = evidence(_first(items) if len(items) > 1 else items[0], note)
    return Reading(Observation(Status.CALLED, alleles, phase, other, shown), tuple(sorted(codes)))


def _from_blocks(items: Sequence[Item], site: Site) -> Reading | None:
    """Reference when records that exclude every alternate allele cover all of the site."""
    blocks = [item for item in items if item.match.record.speaks_for_all or item.match.kind is Kind.BLOCK]
    good = [item for item in blocks if not (item.rejected or item.cell.problem or item.cell.missing)
            and not any(item.cell.indices)]
    if not blocks:
        return None
    if good and _covered(good + _equal_length(items), site):
        cell = good[0].cell
        tokens = tuple((UNREAD, "") if index is None else (site.reference, "") for index in cell.indices)
        reading = _called(good[:1], tokens, None)
        if reading.observation.evidence is None:
            return reading
        note = replace(reading.observation.evidence, note="reference block")
        return replace(reading, observation=replace(reading.observation, evidence=note))
    here = [item for item in blocks if item.match.record.pos <= site.pos <= item.end]
    filtered = [item for item in here if item.rejected]
    if filtered:
        return _unusable(filtered, Status.FILTERED, *_rejections(filtered))
    problems = sorted({item.cell.problem for item in here} - {""})
    unread = [item for item in here if item.cell.problem or item.cell.missing or any(item.cell.indices)]
    codes = set().union(*(item.reasons() for item in unread)) | set(problems)
    return _unusable(unread, Status.NO_CALL, *codes) if unread else None


def _doubted(items: Sequence[Item]) -> Reading | None:
    """Neither read nor absent: all that is there is a carried change that would remove the site, and was rejected."""
    rejected = [item for item in items if item.match.kind is Kind.BESIDE and item.changed and item.rejected]
    return _unusable(rejected, Status.FILTERED, *_rejections(rejected)) if rejected else None


def _equal_length(items: Sequence[Item]) -> list[Item]:
    """Called records that change no length: their bases are there, whatever they are."""
    return [item for item in items if item.match.kind is Kind.BESIDE and not item.rejected and not item.cell.problem
            and not item.cell.missing
            and all(len(a) == len(item.match.record.ref) or a.startswith("<") for a in item.match.record.alts)]


def _covered(items: Sequence[Item], site: Site) -> bool:
    """The records together span every base of the site's REF."""
    reached = site.pos - 1
    for item in sorted(items, key=lambda i: i.match.record.pos):
        if item.match.record.pos <= reached + 1:
            reached = max(reached, item.end)
    return reached >= site.last
