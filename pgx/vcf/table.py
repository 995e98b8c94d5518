"""Records and positions brought together: what each position shows in each sample."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pgx.domain.messages import Message
from pgx.domain.observations import Observation
from pgx.vcf.genotypes import decode
from pgx.vcf.joining import Item, join
from pgx.vcf.matching import Kind, Match, match_sites
from pgx.vcf.messages import site_message
from pgx.vcf.ploidy import fit
from pgx.vcf.policy import Policy
from pgx.vcf.records import Record
from pgx.vcf.sites import Layout, Site

Result = tuple[Observation, tuple[Message, ...]]
Table = dict[str, list[Result | None]]                   # Position.id -> result of each sample


def tabulate(
    records: Iterable[Record], layout: Layout, sexes: Sequence[str | None], policy: Policy,
) -> Table:
    """For each site with a record: what it shows in each sample, None where the records say nothing of it."""
    matches: dict[str, tuple[Site, list[Match]]] = {}
    for record in records:
        touched = layout.overlapping(record.chrom, record.pos, record.end)
        for site, found in match_sites(record, touched):
            matches.setdefault(site.position.id, (site, []))[1].append(found)
    rsids = {site.position.rsid for row in layout.sites.values() for site in row}
    return {name: _row(site, hits, sexes, rsids, policy) for name, (site, hits) in matches.items()}


def _row(
    site: Site, matches: Sequence[Match], sexes: Sequence[str | None], rsids: set[str | None], policy: Policy,
) -> list[Result | None]:
    """One site in every sample; equal cells are worked out once."""
    always = ("rsid-mismatch",) * any(_misnamed(found, site, rsids) for found in matches)
    always += ("duplicate-alternate",) * any(len(set(found.record.alts)) < len(found.record.alts) for found in matches)
    seen: dict[tuple[tuple[str, ...], str | None], Result | None] = {}
    row: list[Result | None] = []
    for cells, sex in zip(zip(*(found.record.cells for found in matches), strict=True), sexes, strict=True):
        key = (cells, sex)
        if key not in seen:
            seen[key] = _result(site, matches, cells, sex, always, policy)
        row.append(seen[key])
    return row


def _result(
    site: Site, matches: Sequence[Match], cells: Sequence[str], sex: str | None, always: tuple[str, ...],
    policy: Policy,
) -> Result | None:
    items = [
        Item(found, decode(cell, found.record.keys, len(found.record.alts), policy))
        for found, cell in zip(matches, cells, strict=True)
    ]
    reading = join(items, site)
    if reading is None:
        return None
    reading = fit(reading, site.position.chrom, sex)
    codes = dict.fromkeys((*reading.codes, *always))
    return reading.observation, tuple(site_message(code, site.position.gene, policy) for code in codes)


def _misnamed(found: Match, site: Site, rsids: set[str | None]) -> bool:
    """The record's rs numbers are of another site of ours."""
    if found.kind is not Kind.TEST or found.record.pos != site.pos or not found.record.id.startswith("rs"):
        return False
    names = set(found.record.id.split(";"))
    return site.position.rsid not in names and bool(names & rsids)
