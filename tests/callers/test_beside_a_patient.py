"""Another caller's file beside a patient: whose it is, what is kept open, and what is not used."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgx.assess import CallOptions
from pgx.domain.assessment import Assessment, Certainty, Outcome
from pgx.domain.calls import GeneResult
from pgx.domain.errors import InputError, UsageError
from pgx.vcf import Simulation
from tests.callers.test_formats import FILES
from tests.cli.running import inside
from tests.end_to_end.people import engine, write


def patient(folder: Path, name: str, gene: str = "CYP2D6", text: str = "*1/*4", **how: object) -> Path:
    """A VCF of one person."""
    known = engine().knowledge.genes
    genes = [known[gene], *(g for s, g in known.items() if s != gene)]
    return write(folder, genes, text, Simulation(sample=name, **how))


def called(path: Path, *files: Path, genes: tuple[str, ...] = ("CYP2D6",)) -> dict[str, GeneResult]:
    """Results with outside calls."""
    told = [call for file in files for call in engine().read_outside(file)[0]]
    found, = engine().call_file(path, options=CallOptions(genes=genes), outside=told)
    return dict(found.genes)


def codes(result: GeneResult) -> set[str]:
    return {m.code for m in (*result.call.messages, *result.messages)}


def test_the_sample_s_own_lines_are_taken(tmp_path: Path) -> None:
    """Of a file of five, only the line that names this patient."""
    found = called(patient(tmp_path, "P1"), FILES / "cyrius.tsv")["CYP2D6"]
    assert [d.name for d in found.call.diplotypes] == ["*1/*4"]
    assert found.call.source == "cyrius.tsv (Cyrius)"


@pytest.mark.parametrize("name", ["cyrius.tsv", "cyrius.json", "one.aldy", "dragen_targeted.json", "laboratory.tsv"])
def test_a_file_of_another_sample_is_refused(name: str, tmp_path: Path) -> None:
    """Mixed-up samples kill: nothing is answered, and the line prints neither name."""
    with pytest.raises(InputError, match="is of another sample than the one that was read") as refused:
        called(patient(tmp_path, "SOMEBODY"), FILES / name)
    assert not [n for n in ("SOMEBODY", "P1", "P2") if n in str(refused.value)]


def test_refused_before_anything_is_printed(tmp_path: Path, capsys, monkeypatch) -> None:
    """Exit code 3, one line, no output."""
    path = patient(tmp_path, "SOMEBODY")
    done = inside(capsys, monkeypatch, "call", path, "--outside", FILES / "cyrius.tsv", "--json")
    assert (done.code, done.out, done.err.count("\n")) == (3, "", 1)


def test_what_is_no_problem_stays_off_stderr(tmp_path: Path, capsys, monkeypatch) -> None:
    """A log keeps stderr: how a name was read is told in the answer only."""
    path = patient(tmp_path, "P1")
    words = ("call", path, "--outside", FILES / "starphase.json", "--json", "--genes", "HLA-B")
    done = inside(capsys, monkeypatch, *words)
    assert (done.code, done.err) == (0, "")
    assert "`*57:01:01:01` is read as `*57:01`" in done.out


def test_one_mixed_up_file_of_two_is_enough(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^cyrius_fork.tsv \(Cyrius\): is of another sample"):
        called(patient(tmp_path, "P4"), FILES / "cyrius.tsv", FILES / "cyrius_fork.tsv")


def test_a_line_without_a_name_among_others_is_nobody_s(tmp_path: Path) -> None:
    """Not everybody's: it is told, and not used."""
    (tmp_path / "c.tsv").write_text("Sample\tGenotype\tFilter\nP1\t*1/*2\tPASS\n\t*4/*4\tPASS\n")
    found = called(patient(tmp_path, "P1", text="*1/*2"), tmp_path / "c.tsv")["CYP2D6"]
    assert [d.name for d in found.call.diplotypes] == ["*1/*2"]
    assert "outside-not-used" in codes(found)


def test_names_of_others_refuse_a_plain_table_too(tmp_path: Path) -> None:
    """Lines without a name beside lines of somebody else are no excuse."""
    (tmp_path / "p.tsv").write_text("CYP2D6\t*1/*2\nCYP2C19\t*1/*2\t\t\tP9\n")
    with pytest.raises(InputError, match="is of another sample"):
        called(patient(tmp_path, "P1"), tmp_path / "p.tsv")


def test_candidates_are_all_kept(tmp_path: Path) -> None:
    """What a caller could not tell apart stays apart here too."""
    found = called(patient(tmp_path, "P2"), FILES / "cyrius.tsv")["CYP2D6"]
    assert {d.name for d in found.call.diplotypes} == {"*1/*46", "*43/*45"}


