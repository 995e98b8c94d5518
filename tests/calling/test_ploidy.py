"""Genes on X and in mitochondria: how many strands there are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pgx.calling import call_gene
from pgx.domain.calls import CallStatus
from pgx.domain.genes import Inheritance
from tests.calling.toys import observed, toy

AUTOSOMAL = toy({"*2": {0: 2}, "*3": {1: 2}}, positions=3)
ON_X = replace(AUTOSOMAL, inheritance=Inheritance.X_LINKED)
IN_M = replace(AUTOSOMAL, inheritance=Inheritance.MITOCHONDRIAL)


def names(found) -> list[str]:
    return [d.name for d in found]


@pytest.mark.parametrize(("default", "sites", "sex", "called", "possible"), [
    ("0", {0: "1"}, None, ["*2"], {"*2"}),
    ("0", {0: "1"}, "male", ["*2"], {"*2"}),
    ("0/0", {0: "0/1"}, "female", ["*1/*2"], {"*1/*2"}),
    ("0/0", {0: "0/1"}, None, ["*1/*2"], {"*1/*2"}),
    ("0/0", {0: "1/1"}, "female", ["*2/*2"], {"*2/*2"}),
    ("0/0", {0: "1/1"}, "male", ["*2"], {"*2"}),
    ("0/0", {0: "1/1"}, None, ["*2/*2"], {"*2/*2", "*2"}),
    ("0", {0: "1"}, "female", ["*2"], {"*2", "*1/*2", "*2/*2", "*2/*3"}),
    ("0/0", {0: "./1"}, None, [], {"*1/*2", "*2/*2", "*2"}),
], ids=["haploid", "haploid male", "het female", "het", "hom female", "male written diploid", "hom, sex not known",
        "female written haploid", "half a genotype shows no second copy"])
def test_strands_on_x(default, sites, sex, called, possible) -> None:
    """Ploidy follows the genotypes as written; sex settles what they leave open."""
    found = call_gene(ON_X, observed(ON_X, sites, default, sex), frequencies={})
    assert names(found.diplotypes) == called
    assert set(names(found.possible)) >= set(called)
    assert set(names(found.possible)) <= possible
    assert ("*2" in names(found.possible)) == ("*2" in possible)


@pytest.mark.parametrize(("sites", "code"), [
    ({0: "0/1"}, "mixed-ploidy"),
    ({0: "1/1"}, "mixed-ploidy"),
], ids=["one het among haploid calls", "one hom among haploid calls"])
def test_mixed_ploidy_is_said(sites, code) -> None:
    """A file that contradicts itself gives no call, a message, and every reading of it as possible."""
    found = call_gene(ON_X, observed(ON_X, sites, "0"), frequencies={})
    assert found.status is CallStatus.NOT_CALLED
    assert code in {m.code for m in found.messages}
    assert found.possible


def test_sex_conflict_is_said() -> None:
    """A male with a heterozygous site keeps the call as read, with a message."""
    found = call_gene(ON_X, observed(ON_X, {0: "0/1"}, "0/0", "male"), frequencies={})
    assert names(found.diplotypes) == ["*1/*2"]
    assert "sex-ploidy-conflict" in {m.code for m in found.messages}


@pytest.mark.parametrize(("default", "sites", "expected"), [
    ("0", {0: "1"}, ["*2"]), ("0/0", {0: "1/1"}, ["*2"]), ("0/0", {0: "0/1"}, []),
], ids=["haploid", "written diploid", "heteroplasmy"])
def test_one_strand_in_mitochondria(default, sites, expected) -> None:
    """One copy is reported; two different bases are not called, and both stay possible."""
    found = call_gene(IN_M, observed(IN_M, sites, default), frequencies={})
    assert names(found.diplotypes) == expected
    assert expected or {"*1", "*2"} <= set(names(found.possible))
    assert expected or "heteroplasmy" in {m.code for m in found.messages}


@pytest.mark.parametrize(("text", "expected"), [
    ("1", []), ("0", ["*1/*1"]), ("0/0/1", ["*1/*2"]), ("1/1/1", ["*2/*2"]),
], ids=["one copy with a variant", "one copy of reference", "three copies", "three alike"])
def test_odd_copies_on_an_autosome_are_said(text, expected) -> None:
    """One copy is half a genotype; of three copies only the different bases are kept."""
    found = call_gene(AUTOSOMAL, observed(AUTOSOMAL, {0: text}), frequencies={})
    assert names(found.diplotypes) == expected
    assert "odd-ploidy" in {m.code for m in found.messages}
