"""What a rule column asks for, as text ("X score", "copies of X*3", "inhibitor of X", "age"), resolved to its owner."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from pgx.domain.genes import Gene


class Asks(Enum):
    """The kinds of column."""

    RESULT = "result"
    SCORE = "score"
    DIPLOTYPE = "diplotype"
    MARKER = "marker"
    CARRIAGE = "carriage"
    COPIES = "copies"
    INHIBITOR = "inhibitor"
    INDUCER = "inducer"
    TAKING = "taking"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` as the rules write it, its `owner` (gene, enzyme, drug or fact) and the `item` asked of it."""

    key: str
    asks: Asks
    owner: str
    item: str = ""


_PREFIXES = ((re.compile(r"inhibitor of (\S+)$"), Asks.INHIBITOR), (re.compile(r"inducer of (\S+)$"), Asks.INDUCER),
             (re.compile(r"taking (.+)$"), Asks.TAKING))
_COPIES = re.compile(r"copies of ([A-Za-z0-9-]+?) ?(\*\S+|(?<= )\S.*)$")
_CARRIAGE = re.compile(r"([A-Za-z0-9-]+?)(\*\S+)$")


def column(key: str, genes: Mapping[str, Gene]) -> Column:
    """Resolve a column key. Anything that names no gene and no known form is a fact of the patient."""
    for pattern, asks in _PREFIXES:
        if match := pattern.match(key):
            return Column(key, asks, match[1])
    if (match := _COPIES.match(key)) and match[1] in genes:
        return Column(key, Asks.COPIES, match[1], match[2])
    if (match := _CARRIAGE.match(key)) and match[1] in genes:
        return Column(key, Asks.CARRIAGE, match[1], match[2])
    head, _, rest = key.partition(" ")
    if head in genes:
        return Column(key, _GENE_ITEMS.get(rest, Asks.MARKER), head, rest)
    return Column(key, Asks.FACT, key)


_GENE_ITEMS = {"": Asks.RESULT, "score": Asks.SCORE, "diplotype": Asks.DIPLOTYPE}
