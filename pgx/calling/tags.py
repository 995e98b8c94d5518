"""Variants that usually stand beside an allele: a hint at it, never a typing, and never a sign that it is not there."""

from __future__ import annotations

from collections.abc import Sequence

from pgx.calling.notices import place
from pgx.domain.genes import Gene, Tag
from pgx.domain.messages import Message
from pgx.domain.observations import Observation, Status

CARRIED, NOT_CARRIED = "tag-variant-carried", "tag-variant-not-carried"


def hinted(gene: Gene, pattern: Sequence[Observation]) -> tuple[str, ...]:
    """Alleles whose tag variant was read on at least one copy."""
    return tuple(dict.fromkeys(tag.allele for tag in gene.tags if _carried(tag, pattern)))


def tag_messages(gene: Gene, pattern: Sequence[Observation]) -> tuple[Message, ...]:
    """What was read of each tag variant, with its accuracy; nothing of one that was not read."""
    return tuple(_message(gene, tag, carried=_carried(tag, pattern)) for tag in gene.tags
                 if pattern[tag.position].status is Status.CALLED)


def _carried(tag: Tag, pattern: Sequence[Observation]) -> bool:
    seen = pattern[tag.position]
    return seen.status is Status.CALLED and tag.number in seen.alleles


def _message(gene: Gene, tag: Tag, *, carried: bool) -> Message:
    allele, where = f"{gene.symbol}{tag.allele}", place(gene, tag.position)
    known = f"{where}, a variant that often stands beside {allele} ({tag.accuracy}; {tag.source}), was read"
    if carried:
        text = f"{known} and is carried: {allele} is possible; this is no typing, and a typing settles it"
        return Message(CARRIED, text, gene.symbol, "warning")
    text = f"{known} and is not carried: this is no typing, and {allele} is not excluded"
    return Message(NOT_CARRIED, text, gene.symbol, "note")
