"""Reference semantics of genes called by haplotypes: scores, ties, missing positions, refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pgx.calling import call_gene
from pgx.domain.calls import CallStatus, GeneCall
from pgx.domain.genes import Fallback, Gene, Marker
from tests.calling.toys import observed, toy

# *2 = {0,1}; *3 = {0}; *4 = {1}; *5 = {2, ambiguous 3}; *6 = {3}
GENE = toy({"*2": {0: 2, 1: 2}, "*3": {0: 2}, "*4": {1: 2}, "*5": {2: 2, 3: 3}, "*6": {3: 2}})


def call(gene: Gene, sites: dict[int, str], default: str = "0/0") -> GeneCall:
    return call_gene(gene, observed(gene, sites, default), frequencies={})


def names(found: GeneCall) -> list[str]:
    return [d.name for d in found.diplotypes]


@pytest.mark.parametrize(("sites", "expected", "score"), [
    ({}, ["*1/*1"], 12),
    ({0: "0/1", 1: "0/1"}, ["*1/*2"], 8),
    ({0: "0|1", 1: "1|0"}, ["*3/*4"], 2),
    ({0: "0|1:4", 1: "1|0:4"}, ["*3/*4"], 2),
    ({0: "0|1:4", 1: "1|0:5"}, ["*1/*2"], 8),
    ({0: "1/1", 1: "0/1"}, ["*2/*3"], 3),
    ({2: "0/1"}, ["*1/*5"], 7),
    ({2: "0/1", 3: "0/1"}, ["*1/*5"], 8),
    ({2: "0|1", 3: "1|0"}, ["*5/*6"], 2),
    ({2: "1/1", 3: "0/1"}, ["*5/*5"], 3),
], ids=["reference", "unphased prefers the longer name", "trans by |", "trans by phase set", "two phase sets",
        "homozygous and het", "ambiguous cell at reference does not score", "ambiguous cell at variant scores",
        "ambiguous cell on its own strand", "ambiguous cell on both strands"])
def test_best_diplotype(sites, expected, score) -> None:
    """The longest definitions that explain what was read win; ties are all kept."""
    found = call(GENE, sites)
    assert names(found) == expected
    assert {d.score for d in found.diplotypes} == {score}
    assert found.status is CallStatus.CALLED


@pytest.mark.parametrize(("sites", "expected", "uncallable"), [
    ({0: "./.", 1: "0/1"}, ["*1/*2", "*1/*4"], ("*3",)),
    ({0: "absent", 1: "0/0"}, ["*1/*1"], ("*3",)),
    ({2: "absent", 3: "0/1"}, ["*1/*5", "*1/*6"], ()),
    ({0: "./0", 1: "0/1"}, ["*1/*2", "*1/*4"], ("*3",)),
], ids=["no call makes alleles alike", "absent is not reference", "ambiguous cell is left", "half reference"])
def test_missing_positions_leave_every_definition(sites, expected, uncallable) -> None:
    """A position without a genotype drops out; an allele with nothing left is uncallable and never called."""
    found = call(GENE, sites)
    assert names(found) == expected
    assert found.uncallable == uncallable
    assert {p.id for p in found.missing} == {f"T:{n}" for n, text in sites.items() if text in ("./.", "absent")}


def test_unread_core_position_stays_possible() -> None:
    """*1/*1 is called from what is left, and every carrier genotype stays possible."""
    found = call(GENE, {0: "absent"})
    assert names(found) == ["*1/*1"]
    assert {d.name for d in found.possible} == {"*1/*1", "*1/*3", "*3/*3"}


@pytest.mark.parametrize(("gene", "sites", "code"), [
    (GENE, {0: "0/x"}, "undocumented-allele"),
    (GENE, {0: "./1"}, "half-call"),
    (replace(GENE, required=frozenset({4})), {4: "absent"}, "missing-required-position"),
    (GENE, {0: "1|0", 1: "1|0", 2: "1|0"}, "no-diplotype-fits"),
], ids=["undocumented base", "half call with a variant", "required position", "nothing fits"])
def test_refusals_say_why(gene, sites, code) -> None:
    """No call is made, and a message names the reason."""
    found = call(gene, sites)
    assert found.status is CallStatus.NOT_CALLED
    assert found.diplotypes == ()
    assert code in {m.code for m in found.messages}


def test_refused_gene_keeps_its_possible_diplotypes() -> None:
    """An undocumented base is treated as unread; a half call constrains one copy."""
    assert {d.name for d in call(GENE, {0: "0/x"}).possible} == {"*1/*1", "*1/*3", "*3/*3"}
    assert {d.name for d in call(GENE, {0: "./1"}).possible} == {"*1/*3", "*3/*3"}


@pytest.mark.parametrize(("sites", "expected"), [
    ({1: "0/x"}, ["*1/*1"]), ({1: "0/x", 0: "0/1"}, []), ({3: "0/x"}, []), ({1: "0/x", 3: "0/x"}, []),
], ids=["no fitting allele is defined there", "an allele that fits is defined there", "core position", "both"])
def test_undocumented_base_that_cannot_matter_is_passed_over(sites, expected) -> None:
    """Outside the core panel, where no fitting allele has a value, it is a new variant like any other; it is said."""
    gene = toy({"*2": {0: 2, 1: 2}, "*6": {3: 2}}, key_positions=frozenset({0, 3}))
    found = call(gene, sites)
    assert names(found) == expected
    said = {m.code for m in found.messages}
    assert said & {"undocumented-passed-over", "undocumented-allele"}
    assert ("undocumented-allele" in said) == (not expected)
    assert set(expected) <= {d.name for d in found.possible}


def test_undocumented_base_as_reference_where_the_source_says_so() -> None:
    """Listed genes count an undocumented base as reference, and say so."""
    found = call(replace(GENE, undocumented_as_reference=True), {0: "0/x", 1: "0/1"})
    assert names(found) == ["*1/*4"]
    assert "undocumented-as-reference" in {m.code for m in found.messages}


def test_unphased_priority_picks_among_what_fits() -> None:
    """Where the knowledge base prefers a pair, that one is called and the others stay possible."""
    gene = replace(GENE, unphased_priorities=((frozenset({"*1/*2", "*3/*4"}), "*3/*4"),))
    found = call(gene, {0: "0/1", 1: "0/1"})
    assert names(found) == ["*3/*4"]
    assert {d.name for d in found.possible} == {"*1/*2", "*3/*4"}
    assert "unphased-priority" in {m.code for m in found.messages}


@pytest.mark.parametrize(("sites", "expected"), [
    ({0: "0/1", 1: "0/1"}, ["*1/*2", "*3/*4"]), ({0: "0|1", 1: "0|1"}, ["*1/*2"]), ({0: "0|1", 1: "1|0"}, ["*3/*4"]),
], ids=["unphased: all, best score first", "in phase", "in phase, the other way"])
def test_a_gene_with_priorities_keeps_every_score_of_unphased_data(sites, expected) -> None:
    """Where the knowledge base has preferences but none for this set, nothing is left out by score."""
    gene = replace(GENE, unphased_priorities=((frozenset({"*1/*1", "*9/*9"}), "*1/*1"),))
    assert names(call(gene, sites)) == expected


@pytest.mark.parametrize(("text", "expected"), [("0/0", "*1/*1"), ("0/1", "*1/*3"), ("1/1", "*3/*3")])
def test_fallback_decides_by_one_position(text, expected) -> None:
    """When nothing fits, the position the knowledge base names decides alone, and says so."""
    gene = replace(GENE, fallback=Fallback(0, ("*1/*1", "*1/*3", "*3/*3"), "one-position"))
    found = call(gene, {0: text, 4: "1/1"})
    assert names(found) == [expected]
    assert {"one-position", "no-diplotype-fits"} <= {m.code for m in found.messages}


def test_untested_gene_has_nothing_possible() -> None:
    """Nothing read is not the same as everything possible: the gene is untested."""
    found = call(GENE, {}, default="absent")
    assert found.untested
    assert found.possible == ()
    assert found.status is CallStatus.NOT_CALLED
    assert len(found.missing) == 6


def test_sub_alleles_print_as_one() -> None:
    """Alleles split for matching are reported under one name, once."""
    gene = replace(GENE, alleles=tuple(replace(a, reported_as="*3+") if a.name in ("*3", "*2") else a
                                       for a in GENE.alleles))
    found = call(gene, {0: "0/1", 1: "./."})
    assert names(found) == ["*1/*3+"]
    assert [d.name for d in found.possible].count("*1/*3+") == 1


def test_allele_written_in_full_scores_like_the_reference() -> None:
    """A row with a value at every position outranks short ones and never becomes uncallable."""
    gene = toy({"*2": {0: 2}, "*38": {1: 2}})
    full = replace(gene, alleles=tuple(replace(a, match_score=6) if a.name == "*38" else a for a in gene.alleles))
    found = call(full, {0: "0/1", 1: "./."})
    assert names(found) == ["*1/*2", "*2/*38"]
    assert found.uncallable == ()


@pytest.mark.parametrize(("text", "expected"), [
    ("0/1", ("A/G",)), ("1/1", ("A/A",)), ("absent", ("A/A", "A/G", "G/G")), ("./1", ("A/A", "A/G")),
    ("0/x", ("A/G", "G/G")),
], ids=["het", "hom", "unread", "half", "undocumented"])
def test_markers_list_the_genotypes_still_possible(text, expected) -> None:
    """Letters stand in the order guidelines print them."""
    gene = replace(GENE, markers=(Marker("m", 0, ("G", "A")),))
    assert dict(call(gene, {0: text}).markers)["m"] == expected


def test_key_positions_come_first_among_the_missing() -> None:
    """Core positions lead the list of what was not read, and a message names them."""
    gene = replace(GENE, key_positions=frozenset({3}))
    found = call(gene, {1: "absent", 3: "./."})
    assert [p.id for p in found.missing] == ["T:3", "T:1"]
    assert any(m.code == "missing-key-position" and "rs3" in m.text for m in found.messages)


def test_frequencies_rank_ties() -> None:
    """Ties keep name order in the call; possible diplotypes stand by probability of the ancestry given."""
    tables = {"*": {"*1": 0.9, "*2": 0.01, "*4": 0.09}, "EAS": {"*1": 0.9, "*2": 0.09, "*4": 0.01}}
    seen = observed(GENE, {0: "./.", 1: "0/1"})
    pooled = call_gene(GENE, seen, frequencies=tables)
    local = call_gene(GENE, seen, frequencies=tables, ancestry="EAS")
    assert [d.name for d in pooled.diplotypes] == ["*1/*2", "*1/*4"]
    assert pooled.possible[0].name == "*1/*4"
    assert local.possible[0].name == "*1/*2"
