"""Several records of one position become one genotype, whatever their order."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from tests.vcf.places import MULTI, REPEAT, SNV, alleles, codes, line, observe, vcf

SPLIT = [
    ("one carried", [("T", "C", "0/1"), ("T", "G", "0/0")], "0/1", []),
    ("both carried, unphased", [("T", "C", "0/1"), ("T", "G", "0/1")], "1/2", []),
    ("both carried, trans", [("T", "C", "0|1"), ("T", "G", "1|0")], "2|1", []),
    ("both carried, trans, other way", [("T", "C", "1|0"), ("T", "G", "0|1")], "1|2", []),
    ("both on one copy", [("T", "C", "0|1"), ("T", "G", "0|1")], "no-call", ["records-disagree"]),
    ("dots stand for the other record", [("T", "C", "./1"), ("T", "G", "1/.")], "1/2", []),
    ("phased dots", [("T", "C", ".|1"), ("T", "G", "1|.")], "2|1", []),
    ("a dot nobody explains", [("T", "C", "./1"), ("T", "G", "0/0")], "1/?", ["half-call"]),
    ("homozygous", [("T", "C", "1/1"), ("T", "G", "0/0")], "1/1", []),
    ("too many copies", [("T", "C", "1/1"), ("T", "G", "0/1")], "no-call", ["records-disagree"]),
    ("no-call beside a call", [("T", "C", "0/1"), ("T", "G", "./.")], "1/?", ["half-call"]),
    ("all no-call", [("T", "C", "./."), ("T", "G", "./.")], "no-call", []),
    ("same record twice", [("T", "C", "0/1"), ("T", "C", "0/1")], "0/1", []),
    ("duplicates that disagree", [("T", "C", "0/1"), ("T", "C", "1/1")], "no-call", ["records-disagree"]),
    ("duplicates, one reference", [("T", "C", "0/0"), ("T", "C", "0/1")], "no-call", ["records-disagree"]),
    ("joined and split agree", [("T", "C,G", "1/2"), ("T", "C", "0/1")], "1/2", []),
    ("ploidies differ", [("T", "C", "1"), ("T", "G", "0/0")], "no-call", ["records-disagree"]),
    ("phase differs", [("T", "C", "0|1"), ("T", "G", "0/1")], "1/2", []),
    ("homozygous record keeps phase", [("T", "C", "0|1"), ("T", "G", "0/0")], "0|1", []),
    ("wrong REF beside a good record", [("T", "C", "0/1"), ("A", "G", "0/0")], "0/1", ["other-strand"]),
    ("wrong REF carried", [("T", "C", "0/0"), ("G", "A", "0/1")], "no-call", ["reference-mismatch"]),
    ("indel beside", [("T", "C", "0/1"), ("T", "TA", "0/1")], "0/1", []),
]


@pytest.mark.parametrize(("records", "expected", "said"), [case[1:] for case in SPLIT], ids=[case[0] for case in SPLIT])
def test_split_records(tmp_path: Path, records: list[tuple[str, str, str]], expected: str, said: list[str]) -> None:
    """Joined with care for phase; a contradiction is a no-call in every order."""
    for order in permutations(records):
        seen = observe(tmp_path, vcf(*(line(MULTI, *record) for record in order)))
        assert (alleles(seen.at("multi")), codes(seen, MULTI)) == (expected, said)


def test_two_spellings_of_one_change_count_once(tmp_path: Path) -> None:
    """The same insertion written twice is one insertion, not two."""
    seen = observe(tmp_path, vcf(line(REPEAT, "C", "CAT", "0/1"), line(REPEAT, "CAT", "CATAT", "0/1")))
    assert alleles(seen.at("repeat")) == "0/2"


def test_split_repeat(tmp_path: Path) -> None:
    """Records of different REF length at one anchor."""
    seen = observe(tmp_path, vcf(line(REPEAT, "C", "CAT", "0/1"), line(REPEAT, "CAT", "C", "0/1")))
    assert alleles(seen.at("repeat")) == "1/2"


@pytest.mark.parametrize(("good", "bad", "expected"), [
    ("0/1", "0/0", "0/1"), ("0/0", "0/1", "filtered"),
])
def test_filtered_record_beside_a_good_one(tmp_path: Path, good: str, bad: str, expected: str) -> None:
    """A rejected record that carries a variant is not outvoted by a record that tests another one."""
    seen = observe(tmp_path, vcf(line(MULTI, "T", "C", good), line(MULTI, "T", "G", bad, filter="LowQual")))
    assert alleles(seen.at("multi")) == expected


def test_phase_sets_that_differ_are_no_phase(tmp_path: Path) -> None:
    """Two records of one position in different phase sets cannot be joined in phase."""
    seen = observe(tmp_path, vcf(line(MULTI, "T", "C", "0|1:5", format="GT:PS"),
                                 line(MULTI, "T", "G", "1|0:9", format="GT:PS")))
    assert alleles(seen.at("multi")) == "1/2"


def test_evidence_says_that_records_were_joined(tmp_path: Path) -> None:
    """The record shown is the one that carries something."""
    shown = observe(tmp_path, vcf(line(MULTI, "T", "C", "0/0"), line(MULTI, "T", "G", "0/1"))).at("multi").evidence
    assert shown is not None
    assert (shown.alts, shown.note) == (("G",), "joined 2 records")


def test_single_record_has_no_note(tmp_path: Path) -> None:
    """Nothing to say of the plain case."""
    shown = observe(tmp_path, vcf(line(SNV, "G", "A"))).at("snv").evidence
    assert shown is not None
    assert shown.note == ""
