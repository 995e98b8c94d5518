"""A result from elsewhere never hides what the VCF shows."""

from __future__ import annotations

import pytest

from pgx.domain.assessment import Certainty, Outcome
from pgx.domain.calls import OutsideCall
from pgx.vcf import Simulation
from tests.end_to_end.people import engine, write

TT, CC = "rs9923231 variant (T)", "rs9923231 reference (C)"


@pytest.mark.parametrize(("gene", "read", "told", "drug"), [
    ("CYP2C19", "*2/*2", {"diplotype": "*1/*1"}, "clopidogrel"),
    ("TPMT", "*3A/*3A", {"phenotype": "Normal Metabolizer"}, "azathioprine"),
    ("DPYD", "c.1905+1G>A (*2A)/c.1905+1G>A (*2A)", {"diplotype": "Reference/Reference"}, "fluorouracil"),
    ("VKORC1", f"{TT}/{TT}", {"diplotype": f"{CC}/{CC}"}, "acenocoumarol"),
    ("VKORC1", f"{CC}/{CC}", {"diplotype": f"{TT}/{TT}"}, "acenocoumarol"),
], ids=["diplotype", "phenotype", "list of variants", "marker read", "marker told"])
def test_contradicting_results_make_nothing_certain(gene, read, told, drug, tmp_path) -> None:
    """Both are carried to the alerts: what either asks for is said, and neither as certain."""
    known = engine().knowledge.genes
    path = write(tmp_path, [known[gene], *(g for s, g in known.items() if s != gene)], read, Simulation())
    context = engine().context_from({"drugs": [drug], "taking": [], "indication": "PCI", "age": 50})
    alone, = engine().assess_file(path, context=context)
    both, = engine().assess_file(path, context=context, outside=[OutsideCall(gene, source="lab.tsv", **told)])
    about = [a for a in both.alerts if any(e.gene == gene for e in a.because.genes)]
    assert about
    assert all(a.certainty is Certainty.POSSIBLE for a in about if a.outcome in (Outcome.ACTION, Outcome.NO_ACTION))
    assert {(s.row) for a in alone.alerts for s in a.sources} <= {s.row for a in both.alerts for s in a.sources}
    assert any("lab.tsv differs from what was read" in reason for a in about for reason in a.because.reasons)


@pytest.mark.parametrize("text", [
    "CYP2C19\t*2/*2\n", "\ufeffCYP2C19\t*2/*2\r\n", "#gene\tdiplotype\n\nCYP2C19\t*2|*2\t\t\n",
    "Gene\tDiplotype\nCYP2C19\t*2/*2",
], ids=["plain", "saved by a spreadsheet", "comment and blank line", "header, no last newline"])
def test_a_file_of_results_is_read_however_it_was_saved(text, tmp_path) -> None:
    path = tmp_path / "lab.tsv"
    path.write_bytes(text.encode())
    calls, messages = engine().read_outside(path)
    assert [(c.gene, c.diplotype) for c in calls] == [("CYP2C19", "*2/*2")]
    assert messages == ()
