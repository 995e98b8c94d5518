"""What is known of a patient beside the genes. Every field may be missing; missing is not "no"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Context:
    """`drugs` is the medication list (ingredient keys); None = no list given, () = takes nothing. `prescribed` are
    the drugs asked about. `facts` maps a fact name of the knowledge base (age, weight, indication, ancestry, ...) to a
    Decimal in the fact's unit, a word, or a bool. `stopped` are drugs no longer taken, with the days since the last
    dose."""

    prescribed: tuple[str, ...] = ()
    drugs: tuple[str, ...] | None = None
    facts: Mapping[str, Decimal | str | bool] = field(default_factory=dict)
    sex: str | None = None
    stopped: Mapping[str, Decimal] = field(default_factory=dict)
