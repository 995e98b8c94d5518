"""The messages of the caller: stable codes, plain sentences."""

from __future__ import annotations

from collections.abc import Iterable

from pgx.domain.genes import Gene
from pgx.domain.messages import Message

_TEXTS = {
    "copy-number-not-seen": ("note", ("copy number and gene rearrangements were not read; deletions, duplications and "
                                     "hybrids stay possible")),
    "copy-number-differs": ("warning", "{where} gene copies were read: two single copies do not explain them"),
    "undocumented-allele": ("warning", ("a base that no allele definition documents was read at {where}; the gene "
                                       "cannot be called")),
    "undocumented-passed-over": ("warning", ("a base that no allele definition documents was read at {where}; no "
                                             "allele that fits is defined there, and its effect is not known")),
    "undocumented-as-reference": ("warning", ("a base that no allele definition documents was read at {where} and is "
                                             "counted as reference")),
    "half-call": ("warning", "only one of the two copies was read at {where}"),
    "odd-ploidy": ("warning", "the genotype at {where} has an unexpected number of copies and is not used in full"),
    "mixed-ploidy": ("problem", ("some genotypes are written with one copy and others with two; the number of "
                                "chromosomes is not clear and the gene cannot be called")),
    "heteroplasmy": ("problem", ("two different bases were read at {where} of a gene with one copy; the gene cannot "
                                "be called")),
    "sex-ploidy-conflict": ("warning", "the genotypes do not agree with the sex given for this sample"),
    "missing-required-position": ("problem", "a position that a call requires was not read: {where}"),
    "missing-key-position": ("warning", "a core position of this gene was not read: {where}"),
    "unphased-priority": ("note", ("several diplotypes fit the unphased data; the most frequent one is reported: "
                                  "{where}")),
    "no-diplotype-fits": ("problem", "no pair of named alleles explains what was read"),
    "strands-not-told-apart": ("note", ("which variants share a chromosome is not known; they are listed without "
                                       "strands")),
    "possible-reduced": ("note", ("too many combinations to list: the possible diplotypes stand for every reachable "
                                 "function, not for every combination of variants")),
    "too-many-blocks": ("note", "too many unphased sites to try combinations of alleles"),
    "outside-call": ("note", "the result comes from {where}"),
    "outside-unknown-allele": ("warning", "`{where}` is not an allele name of this gene"),
    "outside-one-allele": ("warning", "only one allele is given, `{where}`; the other one is not known"),
}


def notice(gene: Gene, code: str, where: str = "") -> Message:
    """The message for `code`. A code that the knowledge base names is passed on with the text it has there."""
    if code in _TEXTS:
        level, text = _TEXTS[code]
        return Message(code, text.format(where=where), gene.symbol, level)
    return Message(code, gene.texts.get(code, code.replace("-", " ")), gene.symbol, "note")


def place(gene: Gene, index: int) -> str:
    """How a position is named in a sentence: rsID, else chromosome and GRCh38 position."""
    position = gene.positions[index]
    return position.rsid or f"{position.chrom}:{position.pos38}"


def places(gene: Gene, indices: Iterable[int]) -> str:
    """Several positions, comma separated, in genome order."""
    return ", ".join(place(gene, index) for index in sorted(indices))
