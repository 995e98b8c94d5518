"""Results from other callers."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

import pgx.knowledge
from pgx.calling import apply_outside, call_gene, parse_outside
from pgx.calling.outside_names import clean_phenotype
from pgx.domain.calls import CallStatus, OutsideCall
from pgx.domain.genes import Score
from pgx.domain.genome import Assembly
from pgx.domain.observations import Observations
from pgx.phenotyping import assign, beside, lowest_function
from tests.calling.toys import observed, toy
from tests.paths import SHARED, needs_shared

GENES = pgx.knowledge.load().genes
NOTHING = Observations("none", "s", Assembly.GRCH38, {})


def parse(*lines: str):
    return parse_outside(lines, "calls.tsv", GENES)


def outside(gene: str, *lines: str):
    """The call and result of a gene from outside lines alone."""
    calls, _ = parse(*(f"{gene}\t{line}" for line in lines))
    call = apply_outside(GENES[gene], call_gene(GENES[gene], NOTHING, frequencies={}), calls)
    return call, assign(GENES[gene], call, calls[0] if calls else None)


@pytest.mark.parametrize(("gene", "text", "strands"), [
    ("CYP2D6", "*1/*3", (("*1",), ("*3",))),
    ("CYP2D6", "*1/*1x7", (("*1",), ("*1x≥3",))),
    ("CYP2D6", "*1/*1x2", (("*1",), ("*1x2",))),
    ("CYP2D6", "*1/*2x>=3", (("*1",), ("*2x≥3",))),
    ("CYP2D6", "*1/*36+*10", (("*1",), ("*36 + *10",))),
    ("CYP2D6", "*4/[*36 + *10x2]", (("*4",), ("*36 + *10x2",))),
    ("CYP2D6", "*1/*10+*36", (("*1",), ("*36 + *10",))),
    ("CYP2D6", "CYP2D6*1/CYP2D6*3", (("*1",), ("*3",))),
    ("CYP2D6", "*1|*3", (("*1",), ("*3",))),
    ("CYP2C19", "*2/*1", (("*1",), ("*2",))),
    ("UGT1A1", "*1/[*80 + *28]", (("*1",), ("*80+*28",))),
    ("HLA-B", "*15:02:01/B*57:01", (("*15:02",), ("*57:01",))),
    ("MT-RNR1", "1555A>G", (("m.1555A>G",),)),
    ("DPYD", "Reference/[c.498G>A + c.2933A>G]", (("Reference",), ("c.498G>A", "c.2933A>G"))),
])
def test_other_spellings_mean_known_alleles(gene, text, strands) -> None:
    """Names are brought to the knowledge base's, and only then called unknown."""
    call, _ = outside(gene, text)
    assert call.diplotypes[0].strands == strands
    assert "outside-unknown-allele" not in {m.code for m in call.messages}
    assert call.source == "calls.tsv"
    assert call.possible == call.diplotypes


@pytest.mark.parametrize(("line", "reason"), [
    ("CYP2D6\t*1/*1xN", "no number of copies"),
    ("CYP2D6\t*1/*2/*3", "not one allele or two alleles"),
    ("CYP2D6\t*1/", "not one allele or two alleles"),
    ("CYP2D6", "no diplotype, phenotype or activity score"),
    ("HLA-A\tB*02:02/*02:01", "another gene"),
    ("NOTAGENE\t*1/*2", "names no gene"),
    ("CYP2D6\t\t\tmany", "not a number"),
    ("CYP2D6\t\t\t-1", "0 or more"),
    ("CYP2D6\t\t\tnan", "0 or more"),
])
def test_bad_line_is_refused_alone(line, reason) -> None:
    """One message isolates the line; the others are used."""
    calls, messages = parse("CYP2C9\t*1/*2", line, "CYP2C19\t*1/*2")
    assert [c.gene for c in calls] == ["CYP2C9", "CYP2C19"]
    assert len(messages) == 1
    assert messages[0].text.startswith("calls.tsv:2: ")
    assert reason in messages[0].text


def test_comments_headers_and_no_calls_are_passed_over() -> None:
    """Lines without a result are not an error; line numbers stay those of the file."""
    calls, messages = parse("# made by x", "", "Gene\tDiplotype", "CYP2D6\t./.", "CYP2D6\t*1/*4")
    assert messages == ()
    assert [(c.diplotype, c.line) for c in calls] == [("*1/*4", 5)]


