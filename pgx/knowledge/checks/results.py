"""Every diplotype leads to exactly one result, and every result has exactly one term."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations_with_replacement, pairwise

from pgx.domain.errors import KnowledgeError
from pgx.domain.genes import Inheritance, PhenotypeMethod, ScoreBin
from pgx.knowledge import resultrules
from pgx.knowledge.building import GeneFolder
from pgx.knowledge.checks.content import Content, line_of
from pgx.knowledge.checks.problem import Problem

_CODE = re.compile(r"[A-Z]+|[a-z]+(?:-[A-Za-z]+)*")


def functions(folder: GeneFolder) -> tuple[str, ...]:
    """Functions that an active allele of the gene can have."""
    return tuple(sorted({row["function"] for row in folder.alleles if row["status"] == "active" and row["function"]}))


def wanted_pairs(folder: GeneFolder) -> Iterator[tuple[str, ...]]:
    """Every pair of functions, and every single one where a person can have one copy."""
    inheritance = Inheritance(folder.settings["inheritance"])
    known = functions(folder)
    if inheritance is not Inheritance.MITOCHONDRIAL:
        yield from combinations_with_replacement(known, 2)
    if inheritance is not Inheritance.AUTOSOMAL:
        yield from ((function,) for function in known)


def gaps(bins: Sequence[ScoreBin]) -> Iterator[str]:
    """Where sorted bins overlap or leave scores from 0 upwards without a result."""
    if not bins:
        yield "no score has a result"
        return
    first, last = bins[0], bins[-1]
    if first.low is not None and (first.low > 0 or (first.low == 0 and not first.low_inclusive)):
        yield f"scores below {first.low} have no result"
    if last.high is not None:
        yield f"scores above {last.high} have no result"
    for left, right in pairwise(bins):
        if left.high is None or right.low is None or left.high > right.low:
            yield f"`{left.phenotype}` and `{right.phenotype}` overlap"
        elif left.high < right.low or not (left.high_inclusive or right.low_inclusive):
            yield f"scores between `{left.phenotype}` and `{right.phenotype}` have no result"
        elif left.high_inclusive and right.low_inclusive:
            yield f"score {left.high} is both `{left.phenotype}` and `{right.phenotype}`"


def total(content: Content) -> Iterator[Problem]:
    """Every pair of functions maps to one result; score intervals have no gap and no overlap."""
    for gene, folder in content.genes.items():
        name = f"genes/{gene}/results.tsv"
        try:
            rules = resultrules.build(folder.settings, folder.results)
        except (KnowledgeError, ValueError) as error:
            yield Problem(name, 0, "KB401", str(error))
            continue
        if rules.method is PhenotypeMethod.ACTIVITY_SCORE:
            yield from (Problem(name, 0, "KB402", text) for text in gaps(rules.bins))
        elif rules.method is PhenotypeMethod.FUNCTION_PAIR:
            yield from (Problem(name, 0, "KB403", f"no result for {' + '.join(pair)}")
                        for pair in wanted_pairs(folder) if pair not in rules.pairs)
        elif not rules.positives:
            yield Problem(f"genes/{gene}/gene.toml", 0, "KB404", "no allele is reported as positive or negative")


def reachable(folder: GeneFolder) -> Iterator[tuple[str, str]]:
    """(term gene, label) of every result that the gene can have."""
    symbol = folder.settings["symbol"]
    for row in folder.results:
        yield symbol, row["phenotype"]
    positives = folder.settings.get("positives", ())
    for allele in positives:
        for status in ("positive", "negative"):
            yield symbol + allele, f"{allele} {status}"
    if not positives:
        yield symbol, folder.settings.get("indeterminate", "Indeterminate")


def terms(content: Content) -> Iterator[Problem]:
    """Every result has exactly one term of its gene, and every term is a result."""
    rows = content.rows("terms/results.tsv")
    found: dict[tuple[str, str], int] = {}
    for at, row in enumerate(rows):
        key = (row["gene"], row["label"])
        if key in found:
            text = f"`{row['label']}` has a code in line {found[key]}"
            yield Problem("terms/results.tsv", line_of(at), "KB405", text)
        found.setdefault(key, line_of(at))
        if not _CODE.fullmatch(row["code"]):
            text = f"code `{row['code']}` is not a word or an acronym"
            yield Problem("terms/results.tsv", line_of(at), "KB406", text)
    reached = {key for folder in content.genes.values() for key in reachable(folder)}
    for gene, label in sorted(reached - set(found)):
        yield Problem("terms/results.tsv", 0, "KB407", f"no code for `{label}` of {gene}")
    for key, line in found.items():
        if key not in reached and not key[1].startswith("Indeterminate"):
            yield Problem("terms/results.tsv", line, "KB408", f"no genotype of {key[0]} leads to `{key[1]}`")


def activities(content: Content) -> Iterator[Problem]:
    """Activity values are exact numbers; a function without a value in a scored gene makes the score unknown."""
    for gene, folder in content.genes.items():
        name = f"genes/{gene}/alleles.tsv"
        for at, row in enumerate(folder.alleles):
            try:
                value = resultrules.score_of(row["activity"])
            except KnowledgeError as error:
                yield Problem(name, line_of(at), "KB409", str(error))
                continue
            if value is not None and value.value < Decimal(0):
                yield Problem(name, line_of(at), "KB409", f"activity value `{row['activity']}` is negative")


def messages(content: Content) -> Iterator[Problem]:
    """Every note of a gene has a text."""
    known = {row["code"] for row in content.rows("terms/messages.tsv")}
    for gene, folder in content.genes.items():
        yield from (Problem(f"genes/{gene}/gene.toml", 0, "KB410", f"note `{code}` has no text in terms/messages.tsv")
                    for code in folder.settings.get("notes", ()) if code not in known)


ALL: tuple[Callable[[Content], Iterator[Problem]], ...] = (total, terms, activities, messages)
