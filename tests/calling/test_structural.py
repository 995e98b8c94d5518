"""Alleles that small variants show in part or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgx.calling import call_gene
from pgx.domain.genes import AlleleKind
from tests.calling.toys import observed, toy, with_kind

PLAIN = toy({"*2": {0: 2}, "*10": {1: 2}, "*36": {1: 2, 2: 2}}, positions=3)
GENE = with_kind(PLAIN, "*5", AlleleKind.DELETION)
GENE = with_kind(GENE, "*13", AlleleKind.HYBRID)
GENE = with_kind(GENE, "*36", AlleleKind.HYBRID)
GENE = with_kind(GENE, "*1x2", AlleleKind.MULTIPLE, ("*1", "*1"))
GENE = with_kind(GENE, "*2x≥3", AlleleKind.MULTIPLE, ("*2", "*2", "*2"))
GENE = with_kind(GENE, "*36 + *10", AlleleKind.MULTIPLE, ("*36", "*10"))


def possible(sites: dict[int, str], copies: int | None = None) -> set[str]:
    return {d.name for d in call_gene(GENE, observed(GENE, sites, copies=copies), frequencies={}).possible}


@pytest.mark.parametrize(("sites", "inside", "outside"), [
    ({}, {"*1/*1", "*1/*5", "*1/*13", "*1/*1x2", "*1x2/*1x2"}, {"*5/*5", "*1/*2", "*2/*5"}),
    ({0: "1/1"}, {"*2/*2", "*2/*5", "*2/*2x≥3"}, {"*1/*2", "*1/*5"}),
    ({0: "0/1"}, {"*1/*2", "*1x2/*2", "*1/*2x≥3"}, {"*1/*5", "*2/*5"}),
    ({1: "1/1"}, {"*10/*10", "*5/*10", "*10/*36 + *10"}, {"*10/*36"}),
    ({1: "1/1", 2: "0/1"}, {"*10/*36", "*10/*36 + *10"}, {"*10/*10"}),
], ids=["reference", "homozygous may be hemizygous", "het excludes the deletion", "tandem by its plain part",
        "tandem by both parts"])
def test_what_small_variants_cannot_exclude(sites, inside, outside) -> None:
    """A deletion hides behind a homozygous reading; duplications read as their visible parts."""
    found = possible(sites)
    assert inside <= found
    assert not outside & found


@pytest.mark.parametrize(("copies", "inside", "outside"), [
    (2, {"*1/*1", "*1x2/*5"}, {"*1/*5", "*1/*1x2"}),
    (1, {"*1/*5", "*1/*13"}, {"*1/*1"}),
    (3, {"*1/*1x2"}, {"*1/*1", "*1/*5"}),
], ids=["two copies", "one copy", "three copies"])
def test_copy_number_prunes(copies, inside, outside) -> None:
    """A copy number that was read decides among the structural alleles."""
    found = possible({}, copies)
    names = {"*1/*1", "*1/*5", "*1/*1x2", "*1x2/*5", "*1/*13"}
    assert inside <= found | {n for n in names if "/".join(reversed(n.split("/"))) in found}
    assert not outside & found


def test_a_gene_deleted_twice_is_a_result() -> None:
    """Nothing of it can be read but its copy number, and that it is gone is a result."""
    call = call_gene(GENE, observed(GENE, default="./.", copies=0), frequencies={})
    assert not call.untested
    assert [d.name for d in call.diplotypes] == ["*5/*5"]
    assert "no-diplotype-fits" not in {m.code for m in call.messages}
    assert {d.name for d in call.possible} >= {"*5/*5", "*5/*13", "*13/*13"}
    assert not {d.name for d in call.possible} & {"*1/*5", "*1/*1", "*5/*1x2"}


@pytest.mark.parametrize(("sites", "copies", "inside"), [
    ({0: "0/1"}, 1, {"*1/*2", "*1x2/*2"}), ({0: "1/1"}, 0, {"*2/*2", "*2/*5", "*5/*5"})],
    ids=["two bases, one copy", "bases of no copy"])
def test_a_copy_number_that_contradicts_the_bases_excludes_nothing(sites, copies, inside) -> None:
    """One of the two was misread: both stay possible, nothing is called, and it is said."""
    call = call_gene(GENE, observed(GENE, sites, copies=copies), frequencies={})
    assert inside | possible(sites) <= {d.name for d in call.possible}
    assert call.diplotypes == ()
    assert "copy-number-differs" in {m.code for m in call.messages}


SHOWN = {"*1": [{}], "*2": [{0: 1}], "*10": [{1: 1}], "*5": [], "*1x2": [{}, {}], "*2x≥3": [{0: 1}] * 3,
         "*36 + *10": [{1: 1, 2: 1}, {1: 1}]}


@given(st.sampled_from(sorted(SHOWN)), st.sampled_from(sorted(SHOWN)), st.sampled_from([None, True, False]),
       st.frozensets(st.integers(0, 2), max_size=3))
def test_truth_stays_possible_with_copies_and_without(one, two, hybrids_count, hidden) -> None:
    """Copies are simulated, read as two alleles at each site as a diploid caller does, and hidden at will; the copy
    number is not told, or told with hybrids counted, or without, as assays differ."""
    copies = [*SHOWN[one], *SHOWN[two]]
    sites = {}
    for position in range(3):
        numbers = {copy.get(position, 0) for copy in copies}
        sites[position] = "./." if position in hidden or not copies else "/".join(
            str(n) for n in (min(numbers), max(numbers)))
    told = len(copies) - (0 if hybrids_count else [one, two].count("*36 + *10"))
    seen = observed(GENE, sites, copies=None if hybrids_count is None else told)
    call = call_gene(GENE, seen, frequencies={})
    if not call.untested:
        assert tuple(sorted((one, two))) in {tuple(sorted(s[0] for s in d.strands)) for d in call.possible}


def test_unseen_copy_number_is_said_and_never_called() -> None:
    """The call is made of plain alleles, with a message, unless the copy number is there."""
    without = call_gene(GENE, observed(GENE, {0: "0/1"}), frequencies={})
    given = call_gene(GENE, observed(GENE, {0: "0/1"}, copies=2), frequencies={})
    assert [d.name for d in without.diplotypes] == ["*1/*2"]
    assert "copy-number-not-seen" in {m.code for m in without.messages}
    assert "copy-number-not-seen" not in {m.code for m in given.messages}
