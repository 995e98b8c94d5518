"""The people of a file: each sample with its sex, as given or as the file tells it, and what does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pgx.domain.messages import Message
from pgx.vcf.identity import Signs, read_sex, warnings
from pgx.vcf.source import Source

Sex = Mapping[str, str] | str | None


@dataclass(frozen=True, slots=True)
class Person:
    """`sex` is "male", "female" or None when nobody tells it."""

    sample: str
    sex: str | None
    messages: tuple[Message, ...]


def identify(source: Source, sex: Sex, found: Sequence[Signs]) -> list[Person]:
    """Everybody of `source`, in its order. The sex that was given leads, then that of the header, then the records'."""
    people = []
    for name, shown in zip(source.samples, found, strict=True):
        given = sex if sex is None or isinstance(sex, str) else sex.get(name)
        told = read_sex(shown, source.header.sexes.get(name))
        people.append(Person(name, given or told, tuple(warnings(shown, given, told))))
    return people
