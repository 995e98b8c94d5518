"""Which values a column can have."""

from __future__ import annotations

from pgx.rules.reading import NUMERIC
from pgx.rules.syntax import Subject
from pgx.rules.vocabulary import CARRIAGE, LEVELS, NOT_KNOWN, UNKNOWN, Fact, Vocabulary


def is_numeric(subject: Subject, vocabulary: Vocabulary) -> bool:
    """Whether the column holds numbers."""
    if subject.kind == "fact":
        fact = vocabulary.facts.get(subject.name)
        return fact is not None and fact.kind == "number"
    return subject.kind in NUMERIC


def values_of(subject: Subject, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words of a column, in order; for numbers and allele pairs only the two unknown ones."""
    gene = subject.gene
    if subject.kind == "fact":
        return fact_values(vocabulary.facts.get(subject.name))
    if subject.kind == "gene":
        return (*vocabulary.known_results(gene), *NOT_KNOWN)
    if subject.kind == "marker":
        return (*vocabulary.markers.get((gene, subject.name), ()), *NOT_KNOWN)
    return FIXED.get(subject.kind, NOT_KNOWN)


FIXED = {"carriage": (*CARRIAGE, *NOT_KNOWN), "inhibitor": (*LEVELS, UNKNOWN), "inducer": (*LEVELS, UNKNOWN),
         "taking": ("yes", "no")}


def fact_values(fact: Fact | None) -> tuple[str, ...]:
    """The words of a fact; () for numbers."""
    if fact is None or fact.kind == "number":
        return ()
    return ("yes", "no") if fact.kind == "yesno" else fact.values