def test_unknown_allele_is_kept_and_gives_no_result() -> None:
    """An unknown name is printed as supplied, said, and indeterminate."""
    call, result = outside("CYP2D6", "*1/*XXX")
    assert call.diplotypes[0].name == "*1/*XXX"
    assert "outside-unknown-allele" in {m.code for m in call.messages}
    assert [p.name for p in result.called] == ["Indeterminate"]


def test_one_allele_is_half_a_diplotype() -> None:
    """One allele of an autosomal gene never stands for both."""
    call, result = outside("CYP2D6", "*1")
    assert "outside-one-allele" in {m.code for m in call.messages}
    assert [p.name for p in result.called] == ["Indeterminate"]
    assert outside("HLA-A", "*31:01")[1].called[0].name == "*31:01 positive"
    assert outside("HLA-A", "*02:01")[1].called[0].name == "*31:01 indeterminate"


@pytest.mark.parametrize(("line", "name", "score"), [
    ("\tIM", "Intermediate Metabolizer", None),
    ("\t\t0.25", "Intermediate Metabolizer", Score(Decimal("0.25"))),
    ("*1/*1\tPoor Metaboliser", "Poor Metabolizer", None),
    ("*1/*4\tIntermediate Metabolizer\t1", "Intermediate Metabolizer", Score(Decimal(1))),
    ("\tNormal Metabolizer\t0", "Poor Metabolizer", Score(Decimal(0))),
    ("*1/*1\t\t0.5", "Intermediate Metabolizer", Score(Decimal("0.5"))),
], ids=["phenotype", "score", "phenotype against diplotype", "all three", "score against phenotype",
        "score against diplotype"])
def test_supplied_score_leads_then_phenotype(line, name, score) -> None:
    """What the other caller concluded is called. What else it says stays possible where the two contradict."""
    call, result = outside("CYP2D6", line)
    assert [(p.name, p.score) for p in result.called] == [(name, score)]
    contradiction = "outside-phenotype-differs" in {m.code for m in result.call.messages}
    assert contradiction == (line.startswith("*1/*1") or "Normal" in line)
    assert [p.name for p, _ in result.phenotypes] == [name, *["Normal Metabolizer"] * contradiction]
    assert call.status is CallStatus.CALLED
    assert not call.untested


def test_one_listed_allele_of_several_contradicts_nothing() -> None:
    """`*57:01 positive` beside a diplotype that carries it."""
    _, result = outside("HLA-B", "*57:01/*07:02\t*57:01 positive")
    assert "outside-phenotype-differs" not in {m.code for m in result.call.messages}


def test_two_calls_of_one_gene_are_both_kept() -> None:
    """Several candidate diplotypes make the gene ambiguous."""
    call, result = outside("CYP2D6", "*1/*1", "*1/*1x7")
    assert call.status is CallStatus.AMBIGUOUS
    assert [p.name for p in result.called] == ["Normal Metabolizer", "Ultrarapid Metabolizer"]
    assert sum(d.probability for d in call.possible) == 1


def supplied(gene, sites, **told):
    """The result of a gene that was read, with a result from outside."""
    read = assign(gene, call_gene(gene, observed(gene, sites), frequencies={}), None)
    one = OutsideCall(gene.symbol, source="x.tsv", line=1, **told)
    return beside(assign(gene, apply_outside(gene, read.call, [one]), one), read), read


@pytest.mark.parametrize(("told", "conflict"), [
    ({"diplotype": "*1/*2"}, False), ({"diplotype": "*2/*2"}, True), ({"diplotype": "*1/*5"}, True)])
def test_what_was_read_stays_possible_beside_a_result_that_contradicts_it(told, conflict) -> None:
    """The outside call leads; when the VCF excludes it, a message says so and neither is dropped."""
    found, read = supplied(toy({"*2": {0: 2}, "*5": {1: 2}}), {0: "0/1"}, **told)
    assert [d.name for d in found.call.diplotypes] == [told["diplotype"]]
    assert ("outside-conflict" in {m.code for m in found.call.messages}) == conflict
    assert [d.name for d in found.call.possible] == (
        [told["diplotype"], *(d.name for d in read.call.possible)] if conflict else [told["diplotype"]])
    assert sum(d.probability for d in found.call.possible) == 1