@pytest.mark.parametrize(("sample", "reason"), [("P3", "the caller made no call"),
                                                ("P4", "the caller's own filter is Not_assigned_to_haplotypes")])
def test_what_the_caller_does_not_stand_by_is_not_used(sample: str, reason: str, tmp_path: Path) -> None:
    """The VCF's own open call stands, and the reason is told with the gene."""
    alone = called(patient(tmp_path, sample))["CYP2D6"]
    found = called(patient(tmp_path, sample), FILES / "cyrius.tsv")["CYP2D6"]
    assert found.call == alone.call
    assert [m.text for m in found.messages if m.code == "outside-not-used"] == [
        f"the result from cyrius.tsv (Cyrius) is not used, because {reason}"]


def test_a_conflict_stays_shown(tmp_path: Path) -> None:
    found = called(patient(tmp_path, "P1", text="*4/*4"), FILES / "cyrius.tsv")["CYP2D6"]
    assert "outside-conflict" in codes(found)
    assert {"Intermediate Metabolizer", "Poor Metabolizer"} <= {p.name for p, _ in found.phenotypes}


def test_two_callers_that_differ_are_both_possible(tmp_path: Path) -> None:
    """Two files, two answers: neither is dropped, and both are named."""
    found = called(patient(tmp_path, "P1"), FILES / "cyrius.tsv", FILES / "cyrius_fork.tsv")["CYP2D6"]
    assert {p.name for p in found.called} == {"Intermediate Metabolizer", "Poor Metabolizer"}
    assert found.call.source == "cyrius.tsv (Cyrius); cyrius_fork.tsv (Cyrius)"


@pytest.mark.parametrize(("file", "gene", "names"), [
    ("starphase.json", "CYP2D6", {"*2/*4"}), ("starphase.json", "CYP2C19", {"*1/*2", "*4/*17"}),
    ("starphase.json", "MT-RNR1", {"m.1555A>G"}), ("starphase.json", "HLA-B", {"*08:01/*57:01"}),
    ("two.aldy", "CYP2D6", {"*1/*4x2", "*1x2/*4"}), ("one.aldy", "CYP2D6", {"*1/*4"}),
    ("stellar.alleles", "CYP2D6", {"*4/*41"}), ("optitype_result.tsv", "HLA-A", {"*02:01/*31:01", "*31:01"}),
    ("t1k_genotype.tsv", "HLA-B", {"*08:01/*08:01", "*08:02/*08:02"}),
    ("hla_hd_final.result.txt", "HLA-A", {"*02:01/*31:01"}),
])
def test_names_of_callers_come_to_our_alleles(file: str, gene: str, names: set[str]) -> None:
    """Suballeles are read as their core allele, copies as a duplication, HLA names in two fields."""
    found = engine().assess_calls(engine().read_outside(FILES / file)[0]).genes[gene]
    assert {d.name for d in found.call.diplotypes} == names
    assert "outside-unknown-allele" not in codes(found)


def sure(found: Assessment, outcome: Outcome) -> bool:
    return any(a.outcome is outcome and a.certainty is Certainty.CERTAIN for a in found.alerts)


@pytest.mark.parametrize(("file", "reassures"), [("hla_hd_final.result.txt", True), ("t1k_genotype.tsv", True),
                                                 ("t1k_doubtful_genotype.tsv", False), ("optitype_result.tsv", False)])
def test_only_a_whole_typing_reassures(file: str, reassures: bool) -> None:
    """A secondary allele, or another solution, that carries the risk allele leaves abacavir open."""
    outside = engine().read_outside(FILES / file)[0]
    found = engine().assess_calls(outside, context=engine().context_from({"drugs": ["abacavir"]}))
    assert sure(found, Outcome.NO_ACTION) is reassures
    assert found.alerts


def test_a_caller_that_assumes_reference_closes_nothing(tmp_path: Path) -> None:
    """DRAGEN's star allele caller counts what it did not read as reference; what the VCF leaves open stays open."""
    path = patient(tmp_path, "P1", "CYP2C19", "*1/*1", hide=frozenset({"rs4244285", "rs12769205"}))
    alone = called(path, genes=("CYP2C19",))["CYP2C19"]
    found = called(path, FILES / "dragen_star_allele.json", genes=("CYP2C19",))["CYP2C19"]
    assert "outside-assumes-reference" in codes(found)
    assert {p.name for p, _ in alone.phenotypes} <= {p.name for p, _ in found.phenotypes}
    assert len(alone.phenotypes) > 1


def test_results_of_several_without_a_patient_need_a_name() -> None:
    """Whose answer is wanted is not guessed."""
    outside = engine().read_outside(FILES / "laboratory.tsv")[0]
    with pytest.raises(UsageError, match="are of several samples"):
        engine().assess_calls(outside)
    one = [call for call in outside if call.sample == "P1"]
    assert engine().assess_calls(one).sample == "P1"
