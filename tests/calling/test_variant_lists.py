"""Genes whose strands are lists of variants."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pgx.calling import call_gene
from pgx.domain.calls import CallStatus, GeneCall
from pgx.domain.genes import Allele, CallingMethod, Proxy, Score
from pgx.phenotyping import assign
from tests.calling.toys import observed, toy

# a, b, c: one variant each; P: intron (3) with exon (4); I: the intron alone
BASE = toy({"a": {0: 2}, "b": {1: 2}, "c": {2: 2}, "P": {3: 2, 4: 2}, "I": {3: 2}}, positions=5)


def renamed() -> tuple[Allele, ...]:
    functions = {"*1": ("normal", 1), "a": ("none", 0), "b": ("low", 0.5), "c": ("normal", 1), "P": ("low", 0.5),
                 "I": ("low", 0.5)}
    return tuple(replace(a, name="Reference" if a.is_reference else a.name, function=functions[a.name][0],
                         activity=Score(Decimal(str(functions[a.name][1])))) for a in BASE.alleles)


GENE = replace(BASE, calling=CallingMethod.VARIANT_LIST, alleles=renamed(), function_rank=("none", "low", "normal"),
               undocumented_as_reference=True, proxies=(Proxy("P", 3, 4, "exon-only", "exon-disagrees"),))


def call(sites: dict[int, str]) -> GeneCall:
    return call_gene(GENE, observed(GENE, sites), frequencies={})


@pytest.mark.parametrize(("sites", "expected"), [
    ({}, ["Reference/Reference"]),
    ({0: "0/1"}, ["Reference/a"]),
    ({0: "1/1", 1: "0/1"}, ["a/[a + b]"]),
    ({0: "0|1", 1: "0|1"}, ["Reference/[a + b]"]),
    ({0: "0|1", 1: "1|0"}, ["a/b"]),
    ({0: "1|1", 1: "0|1", 2: "1|0"}, ["[a + b]/[a + c]"]),
    ({0: "0|1:1", 1: "0|1:2"}, ["Reference/[a + b]", "a/b"]),
    ({0: "0|1:1", 1: "0|1:1"}, ["Reference/[a + b]"]),
    ({0: "0/x"}, ["Reference/Reference"]),
], ids=["reference", "one het is as good as phased", "hom and het", "cis", "trans", "three", "two phase sets",
        "one phase set", "undocumented is reference"])
def test_strand_wise_names(sites, expected) -> None:
    """Strands known up to phase sets are written with all their variants."""
    assert [d.name for d in call(sites).diplotypes] == expected


@pytest.mark.parametrize(("sites", "expected"), [
    ({0: "0/1", 1: "0/1"}, ["a", "b"]),
    ({0: "1/1", 1: "0/1", 2: "0/1"}, ["a", "a", "b", "c"]),
    ({3: "0/1", 4: "0/1"}, ["P", "Reference"]),
    ({0: "0/1", 4: "0/1"}, ["Reference", "a"]),
    ({3: "1/1", 4: "0/1", 0: "0/1"}, ["I", "P", "a"]),
], ids=["two hets", "homozygous twice", "proxy pair alone", "dropped exon", "intron twice, exon once"])
def test_unphased_variants_are_listed(sites, expected) -> None:
    """Without strands each variant is listed, twice when on both; the reference only beside fewer than two."""
    found = call(sites)
    assert sorted(found.variants) == sorted(expected)
    assert found.diplotypes == ()
    assert found.status is CallStatus.CALLED


@pytest.mark.parametrize(("sites", "expected", "code"), [
    ({3: "0|1", 4: "0|1"}, "P/Reference", ""),
    ({3: "0|1"}, "I/Reference", ""),
    ({4: "0|1"}, "Reference/Reference", "exon-disagrees"),
    ({3: "absent", 4: "0|1"}, "P/Reference", "exon-only"),
    ({3: "0|1", 4: "absent"}, "I/Reference", ""),
    ({3: "0|1", 4: "1|0"}, "I/Reference", "exon-disagrees"),
    ({3: "1|1", 4: "0|1"}, "I/P", ""),
    ({3: "absent", 4: "absent"}, "Reference/Reference", ""),
], ids=["both", "intron only", "exon against a read intron", "exon stands in", "exon not read", "trans",
        "intron twice", "neither read"])
def test_indirect_position_stands_in_only_for_an_unread_one(sites, expected, code) -> None:
    """The direct position decides; the indirect one counts only where the direct one was not read, with a message."""
    found = call(sites)
    assert [sorted(d.name.split("/")) for d in found.diplotypes] == [sorted(expected.split("/"))]
    assert {"exon-only", "exon-disagrees"} & {m.code for m in found.messages} == ({code} if code else set())


@pytest.mark.parametrize(("sites", "inside"), [
    ({0: "0/1", 1: "0/1"}, {"Reference/[a + b]", "a/b"}),
    ({0: "absent"}, {"Reference/Reference", "Reference/a", "a/a"}),
    ({3: "absent", 4: "0/1"}, {"P/Reference", "Reference/Reference"}),
    ({3: "0/1", 4: "absent"}, {"I/Reference", "P/Reference"}),
    ({0: "./1"}, {"Reference/a", "a/a"}),
], ids=["both placements", "unread variant", "proxy may be wrong", "proxy may be whole", "half call"])
def test_every_placement_is_possible(sites, inside) -> None:
    """Unphased variants are placed both ways; unread ones may be there."""
    found = {"/".join(sorted(d.name.split("/"))) for d in call(sites).possible}
    assert {"/".join(sorted(name.split("/"))) for name in inside} <= found


def test_called_result_takes_the_two_worst_variants() -> None:
    """An unphased list is read as if its two worst variants lay on different strands; cis stays possible."""
    result = assign(GENE, call({0: "0/1", 1: "0/1", 2: "0/1"}))
    assert len(result.called) == 1
    assert len(result.possible) == len(result.call.possible) == 4


@pytest.mark.parametrize("hets", [14, 40])
def test_many_unphased_sites_stay_fast_and_complete(hets) -> None:
    """Cost does not double with each het; every pair of strand functions that can be reached is reached."""
    names = {f"v{n}": {n: 2} for n in range(hets)}
    base = toy(names, positions=hets)
    kinds = ["none", "low", "normal"]
    alleles = tuple(replace(a, function="normal" if a.is_reference else kinds[n % 3],
                            activity=Score(Decimal(1))) for n, a in enumerate(base.alleles))
    gene = replace(base, calling=CallingMethod.VARIANT_LIST, alleles=alleles, function_rank=tuple(kinds))
    found = call_gene(gene, observed(gene, dict.fromkeys(range(hets), "0/1")), frequencies={})
    assert len(found.variants) == hets
    function = {a.name: a.function for a in alleles}
    reached = {tuple(sorted(min(kinds.index(function[n]) for n in strand) for strand in d.strands))
               for d in found.possible}
    assert reached == {(0, 0), (0, 1), (0, 2)}
    assert "possible-reduced" in {m.code for m in found.messages}


def test_unread_gene_reaches_every_function_without_every_combination() -> None:
    """With hundreds of unread variants one stands for each function."""
    base = toy({f"v{n}": {n: 2} for n in range(1, 120)}, positions=120)
    kinds = ["none", "low", "normal"]
    alleles = tuple(replace(a, function="normal" if a.is_reference else kinds[n % 3], activity=None)
                    for n, a in enumerate(base.alleles))
    gene = replace(base, calling=CallingMethod.VARIANT_LIST, alleles=alleles, function_rank=tuple(kinds))
    found = call_gene(gene, observed(gene, {0: "0/0"}, "absent"), frequencies={})
    assert len(found.possible) < 100
    function = {a.name: a.function for a in alleles}
    assert {tuple(sorted(function[s[0]] for s in d.strands)) for d in found.possible} == {
        tuple(sorted((one, two))) for one in kinds for two in kinds}


def test_a_representative_must_fit_what_was_read() -> None:
    """The first of the low alleles is excluded by position 0; the other one must stand for their function."""
    base = toy({"wide": {0: 2, 1: 2}, "narrow": {1: 2}} | {f"n{p}": {p: 2} for p in range(2, 110)}, positions=110)
    functions = {"wide": "low", "narrow": "low", base.reference.name: "normal"}
    alleles = tuple(replace(a, function=functions.get(a.name, "none"), activity=Score(Decimal(1)))
                    for a in base.alleles)
    gene = replace(base, calling=CallingMethod.VARIANT_LIST, alleles=alleles, function_rank=("none", "low", "normal"))
    found = call_gene(gene, observed(gene, {0: "0/0"}, default="./."), frequencies={})
    assert "possible-reduced" in {m.code for m in found.messages}
    assert any("narrow" in strand for d in found.possible for strand in d.strands)