@pytest.mark.parametrize(("told", "names"), [
    ({"phenotype": "Normal Metabolizer"}, ["Normal Metabolizer", "Poor Metabolizer"]),
    ({"phenotype": "Poor Metabolizer"}, ["Poor Metabolizer"]),
], ids=["contradicts", "agrees"])
def test_a_phenotype_that_contradicts_what_was_read_does_not_hide_it(told, names) -> None:
    """TPMT *3A on both strands beside a "normal" from elsewhere: the poor metabolizer stays possible."""
    gene = GENES["TPMT"]
    sites = {n: "1|1" for n, p in enumerate(gene.positions) if n in gene.allele("*3A").definition}
    found, _ = supplied(gene, sites, **told)
    assert [p.name for p, _ in found.phenotypes] == names
    assert [p.name for p in found.called] == [told["phenotype"]]


def test_outside_deletion_agrees_with_a_structural_gene() -> None:
    """A copy number that small variants cannot see is no conflict."""
    found, _ = supplied(GENES["CYP2D6"], {}, diplotype="*1/*5")
    assert [d.name for d in found.call.possible] == ["*1/*5"]


def unit_cases(kind: str):
    path = SHARED / "cases" / "pharmcat" / "unit_cases.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    cases = [json.loads(line) for line in lines]
    return [pytest.param(c["input"], c["expect"], id=c["id"]) for c in cases if c["kind"].startswith(kind)]


@needs_shared
@pytest.mark.parametrize(("given", "expected"), unit_cases("outside_call"))
def test_external_outside_calls(given, expected) -> None:
    """Published parsing cases: same calls, same refusals."""
    calls, messages = parse(*given["tsv"].split("\n"))
    if "error" in expected:
        assert (calls, len(messages)) == ((), 1)
        return
    for found, wanted in zip(calls, expected.get("calls", [expected]), strict=False):
        assert found.diplotype == wanted.get("diplotype", found.diplotype)
        assert found.phenotype == wanted.get("phenotype", found.phenotype)
    assert len(calls) == len(expected.get("calls", [1] if expected.get("diplotype", 1) else []))


@needs_shared
@pytest.mark.parametrize(("given", "expected"), unit_cases("phenotype_normalise"))
def test_external_phenotype_spellings(given, expected) -> None:
    """Published spellings of phenotypes come out in the present words."""
    assert (clean_phenotype(GENES["CYP2D6"], given["text"]) or None) == expected["text"]


@needs_shared
@pytest.mark.parametrize(("given", "expected"), [*unit_cases("phenotype_lookup"), *unit_cases("cyp2d6_unknown"),
                                                 *unit_cases("dpyd_lowest_function_outside")])
def test_external_lookups(given, expected) -> None:
    """Published diplotype look-ups: same score and phenotype, same alleles decide."""
    call, result = outside(given["gene"], given["diplotype"])
    if "activity_score" in expected:
        score = result.called[0].score
        assert (str(score) if score else "n/a") == expected["activity_score"]
    if "phenotype" in expected:
        assert result.called[0].name == expected["phenotype"]
    if "functions" in expected:
        gene = GENES[given["gene"]]
        strands = call.diplotypes[0].strands
        assert [lowest_function(gene, s)[0] if len(s) > 1 else s[0] for s in strands] == expected["alleles"]


@pytest.mark.parametrize(("line", "private"), [
    ("CYP2D6\t*1/*1xN", "*1"), ("CYP2D6\t*1/*2/*3", "*2"), ("HLA-A\tB*02:02/*02:01", "*02"), ("HLA-B\t57/58", "58"),
    ("CYP2D6\t\tAnna Example", "Anna"), ("Anna Example\t*1/*2", "Anna"), ("CYP2D6\t\t\tAnna", "Anna"),
])
def test_a_refusal_repeats_nothing_of_the_patient(line: str, private: str) -> None:
    """It goes to standard error and into logs: the line number leads to the rest."""
    _, complaints = parse(line)
    assert [m.code for m in complaints] == ["outside-line-refused"]
    assert private not in complaints[0].text
