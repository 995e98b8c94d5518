"""What may be written at the cursor: the words of the language, and the column's own values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pgx.lsp.cursor import Cursor, condition_subject, subject_of
from pgx.lsp.desk import Desk, Document
from pgx.lsp.shares import Population, per_cent
from pgx.rules.actions import ACTIONS, BUILT_IN, SEVERITIES
from pgx.rules.keywords import BLOCK_WORDS, CELL_WORDS, CLAUSE_WORDS, FILE_WORDS, VERDICT_WORDS
from pgx.rules.reading import NUMERIC
from pgx.rules.syntax import Subject
from pgx.rules.values import is_numeric, values_of
from pgx.rules.vocabulary import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Offer:
    """One word to write. `kind`: keyword, value, advice, drug, column, reference or strength."""

    text: str
    kind: str
    detail: str = ""


Source = Callable[["Completer"], Iterable[Offer]]


def complete(desk: Desk, document: Document, cursor: Cursor, population: Population) -> list[Offer]:
    """Words for the place of the cursor, likeliest kinds first, each once."""
    if '"' in cursor.before and cursor.before.count('"') % 2:
        return []                                             # inside quoted text
    found = Completer(desk, document, cursor, population).offers()
    return list({offer.text: offer for offer in reversed(list(found))}.values())[::-1]


class Completer:
    """The offers at one cursor."""

    def __init__(self, desk: Desk, document: Document, cursor: Cursor, population: Population) -> None:
        self.desk, self.document, self.cursor, self.population = desk, document, cursor, population
        self.words = desk.vocabulary

    def offers(self) -> Iterable[Offer]:
        """What fits the kind of line."""
        if self.cursor.in_row:
            return self.row()
        if not self.cursor.clause:
            return self.line_start()
        source = CLAUSES.get((self.cursor.block, self.cursor.clause)) or CLAUSES.get(("", self.cursor.clause))
        return source(self) if source else ()

    def line_start(self) -> Iterator[Offer]:
        """Clauses of this block, then blocks; in a file without a header, what begins a file."""
        clauses = CLAUSE_WORDS.get(self.cursor.block, {})
        yield from (Offer(word, "keyword", told) for word, told in clauses.items())
        if not self.document.draft.headed:
            yield from (Offer(word, "keyword", told) for word, told in FILE_WORDS.items())
        yield from (Offer(word, "keyword", told) for word, told in BLOCK_WORDS.items())

    # ------------------------------------------------------------ rows
    def row(self) -> Iterator[Offer]:
        """What a cell of this table may say."""
        cursor = self.cursor
        if cursor.heading and not (cursor.results and cursor.block == "grid"):
            yield from self.heading()
        elif cursor.block == "examples" and cursor.results:
            yield from self.verdict()
        elif cursor.block == "adjust" and cursor.results:
            yield from (Offer(word, "keyword") for word in ("times", "becomes", "unchanged"))
            yield from (Offer(code, "value") for gene in self.words.results for code in self.words.results[gene])
        elif cursor.block == "grid" and cursor.results and not cursor.heading:
            yield from self.strengths() if cursor.told else self.advice()
        elif cursor.results:
            yield from self.result()
        else:
            yield from self.cell(subject_of(cursor.head))

    def heading(self) -> Iterator[Offer]:
        """Columns left of the double bar, what they give right of it."""
        if not self.cursor.results:
            yield from self.columns()
        elif self.cursor.block == "examples":
            yield Offer("expect", "keyword", VERDICT_WORDS["expect"])
        else:
            names = ("becomes",) if self.cursor.block == "adjust" else ("advice", "strength", "note", "cite")
            yield from (Offer(name, "keyword") for name in names)

    def result(self) -> Iterator[Offer]:
        """A cell under `advice`, `strength` or `cite`."""
        if self.cursor.head == "advice":
            yield from self.advice()
        elif self.cursor.head == "strength":
            yield from self.strengths()
            yield Offer("-", "strength", "none given")
        elif self.cursor.head == "cite":
            yield from self.references()

    def cell(self, subject: Subject | None) -> Iterator[Offer]:
        """The column's own values, and the words that stand for several."""
        if subject is None:
            return
        if subject.kind == "taking" and not subject.drugs:
            yield from self.drugs()
            return
        yield from self.values(subject)
        if self.cursor.block == "examples":
            yield from self.pairs(subject)
            yield Offer("-", "keyword", "not given")
        elif self.cursor.told in {"", "not"}:
            yield from (Offer(word, "keyword", told) for word, told in CELL_WORDS.items())
            yield from [Offer("not", "keyword", "none of these values")] if not self.cursor.told else []
        if self.cursor.told:
            yield Offer("or", "keyword", "another value")

    def values(self, subject: Subject) -> Iterator[Offer]:
        """The values of a column, with their printed names."""
        labels = self.words.labels
        for value in values_of(subject, self.words):
            yield Offer(value, "value", labels.get((subject.gene, value), ""))
        if subject.kind == "score":
            yield from (Offer(f"{score:f}", "value", "activity score") for score in
                        self.words.scores.get(subject.gene, ()))
        elif subject.kind in NUMERIC:
            yield from (Offer(str(n), "value", "copies") for n in range(3))
        if subject.kind == "diplotype":
            yield from self.pairs(subject)
        if is_numeric(subject, self.words) and subject.kind in NUMERIC:
            yield from (Offer(word, "value") for word in NOT_KNOWN)
        yield Offer("unknown", "keyword", CELL_WORDS["unknown"])

    def pairs(self, subject: Subject) -> Iterator[Offer]:
        """The commonest diplotypes of a gene."""
        if subject.kind in {"gene", "score", "diplotype"}:
            for diplotype in self.population.common(subject.gene):
                yield Offer(diplotype.name, "value", per_cent(diplotype.probability))

    def verdict(self) -> Iterator[Offer]:
        """What an example expects."""
        if not self.cursor.told:
            yield from (Offer(word, "keyword", VERDICT_WORDS.get(word, "a calculated dose"))
                        for word in ("certain", "possible", "never", "silent", "dose"))
            return
        yield from self.advice()
        if self.cursor.told.startswith("possible "):
            yield Offer("or", "keyword", "another advice")

    # ------------------------------------------------------------ clauses
    def condition(self) -> Iterator[Offer]:
        """A column, then its values."""
        asked = condition_subject(self.cursor.before)
        if asked:
            yield from self.cell_of(asked)
            return
        yield from self.columns()
        if len(self.cursor.before.split()) > 1:
            yield from (Offer(word, "keyword") for word in ("is", "is not", "is untested"))

    def cell_of(self, asked: str) -> Iterator[Offer]:
        """Values of a column named by its text."""
        subject = subject_of(asked)
        if subject is not None:
            yield from self.values(subject)
            yield Offer("or", "keyword", "another value")

    def columns(self) -> Iterator[Offer]:
        """Everything a column may look at."""
        words = self.words
        before = self.cursor.told.split()[-1:] or [""]
        if before[0] in {"of", "inhibitor", "inducer", "copies"}:
            yield from (Offer(gene, "column") for gene in sorted(words.genes() | words.interacting))
        elif before[0] == "taking":
            yield from self.drugs(classes=True)
        else:
            yield from (Offer(gene, "column", "result") for gene in sorted(words.results))
            yield from (Offer(f"{gene} score", "column", "activity score") for gene in sorted(words.scores))
            yield from (Offer(f"{gene} {marker}", "column", "genotype") for gene, marker in sorted(words.markers))
            yield from (Offer(f"{gene}{allele}", "column", "positive or negative")
                        for gene in sorted(words.carriage) for allele in sorted(words.carriage[gene])
                        if allele.startswith("*") and not words.results.get(gene))
            yield from (Offer(fact.name, "column", f"{fact.kind} {fact.unit}".strip())
                        for fact in words.facts.values())
            yield from (Offer(word, "keyword") for word in ("copies of", "inhibitor of", "inducer of", "taking"))

    def drugs(self, *, classes: bool = False) -> Iterator[Offer]:
        """Drugs by the name rules use."""
        for word, key in self.words.drugs.items():
            yield Offer(word, "drug", "" if word == key else key)
        if classes:
            yield from (Offer(name, "drug", "a class of drugs") for name in sorted(self.words.drug_classes))

    def advice(self) -> Iterator[Offer]:
        """Advice of this file, its own words beside it; blocks that cannot be read yet are named too."""
        for block in self.document.module.advice().values():
            yield Offer(block.name, "advice", block.say or block.action)
        for part in self.document.draft.broken:
            if part.text.split()[:1] == ["advice"] and part.name:
                yield Offer(part.name, "advice")
        yield from (Offer(name, "advice", "built in") for name in BUILT_IN)

    def strengths(self) -> Iterator[Offer]:
        """The grades of this file's source."""
        source = self.document.module.header.source
        yield from (Offer(word, "strength", source) for word in self.words.strengths.get(source, ()))

    def sources(self) -> Iterator[Offer]:
        """Sources with a scale of strengths, and those of the other files."""
        others = (other.module.header.source for other in self.desk.others(self.document))
        yield from (Offer(name, "keyword") for name in sorted({*self.words.strengths, *others} - {""}))

    def references(self) -> Iterator[Offer]:
        """Listed references."""
        for reference in self.desk.knowledge.references.values():
            yield Offer(reference.id, "reference", reference.title)

    def targets(self) -> Iterator[Offer]:
        """Tables and exceptions of every file."""
        yield from (Offer(name, "advice") for name in sorted(self.desk.around(self.document).targets))

    def then(self) -> Iterator[Offer]:
        """Advice, then its strength; in an exception also `as` and what it returns to."""
        words = self.cursor.told.split()[1:]
        if words[:1] == ["as"]:
            yield from self.targets()
        elif words:
            yield from self.strengths()
        else:
            yield from self.advice()
            yield from [Offer("as", "keyword", "as the table named")] if self.cursor.block == "override" else []

    def doses(self) -> Iterator[Offer]:
        """Ways to say a dose, and the file's formulas."""
        yield from (Offer(text, "keyword") for text in DOSES)
        yield from (Offer(name, "advice", "formula") for name in self.document.module.formulas())


DOSES = ("reduce start by", "raise start by", "start at", "maintenance by formula", "at most", "below", "of usual",
         "up to")
CLAUSES: dict[tuple[str, str], Source] = {
    ("", "when"): Completer.condition, ("", "valid"): Completer.condition, ("", "first"): Completer.columns,
    ("", "for"): Completer.drugs, ("", "instead"): Completer.drugs, ("", "cite"): Completer.references,
    ("", "order"): Completer.columns, ("", "dose"): Completer.doses, ("", "override"): Completer.targets,
    ("rule", "then"): Completer.then, ("override", "then"): Completer.then,
    ("", "action"): lambda _: (Offer(name, "keyword") for name in ACTIONS if name not in BUILT_IN),
    ("", "severity"): lambda _: (Offer(name, "keyword") for name in SEVERITIES),
    ("", "source"): Completer.sources,
    ("", "adjust"): lambda at: (Offer(gene, "column") for gene in sorted(at.words.results)),
}
