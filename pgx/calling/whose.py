"""Whose result it is: a file of another caller may name its samples, and mixed-up samples kill."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pgx.domain.calls import OutsideCall
from pgx.domain.errors import InputError, UsageError


def of_sample(outside: Sequence[OutsideCall], sample: str) -> tuple[OutsideCall, ...]:
    """The results that are a sample's: those that say so, and those that name nobody."""
    return tuple(call for call in outside if call.sample in ("", sample))


def names_samples(outside: Sequence[OutsideCall]) -> bool:
    """Whether any result says whose it is."""
    return any(call.sample for call in outside)


def only_sample(outside: Sequence[OutsideCall]) -> str:
    """The one sample that the results name; empty when they name none. Raises UsageError when they name several."""
    names = {call.sample for call in outside if call.sample}
    if len(names) > 1:
        raise UsageError("the outside calls are of several samples, and no file says whose answer is wanted; name one")
    return next(iter(names), "")


def check_samples(outside: Sequence[OutsideCall], read: Collection[str]) -> None:
    """Raises InputError, without a name, when a file names samples and none of them is among those that were read."""
    named: dict[str, set[str]] = {}
    for call in outside:
        if call.sample:
            named.setdefault(call.source, set()).add(call.sample)
    for source, names in named.items():
        if names.isdisjoint(read):
            raise InputError(f"{source}: is of another sample than the one that was read, by its name; nothing is "
                             "answered. If it is the same person, make the names equal")
