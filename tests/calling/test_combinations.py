"""Research mode: combinations of alleles and single variants on a strand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pgx.calling import call_gene
from pgx.calling.names import diplotype_name, natural_key, ordered
from pgx.domain.genes import CallingMethod
from tests.calling.toys import observed, toy

# *4 = {4}; *6 = {1,4}; *7 = {2,4}; *34 = {1}; *40 = {2}; *19 = {0,4}: an arylamine gene in small
GENE = toy({"*4": {4: 2}, "*6": {1: 2, 4: 2}, "*7": {2: 2, 4: 2}, "*34": {1: 2}, "*40": {2: 2}, "*19": {0: 2, 4: 2}})


def names(sites: dict[int, str], gene=GENE, *, combinations: bool = True) -> list[str]:
    found = call_gene(gene, observed(gene, sites), frequencies={}, combinations=combinations)
    assert {d.name for d in found.diplotypes} <= {d.name for d in found.possible}
    return [d.name for d in found.diplotypes]


@pytest.mark.parametrize(("sites", "expected"), [
    ({0: "0/1", 1: "0/1", 2: "0/1", 4: "1/1"},
     {"*4/[*19 + *34 + *40]", "*4/[*6 + *40 + g.100A>C]", "*4/[*7 + *34 + g.100A>C]", "*19/[*6 + *40]",
      "*19/[*7 + *34]", "*6/[*19 + *40]", "*6/[*7 + g.100A>C]", "*7/[*19 + *34]", "*7/[*6 + g.100A>C]"}),
    ({0: "0|1"}, {"*1/g.100A>C"}),
    ({0: "0|1", 1: "0|1"}, {"*1/[*34 + g.100A>C]"}),
    ({1: "1|1", 2: "0|1"}, {"*34/[*34 + *40]"}),
    ({1: "0/x"}, {"*1/g.101A>N"}),
    ({1: "1/."}, {"*34/g.101?"}),
    ({1: "0/1"}, {"*1/*34"}),
], ids=["unphased", "single variant", "allele and variant", "two alleles", "undocumented base", "half call",
        "a plain diplotype is enough"])
def test_strands_are_explained_in_parts(sites, expected) -> None:
    """Disjoint alleles share a strand; what they leave is written in genomic HGVS."""
    assert set(names(sites)) == expected


# *4 = {0 (either base), 3}; *10 = {0}; *9 = {1 (either base), 2}; *3 = {2}; *12 = {4, 5}; *13 = {5}
WIDE = toy({"*4": {0: 3, 3: 2}, "*10": {0: 2}, "*9": {1: 3, 2: 2}, "*3": {2: 2}, "*12": {4: 2, 5: 2}, "*13": {5: 2}})


@pytest.mark.parametrize(("sites", "expected"), [
    ({0: "0|0", 2: "0|1", 3: "./.", 4: "0|1"}, {"*4/[*4 + *9 + g.104A>C]"}),
    ({2: "0|1", 4: "0|1"}, {"*1/[*9 + g.104A>C]"}),
    ({1: "./.", 2: "0|1", 4: "0|1"}, {"*1/[*3 + g.104A>C]", "*1/[*9 + g.104A>C]"}),
    ({0: "0|1", 4: "1|1", 5: "1|1"}, {"*12/[*10 + *12]"}),
    ({0: "0|1", 4: "0|1"}, {"*1/[*10 + g.104A>C]"}),
], ids=["an allele is carried where only its ambiguous position was read", "a longer allele shuts out a shorter one",
        "equal lengths stand side by side", "the longer of two on each strand", "what is left over is spelled out"])
def test_strands_are_grouped_as_the_published_mode_does(sites, expected) -> None:
    """Every allele whose read positions all agree is carried; the longest come first."""
    assert set(names(sites, WIDE)) == expected


def test_a_name_made_of_names_is_left_to_its_parts() -> None:
    """`*80+*28` is no part of a combination; `*80` and `*28` are."""
    gene = toy({"*6": {2: 2}, "*28": {1: 2}, "*80": {0: 2}, "*80+*28": {0: 2, 1: 2}})
    assert names({0: "0|1", 1: "0|1"}, gene) == ["*1/*80+*28"]
    assert names({0: "0|1", 1: "0|1", 2: "0|1"}, gene) == ["*1/[*6 + *28 + *80]"]


def test_bases_the_reference_allele_allows_leave_it_whole() -> None:
    """A second base of the reference allele is no variant of a strand without another allele."""
    gene = toy({"*1": {0: 3}, "*2": {1: 2}})
    assert names({0: "0|1", 1: "1|0", 2: "1|0"}, gene) == ["*1/[*2 + g.102A>C]"]


def test_plain_mode_names_no_combination() -> None:
    """Outside research mode the same genotype is not called."""
    assert names({0: "0|1", 1: "0|1"}, combinations=False) == []


def test_undocumented_base_is_spelled_out_rather_than_taken_as_reference() -> None:
    """Research mode names the base even in genes that otherwise count it as reference."""
    gene = replace(GENE, undocumented_as_reference=True)
    assert names({1: "0/x"}, gene) == ["*1/g.101A>N"]
    lists = replace(gene, calling=CallingMethod.VARIANT_LIST)
    assert names({1: "0/x"}, lists) == ["*1/*1"]


def test_too_many_blocks_end_quickly() -> None:
    """Research mode says when it gives up."""
    gene = toy({f"*{n + 2}": {n: 2, 29: 2} for n in range(28)}, positions=30)
    found = call_gene(gene, observed(gene, dict.fromkeys(range(28), "0/1")), frequencies={}, combinations=True)
    assert "too-many-blocks" in {m.code for m in found.messages}


@pytest.mark.parametrize(("strands", "name"), [
    ((("*10",), ("*2",)), "*2/*10"),
    ((("*1", "*2"), ("*30",)), "*30/[*1 + *2]"),
    ((("c.85T>C",), ("Reference",)), "Reference/c.85T>C"),
    ((("c.496A>G",), ("c.85T>C",)), "c.85T>C/c.496A>G"),
    ((("B",),), "B"),
], ids=["numbers by value", "single names first", "capital first", "positions by value", "one copy"])
def test_names_stand_in_natural_order(strands, name) -> None:
    """The order of chromosome copies means nothing; names are printed in a fixed one."""
    assert diplotype_name(ordered(strands)) == name


def test_natural_key_is_total() -> None:
    """Digits and letters compare without error, in either order."""
    assert sorted(["*10", "*2", "A", "1", "c.2"], key=natural_key) == ["1", "*2", "*10", "A", "c.2"]
