"""Which way a published recommendation points, from its flags or its wording, as directions of ours that agree."""

from __future__ import annotations

from collections.abc import Mapping

USUAL = frozenset({"usual", "none"})
# Words of a recommendation, the first that occurs decides; ours must be one of the directions.
WORDS = (
    (("use validated", "algorithm"), frozenset({"change", "usual", "none"})),
    (("drastically reduced",), frozenset({"less", "change"})),
    (("avoid", "not recommended", "contraindicated", "do not use", "alternative", "select another"),
     frozenset({"avoid", "change"})),
    (("increase",), frozenset({"more", "change"})),
    (("reduc", "limit"), frozenset({"less", "change", "avoid"})),
    (("standard", "recommended starting dose", "label", "normal starting dose", "no reason", "initiate"), USUAL),
)


def of_words(text: str) -> frozenset[str]:
    """Directions that agree with a recommendation in words; empty when nothing in it points anywhere."""
    plain = text.lower()
    return next((directions for words, directions in WORDS if any(word in plain for word in words)), frozenset())


def of_flags(row: Mapping[str, object]) -> frozenset[str]:
    """Directions that agree with the flags of an annotation: dosing information, alternate drug, other guidance."""
    allowed: frozenset[str] = frozenset()
    if row.get("dosing_information"):
        allowed |= {"less", "more", "change"}
    if row.get("alternate_drug_available"):
        allowed |= {"avoid", "change"}
    if row.get("other_prescribing_guidance"):
        allowed |= {"usual", "none", "change"}
    return allowed or USUAL
