"""Calls to results: pairs of functions, exact scores, status, and the distribution over what is possible."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pgx.knowledge
from pgx.domain.calls import CallStatus, Diplotype, GeneCall, Phenotype
from pgx.domain.genes import Inheritance, PhenotypeMethod, ResultRules, Score, ScoreBin
from pgx.phenotyping import assign, lowest_function, phenotype_of_score
from tests.calling.toys import toy

D = Decimal
BINS = (ScoreBin(None, False, D(0), True, "Poor"), ScoreBin(D(0), False, D("1.25"), False, "Intermediate"),
        ScoreBin(D("1.25"), True, D("2.25"), True, "Normal"), ScoreBin(D("2.25"), False, None, False, "Ultrarapid"))
SCORES = ResultRules(PhenotypeMethod.ACTIVITY_SCORE, bins=BINS)
PAIRS = ResultRules(PhenotypeMethod.FUNCTION_PAIR, pairs={
    ("no", "normal"): "Intermediate", ("normal", "normal"): "Normal", ("no", "no"): "Poor", ("no",): "Deficient"})
EFFECTS = {"*1": ("normal", "1"), "*4": ("no", "0"), "*10": ("low", "0.25"), "*9": ("unknown", None),
           "*2x≥3": ("high", "≥3")}


def gene(rules: ResultRules, **fields: object):
    base = toy({name: {0: 2} for name in EFFECTS if name != "*1"})
    alleles = tuple(replace(a, function=EFFECTS[a.name][0], activity=score(EFFECTS[a.name][1])) for a in base.alleles)
    return replace(base, alleles=alleles, results=rules, **fields)


def score(text: str | None) -> Score | None:
    return None if text is None else Score(D(text.removeprefix("≥")), text.startswith("≥"))


def call(*names: str, variants: tuple[str, ...] = ()) -> GeneCall:
    """A call whose diplotypes and possible diplotypes are `names`; "[a + b]" is a strand of two."""
    found = []
    for name in names:
        strands = tuple(tuple(part.strip("[]").split(" + ")) for part in name.split("/"))
        found.append(Diplotype(name, strands, 1 / len(names)))
    return GeneCall("TOY", CallStatus.CALLED, tuple(found), variants, tuple(found))


@pytest.mark.parametrize(("name", "phenotype", "total"), [
    ("*1/*1", "Normal", "2.0"), ("*1/*4", "Intermediate", "1.0"), ("*4/*4", "Poor", "0.0"),
    ("*1/*10", "Normal", "1.25"), ("*10/*10", "Intermediate", "0.5"), ("*1/*2x≥3", "Ultrarapid", "≥4.0"),
    ("*1/*9", "Indeterminate", None), ("*1/*77", "Indeterminate", None), ("*1", "Indeterminate", None),
    ("*1/[*4 + *10]", "Indeterminate", None),
], ids=["normal", "one lost", "both lost", "bound is inside", "exact sum", "at least", "no value", "unknown name",
        "half a diplotype", "combination"])
def test_activity_scores_are_exact(name, phenotype, total) -> None:
    """Sum of the values as decimals; anything unknown makes it indeterminate, never a partial sum."""
    found = assign(gene(SCORES), call(name)).called[0]
    assert found == Phenotype(phenotype, score(total))
    assert (str(found.score) if found.score else None) == total


@pytest.mark.parametrize(("name", "inheritance", "phenotype"), [
    ("*1/*4", Inheritance.AUTOSOMAL, "Intermediate"), ("*4/*1", Inheritance.AUTOSOMAL, "Intermediate"),
    ("*4/*4", Inheritance.AUTOSOMAL, "Poor"), ("*1/*10", Inheritance.AUTOSOMAL, "Indeterminate"),
    ("*4", Inheritance.X_LINKED, "Deficient"), ("*4", Inheritance.AUTOSOMAL, "Indeterminate"),
], ids=["pair", "order is nothing", "same twice", "no rule", "one copy on X", "one copy of two"])
def test_function_pairs(name, inheritance, phenotype) -> None:
    """The unordered pair of functions gives the result; one function alone only where there is one copy."""
    assert assign(gene(PAIRS, inheritance=inheritance), call(name)).called == (Phenotype(phenotype),)


@pytest.mark.parametrize(("text", "phenotype"), [
    ("0", "Poor"), ("0.125", "Intermediate"), ("1.249", "Intermediate"), ("1.25", "Normal"), ("2.25", "Normal"),
    ("2.5", "Ultrarapid"), ("≥3", "Ultrarapid"), ("≥1.5", "Indeterminate"), ("≥0", "Indeterminate"),
])
def test_bins_are_intervals(text, phenotype) -> None:
    """Adjusted scores fall between listed ones; "at least" is decided only when every higher score agrees."""
    assert phenotype_of_score(SCORES, score(text)) == phenotype


SCORED = [g for g in pgx.knowledge.load().genes.values() if g.results.method is PhenotypeMethod.ACTIVITY_SCORE]


@given(st.decimals(0, 10, places=4))
def test_every_score_has_exactly_one_bin(value) -> None:
    """No score falls between bins or into two."""
    for known in SCORED:
        assert phenotype_of_score(known.results, Score(value)) != known.results.indeterminate


STATUS = ResultRules(PhenotypeMethod.ALLELE_STATUS, positives=("*15:02", "*57:01"))


@pytest.mark.parametrize(("name", "expected"), [
    ("*15:02/*08:01", "*15:02 positive; *57:01 negative"),
    ("*15:02:01/*57:01", "*15:02 positive; *57:01 positive"),
    ("*08:01/*07:02", "*15:02 negative; *57:01 negative"),
    ("*15:021/*07:02", "*15:02 negative; *57:01 negative"),
    ("*15:02", "*15:02 positive; *57:01 indeterminate"),
], ids=["one", "higher resolution", "none", "another allele", "one allele known"])
def test_allele_status(name, expected) -> None:
    """Each listed allele is positive or negative; with one allele known, absence is not negative."""
    assert assign(gene(STATUS), call(name)).called == (Phenotype(expected),)


LISTS = {"function_rank": ("no", "low", "normal")}


@pytest.mark.parametrize(("name", "total"), [
    ("*1/[*4 + *10]", "1.0"), ("[*10 + *1]/[*4 + *10]", "0.25"), ("*1/[*9 + *4]", "1.0"),
    ("*1/[*9 + *1]", None),
], ids=["worst on a strand", "worst on both", "unknown beside lost", "unknown beside normal"])
def test_worst_variant_of_a_strand_decides(name, total) -> None:
    """A strand does what its worst variant does; an unknown one is never read as harmless."""
    found = assign(gene(SCORES, **LISTS), call(name)).called[0]
    assert (str(found.score) if found.score else None) == total


@pytest.mark.parametrize(("variants", "worst", "total"), [
    (("*10", "*4", "*1"), ("*4", "*10"), "0.25"), (("*4", "*4", "*10"), ("*4", "*4"), "0.0"),
    (("*10",), ("*10", "*1"), "1.25"),
], ids=["two worst", "same twice", "reference fills up"])
def test_unphased_variants_take_the_two_worst(variants, worst, total) -> None:
    """Variants without strands are read as if the two worst lay on different chromosomes."""
    known = gene(SCORES, **LISTS)
    assert lowest_function(known, variants) == worst
    result = assign(known, replace(call(), variants=variants))
    assert [str(p.score) for p in result.called] == [total]


def test_ties_prefer_the_alleles_the_gene_names() -> None:
    """Among equals the preferred allele is shown."""
    known = gene(SCORES, **LISTS, tie_preference=("*10",))
    same = replace(known, alleles=tuple(replace(a, function="low", activity=score("0.25")) if a.name == "*9" else a
                                        for a in known.alleles))
    assert lowest_function(same, ("*9", "*10")) == ("*10", "*9")


def test_distribution_sums_over_possible_diplotypes() -> None:
    """Distinct results carry the probability of all diplotypes behind them, most probable first."""
    result = assign(gene(SCORES), call("*1/*1", "*1/*4", "*1/*10", "*4/*10"))
    assert [(p.name, share) for p, share in result.phenotypes] == [
        ("Intermediate", 0.25), ("Intermediate", 0.25), ("Normal", 0.25), ("Normal", 0.25)]
    assert len({p for p, _ in result.phenotypes}) == 4
    assert result.possible == result.called


def test_thousands_of_candidates_are_quick() -> None:
    """Results are looked up by the effects of the strands, not diplotype by diplotype."""
    many = call(*(["*1/*4", "*1/*10", "*4/*10"] * 7000))
    assert len(assign(gene(SCORES), many).possible) == 21_000


def test_nothing_called_has_no_result() -> None:
    """An untested or uncalled gene gets no phenotype."""
    result = assign(gene(SCORES), GeneCall("TOY", CallStatus.NOT_CALLED, untested=True))
    assert (result.called, result.possible, result.phenotypes) == ((), (), ())


def test_equal_calls_are_worked_out_once_and_only_for_their_gene() -> None:
    """The same call gives the same result object; another gene's rules give another."""
    one, two, same = gene(SCORES), gene(PAIRS), call("*1/*4")
    assert assign(one, same) is assign(one, same)
    assert assign(two, same).called != assign(one, same).called
