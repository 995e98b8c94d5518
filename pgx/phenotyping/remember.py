"""Results remembered by call: the caller hands out the same call for equal observations."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from pgx.domain.calls import GeneCall, GeneResult
from pgx.domain.genes import Gene


class Memory:
    """Recent results by identity of gene and call, at most `most` possible diplotypes in all. An entry keeps its gene
    and call alive, so that an identity is never used again while it is here."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._results: OrderedDict[tuple[int, int], tuple[Gene, GeneResult]] = OrderedDict()
        self._lock = Lock()

    def get(self, gene: Gene, call: GeneCall) -> GeneResult | None:
        """The result of this very call, or None."""
        with self._lock:
            found = self._results.get((id(gene), id(call)))
            return found[1] if found else None

    def put(self, gene: Gene, result: GeneResult) -> None:
        """Keep a result; the oldest ones make room."""
        with self._lock:
            key = (id(gene), id(result.call))
            if key in self._results:
                return
            self._results[key] = (gene, result)
            self._held += 1 + len(result.possible)
            while self._held > self._most and len(self._results) > 1:
                _, (_, dropped) = self._results.popitem(last=False)
                self._held -= 1 + len(dropped.possible)
