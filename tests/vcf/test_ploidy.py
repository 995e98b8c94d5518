"""Copies by chromosome and sex."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgx.domain.errors import UsageError
from pgx.vcf import read
from tests.vcf.places import KNOWLEDGE, ON_M, ON_X, SNV, alleles, codes, line, observe, vcf


@pytest.mark.parametrize(("sex", "gt", "expected", "said"), [
    (None, "1", "1", []),
    (None, "0/1", "0/1", []),
    (None, "1/1", "1/1", []),
    ("male", "1", "1", []),
    ("male", "1/1", "1", ["x-male-diploid"]),
    ("male", "0|0", "0", ["x-male-diploid"]),
    ("male", "./1", "1", ["x-male-diploid"]),
    ("male", "0/1", "no-call", ["x-male-heterozygous"]),
    ("male", "./.", "no-call", []),
    ("female", "1", "1/?", ["x-female-haploid"]),
    ("female", "0/1", "0/1", []),
    ("female", "0/0/1", "no-call", ["too-many-alleles"]),
])
def test_x(tmp_path: Path, sex: str | None, gt: str, expected: str, said: list[str]) -> None:
    """A genotype that contradicts the sex is told, and not stretched to fit."""
    seen = observe(tmp_path, vcf(line(ON_X, "C", "T", gt)), sex=sex)
    assert (alleles(seen.at("x")), codes(seen, ON_X)) == (expected, said)


@pytest.mark.parametrize(("gt", "expected", "said"), [
    ("1", "1", []), ("1/1", "1", []), ("0/0", "0", []), ("0/1", "no-call", ["mt-heteroplasmy"]), (".", "no-call", []),
])
def test_mitochondrion(tmp_path: Path, gt: str, expected: str, said: list[str]) -> None:
    """One copy; two different ones are heteroplasmy."""
    seen = observe(tmp_path, vcf(line(ON_M, "A", "G", gt)))
    assert (alleles(seen.at("m")), codes(seen, ON_M)) == (expected, said)


def test_undocumented_base_in_a_male(tmp_path: Path) -> None:
    """Collapsing keeps the undocumented string."""
    seen = observe(tmp_path, vcf(line(ON_X, "C", "G", "1/1")), sex="male")
    assert (alleles(seen.at("x")), seen.at("x").other) == ("x", ("G",))


def test_sex_by_sample(tmp_path: Path) -> None:
    """A cohort has both."""
    path = tmp_path / "two.vcf"
    path.write_text(vcf(line(ON_X, "C", "T", "1/1 1/1 1/1"), samples="A B C"))
    seen = list(read(path, KNOWLEDGE, sex={"A": "male", "B": "female"}))
    assert [alleles(one.at("x")) for one in seen] == ["1", "1/1", "1/1"]
    assert [one.sex for one in seen] == ["male", "female", None]


def test_sex_leaves_autosomes_alone(tmp_path: Path) -> None:
    """Only X is different."""
    assert alleles(observe(tmp_path, vcf(line(SNV, "G", "A", "0/1")), sex="male").at("snv")) == "0/1"


def test_unknown_sex(tmp_path: Path) -> None:
    """Words are checked."""
    with pytest.raises(UsageError, match="`m` is not known"):
        observe(tmp_path, vcf(), sex="m")
