"""`pgx kb check` finds what a careless edit would break."""

from __future__ import annotations

import shutil

import pytest

from pgx.knowledge.checks import check
from tests.paths import ROOT

SHIPPED = ROOT / "knowledgebase"


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """One copy for the whole module."""
    target = tmp_path_factory.mktemp("checks") / "kb"
    shutil.copytree(SHIPPED, target)
    return target


@pytest.fixture
def kb(copied):
    """A copy that may be broken and is mended afterwards."""
    yield copied
    for path in SHIPPED.rglob("*"):
        mine = copied / path.relative_to(SHIPPED)
        if path.is_file() and (not mine.is_file() or mine.stat().st_size != path.stat().st_size
                               or mine.read_bytes() != path.read_bytes()):
            shutil.copy(path, mine)
    for path in copied.rglob("*"):
        if path.is_file() and not (SHIPPED / path.relative_to(copied)).is_file():
            path.unlink()


def test_shipped_knowledge_base_holds_together():
    """No problem at all."""
    assert [str(problem) for problem in check(SHIPPED)] == []


# file, old text, new text (None: append a line), code that must be found
EDITS = {
    "key twice": ("genes/TPMT/alleles.tsv", "*3B\t", "*3A\t", "KB201"),
    "unknown kind": ("genes/TPMT/alleles.tsv", "*2\thaplotype", "*2\thaplotpye", "KB202"),
    "no source": ("genes/TPMT/alleles.tsv", "\tCPIC\t2026-07-05\t", "\t\t2026-07-05\t", "KB203"),
    "unknown allele": ("genes/TPMT/definitions.tsv", "*2\t", "*200\t", "KB204"),
    "unknown drug": ("drugs/effects.tsv", "paroxetine\t", "paroxetin\t", "KB204"),
    "unknown unit": ("terms/facts.tsv", "\tkg\t", "\tkgs\t", "KB204"),
    "stale acceptance": ("accepted.tsv", "\tM04AX02\t", "\tM04AX03\t", "KB205"),
    "synonym is a drug": ("drugs/synonyms.tsv", "rifampicin\t", "codeine\t", "KB206"),
    "synonym in capitals": ("drugs/synonyms.tsv", "5-fu\t", "5-FU\t", "KB207"),
    "assembly base": ("genes/F5/positions.tsv", "\tT\tdefinition", "\tA\tdefinition", "KB301"),
    "wrong place": ("genes/F5/positions.tsv", "g.169549811C>T", "g.169549812C>T", "KB301"),
    "wrong base": ("genes/F5/definitions.tsv", "\trs6025\tT\t", "\trs6025\tG\t", "KB302"),
    "wrong name": ("genes/F5/definitions.tsv", "\trs6025\tT\t", "\trs6026\tT\t", "KB303"),
    "two references": ("genes/TPMT/alleles.tsv", "*2\thaplotype\t\t", "*2\thaplotype\tyes\t", "KB304"),
    "undefined haplotype": ("genes/F5/definitions.tsv", "rs6025 Factor V Leiden (T)\t", "rs6025 C\t", "KB306"),
    "same definition": ("genes/TPMT/definitions.tsv", "*3C\t", "*3B\t", "KB306"),
    "broken setting": ("genes/VKORC1/gene.toml", 'position = "31096368"', 'position = "1"', "KB308"),
    "wrong symbol": ("genes/VKORC1/gene.toml", 'symbol = "VKORC1"', 'symbol = "VKORC"', "KB309"),
    "gap in scores": ("genes/CYP2D6/results.tsv", "[1.25,2.25]", "(1.25,2.25]", "KB402"),
    "overlap of scores": ("genes/CYP2D6/results.tsv", "(0,1.25)", "(0,1.5)", "KB402"),
    "no interval": ("genes/CYP2D6/results.tsv", "(2.25,)", "2.25 up", "KB401"),
    "pair without result":
        ("genes/TPMT/results.tsv", "pair\tNo function\tNo function", "pair\tNo function\tNone", "KB403"),
    "result without term": ("genes/TPMT/results.tsv", "Poor Metabolizer", "Slow Metabolizer", "KB407"),
    "term nobody reaches": ("terms/results.tsv", "TPMT\tPM\tPoor Metabolizer", "TPMT\tPM\tSlow Metabolizer", "KB408"),
    "label twice": ("terms/results.tsv", "TPMT\tIM\tIntermediate Metabolizer", "TPMT\tIM\tPoor Metabolizer", "KB405"),
    "odd code": ("terms/results.tsv", "TPMT\tPM\t", "TPMT\tp_m\t", "KB406"),
    "activity value": ("genes/CYP2D6/alleles.tsv", "\t0.25\t", "\tquarter\t", "KB409"),
    "note without text": ("genes/TPMT/gene.toml", '"function-changed-2026"', '"function-changed"', "KB410"),
    "no share": ("populations/haplotypes.tsv", "\t0.986842\t", "\t1.986842\t", "KB501"),
    "unknown haplotype": ("populations/haplotypes.tsv", "CYP2C19\t*2\t", "CYP2C19\t*200\t", "KB503"),
    "odd version": ("VERSION", "2026.11", "next", "KB106"),
    "damaged lock": ("sources.lock", "[[file]]", "[[file", "KB107"),
    "no hash": ("sources.lock", 'sha256 = "', 'sha256 = "x', "KB107"),
    "short row": ("drugs/classes.tsv", "statin\tatorvastatin\t", "statin\tatorvastatin", "KB102"),
    "order": ("terms/results.tsv", "TPMT\tPM\tPoor Metabolizer\t4", "TPMT\tPM\tPoor Metabolizer\t0", "KB103"),
    "unused position": ("genes/F5/definitions.tsv", "\t169549811\t", "\t1\t", "KB310"),
}


@pytest.mark.parametrize(("name", "old", "new", "code"), EDITS.values(), ids=EDITS.keys())
def test_broken_edit_is_found(kb, name, old, new, code):
    """One wrong edit, one code that names it, in a file of the knowledge base."""
    path = kb / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert code in {problem.code for problem in check(kb)}


@pytest.mark.parametrize(("name", "code"), [
    ("drugs/drugs.tsv", "KB105"), ("VERSION", "KB105"), ("genes/TPMT/gene.toml", "KB104"),
])
def test_missing_file_is_found(kb, name, code):
    """A file that has gone is named."""
    (kb / name).unlink()
    assert code in {problem.code for problem in check(kb)}


def test_unknown_file_is_found(kb):
    """A table nobody reads would be a fact nobody sees."""
    (kb / "genes/TPMT/allelse.tsv").write_text("x\n")
    assert ("genes/TPMT/allelse.tsv", "KB101") in {(p.file, p.code) for p in check(kb)}


def test_problem_names_file_and_line(kb):
    """Where, what, the value."""
    path = kb / "genes/TPMT/alleles.tsv"
    path.write_text(path.read_text().replace("*2\thaplotype", "*2\thaplotpye", 1))
    problem = next(p for p in check(kb) if p.code == "KB202")
    line = path.read_text().splitlines()[problem.line - 1]
    assert line.startswith("*2\t")
    assert str(problem).startswith(f"genes/TPMT/alleles.tsv:{problem.line}: KB202 kind `haplotpye` is not one of")
