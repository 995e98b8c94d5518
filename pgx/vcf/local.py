"""Local alleles: a cell that numbers only the alleles its sample may carry, put back into the record's own numbers."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[0-9]+")
NO_ALLELE = "9999"       # no record lists so many: the genotype is found to be out of range


def spelled_out(values: dict[str, str]) -> dict[str, str]:
    """`values` of a cell with GT and AD in the record's numbers, where they are given as LGT and LAD.

    LAA lists the alternates that matter here (VCF 4.4 and 4.5, 1-based), LA the reference too (Hail's sparse form).
    A cell without LAA and LA, or with a GT of its own, keeps its GT.
    """
    alleles = _alleles(values)
    if alleles is None:
        return values
    written = dict(values)
    if "LGT" in values and "GT" not in values:
        written["GT"] = _NUMBER.sub(lambda found: _global(found.group(), alleles), values["LGT"])
    if "LAD" in values and "AD" not in values:
        written["AD"] = _depths(values["LAD"].split(","), alleles)
    return written


def _alleles(values: dict[str, str]) -> list[str] | None:
    """Record's number of each local allele, the reference first; None when the cell lists none."""
    if "LAA" in values:
        return ["0", *(part for part in values["LAA"].split(",") if part.isdigit())]
    return values["LA"].split(",") if "LA" in values else None


def _global(number: str, alleles: list[str]) -> str:
    return alleles[int(number)] if len(number) < 5 and int(number) < len(alleles) else NO_ALLELE


def _depths(depths: list[str], alleles: list[str]) -> str:
    """AD: no read is counted for alleles that the cell does not list."""
    counts = dict(zip(alleles, depths, strict=False))
    last = max((int(name) for name in counts if name.isascii() and name.isdigit() and len(name) < 5), default=0)
    return ",".join(counts.get(str(number), "0") for number in range(last + 1))
