"""A source's value for one gene -> what it says: a result, a score, a status, a pair of alleles, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pgx import phenotyping
from pgx.domain.calls import CallStatus, Diplotype, GeneCall, GeneResult, Phenotype
from pgx.domain.errors import UsageError
from pgx.domain.genes import Gene, PhenotypeMethod, Score
from pgx.domain.knowledge import Knowledge
from pgx.rules import UNTESTED
from pgx.rules.reading import natural
from pgx.rules.vocabulary import CARRIAGE

SCORE = re.compile(r"(≥|>=)?\s*(\d+(?:\.\d+)?)")
STATUS = re.compile(rf"(\*\S+) ({'|'.join(CARRIAGE)})")
EVERY_GENE = "*"


@dataclass(frozen=True, slots=True)
class Told:
    """What a key says of one gene: its `result`, None when untested. `item` is the allele when the key names its status
    only; `marker` the genotype when it names that."""

    gene: str
    result: GeneResult | None = None
    item: str = ""
    marker: str = ""


def read_value(symbol: str, value: object, knowledge: Knowledge) -> Iterator[Told]:
    """A value as a source prints it. Raises UsageError for a gene, allele or word that the knowledge base has not."""
    gene = knowledge.genes.get(symbol)
    if gene is None:
        raise UsageError(f"unknown gene `{symbol}`; known: {', '.join(knowledge.genes)}")
    if isinstance(value, dict):
        names = allele_names(gene, value)
        return iter([told_word(gene, names[0], knowledge) or told_pair(gene, names)])
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UsageError(f"{symbol}: a value is text, or alleles with their copies")
    return told_text(gene, str(value).strip(), knowledge)


def told_text(gene: Gene, text: str, knowledge: Knowledge) -> Iterator[Told]:
    """A word, score, status, pair or genotype."""
    listed = knowledge.lookups.get((gene.symbol, text), ())
    if listed:
        for item, value in listed:
            yield told_status(gene, item, value)
        return
    word = told_word(gene, text, knowledge)
    if word is not None:
        yield word
    elif score := SCORE.fullmatch(text):
        yield told_score(gene, Score(Decimal(score[2]), at_least=bool(score[1])))
    elif status := STATUS.fullmatch(text):
        yield told_status(gene, status[1], status[2])
    elif "/" in text and any(set(text.split("/")) <= set(m.letters) for m in gene.markers):
        yield Told(gene.symbol, marker=text)
    elif "/" in text:
        yield told_pair(gene, text.split("/"))
    else:
        known = [term.label for term in knowledge.terms if term.gene == gene.symbol]
        raise UsageError(f"{gene.symbol}: unknown result; known: {', '.join(known) or 'alleles positive or negative'}")


def told_word(gene: Gene, text: str, knowledge: Knowledge) -> Told | None:
    """A printed result, its code, or a word for none; None for anything else."""
    for _, value in knowledge.lookups.get((EVERY_GENE, text), ()):
        return Told(gene.symbol) if value == UNTESTED else told_phenotype(gene, Phenotype(gene.results.indeterminate))
    label = next((t.label for t in knowledge.terms if t.gene == gene.symbol and text in {t.label, t.code}), None)
    label = label or printed_label(gene, text, knowledge)
    return None if label is None else told_phenotype(gene, Phenotype(label))


def printed_label(gene: Gene, text: str, knowledge: Knowledge) -> str | None:
    """A result whose letters or spaces are written another way. Codes keep theirs: `im` may be a slip for another."""
    word = " ".join(text.casefold().split())
    return next((t.label for t in knowledge.terms if t.gene == gene.symbol and word == t.label.casefold()), None)


def told_score(gene: Gene, score: Score) -> Told:
    """An activity score, with the result that follows from it."""
    if not gene.results.bins:
        raise UsageError(f"{gene.symbol}: has no activity scores")
    return told_phenotype(gene, Phenotype(phenotyping.phenotype_of_score(gene.results, score), score))


def told_status(gene: Gene, item: str, status: str) -> Told:
    """One allele's status; nothing is said about the gene's other alleles."""
    if gene.results.method is not PhenotypeMethod.ALLELE_STATUS:
        raise UsageError(f"{gene.symbol}: is not reported allele by allele")
    return told_phenotype(gene, Phenotype(f"{item} {status}"), item)


def told_phenotype(gene: Gene, phenotype: Phenotype, item: str = "") -> Told:
    """A result without alleles."""
    call = GeneCall(gene.symbol, CallStatus.CALLED)
    return Told(gene.symbol, GeneResult(call, (phenotype,), (), ((phenotype, 1.0),)), item)


def told_pair(gene: Gene, names: list[str]) -> Told:
    """Two alleles, with everything that follows from them."""
    missing = [name for name in names if gene.allele(name) is None]
    if missing or len(names) != 2:
        what = f"unknown allele `{missing[0]}`" if missing else "a pair has two alleles"
        raise UsageError(f"{gene.symbol}: {what}")
    first, second = sorted(names, key=natural)
    found = Diplotype(f"{first}/{second}", ((first,), (second,)))
    return Told(gene.symbol, phenotyping.assign(
        gene, GeneCall(gene.symbol, CallStatus.CALLED, (found,), possible=(found,))))


def allele_names(gene: Gene, copies: dict[str, object]) -> list[str]:
    """{"*1": 1, "*28": 1} as two names. Raises UsageError for anything but copies of alleles."""
    names = []
    for name, count in copies.items():
        if isinstance(count, bool) or count not in {1, 2}:
            raise UsageError(f"{gene.symbol}: copies of an allele are 1 or 2")
        names += [name] * int(str(count).partition(".")[0])
    if not names:
        raise UsageError(f"{gene.symbol}: names no allele")
    return names
