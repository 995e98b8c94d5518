"""`pgx rules new`: a file with every row that the vocabulary demands, its advice still to be decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from pgx.authoring.axes import Axis, result_axis, subject_of
from pgx.authoring.draft import DraftAdvice, DraftExample, DraftFile, DraftTable, slug
from pgx.authoring.filling import Cells, grid_of, table_rows
from pgx.domain.errors import UsageError
from pgx.rules import RuleError, Vocabulary
from pgx.rules.alphabets import plain
from pgx.rules.reading import Reader
from pgx.rules.suggest import did_you_mean
from pgx.rules.vocabulary import NOT_KNOWN, UNTESTED

TWO_FIELDS = re.compile(r"\*\d+:\d+")      # the names that are reported; longer ones are spellings of them
COLUMNS = frozenset({"gene", "score", "carriage", "marker"})
MOST_ROWS = 400         # beyond, a person cannot read the table that she is to fill in


def skeleton(name: str, drug: str, columns: Sequence[str], vocabulary: Vocabulary, header: Sequence[str]) -> DraftFile:
    """One table about these columns, an advice for every row and cell, and an example for each.

    Raises UsageError for a column that the vocabulary has not, or a table that is too large to read.
    """
    axes = [column_axis(text, vocabulary) for text in columns]
    size = prod(len(axis.known) for axis in axes)
    if size > MOST_ROWS:
        raise UsageError(f"--genes: {size} rows, more than {MOST_ROWS}; write one file for each pair of columns")
    cells = {cell: (advice_of(cell, axes), "-") for cell in product(*(range(len(a.items)) for a in axes))}
    names = dict.fromkeys(advice for advice, _ in cells.values())
    printed = tuple(str(axis.subject) for axis in axes)
    table = DraftTable("-and-".join(slug(str(a.subject).removesuffix(" score")) for a in axes), (drug,), printed,
                       () if len(axes) == 2 else table_rows(cells, axes),
                       grid_of(cells, *axes) if len(axes) == 2 else None,
                       notes=("The row for `unknown` decides what a failed or a missing test means.",))
    return DraftFile(name, tuple(header), tuple(DraftAdvice(n) for n in names), (table,), printed,
                     tuple(examples(cells, axes, vocabulary)))


def column_axis(text: str, vocabulary: Vocabulary) -> Axis:
    """The axis of a gene, an allele, a marker or a score as the language writes it."""
    try:
        subject = subject_of(text)
    except RuleError:
        raise UsageError(f"--genes: `{text}` is no column; write a gene, `GENE score`, an allele or a marker") from None
    if subject.kind not in COLUMNS:
        raise UsageError(f"--genes: `{text}` is no gene, `GENE score`, allele or marker")
    axis = result_axis(text, vocabulary)
    if not axis.known or subject.gene not in vocabulary.genes() | frozenset(vocabulary.carriage):
        raise UsageError(f"--genes: `{text}` has no values in the knowledge base{way_out(subject.gene, vocabulary)}")
    if subject.kind == "carriage" and subject.name not in vocabulary.carriage.get(subject.gene, ()):
        raise UsageError(f"--genes: `{text}` is no allele that is reported{way_out(subject.gene, vocabulary)}")
    return axis


def way_out(gene: str, vocabulary: Vocabulary) -> str:
    """What could be meant instead."""
    alleles = sorted(name for name in vocabulary.carriage.get(gene, ()) if TWO_FIELDS.fullmatch(name))
    markers = [marker for owner, marker in vocabulary.markers if owner == gene]
    if alleles and not vocabulary.results.get(gene):
        return f"; write one of {', '.join(f'{gene}{allele}' for allele in alleles)}"
    if markers and not vocabulary.results.get(gene):
        return f"; write `{gene} {markers[0]}`"
    near = did_you_mean(gene, vocabulary.genes())
    return f"; {near}" if near else ""


def advice_of(cell: Sequence[int], axes: Sequence[Axis]) -> str:
    """A name made of the results; nothing is said about a patient of whom one is not known."""
    codes = [axis.codes[value] for axis, value in zip(axes, cell, strict=True)]
    if any(code in NOT_KNOWN for code in codes):
        return "no-advice"
    return slug("-".join([axes[0].subject.gene, *codes] if len(axes) == 1 else codes))


def examples(cells: Cells, axes: Sequence[Axis], vocabulary: Vocabulary) -> Iterator[DraftExample]:
    """One for each row, one untested, one with two results possible."""
    samples = [{value: sample(axis, value, vocabulary) for value in axis.known} for axis in axes]
    told = {tuple(words[value] for words, value in zip(samples, cell, strict=True)): given
            for cell, (given, _) in cells.items()
            if all(value in words for words, value in zip(samples, cell, strict=True))}
    for words, given in told.items():
        yield DraftExample(words, f"certain {given}")
    yield DraftExample((UNTESTED,) * len(axes), "certain no-advice")
    first, *rest = told
    other = next((words for words in rest if words[:-1] == first[:-1]), None)
    if other:
        yield DraftExample((*first[:-1], f"{first[-1]} or {other[-1]}"), f"possible {told[first]} or {told[other]}")


def sample(axis: Axis, value: int, vocabulary: Vocabulary) -> str:
    """One patient's value: a score that occurs, where the value is an interval of scores."""
    if axis.subject.kind != "score":
        return axis.items[value]
    reader, here = Reader(axis.alphabet), 1 << axis.classes[value]
    return min((plain(s) for s in vocabulary.scores[axis.subject.gene] if reader.mask(s) == here), key=len)
