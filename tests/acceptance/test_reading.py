"""Nasty files one by one, each answer judged; and a raw genome beside the same genome as PharmCAT preprocessed it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from pgx import knowledge, vcf
from pgx.calling import call_gene
from pgx.domain.observations import Observations
from pgx.vcf.messages import TEXTS
from tests.acceptance.scoring import CASES, run
from tests.paths import needs_shared

pytestmark = needs_shared
TABLE = Path(__file__).parent / "robustness_judgements.tsv"
SEX = {"42_male_het_on_X.vcf": "male", "43_female_haploid_X.vcf": "female"}
ABOUT_READING = {*TEXTS, "no-diplotype-fits", "undocumented-as-reference", "strands-not-told-apart"}
VERDICTS = {"right", "refused", "told"}


@cache
def documents(file: str) -> tuple[tuple[dict, ...], str]:
    """What `pgx call --json` prints for a robustness file, and what it says on stderr."""
    options = ["--sex", SEX[file]] if file in SEX else []
    written, errors, _ = run(["call", str(CASES / "robustness" / file), "--json", *options])
    return tuple(json.loads(line) for line in written.splitlines()), errors.strip()


def answer(file: str) -> Iterator[str]:
    """The refusal; or gene by gene what differs from the clean file: call, how sure, what was said of the reading."""
    found, errors = documents(file)
    if errors:
        yield errors.removeprefix(f"pgx: {file}")
    made_of_it = file[0].isdigit() and file != "00_base.vcf"
    clean = dict(genes(documents("00_base.vcf")[0][0])) if made_of_it else {}
    for number, document in enumerate(found[:2], 1):
        name = f"sample {number}: " if len(found) > 1 else ""
        here = dict(genes(document))
        rows = [text for gene, text in here.items() if clean.get(gene) != text]
        rows += [f"{gene} not read" for gene in clean if gene not in here]
        rows += [message["code"] for message in document["messages"]]
        yield name + ("; ".join(rows) or "as 00_base")


def genes(document: dict) -> Iterator[tuple[str, str]]:
    """(gene, its call in words) for every gene of which the file says something."""
    for symbol, gene in document["genes"].items():
        said = sorted({m["code"] for m in gene["messages"]} & ABOUT_READING)
        if gene["untested"] and not said:
            continue
        calls = [d["name"] for d in gene["diplotypes"]] or sorted(gene.get("variants", []))
        shown = " or ".join(calls[:3]) + (f" or {len(calls) - 3} more" if len(calls) > 3 else "") or "no call"
        sure = "sure" if gene["possible_count"] == 1 and calls else "open"
        yield symbol, f"{symbol} {shown} ({', '.join([sure, *said])})"


def judged() -> list[dict[str, str]]:
    """The reviewed table."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def index() -> dict[str, str]:
    """File -> what the makers of the files suggest."""
    if not (CASES / "robustness").exists():
        return {}
    lines = (CASES / "robustness" / "index.jsonl").read_text(encoding="utf-8").splitlines()
    return {case["file"]: case["suggested"] for case in map(json.loads, lines)}


def test_every_file_is_judged() -> None:
    """One row a file, with one of three verdicts and a reason."""
    assert [row["file"] for row in judged()] == list(index())
    assert {row["verdict"] for row in judged()} == VERDICTS
    assert all(row["reason"] for row in judged())


@pytest.mark.parametrize("row", judged(), ids=lambda row: row["file"])
def test_answers_as_judged(row: dict[str, str]) -> None:
    """The right call, or one clear line, or a call whose weakness is told: as reviewed."""
    assert " | ".join(answer(row["file"])) == row["answer"]
    assert (row["verdict"] == "refused") == (not documents(row["file"])[0])


@cache
def tutorial() -> tuple[Observations, Observations]:
    """The raw joint call of NA18861, and the file that PharmCAT's preprocessor made of it."""
    known, folder = knowledge.load(), CASES / "getrm" / "tutorial"
    raw, = vcf.read(folder / "NA18861.raw_wgs.regions.grch38.vcf.gz", known)
    made, = vcf.read(folder / "NA18861.pharmcat_preprocessed.vcf", known)
    return raw, made


def test_raw_genome_shows_all_that_the_preprocessed_one_shows() -> None:
    """Every position of the preprocessed file has the same genotype in the raw file, which shows more of them."""
    raw, made = tutorial()
    assert {place: (seen.status, sorted(seen.alleles)) for place, seen in made.sites.items()} == {
        place: (raw.at(place).status, sorted(raw.at(place).alleles)) for place in made.sites}
    assert len(raw.sites) > len(made.sites) > 200


@pytest.mark.parametrize("symbol", sorted(g.symbol for g in knowledge.load().genes.values() if g.positions))
def test_raw_genome_gives_the_same_calls(symbol: str) -> None:
    """On the positions that both files show, every gene is called alike, possible candidates included."""
    raw, made = tutorial()
    known = knowledge.load()
    shared = replace(raw, sites={place: raw.sites[place] for place in made.sites})
    called = [call_gene(known.genes[symbol], seen, frequencies={}, ancestry=None, combinations=False)
              for seen in (shared, made)]
    assert called[0].diplotypes == called[1].diplotypes
    assert called[0].possible == called[1].possible
    assert called[0].variants == called[1].variants


def test_what_preprocessing_loses() -> None:
    """Whole, the raw file is called otherwise only where the preprocessed one lacks positions of the gene."""
    raw, made = tutorial()
    known = knowledge.load()
    differ = {}
    for symbol, gene in known.genes.items():
        ours, theirs = (call_gene(gene, seen, frequencies={}, ancestry=None, combinations=False)
                        for seen in (raw, made))
        if {d.name for d in ours.diplotypes} != {d.name for d in theirs.diplotypes}:
            differ[symbol] = sum(p.id in raw.sites and p.id not in made.sites for p in gene.positions)
    assert set(differ) == {"CYP2D6", "CYP3A4", "CYP4F2", "RYR1"}
    assert all(differ.values())
