"""Patient context: every value is checked against what the knowledge base declares, and missing stays missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pgx.domain.errors import UsageError
from pgx.domain.knowledge import Drug, FactType, Knowledge
from pgx.facts import printed, read_context, resolve_drug

KNOWN = Knowledge(
    version="test", sha256="", genes={},
    drugs={
        "codeine": Drug("codeine", rxnorm="2670"),
        "rifampin": Drug("rifampin", synonyms=("rifampicin",)),
        "codeine and paracetamol": Drug("codeine and paracetamol", ingredients=("codeine", "paracetamol")),
    },
    facts={
        "age": FactType("age", "number", unit="y"),
        "weight": FactType("weight", "number", unit="kg"),
        "indication": FactType("indication", "word", values=("ACS", "PCI")),
        "sex": FactType("sex", "word", values=("female", "male")),
        "pregnancy": FactType("pregnancy", "yesno"),
    },
    units={"y": ("time", "31557600"), "kg": ("mass", "1000"), "lb": ("mass", "453.59237"), "g": ("mass", "1")},
)


@pytest.mark.parametrize(("document", "name", "value"), [
    ({"age": 40}, "age", Decimal(40)),
    ({"age": "40 y"}, "age", Decimal(40)),
    ({"weight": "100 lb"}, "weight", Decimal("45.359237")),
    ({"indication": "acs"}, "indication", "ACS"),
    ({"pregnancy": "yes"}, "pregnancy", True),
    ({"pregnancy": False}, "pregnancy", False),
], ids=["number", "own-unit", "other-unit", "case", "yes-word", "bool"])
def test_a_declared_fact_is_read_in_its_own_unit(document: dict[str, object], name: str, value: object) -> None:
    """Values arrive in the fact's unit and spelling."""
    assert read_context(document, KNOWN).facts[name] == value


@pytest.mark.parametrize(("document", "message"), [
    ({"aeg": 40}, "unknown fact `aeg`; did you mean `age`"),
    ({"age": "old"}, "`age` is `old`; expected a number in y"),
    ({"age": -1}, "`age` is `-1`"),
    ({"age": "NaN"}, "`age` is `NaN`"),
    ({"age": True}, "`age` is `True`"),
    ({"weight": "80 y"}, "has unit `y`; expected kg"),
    ({"indication": "gout"}, "`indication` is `gout`; allowed: ACS, PCI"),
    ({"pregnancy": "maybe"}, "`pregnancy` is `maybe`; allowed: true, false"),
    ({"drugs": "codeine"}, "`drugs` must be a list"),
    ({"drugs": ["codiene"]}, "unknown drug `codiene`; did you mean `codeine`"),
], ids=["typo", "text", "negative", "nan", "bool", "wrong-unit", "word", "yesno", "not-a-list", "drug-typo"])
def test_a_wrong_value_is_refused_with_the_way_out(document: dict[str, object], message: str) -> None:
    """A context that cannot be understood is never half used."""
    with pytest.raises(UsageError, match=message):
        read_context(document, KNOWN)


def test_no_medication_list_is_not_an_empty_one() -> None:
    """Leaving `taking` out means unknown; an empty list means nothing is taken."""
    assert read_context({}, KNOWN).drugs is None
    assert read_context({"taking": []}, KNOWN).drugs == ()


def test_a_combination_product_counts_as_its_ingredients() -> None:
    """The product and both ingredients are asked about, once each; the medication list holds ingredients."""
    product = "codeine and paracetamol"
    context = read_context({"drugs": [product, "codeine"], "taking": [product]}, KNOWN)
    assert context.prescribed == (product, "codeine", "paracetamol")
    assert context.drugs == ("codeine", "paracetamol")


@pytest.mark.parametrize("name", ["rifampin", "Rifampicin", " RIFAMPIN "])
def test_a_synonym_means_the_same_drug(name: str) -> None:
    """Names are matched whole, case and outer blanks aside."""
    assert resolve_drug(name, KNOWN).name == "rifampin"


def test_printed_context_says_what_was_not_given() -> None:
    """The assessment can show what it was made from."""
    assert printed(read_context({"age": 8}, KNOWN)) == {"age": "8", "drugs": "all", "taking": "not given"}
