"""What the alerts of one drug are built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pgx.domain.calls import GeneResult
from pgx.domain.knowledge import Knowledge
from pgx.domain.observations import Observations
from pgx.rules import Group


@dataclass(frozen=True, slots=True)
class Case:
    """One patient and one drug. `origins[gene][n]` are the indices into `GeneResult.possible` behind candidate n of the
    gene's group, most probable first. `lingering` are drugs that were stopped and may still act; `beside` says whether
    other drugs are asked about as well; `prefer` the families of guidelines in the site's order."""

    drug: str
    results: Mapping[str, GeneResult]
    groups: Mapping[str, Group]
    origins: Mapping[str, tuple[tuple[int, ...], ...]]
    knowledge: Knowledge
    observations: Observations | None
    lingering: tuple[str, ...] = ()
    beside: bool = True
    prefer: tuple[str, ...] = ()
