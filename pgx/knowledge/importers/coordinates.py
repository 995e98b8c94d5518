"""GRCh37 coordinates of positions that a source gives in GRCh38 only."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pgx.knowledge.tables import Row

INTERPOLATED = "interpolated"


def interpolated(pos38: int, known: Sequence[Row]) -> str:
    """GRCh37 position between two known ones with the same offset, else "".

    Equal offsets on both sides leave no room for an insertion or deletion between the assemblies, short of two that
    cancel out.
    """
    places = sorted((int(row["pos38"]), int(row["pos37"])) for row in known if row["pos37"])
    at = bisect_left(places, (pos38, 0))
    if at == 0 or at == len(places):
        return ""
    left, right = places[at - 1], places[at]
    offset = left[1] - left[0]
    return str(pos38 + offset) if right[1] - right[0] == offset else ""
