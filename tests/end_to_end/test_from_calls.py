"""A decision from a stored call file is never surer than one from the VCF it was made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pgx import facts
from pgx.assess import CallOptions
from pgx.domain.assessment import Assessment, Certainty
from pgx.domain.calls import OutsideCall
from pgx.render import calls_json
from pgx.vcf import Simulation
from tests.end_to_end.people import engine, write

DRUGS = {"CYP2C9": ["warfarin", "phenytoin", "siponimod"], "CYP2D6": ["codeine", "amitriptyline"]}


def poorly_read(folder: Path, gene: str, read: str) -> Path:
    """Everybody's reference, but of one gene a single position was read."""
    known = engine().knowledge.genes
    subject = known[gene]
    hidden = frozenset(p.id for p in subject.positions if p.rsid != read)
    reference = subject.reference.name
    return write(folder, [subject, *(g for g in known.values() if g is not subject)], f"{reference}/{reference}",
                 Simulation(hide=hidden))


def certain(found: Assessment) -> set[object]:
    return {(a.drug, a.advice) for a in found.alerts if a.certainty is Certainty.CERTAIN}


@pytest.mark.parametrize("ancestry", ["EAS", None], ids=["other alleles rare", "pooled"])
@pytest.mark.parametrize(("gene", "read"), [("CYP2C9", "rs1057910"), ("CYP2D6", "rs3892097")])
def test_a_list_that_was_cut_makes_nothing_certain(gene, read, ancestry, tmp_path) -> None:
    """More candidates are possible than the file lists: what was left out still counts, its alleles unknown."""
    path = poorly_read(tmp_path, gene, read)
    context = engine().context_from({"drugs": DRUGS[gene], "taking": [], "age": 40})
    whole, = engine().assess_file(path, context=context, options=CallOptions(ancestry=ancestry))
    assert len(whole.genes[gene].call.possible) > calls_json.POSSIBLE_LIMIT
    stored = tmp_path / "calls.json"
    stored.write_text(json.dumps(calls_json.document(whole)), encoding="utf-8")
    again, = engine().assess_calls_file(stored, context=context)
    assert certain(again) <= certain(whole)
    gathered = facts.gather([gene, f"{gene} diplotype"], DRUGS[gene][0], again.genes, context, engine().knowledge)
    told = {(c.values[gene], c.values[f"{gene} diplotype"]) for g in gathered.groups for c in g.candidates}
    assert {result for result, pair in told if pair == "indeterminate"} == {result for result, _ in told}


def test_a_candidate_without_alleles_comes_back_without_alleles(tmp_path) -> None:
    """A phenotype from outside that contradicts the VCF stands beside it, in the file too."""
    known = engine().knowledge.genes
    path = write(tmp_path, [known["TPMT"]], "*3A/*3A", Simulation())
    told = OutsideCall("TPMT", phenotype="Normal Metabolizer", source="lab.tsv")
    context = engine().context_from({"drugs": ["azathioprine"], "taking": []})
    whole, = engine().assess_file(path, context=context, outside=[told])
    stored = tmp_path / "calls.json"
    stored.write_text(json.dumps(calls_json.document(whole)), encoding="utf-8")
    again, = engine().assess_calls_file(stored, context=context)
    assert [d.strands for d in again.genes["TPMT"].call.possible] == [(), (("*3A",), ("*3A",))]
    assert certain(again) == certain(whole)
