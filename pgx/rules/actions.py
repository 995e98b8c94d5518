"""What an advice can tell a prescriber to do, and which way it points. Comparing directions finds contradictions."""

from __future__ import annotations

SEVERITIES = ("none", "minor", "moderate", "major", "contraindicated")

# action -> direction; "" takes the direction of its dose lines
ACTIONS = {
    "usual dose": "usual",
    "monitor": "usual",
    "inform": "none",
    "weigh risk": "none",
    "change dose": "",
    "reduce dose": "less",
    "raise dose": "more",
    "consider alternative": "change",
    "avoid if possible": "avoid",
    "avoid": "avoid",
    "contraindicated": "avoid",
    "no-advice": "none",
    "test-first": "none",
}
SPELLINGS = {"no advice": "no-advice", "test first": "test-first"}
UNDECIDED = "undecided"      # of a draft: nobody has written yet what to do
BUILT_IN = ("no-advice", "test-first")


def direction(action: str, doses: tuple[str, ...]) -> str:
    """usual, less, more, change, avoid or none. `doses` are the kinds of the dose lines."""
    fixed = ACTIONS.get(action, "")
    if fixed:
        return fixed
    kinds = set(doses)
    if kinds & {"reduce", "limit", "below"} and "raise" not in kinds:
        return "less"
    if kinds == {"raise"}:
        return "more"
    return "change"


def contradict(one: str, other: str) -> bool:
    """Whether two directions cannot both be followed. `none` and `change` contradict nothing by direction alone."""
    settled = {"usual", "less", "more", "avoid"}
    return one != other and one in settled and other in settled
