"""Every diplotype of every gene leads to exactly one result."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgx.domain.errors import KnowledgeError
from pgx.domain.genes import Inheritance, PhenotypeMethod, Score
from pgx.knowledge import load, resultrules
from pgx.knowledge.checks.results import gaps
from pgx.knowledge.importers.packresults import intervals

KB = load()
SCORED = [g for g in KB.genes.values() if g.results.method is PhenotypeMethod.ACTIVITY_SCORE]
PAIRED = [g for g in KB.genes.values() if g.results.method is PhenotypeMethod.FUNCTION_PAIR]
LABELS = {(term.gene, term.label) for term in KB.terms}
SCORES = st.decimals(min_value=0, max_value=12, places=3)


@pytest.mark.parametrize("gene", SCORED, ids=lambda g: g.symbol)
@given(score=SCORES)
def test_every_score_has_one_result(gene, score):
    """Intervals cover all scores from 0 upwards, once."""
    hits = [b.phenotype for b in gene.results.bins if resultrules.contains(b, score)]
    assert len(hits) == 1
    assert (gene.symbol, hits[0]) in LABELS


@pytest.mark.parametrize("gene", SCORED, ids=lambda g: g.symbol)
@given(lower=SCORES, higher=SCORES)
def test_more_activity_never_means_a_slower_result(gene, lower, higher):
    """Results follow the order of the scores."""
    rank = {term.label: term.rank for term in KB.terms if term.gene == gene.symbol}
    lower, higher = sorted((lower, higher))
    slow, fast = (next(rank[b.phenotype] for b in gene.results.bins if resultrules.contains(b, s))
                  for s in (lower, higher))
    assert fast <= slow


@pytest.mark.parametrize("gene", PAIRED, ids=lambda g: g.symbol)
def test_every_pair_of_functions_has_a_result_with_a_term(gene):
    """Also one function alone, where a person can have one copy."""
    functions = {a.function for a in gene.alleles if a.function and not a.retired and not a.ignored}
    wanted = set(combinations_with_replacement(sorted(functions), 2))
    if gene.inheritance is Inheritance.MITOCHONDRIAL:
        wanted = set()
    if gene.inheritance is not Inheritance.AUTOSOMAL:
        wanted |= {(function,) for function in functions}
    assert wanted <= set(gene.results.pairs)
    assert {(gene.symbol, label) for label in gene.results.pairs.values()} <= LABELS


@pytest.mark.parametrize(("score", "phenotype"), [
    ("0", "Poor Metabolizer"), ("0.125", "Intermediate Metabolizer"), ("1", "Intermediate Metabolizer"),
    ("1.125", "Intermediate Metabolizer"), ("1.25", "Normal Metabolizer"), ("2.25", "Normal Metabolizer"),
    ("2.5", "Ultrarapid Metabolizer"), ("2.75", "Ultrarapid Metabolizer"), ("6", "Ultrarapid Metabolizer"),
])
def test_cyp2d6_scores(score, phenotype):
    """The published intervals of 2019, which also take scores changed by an inhibitor."""
    bins = KB.genes["CYP2D6"].results.bins
    assert [b.phenotype for b in bins if resultrules.contains(b, Decimal(score))] == [phenotype]


@pytest.mark.parametrize(("gene", "pair", "phenotype"), [
    ("TPMT", ("Decreased function", "No function"), "Possible Intermediate Metabolizer"),
    ("NUDT15", ("Decreased function", "No function"), "Poor Metabolizer"),
    ("TPMT", ("Decreased function", "Normal function"), "Normal Metabolizer"),
    ("CYP2C19", ("Increased function", "No function"), "Intermediate Metabolizer"),
    ("SLCO1B1", ("No function", "Unknown function"), "Possible Decreased Function"),
    ("G6PD", ("III/Deficient", "IV/Normal"), "Variable"),
    ("G6PD", ("III/Deficient",), "Deficient"),
    ("MT-RNR1", ("Increased risk of aminoglycoside-induced hearing loss",),
     "increased risk of aminoglycoside-induced hearing loss"),
    ("VKORC1", ("Higher coumarin sensitivity", "Normal coumarin sensitivity"), "-1639 AG"),
])
def test_named_pairs(gene, pair, phenotype):
    """Pairs that changed or that are easily got wrong."""
    assert KB.genes[gene].results.pairs[pair] == phenotype


@pytest.mark.parametrize(("text", "expected"), [
    ("0.25", Score(Decimal("0.25"))), ("≥3.0", Score(Decimal("3.0"), at_least=True)), ("n/a", None), ("", None),
])
def test_activity_values(text, expected):
    """`≥` is kept; `n/a` is no value."""
    assert resultrules.score_of(text) == expected


@pytest.mark.parametrize("text", ["x", "> 3", "1,5"])
def test_activity_value_that_is_no_number_is_refused(text):
    """Nothing is guessed from a damaged value."""
    with pytest.raises(KnowledgeError, match="is not a number"):
        resultrules.score_of(text)


@pytest.mark.parametrize("text", ["0-1", "[0;1]", "(0,1"])
def test_interval_that_is_none_is_refused(text):
    """Only interval notation is read."""
    with pytest.raises(KnowledgeError, match="is not an interval"):
        resultrules.interval_of(text, "x")


@given(st.dictionaries(st.integers(0, 40).map(lambda n: Decimal(n) / 4), st.sampled_from("abc"), min_size=1))
def test_derived_intervals_are_total_and_reproduce_the_list(listed):
    """Intervals made from listed scores give each listed score its result and leave no gap above the first."""
    bins = [resultrules.interval_of(text, result) for text, result in intervals(list(listed.items()))]
    for score, result in listed.items():
        assert [b.phenotype for b in bins if resultrules.contains(b, score)] == [result]
    assert [text for text in gaps(bins) if not text.startswith("scores below")] == []


@pytest.mark.parametrize(("texts", "message"), [
    (["[0,1)", "(1,)"], "between"), (["[0,1]", "[1,)"], "score 1 is both"), (["[0,2)", "[1,)"], "overlap"),
    (["[0,1)"], "above 1"), (["(0,)"], "below 0"), ([], "no score"),
], ids=["gap", "shared bound", "overlap", "open top", "open bottom", "none"])
def test_gaps_and_overlaps_are_found(texts, message):
    """Broken intervals are named."""
    assert any(message in text for text in gaps([resultrules.interval_of(t, t) for t in texts]))
