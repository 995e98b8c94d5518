"""PGX101-PGX109: every name is known, spelt as the vocabulary spells it, and a value of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pgx.rules.errors import Mark, Problem, Span
from pgx.rules.reading import ordered_pair
from pgx.rules.suggest import did_you_mean
from pgx.rules.syntax import Cell, Item, Module, Remind, Subject, Word
from pgx.rules.values import values_of
from pgx.rules.vocabulary import NOT_KNOWN, Vocabulary
from pgx.rules.walk import alternatives, conditions, example_conditions, scope_drugs

COMPLEMENT = str.maketrans("ACGT", "TGCA")
WORD_KINDS = ("gene", "carriage", "marker", "diplotype", "inhibitor", "inducer", "taking")


def check_words(module: Module, vocabulary: Vocabulary) -> Iterator[Problem]:
    """All complaints about names in one file."""
    speller = Speller(module.file, vocabulary)
    seen: set[Subject] = set()
    good: dict[Subject, bool] = {}
    for source, in_examples in ((conditions(module), False), (example_conditions(module), True)):
        for subject, cell in source:
            if subject not in seen:
                seen.add(subject)
                found = list(speller.subject(subject))
                good[subject] = not found
                yield from found
            if good[subject]:
                yield from speller.cell(subject, cell, in_examples=in_examples)
    for word in (*scope_drugs(module), *alternatives(module)):
        yield from speller.drug(word)
    for block in module.blocks:
        if isinstance(block, Remind):
            for target in block.order:
                yield from speller.order(target)


def squash(text: str) -> str:
    """A word without case and punctuation, to recognise spelling variants."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


