"""A combination product is asked about by its own label and by its ingredients, and never converts itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pgx.domain.assessment import Assessment
from pgx.vcf import Simulation
from tests.end_to_end.people import engine, write

WITH_BUPROPION = "dextromethorphan hydrobromide / bupropion hydrochloride"


def asked(folder: Path, diplotype: str, document: Mapping[str, object]) -> Assessment:
    """A person who is reference everywhere but for CYP2D6."""
    known = engine().knowledge.genes
    path = write(folder, [known["CYP2D6"], *(g for s, g in known.items() if s != "CYP2D6")], diplotype, Simulation())
    found, = engine().assess_file(path, context=engine().context_from(document))
    return found


def said(found: Assessment, drug: str) -> set[str]:
    return {a.advice.name for a in found.alerts if a.drug == drug}


def test_a_label_about_a_product_is_found(tmp_path: Path) -> None:
    """What holds for the tablets is not all that is said of the depot."""
    found = asked(tmp_path, "*4/*4", {"drugs": ["aripiprazole lauroxil"], "taking": []})
    assert {"no-initio", "lower-dose-aristada"} <= said(found, "aripiprazole lauroxil")
    assert "aripiprazole" in found.drugs


def test_a_product_without_own_rules_is_its_ingredients(tmp_path: Path) -> None:
    found = asked(tmp_path, "*1/*1", {"drugs": ["acetaminophen / codeine"]})
    assert (found.drugs, found.asked) == (("acetaminophen", "codeine"),) * 2


@pytest.mark.parametrize(("taking", "expected"), [
    ([WITH_BUPROPION], False), ([WITH_BUPROPION, "paroxetine"], True),
], ids=["its own ingredient", "another inhibitor"])
def test_a_product_does_not_convert_itself(taking: list[str], expected: bool, tmp_path: Path) -> None:
    """Bupropion blocks CYP2D6, and the label's dose already reckons with it."""
    found = asked(tmp_path, "*1/*1", {"drugs": [WITH_BUPROPION], "taking": taking})
    assert ("once-daily" in said(found, WITH_BUPROPION)) is expected
