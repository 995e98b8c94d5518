"""Sex as the file tells it, against the sex given; and signs of a second person in the reads."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from pgx.domain.genome import Assembly, Position
from pgx.domain.observations import Observations
from pgx.vcf import read
from pgx.vcf.identity import ONLY_Y
from tests.paths import SHARED, needs_shared
from tests.vcf.kb import knowledge_of, shared_knowledge
from tests.vcf.places import BARE, HEADER38, MULTI, ON_X, SNV, alleles, line, observe, vcf

Y = ONLY_Y[Assembly.GRCH38][0]
X_PLACES = [Position(f"x{n}", "G", "chrX", 154530000 + 2000 * n, 153760000 + 2000 * n, "C", ("T",), "C")
            for n in range(6)]
ON_THE_X = knowledge_of([SNV, *X_PLACES])


def x_records(mixed: int, gt: str = "0/0") -> list[str]:
    """Heterozygous genotypes on X, some of them between positions; the rest as `gt`."""
    return [line(f"chrX:{154530500 + 1500 * n}", "A", "G", "0/1" if n < mixed else gt) for n in range(6)]


def y_records(number: int, cell: str = "1", keys: str = "GT") -> list[str]:
    """Records of chromosome Y."""
    return [line(f"chrY:{Y + 3000 * n}", "A", "G", cell, format=keys) for n in range(number)]


def of(tmp_path: Path, *records: str, sex: str | None = None, header: str = HEADER38) -> Observations:
    """Observations of these records."""
    return observe(tmp_path, vcf(line(SNV, "G", "A"), *records, header=header), ON_THE_X, sex=sex)


@pytest.mark.parametrize(("records", "given", "sex", "said"), [
    ([], None, None, []),
    ([], "male", "male", []),
    (x_records(2), None, "female", ["sex-read"]),
    (x_records(1), None, None, []),
    (y_records(3), None, "male", ["sex-read"]),
    (y_records(2), None, None, []),
    (y_records(3, "./."), None, None, []),
    (y_records(3, "0/0:1", "GT:DP"), None, None, []),
    (y_records(3, "0/0:20", "GT:DP"), None, "male", ["sex-read"]),
    ([*x_records(1), *y_records(3)], None, None, []),
    ([*x_records(2), *y_records(3)], None, None, ["sex-unclear"]),
    ([*x_records(2), *y_records(3)], "male", "male", ["sex-unclear"]),
    (x_records(3), "female", "female", []),
    (x_records(3), "male", "male", ["sex-contradicted"]),
    (y_records(5), "female", "female", ["sex-contradicted"]),
    (y_records(5), "male", "male", []),
    ([line(f"chrX:{90_000_000 + n}", "A", "G") for n in range(9)], "male", "male", []),
    ([line(f"chrY:{3_000_000 + n}", "A", "G", "1") for n in range(9)], "female", "female", []),
])
def test_sex(tmp_path: Path, records: list[str], given: str | None, sex: str | None, said: list[str]) -> None:
    """The sex given leads; a contradiction is told; what the file tells is used when nothing was given."""
    seen = of(tmp_path, *records, sex=given)
    assert (seen.sex, [m.code for m in seen.messages if m.code != "assembly-not-verified"]) == (sex, said)


def test_sex_that_was_read_counts_copies(tmp_path: Path) -> None:
    """Of a man written with two equal copies of X one is left."""
    two = line("chrX:154530000", "C", "T", "1/1")
    assert alleles(of(tmp_path, two).at("x0")) == "1/1"
    assert alleles(of(tmp_path, two, *y_records(4)).at("x0")) == "1"


@pytest.mark.parametrize(("text", "sex"), [
    ("##SAMPLE=<ID=S,Sex=Female>", "female"), ("##SAMPLE=<ID=S,Gender=M>", "male"), ("##SAMPLE=<Sex=1,ID=S>", "male"),
    ("##SAMPLE=<ID=T,Sex=Female>", None), ("##SAMPLE=<ID=S,Sex=unknown>", None),
])
def test_sex_in_the_header(tmp_path: Path, text: str, sex: str | None) -> None:
    """A header may say it, and is checked as the sex given is."""
    seen = of(tmp_path, header=f"{HEADER38}{text}\n")
    assert seen.sex == sex
    if sex == "male":
        contradicted = of(tmp_path, *x_records(3), header=f"{HEADER38}{text}\n")
        assert "sex-contradicted" in [m.code for m in contradicted.messages]


PLACES = [Position(f"p{n}", "G", "chr5", 1000 + 500 * n, 2000 + 500 * n, "A", ("G",), "A") for n in range(60)]
AUTOSOMES = knowledge_of([*PLACES, MULTI, ON_X])


def reads_of(contamination: float, seed: int) -> list[str]:
    """Half heterozygotes, half homozygotes of somebody mixed with somebody else, 30 reads each, one error in 300."""
    chance = random.Random(seed)
    rows = []
    for n, place in enumerate(PLACES):
        copies = 1 + n % 2
        foreign = sum(chance.random() < 0.5 for _ in range(2)) / 2
        share = min(max((1 - contamination) * copies / 2 + contamination * foreign, 1 / 300), 299 / 300)
        shown = sum(chance.random() < share for _ in range(30))
        rows.append(line(place, "A", "G", f"{'0/1' if copies == 1 else '1/1'}:{30 - shown},{shown}", format="GT:AD"))
    return rows


@pytest.mark.parametrize(("contamination", "told"), [(0.0, 0), (0.01, 0), (0.1, 20), (0.2, 20)])
def test_contamination(tmp_path: Path, contamination: float, told: int) -> None:
    """A clean sample is never suspected in 20 tries; a tenth of foreign reads always is."""
    times = 0
    for seed in range(20):
        text = vcf(*reads_of(contamination, seed), header=BARE + "##reference=GRCh38\n")
        times += "contamination-possible" in [m.code for m in observe(tmp_path, text, AUTOSOMES).messages]
    assert times == told


@pytest.mark.parametrize(("cell", "said"), [
    ("0/1:25,5", True), ("0/1:5,25", True), ("0/1:24,8", False), ("0/1:8,1", False), ("1/1:25,5", False),
    ("0/1:.", False), ("0/1", False), ("0/1:25,5:3", False),
])
def test_allele_balance(tmp_path: Path, cell: str, said: bool) -> None:
    """Heterozygotes with few reads on one allele, everywhere, are told; shallow or weak ones count for nothing."""
    text = vcf(*(line(place, "A", "G", cell, format="GT:AD:GQ") for place in PLACES), header=HEADER38)
    assert ("allele-balance" in [m.code for m in observe(tmp_path, text, AUTOSOMES).messages]) is said


def test_reads_that_cannot_be_told_apart_are_not_counted(tmp_path: Path) -> None:
    """AD of another Number, several alternates, indels, few sites."""
    two = f'{HEADER38}##FORMAT=<ID=AD,Number=2,Type=Integer,Description="x">\n'
    for header, alt, gt in ((two, "G", "1/1"), (HEADER38, "G,C", "1/1"), (HEADER38, "AT", "1/1"),
                            (HEADER38, ".", "0/0"), (HEADER38, "<NON_REF>", "0/0"), (HEADER38, "<NON_REF>,G", "2/2"),
                            (HEADER38, "*", "1/1")):
        rows = [line(place, "A", alt, f"{gt}:15,15", format="GT:AD") for place in PLACES]
        codes = {m.code for m in observe(tmp_path, vcf(*rows, header=header), AUTOSOMES).messages}
        assert not codes & {"contamination-possible", "allele-balance"}
    few = [line(place, "A", "G", "1/1:15,15", format="GT:AD") for place in PLACES[:9]]
    assert "contamination-possible" not in {m.code for m in observe(tmp_path, vcf(*few), AUTOSOMES).messages}


@needs_shared
@pytest.mark.parametrize(("build", "women"), [("grch37", 35), ("grch38", 37)])
def test_real_people(build: str, women: int) -> None:
    """No man of the 1000 Genomes panels is taken for a woman, and the figures behind the threshold hold."""
    folder = SHARED / "cases" / "1kgp"
    with (folder / "samples.tsv").open(encoding="utf-8") as rows:
        known = {row["sample"]: row["sex"] for row in csv.DictReader(rows, delimiter="\t")}
    seen = list(read(folder / f"1kgp100.regions.{build}.vcf.gz", shared_knowledge()))
    told = [(known[one.sample], one.sex) for one in seen if one.sex]
    assert told == [("female", "female")] * women
    wrong = {name: "male" if sex == "female" else "female" for name, sex in known.items()}
    swapped = list(read(folder / f"1kgp100.regions.{build}.vcf.gz", shared_knowledge(), sex=wrong))
    assert sum("sex-contradicted" in [m.code for m in one.messages] for one in swapped) == women
