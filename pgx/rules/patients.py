"""Example rows to groups: the patient that a line of `examples` describes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from pgx.rules.alphabets import in_unit
from pgx.rules.errors import Span
from pgx.rules.findings import Candidate, Group
from pgx.rules.reading import Value, ordered_pair
from pgx.rules.syntax import Cell, Example, Item, Subject
from pgx.rules.vocabulary import INDETERMINATE, NOT_KNOWN, UNKNOWN, AtLeast, Vocabulary

Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Resolver:
    """What the language cannot know itself. `diplotype(gene, "*1/*2")` -> (result code, score or None), None for an
    unknown allele; `level(role, gene, taking, drug)` -> strong, moderate, weak or none; `takes(word, taking)`: whether
    the list holds that drug or one of that class."""

    diplotype: Callable[[str, str], tuple[str, Decimal | AtLeast | None] | None]
    level: Callable[[str, str, Sequence[str], str], str]
    takes: Callable[[str, Sequence[str]], bool]


class NoPatient(Exception):  # noqa: N818 - becomes a Problem
    """A cell that describes no patient."""

    def __init__(self, message: str, at: Span) -> None:
        self.at = at
        super().__init__(message)


class PatientMaker:
    """Builds the groups of one example for one drug."""

    def __init__(self, drug: str, columns: Iterable[str], vocabulary: Vocabulary, resolver: Resolver) -> None:
        self.drug, self.columns, self.vocabulary, self.resolver = drug, tuple(columns), vocabulary, resolver

    def groups(self, subjects: Sequence[Subject], row: Example) -> list[Group]:
        """One group per gene, one per fact. Raises NoPatient for a cell that cannot be read."""
        genes: dict[str, list[list[Values]]] = {}
        found: list[Group] = []
        for subject, cell in zip(subjects, row.cells, strict=True):
            if subject.kind == "taking" and not subject.drugs:
                found += self._taking([] if cell is None else [item.word for item in cell.items])
            elif cell is None:
                continue
            elif subject.kind in {"fact", "taking", "inhibitor", "inducer"}:
                found.append(self._fact(subject, cell))
            else:
                genes.setdefault(subject.gene, []).append(
                    [v for item in cell.items for v in self._genetic(subject, item)])
        return [*(self._gene(gene, parts) for gene, parts in genes.items()), *found]

    def of_pair(self, gene: str, pair: str) -> Values | None:
        """Every column of a gene that follows from an allele pair; None when the pair has no result."""
        return None if self.resolver.diplotype(gene, pair) is None else self._pair(gene, Item(pair))

    def of_result(self, gene: str, result: str) -> list[Values]:
        """The same from a result, once per score that gives it; alleles not known."""
        return self._result(gene, result)

    def of_word(self, gene: str, word: str) -> Values:
        """The same for `untested` or `indeterminate`."""
        return self._same(Subject("gene", gene), word)

    def _gene(self, gene: str, parts: Sequence[Sequence[Values]]) -> Group:
        candidates = []
        for combination in product(*parts):
            values: Values = {}
            for part in combination:
                values |= part
            candidates.append(Candidate(values, 1.0, gene))
        return Group(gene, tuple(candidates))

    def _fact(self, subject: Subject, cell: Cell) -> Group:
        key = str(subject)
        return Group(key, tuple(Candidate({key: self._exact(subject, item)}) for item in cell.items))

    def _exact(self, subject: Subject, item: Item) -> Value:
        if item.word:
            return item.word
        if len(item.bounds) == 2 and item.bounds[0].quantity.value == item.bounds[1].quantity.value:
            return in_unit(item.bounds[0].quantity, subject, self.vocabulary)
        if len(item.bounds) == 1 and item.bounds[0].op == ">=":
            return AtLeast(item.bounds[0].quantity.value)
        raise NoPatient(f"an example needs exact numbers, not `{item.text}`", item.at)

    def _taking(self, taking: Sequence[str]) -> list[Group]:
        """What a medication list says in every column that asks about drugs."""
        found = []
        drugs = [self.vocabulary.drugs.get(word, word) for word in taking]
        for key in self.columns:
            role, _, rest = key.partition(" of ")
            if role in {"inhibitor", "inducer"}:
                value = self.resolver.level(role, rest, drugs, self.drug)
            elif key.startswith("taking "):
                words = key.removeprefix("taking ").split(" or ")
                value = "yes" if any(self.resolver.takes(word, drugs) for word in words) else "no"
            else:
                continue
            found.append(Group(key, (Candidate({key: value}),)))
        return found

    def _genetic(self, subject: Subject, item: Item) -> list[Values]:
        """Alternatives of one gene column's item, with everything that follows from them."""
        if item.word == UNKNOWN:
            return [self._same(subject, word) for word in NOT_KNOWN]
        if item.word in NOT_KNOWN:
            return [self._same(subject, item.word)]
        if subject.kind in {"gene", "score", "diplotype"} and "/" in item.word:
            return [self._pair(subject.gene, item)]
        if subject.kind == "gene":
            return self._result(subject.gene, item.word)
        if subject.kind == "score":
            return [self._score(subject.gene, self._exact(subject, item))]
        return [{str(subject): ordered_pair(item.word) if item.word else self._exact(subject, item)}]

    def _own(self, gene: str) -> list[str]:
        """Columns of this gene that follow from its alleles."""
        starts = (f"{gene} diplotype", f"{gene}*", f"copies of {gene}*", f"copies of {gene} ")
        return [key for key in self.columns if key.startswith(starts)]

    def _same(self, subject: Subject, word: str) -> Values:
        if subject.kind not in {"gene", "score", "diplotype"}:
            return {str(subject): word}
        gene = subject.gene
        return {gene: word, f"{gene} score": word, **dict.fromkeys(self._own(gene), word)}

    def _pair(self, gene: str, item: Item) -> Values:
        resolved = self.resolver.diplotype(gene, item.word)
        if resolved is None:
            raise NoPatient(f"`{item.word}` has no result in the knowledge base", item.at)
        result, score = resolved
        values: Values = {gene: result, f"{gene} score": INDETERMINATE if score is None else score}
        alleles = item.word.split("/")
        for key in self._own(gene):
            name = key.removeprefix("copies of ").removeprefix(gene).strip()
            copies = sum(allele == name for allele in alleles)
            if key.endswith(" diplotype"):
                values[key] = ordered_pair(item.word)
            else:
                values[key] = Decimal(copies) if key.startswith("copies") else "positive" if copies else "negative"
        return values

    def _result(self, gene: str, result: str) -> list[Values]:
        """A result without a diplotype: every score that gives it, alleles not known."""
        blind: Values = dict.fromkeys(self._own(gene), INDETERMINATE)
        bins = self.vocabulary.bins.get(gene, ())
        scores: list[Value] = [s for s in self.vocabulary.scores.get(gene, ())
                               if any(b.holds(s) and b.result == result for b in bins)]
        return [{gene: result, f"{gene} score": score, **blind} for score in scores or [INDETERMINATE]]

    def _score(self, gene: str, score: Value) -> Values:
        bins = self.vocabulary.bins.get(gene, ())
        result = next((b.result for b in bins if isinstance(score, Decimal) and b.holds(score)), INDETERMINATE)
        return {gene: result, f"{gene} score": score, **dict.fromkeys(self._own(gene), INDETERMINATE)}

