"""Kinds of patient that given tables can tell apart: one exact value per column, the columns of a gene in step.

Two tables about one drug may look at a gene by result, by score or by allele pair. A patient is the same one for both,
so the values of a gene follow from one allele pair, one score or one result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from pgx.rules.compiled import Alphabet, Program
from pgx.rules.patients import PatientMaker, Resolver
from pgx.rules.reading import GENETIC, Reader, Value
from pgx.rules.sampling import OTHER_PAIR, values
from pgx.rules.tally import Runner
from pgx.rules.vocabulary import Vocabulary

LIMIT = 200_000     # kinds compared at once
LINKED = frozenset({"gene", "score", "diplotype"})
Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of patient, in words, and the class of each column of each program (-1: nothing said)."""

    shown: str
    values: Values


class Kinds:
    """Every kind of patient that some of these programs can tell apart. `size` is how many there are."""

    def __init__(self, programs: Sequence[Program], vocabulary: Vocabulary, resolver: Resolver | None) -> None:
        self.by_key: dict[str, list[Alphabet]] = {}
        for program in programs:
            for alphabet in program.alphabets:
                self.by_key.setdefault(alphabet.key, []).append(alphabet)
        self.readers = {key: [Reader(a) for a in found] for key, found in self.by_key.items()}
        maker = PatientMaker("", self.by_key, vocabulary, resolver or NOBODY)
        self.axes = [self._distinct(axis) for axis in axes(self.by_key, maker, vocabulary, paired=resolver is not None)]
        self.size = prod(len(axis) for axis in self.axes)

    def __iter__(self) -> Iterator[Kind]:
        for chosen in product(*self.axes):
            found: Values = {}
            for part in chosen:
                found |= part
            yield Kind(", ".join(f"{key} {value_text(value)}" for key, value in found.items() if key in self.by_key),
                       found)

    def _distinct(self, axis: Iterable[Values]) -> list[Values]:
        """One of each set of values that no program tells apart."""
        seen: dict[tuple[int, ...], Values] = {}
        for found in axis:
            seen.setdefault(tuple(reader.mask(found[key]) for key in found if key in self.readers
                                  for reader in self.readers[key]), found)
        return list(seen.values())


NOBODY = Resolver(lambda *_: None, lambda *_: "none", lambda *_: False)


def axes(by_key: dict[str, list[Alphabet]], maker: PatientMaker, vocabulary: Vocabulary, *,
         paired: bool) -> Iterator[list[Values]]:
    """One list of joint values per gene, and one per column that stands alone."""
    linked: dict[str, list[str]] = {}
    for key, alphabets in by_key.items():
        if alphabets[0].kind in LINKED:
            linked.setdefault(gene_of(key), []).append(key)
        else:
            yield [{key: value} for _, value in values(alphabets)]
    for gene, keys in linked.items():
        if len(keys) == 1 and (by_key[keys[0]][0].kind != "diplotype" or not paired):
            yield [{keys[0]: value} for _, value in values(by_key[keys[0]])]
        else:
            yield [{k: v for k, v in found.items() if k in keys}
                   for found in in_step(gene, [a for key in keys for a in by_key[key]], maker, vocabulary)]


def gene_of(key: str) -> str:
    """`CYP2D6` of `CYP2D6 score`."""
    return key.partition(" ")[0]


def in_step(gene: str, alphabets: Sequence[Alphabet], maker: PatientMaker, vocabulary: Vocabulary) -> Iterator[Values]:
    """Values of a gene that follow from one pair, score or result; then the two unknown ones."""
    pairs = dict.fromkeys(word for a in alphabets if a.kind == "diplotype" for word, _ in a.words if "/" in word)
    for pair in pairs:
        found = maker.of_pair(gene, pair)
        if found is not None:
            yield found
    for result in vocabulary.known_results(gene):
        for found in maker.of_result(gene, result):
            yield found
            yield found | {f"{gene} diplotype": OTHER_PAIR}
    for word in ("indeterminate", "untested"):
        yield maker.of_word(gene, word)


def value_text(value: Value) -> str:
    """A value in words."""
    return value if isinstance(value, str) else f"{getattr(value, 'value', value)}"


class Asked:
    """One program, asked about kinds of patient."""

    def __init__(self, program: Program) -> None:
        self.program, self.runner = program, Runner(program)
        self.columns = [(a.key, self.runner.readers[i], a.kind in GENETIC) for i, a in enumerate(program.alphabets)]

    def row(self, kind: Kind) -> int:
        """The row this patient gets, SILENT (-1) for none."""
        classes = [reader.mask(kind.values.get(key, "untested" if genetic else "unknown")).bit_length() - 1
                   for key, reader, genetic in self.columns]
        return self.runner.outcome(classes)[0]
