"""How many copies a site has in this person, and what to make of a genotype that says otherwise."""

from __future__ import annotations

from dataclasses import replace

from pgx.domain.observations import UNREAD, Observation, Status
from pgx.vcf.joining import Reading

MALE, FEMALE = "male", "female"


def copies_of(chrom: str, sex: str | None) -> int | None:
    """Copies of a chromosome: 2, or 1 (mitochondrial genome, a male's X and Y); None on X when the sex is not known."""
    if chrom in ("chrM", "chrY"):
        return 1
    if chrom == "chrX":
        return {MALE: 1, FEMALE: 2}.get(sex or "")
    return 2


def fit(reading: Reading, chrom: str, sex: str | None) -> Reading:
    """The reading with as many alleles as the person has copies."""
    observation = reading.observation
    if observation.status is not Status.CALLED:
        return reading
    copies, written = copies_of(chrom, sex), len(observation.alleles)
    if copies is None or written == copies:
        return reading
    if written < copies:
        code = "x-female-haploid" if chrom == "chrX" else "haploid-autosome"
        padded = replace(observation, alleles=(*observation.alleles, UNREAD), phase_set=None)
        return Reading(padded, (*reading.codes, code))
    return _collapse(reading, chrom)


def _collapse(reading: Reading, chrom: str) -> Reading:
    """Two written copies where there is one."""
    observation = reading.observation
    read = {(n, s) for n, s in _pairs(observation) if n != UNREAD}
    if len(read) == 1:
        number, text = next(iter(read))
        single = replace(observation, alleles=(number,), phase_set=None, other=(text,) if text else ())
        codes = tuple(code for code in reading.codes if code != "half-call")
        return Reading(single, (*codes, "x-male-diploid") if chrom == "chrX" else codes)
    code = "x-male-heterozygous" if chrom == "chrX" else "mt-heteroplasmy"
    unread = Observation(Status.NO_CALL, evidence=observation.evidence)
    return Reading(unread, (*reading.codes, code))


def _pairs(observation: Observation) -> list[tuple[int, str]]:
    texts = iter(observation.other)
    return [(number, next(texts, "") if number == -1 else "") for number in observation.alleles]