class Speller:
    """Compares words with the vocabulary."""

    def __init__(self, file: str, vocabulary: Vocabulary) -> None:
        self.file, self.known = file, vocabulary

    def _problem(self, code: str, at: Span, message: str, *helps: str) -> Problem:
        return Problem(code, "error", self.file, at, message, tuple(text for text in helps if text))

    def _spelling(self, text: str, right: str, at: Span) -> Problem:
        """PGX109: one word can be meant, and the complaint can mend it."""
        return replace(self._problem("PGX109", at, f"`{text}` is a spelling of `{right}`", f"write `{right}`"),
                       fix=right)

    def subject(self, subject: Subject) -> Iterator[Problem]:
        """Whether a column exists."""
        kind = subject.kind
        if kind == "fact":
            yield from self._fact(subject)
        elif kind == "taking":
            for drug in subject.drugs:
                yield from self.drug(Word(drug, subject.at), classes=True)
        elif kind == "copies" and not subject.name:
            yield from self._unknown("PGX103", subject.gene, subject.at, self._alleles(),
                                     f"`{subject.gene}` is no allele of a gene")
        elif subject.gene not in self.known.genes() and not (kind in {"carriage", "copies"} and
                                                              subject.gene in self.known.carriage):
            if kind not in {"inhibitor", "inducer"} or subject.gene not in self.known.interacting:
                yield from self._gene(subject)
        else:
            yield from self._part(subject)

    def _alleles(self) -> frozenset[str]:
        """Every star allele with its gene, as rules write it."""
        known = self.known.alleles.items()
        return frozenset(f"{gene}{name}" for gene, names in known for name in names if name.startswith("*"))

    def _gene(self, subject: Subject) -> Iterator[Problem]:
        genes = self.known.genes() | frozenset(self.known.carriage)
        yield from self._unknown("PGX101", subject.gene, subject.at, genes, f"`{subject.gene}` is not a known gene")

    def _unknown(self, code: str, text: str, at: Span, options: frozenset[str], message: str) -> Iterator[Problem]:
        if text in self.known.retired:
            into = self.known.retired[text]
            yield self._problem("PGX107", at, f"`{text}` is retired", f"write `{into}`" if into else "")
            return
        same = sorted(option for option in options if squash(option) == squash(text))
        if len(same) == 1:
            yield self._spelling(text, same[0], at)
            return
        yield self._problem(code, at, message, did_you_mean(text, options))

    def _fact(self, subject: Subject) -> Iterator[Problem]:
        facts = frozenset(self.known.facts)
        if subject.name in facts:
            return
        same = [gene for gene in self.known.genes() if squash(gene) == squash(subject.name)]
        if same:
            yield self._spelling(subject.name, same[0], subject.at)
            return
        near = did_you_mean(subject.name, facts)
        yield self._problem("PGX102", subject.at, f"`{subject.name}` is not a known fact", near,
                            "" if near else "facts: " + ", ".join(sorted(facts)))

    def _part(self, subject: Subject) -> Iterator[Problem]:
        """The allele, marker or score of a known gene."""
        gene, name, known = subject.gene, subject.name, self.known
        if subject.kind == "marker" and (gene, name) not in known.markers:
            markers = frozenset(marker for other, marker in known.markers if other == gene)
            yield from self._unknown("PGX103", name, subject.at, markers, f"`{name}` is not a marker of {gene}")
        elif subject.kind == "carriage":
            yield from self._allele(gene, name, subject.at, known.carriage.get(gene, frozenset()))
        elif subject.kind in {"copies", "copies-variant"}:
            yield from self._allele(gene, name, subject.at, known.alleles.get(gene, frozenset()))
        elif subject.kind == "score" and not known.scores.get(gene):
            yield self._problem("PGX101", subject.at, f"{gene} has no activity score", f"use its result: `{gene}`")
        elif subject.kind == "gene" and not known.results.get(gene):
            yield self._problem("PGX101", subject.at, f"{gene} has no results of its own",
                                "use one of its alleles or markers")

    def _allele(self, gene: str, name: str, at: Span, options: frozenset[str]) -> Iterator[Problem]:
        if name in options:
            return
        sep = "" if name.startswith("*") else " "
        full = frozenset(f"{gene}{sep}{option}" for option in options)
        yield from self._unknown("PGX103", f"{gene}{sep}{name}", at, full, f"`{name}` is not an allele of {gene}")

    def cell(self, subject: Subject, cell: Cell, *, in_examples: bool) -> Iterator[Problem]:
        """Whether every word of a cell is a value of its column. A complaint also shows the column's head."""
        if cell.keyword and not in_examples:
            return
        head = (Mark(subject.at, "this column"),)
        for problem in self._items(subject, cell, in_examples=in_examples):
            yield problem if problem.at.line == subject.at.line else replace(problem, also=head)

    def _items(self, subject: Subject, cell: Cell, *, in_examples: bool) -> Iterator[Problem]:
        for item in cell.items:
            if item.word:
                yield from self._value(subject, item, in_examples=in_examples)
            elif subject.kind in WORD_KINDS or not self._numeric(subject):
                yield self._problem("PGX102", item.at, f"{subject} is not a number",
                                    "its values: " + ", ".join(values_of(subject, self.known)))

    def _numeric(self, subject: Subject) -> bool:
        return subject.kind in {"score", "copies", "copies-variant"} or (
            subject.kind == "fact" and self.known.facts[subject.name].kind == "number")

    def _value(self, subject: Subject, item: Item, *, in_examples: bool) -> Iterator[Problem]:
        word, known = item.word, self.known
        if word in {"unknown", "otherwise"} and subject.kind != "taking":   # a formula may read an unknown fact
            return
        if subject.kind == "taking" and not subject.drugs:
            yield from self.drug(Word(word, item.at))
            return
        if "/" in word and (subject.kind == "diplotype" or (in_examples and subject.kind in {"gene", "score"})):
            yield from self._diplotype(subject.gene, item)
            return
        if subject.kind == "diplotype" and word in NOT_KNOWN:
            return
        values = values_of(subject, known)
        if word in values or (subject.kind == "marker" and ordered_pair(word) in {ordered_pair(v) for v in values}):
            return
        yield self._wrong_value(subject, item, values)

    def _diplotype(self, gene: str, item: Item) -> Iterator[Problem]:
        alleles = self.known.alleles.get(gene, frozenset())
        for allele in item.word.split("/"):
            if alleles and allele not in alleles:
                yield from self._allele(gene, allele, item.at, alleles)

    def _wrong_value(self, subject: Subject, item: Item, values: tuple[str, ...]) -> Problem:
        word, shown = item.word, subject.name if subject.kind == "fact" else str(subject)
        if word in self.known.retired:
            return self._problem("PGX107", item.at, f"`{word}` is retired", f"write `{self.known.retired[word]}`")
        if subject.kind == "marker" and ordered_pair(word.translate(COMPLEMENT)) in {ordered_pair(v) for v in values}:
            right = next(v for v in values if ordered_pair(v) == ordered_pair(word.translate(COMPLEMENT)))
            return self._problem("PGX108", item.at, f"`{word}` is written on the other strand of {shown}",
                                 f"write `{right}`")
        same = [value for value in values if value.casefold() == word.casefold()]
        if len(same) == 1:
            return self._spelling(word, same[0], item.at)
        labels = {code: self.known.labels[subject.gene, code] for code in values
                  if (subject.gene, code) in self.known.labels}
        noun = "result" if subject.kind == "gene" else "value"
        return self._problem("PGX102", item.at, f"`{word}` is not a {shown} {noun}",
                             did_you_mean(word, values, labels), f"{shown} {noun}s: {', '.join(values)}")

    def drug(self, word: Word, *, classes: bool = False) -> Iterator[Problem]:
        """Whether a drug is known, by the name of its ingredient."""
        known = self.known
        if classes and word.text in known.drug_classes:
            return
        if word.text in known.drugs:
            name = "-".join(re.findall(r"[a-z0-9]+", known.drugs[word.text].casefold()))
            if classes and name != word.text:
                yield self._problem("PGX109", word.at, f"`{word.text}` is another name of `{name}`", f"write `{name}`")
            return
        if word.text in known.brands:
            yield self._problem("PGX104", word.at, f"`{word.text}` is a brand", f"write `{known.brands[word.text]}`")
            return
        options = frozenset(known.drugs) | (known.drug_classes if classes else frozenset())
        yield from self._unknown("PGX104", word.text, word.at, options, f"`{word.text}` is not a known drug")

    def order(self, word: Word) -> Iterator[Problem]:
        """Whether a test to order is a gene, an allele or a marker."""
        gene, sep, allele = word.text.partition("*")
        gene, _, marker = gene.partition(" ")
        kind = "carriage" if sep else "marker" if marker else "gene"
        yield from self.subject(Subject(kind, gene, f"*{allele}" if sep else marker, at=word.at)) if kind != "gene" \
            else self._ordered_gene(gene, word.at)

    def _ordered_gene(self, gene: str, at: Span) -> Iterator[Problem]:
        if gene not in self.known.genes() and gene not in self.known.carriage:
            yield from self._gene(Subject("gene", gene, at=at))

