"""The live rows of the source pack for the drugs that have rule files, one per look-up key."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.paths import SHARED

GUIDELINES = SHARED / "kb-sources" / "guidelines"
DIRECTIONS = Path(__file__).parent / "directions.tsv"
MORE_DIRECTIONS = sorted(Path(__file__).parent.glob("directions-*.tsv"))      # these use the twelve words
STRENGTHS = {"No recommendation": "-", "N/A": "-", "": "-"}
VKORC1 = {"rs9923231 reference (C)": "G", "rs9923231 variant (T)": "A"}
CPIC_FLAGS = (("d", "dosing_information"), ("a", "alternate_drug"), ("o", "other_guidance"))
FLAGS = (("d", "dosingInformation"), ("a", "alternateDrug"), ("o", "otherPrescribing"))
BOTH_ALLELES = "1511 and 1502"
CARRIER = {1: "heterozygous", 2: "homozygous"}      # copies of the variant of F2 or F5; the source prints allele pairs
OLD_TABLE = "cpic_db_2022_recommendations.tsv"      # read only for drugs that the newer table leaves out
UNFLAGGED = "unflagged"

Key = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class SourceRow:
    """One row of a source for one look-up key. `kind` is the population (CPIC) or label / association (FDA; a label's
    population follows: `label adults`); `flags` are the source's own: d another dose, a another drug, o other
    advice."""

    source: str
    drug: str
    kind: str
    key: Key
    strength: str
    flags: str = ""

    @property
    def name(self) -> str:
        """Readable test id."""
        key = " & ".join("=".join(part) for part in sorted(self.key))
        return f"{self.source} {self.drug} [{self.kind}] {key}"


@dataclass(frozen=True)
class Reading:
    """A line of directions.tsv: what a person read in the source text for a key, and what the rules say instead.
    `kind` of an FDA row may name a part of the text behind a comma (`label, strong CYP3A inhibitor`): see patients.py.
    `fine`: the direction is one of the twelve words of twelve.py."""

    source: str
    drug: str
    kind: str
    key: Key
    strength: str
    direction: str
    figures: tuple[str, ...]
    decision: str
    ruled: str
    fine: bool = False

    @property
    def expected(self) -> str:
        """The direction that the rule row must have."""
        return self.direction if self.decision == "-" else self.ruled


def table(path: Path) -> list[dict[str, str]]:
    """A tab-separated file without quoting."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def readings() -> dict[tuple[str, str, str, Key], list[Reading]]:
    """directions.tsv and its companions, one entry per drug and single key."""
    found: dict[tuple[str, str, str, Key], list[Reading]] = {}
    for path in (DIRECTIONS, *MORE_DIRECTIONS):
        for line in table(path):
            for reading in read_line(line, fine=path != DIRECTIONS):
                found.setdefault((reading.source, reading.drug, reading.kind, reading.key), []).append(reading)
    return found


def read_line(line: Mapping[str, str], *, fine: bool) -> Iterator[Reading]:
    """A line stands for each of its drugs and single keys."""
    figures = tuple(f.strip() for f in line["figures"].split(";") if f.strip() != "-")
    for drug in line["drugs"].split("|"):
        for key in single_keys(line["key"]):
            yield Reading(line["source"], drug, line["population"], key, line["strength"], line["direction"],
                          figures, line["decision"], line["ruled"], fine)


def single_keys(text: str) -> Iterator[Key]:
    """`A=x|y & B=z` stands for two keys."""
    keys: list[Key] = [frozenset()]
    for part in text.split(" & "):
        name, values = part.split("=", 1)
        keys = [key | {(name, value)} for key in keys for value in values.split("|")]
    yield from keys


def source_rows(drugs: Mapping[str, frozenset[str]], labels: Mapping[tuple[str, str], str]) -> Iterator[SourceRow]:
    """Every live row of the given drugs (by source). `labels`: (gene, printed result) -> code."""
    newer = {line["drug"] for line in table(GUIDELINES / "cpic_recommendations.tsv")}
    for source, file in (("CPIC", "cpic_recommendations.tsv"), ("CPIC", OLD_TABLE),
                         ("DPWG", "dpwg_recommendations.tsv"), ("FDA", "fda_recommendations.tsv")):
        for line in table(GUIDELINES / file):
            if file == OLD_TABLE and line["drug"] in newer:
                continue
            if line["drug"].lower() in drugs[source] and line.get("superseded", "") in {"", "0"}:
                lookups = json.loads(line["lookup"])
                for lookup in lookups if isinstance(lookups, list) else [lookups]:
                    yield as_row(source, line, lookup, labels)


def as_row(source: str, line: Mapping[str, str], lookup: Mapping[str, object],
           labels: Mapping[tuple[str, str], str]) -> SourceRow:
    """One look-up key of one source line."""
    key = frozenset(coded(gene, value, labels) for gene, value in lookup.items())
    if source == "CPIC":
        strength = STRENGTHS.get(line["strength"], line["strength"].lower())
        flags = "".join(flag for flag, column in CPIC_FLAGS if line.get(column) == "1")
        flags = flags if CPIC_FLAGS[0][1] in line else UNFLAGGED
        return SourceRow(source, line["drug"], line["population"], key, strength, flags)
    flags = "".join(flag for flag, word in FLAGS if word in line["flags"])
    return SourceRow(source, line["drug"].lower(), fda_kind(line) if source == "FDA" else "-", key, "-", flags)


def fda_kind(line: Mapping[str, str]) -> str:
    """`label` with its population, or `association`; an association's population only repeats the key in words."""
    return f"label {line['population']}".strip() if line["kind"] == "label" else line["kind"]


def coded(gene: str, value: object, labels: Mapping[tuple[str, str], str]) -> tuple[str, str]:
    """A look-up value in the words of the rule language."""
    if isinstance(value, dict):
        return gene, pair(gene, value)
    text = str(value)
    if text == BOTH_ALLELES:
        return "HLA-B*15:02+15:11", "positive"
    if gene.startswith("HLA-") and text.startswith("*"):
        allele, status = text.split(" ")
        return f"{gene}{allele}", status
    if text in {"No Result", "n/a", "Indeterminate"}:
        return gene, "untested" if text == "No Result" else "indeterminate"
    return gene, text if text[0] in "0123456789≥" else labels[gene, text]


def pair(gene: str, copies: Mapping[str, float]) -> str:
    """{"*1": 1, "*2": 1} is *1/*2; VKORC1 is printed on the gene's strand, F2 and F5 are copies of one variant."""
    if gene in {"F2", "F5"}:
        return CARRIER[int(sum(n for name, n in copies.items() if "reference" not in name))]
    names = [VKORC1.get(name, name) for name, n in copies.items() for _ in range(int(n))]
    return "untested" if "No Result" in names else "/".join(sorted(names, key=lambda n: (len(n), n)))
