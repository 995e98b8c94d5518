"""Messages of a sample and its genes, one line for each text with all the genes that have it."""

from __future__ import annotations

from pgx.domain.assessment import Assessment
from pgx.domain.messages import Message
from pgx.render import calls_json
from pgx.render.catalogue import Catalogue

LEVELS = ("problem", "warning", "note")


def lines(assessment: Assessment, words: Catalogue) -> list[str]:
    """Problems first; without repeats."""
    genes: dict[Message, list[str]] = {}
    for message in assessment.messages:
        genes.setdefault(_without_gene(message), [])
    for symbol, found in assessment.genes.items():
        for message in dict.fromkeys(_without_gene(m) for m in calls_json.gene_messages(found)):
            genes.setdefault(message, []).append(symbol)
    ranked = sorted(genes.items(), key=lambda item: LEVELS.index(item[0].level))
    return [_line(message, named, words) for message, named in ranked]


def _without_gene(message: Message) -> Message:
    return Message(message.code, message.text, "", message.level)


def _line(message: Message, genes: list[str], words: Catalogue) -> str:
    about = f" {', '.join(genes)}:" if genes else ""
    return f"{words.say(f'level.{message.level}')}:{about} {message.text}"
