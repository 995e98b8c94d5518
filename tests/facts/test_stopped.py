"""A drug that was stopped may act for a while: as long as that is not excluded, both ways are followed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pgx.domain.errors import UsageError
from pgx.domain.knowledge import Drug, Interaction, Knowledge
from pgx.facts import gather, printed, read_context

KNOWN = Knowledge(
    version="test", sha256="", genes={},
    drugs={name: Drug(name) for name in ("codeine", "fluoxetine", "paroxetine", "duloxetine")},
    interactions=(Interaction("fluoxetine", "CYP2D6", "inhibitor", "strong"),
                  Interaction("paroxetine", "CYP2D6", "inhibitor", "strong"),
                  Interaction("duloxetine", "CYP2D6", "inhibitor", "moderate")),
    washouts={"fluoxetine": Decimal(35)},
    units={"d": ("time", "86400"), "weeks": ("time", "604800"), "kg": ("mass", "1000")},
)

STOPPED = [
    ("within its washout", {"taking": [], "stopped": {"fluoxetine": 34}}, {"none", "strong"}),
    ("in weeks", {"taking": [], "stopped": {"fluoxetine": "4 weeks"}}, {"none", "strong"}),
    ("after its washout", {"taking": [], "stopped": {"fluoxetine": "5 weeks"}}, {"none"}),
    ("washout not known", {"taking": [], "stopped": {"paroxetine": 60}}, {"none", "strong"}),
    ("beside one that is taken", {"taking": ["duloxetine"], "stopped": {"paroxetine": 2}}, {"moderate", "strong"}),
    ("weaker than the one taken", {"taking": ["paroxetine"], "stopped": {"duloxetine": 2}}, {"strong"}),
    ("without a list", {"stopped": {"fluoxetine": 3}}, {"unknown", "strong"}),
    ("none stopped", {"taking": []}, {"none"}),
]


@pytest.mark.parametrize(("document", "levels"), [s[1:] for s in STOPPED], ids=[s[0] for s in STOPPED])
def test_a_stopped_inhibitor_may_still_act(document: dict[str, object], levels: set[str]) -> None:
    """Never read as gone before its washout, nor without one."""
    (group,) = gather(["inhibitor of CYP2D6"], "codeine", {}, read_context(document, KNOWN), KNOWN).groups
    assert {c.values["inhibitor of CYP2D6"] for c in group.candidates} == levels


@pytest.mark.parametrize(("days", "values"), [(1, {"yes", "no"}), (35, {"no"})], ids=["within", "after"])
def test_a_stopped_drug_may_still_count_as_taken(days: int, values: set[str]) -> None:
    """`taking fluoxetine` stays open within the washout."""
    context = read_context({"taking": [], "stopped": {"fluoxetine": days}}, KNOWN)
    (group,) = gather(["taking fluoxetine"], "codeine", {}, context, KNOWN).groups
    assert {c.values["taking fluoxetine"] for c in group.candidates} == values


WRONG = [
    (["fluoxetine"], 'context: `stopped` must be an object of drugs and times, such as {"fluoxetine": "3 weeks"}'),
    ({"fluoxetine": "3 kg"}, "context: `stopped` has unit `kg`; expected d"),
    ({"fluoxetine": "yesterday"}, "context: `stopped` is `yesterday`; expected a number in d"),
    ({"fluoxetin": 3}, "unknown drug `fluoxetin`; did you mean `fluoxetine`?"),
    ({"codeine": 3}, "context: `codeine` is in `taking` and in `stopped`; leave it in one"),
]


@pytest.mark.parametrize(("stopped", "message"), WRONG, ids=["list", "unit", "word", "typo", "both"])
def test_what_cannot_be_understood_is_refused(stopped: object, message: str) -> None:
    """With the value and the way out."""
    with pytest.raises(UsageError) as error:
        read_context({"taking": ["codeine"], "stopped": stopped}, KNOWN)
    assert str(error.value) == message


def test_it_is_told_what_was_given() -> None:
    """The assessment says what it was made from."""
    context = read_context({"stopped": {"fluoxetine": "2 weeks"}}, KNOWN)
    assert printed(context)["stopped"] == "fluoxetine 14 d ago"
