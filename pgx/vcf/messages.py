"""Texts of the messages that reading gives. One sentence each; no sample name and no genotype inside."""

from __future__ import annotations

from collections.abc import Sequence

from pgx.domain.genes import Gene
from pgx.domain.messages import Message
from pgx.domain.observations import Observations, Status
from pgx.vcf.policy import Policy

NOTHING_READ = "no-genotype-read"
NAMED = 3       # positions named in one message; the rest is counted

TEXTS = {
    "reference-mismatch": "the record's REF is not the reference sequence at this position, so it was not used",
    "ref-alt-swapped": "REF and ALT are exchanged against the genome (or on the other strand), so the record was not "
                       "used: `bcftools norm --check-ref s` or `plink2 --ref-from-fa` mends the file",
    "other-strand": "the record is written on the other strand than the genome's, so it was not used",
    "undocumented-allele": "the record carries an allele that no definition of this position documents",
    "deleted-base": "a deletion that the sample carries removes this position on at least one copy",
    "structural-allele": "the sample carries a structural or unreadable allele here: the position was not read",
    "unspecified-allele": "the sample carries an allele that the file does not spell out",
    "partly-covered": "the sample carries a change of part of this position only, which cannot be joined safely",
    "records-disagree": "several records of this position contradict each other, so none was used",
    "haploid-autosome": "one copy only is written on a chromosome that has two: the other counts as unread",
    "half-call": "one copy was read and the other was not",
    "too-many-alleles": "more than two alleles are written for this position, so it was not used",
    "no-genotype": "the record has no genotype (GT), so the position counts as not called",
    "malformed-genotype": "the genotype cannot be read, so the position counts as not called",
    "allele-out-of-range": "the genotype names an allele that the record does not list, so it counts as not called",
    "reads-contradict-genotype": "the genotype is heterozygous but all reads show one allele, so it was not used",
    "no-reads": "the genotype rests on no read at all, so it was not used",
    "low-quality": "the genotype has too low a quality or too few reads, so it was not used",
    "filtered": "the record was rejected by a filter of the file, so it was not used",
    "variant-not-tested": "a record lies here but does not test the variants of this position",
    "duplicate-alternate": "the record lists one alternate twice: both count as the same",
    "rsid-mismatch": "the record's ID names another variant than the one at this position: the position was believed",
    "x-male-diploid": "a male has one X chromosome: two equal copies in the file were read as one",
    "x-male-heterozygous": "two different alleles on the X chromosome of a male contradict the sex given",
    "x-female-haploid": "one copy only is written on the X chromosome of a female: the other counts as unread",
    "mt-heteroplasmy": "two different alleles are written on the mitochondrial genome (heteroplasmy): neither is taken",
    "structural-overlap": "a structural variant that the sample carries spans this position",
}


def site_message(code: str, gene: str, policy: Policy) -> Message:
    """The message of `code` about one position of `gene`, with the limits in force where they decided."""
    level = "note" if code in ("x-male-diploid", "variant-not-tested") else "warning"
    limits = f" ({policy.words()})" if code == "low-quality" else ""
    return Message(code, TEXTS[code] + limits, gene, level)


def gene_messages(gene: Gene, seen: Observations) -> tuple[Message, ...]:
    """What was said while the positions of `gene` were read: one message a code, with the positions it is about.

    None where `nothing_read` has said it for the whole file.
    """
    if not seen.site_messages or any(message.code == NOTHING_READ for message in seen.messages):
        return ()
    places: dict[Message, list[str]] = {}
    for position in gene.positions:
        for message in seen.site_messages.get(position.id, ()):
            name = position.rsid or f"{position.chrom}:{position.pos(seen.assembly)}"
            places.setdefault(message, []).append(name)
    return tuple(Message(m.code, f"{m.text}: {_named(names)}", m.gene, m.level) for m, names in places.items())


def nothing_read(seen: Observations) -> tuple[Message, ...]:
    """One message when no position at all gave a genotype, and why."""
    if any(found.status is Status.CALLED for found in seen.sites.values()):
        return ()
    if not seen.sites:
        return (Message("no-position-read", "no record of the file lies at a position of the genes asked for"),)
    why = dict.fromkeys(message.text for found in seen.site_messages.values() for message in found)
    text = f"none of the {len(seen.sites)} records at the positions asked for gives a genotype that can be used"
    return (Message(NOTHING_READ, "; ".join((text, *why))),)


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"
