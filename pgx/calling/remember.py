"""Calls remembered by pattern of observations: cohorts repeat the same patterns over and over."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from pgx.domain.calls import GeneCall


class Memory:
    """Calls, at most `most` possible diplotypes in all. Keys that hold an `id` are checked against their owner,
    which the entry keeps alive."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._calls: OrderedDict[Hashable, tuple[object, object, GeneCall]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, *owners: object) -> GeneCall | None:
        """The call under `key`, or None."""
        with self._lock:
            found = self._calls.get(key)
            if found is None or found[0] is not owners[0] or found[1] is not owners[1]:
                return None
            return found[2]

    def put(self, key: Hashable, gene: object, frequencies: object, call: GeneCall) -> None:
        """Keep a call; the oldest ones make room."""
        with self._lock:
            entry = (gene, frequencies, call)
            if self._calls.setdefault(key, entry) is entry:
                self._held += _size(call)
            while self._held > self._most and len(self._calls) > 1:
                _, (_, _, dropped) = self._calls.popitem(last=False)
                self._held -= _size(dropped)


def _size(call: GeneCall) -> int:
    return 1 + len(call.possible)
