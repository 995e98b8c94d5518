"""The external calls: every difference from the published expectation is listed and explained, or is a failure."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from pgx import knowledge, vcf
from pgx.calling import call_gene
from tests.acceptance.differences import CALLS, Difference, check, missed
from tests.acceptance.scoring import CASES, InProcess, run, scores
from tests.paths import needs_shared

pytestmark = needs_shared
# Suites of the script that list what they missed; the others only count, see `test_consensus_...` below.
SUITES = ("pharmcat", "getrm", "1kgp", "robustness")


@pytest.mark.parametrize("suite", SUITES)
def test_calls_differ_only_as_listed(suite: str) -> None:
    """The shared scoring script finds exactly the differences of call_differences.tsv."""
    found = [d for score in scores(suite) for d in missed(score.name, score.missed)]
    check(CALLS, [score.name for score in scores(suite)], found)


def pair(name: str) -> tuple[str, ...]:
    """An order-free diplotype name."""
    return tuple(sorted(part.strip() for part in name.split("/")))


def consensus_rows() -> list[dict[str, str]]:
    """GeT-RM rows with a call by PharmCAT 3.1.1."""
    with (CASES / "getrm" / "truth.tsv").open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines, delimiter="\t") if row["pharmcat_3_1_1_call"]]


def test_consensus_samples_are_called_as_pharmcat_calls_them() -> None:
    """On PharmCAT's own input every GeT-RM row, of any confidence, gets PharmCAT's call: no gene is below it."""
    known = knowledge.load()
    seen = {o.sample: o for o in vcf.read(CASES / "getrm" / "positions.filled.grch38.vcf.gz", known)}
    found = []
    for row in consensus_rows():
        gene, theirs = row["gene"], row["pharmcat_3_1_1_call"]
        call = call_gene(known.genes[gene], seen[row["sample"]], frequencies={}, ancestry=None, combinations=False)
        ours = {pair(d.name) for d in call.diplotypes}
        if ours != (set() if theirs == "no call" else {pair(name) for name in theirs.split(";")}):
            found.append(Difference("getrm same call as PharmCAT 3.1.1", row["sample"], gene,
                                    "; ".join(d.name for d in call.diplotypes) or "nothing", theirs))
    check(CALLS, ["getrm same call as PharmCAT 3.1.1"], found)
    assert len(consensus_rows()) > 400


def test_males_written_diploid_are_called_alike_once_their_sex_is_told(tmp_path: Path) -> None:
    """The G6PD differences between assemblies are about ploidy only: with the sex given, males agree."""
    with (CASES / "1kgp" / "samples.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    males = {row["sample"] for row in rows if row["sex"] == "male"}
    sexes = tmp_path / "sex.tsv"
    sexes.write_text("".join(f"{row['sample']}\t{row['sex']}\n" for row in rows), encoding="utf-8")
    calls = {}
    for build in ("grch37", "grch38"):
        file = next((CASES / "1kgp").glob(f"*.regions.{build}.vcf.gz"))
        written, errors, code = run(["call", str(file), "--absent", "reference", "--genes", "G6PD", "--sex", str(sexes),
                                     "--tsv"])
        assert code == 0, errors
        table = [line.split("\t") for line in written.splitlines()]
        column = {name: n for n, name in enumerate(table[0])}
        calls[build] = {row[column["sample"]]: row[column["diplotype"]] for row in table[1:]
                        if row[column["sample"]] in males}
    assert len(calls["grch37"]) > 30
    assert calls["grch37"] == calls["grch38"]


def test_resource_files_are_called_as_pharmcat_calls_them() -> None:
    """PharmCAT's own example VCFs: the same diplotypes, or the same list of variants."""
    found = []
    for line in (CASES / "pharmcat" / "resource_vcfs.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        documents, _, _ = InProcess().call([CASES / "pharmcat" / case["vcf"]])
        genes = next(iter(documents[Path(case["vcf"]).name].values()), {"genes": {}})["genes"]
        for gene, seen in case["pharmcat_3_1_1_matcher"].items():
            ours = genes.get(gene, {})
            want, got = names(seen.get("diplotypes", [])), names(d["name"] for d in ours.get("diplotypes", []))
            if seen.get("haplotype_matches"):
                want, got = sorted(seen["haplotype_matches"]), sorted(ours.get("variants", []))
            if want != got:
                found.append(Difference("pharmcat resource files", case["id"], gene, "; ".join(got) or "nothing",
                                        "; ".join(want) or "nothing"))
    check(CALLS, ["pharmcat resource files"], found)


def names(diplotypes: Iterable[str]) -> list[str]:
    """Diplotypes, order-free."""
    return sorted("/".join(pair(name)) for name in diplotypes)
