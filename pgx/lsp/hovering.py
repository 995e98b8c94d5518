"""What stands under the pointer, for a reader: printed names, definitions, identifiers, and how many people it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pgx.lsp.desk import Desk, Document
from pgx.lsp.mentions import Mention, Role, mention_at
from pgx.lsp.shares import Population, per_cent
from pgx.rules.actions import BUILT_IN
from pgx.rules.alphabets import plain
from pgx.rules.compile_parts import build_dose
from pgx.rules.compiled import Dose
from pgx.rules.errors import Span
from pgx.rules.keywords import described
from pgx.rules.syntax import Advice, Subject
from pgx.rules.vocabulary import INDETERMINATE, NOT_KNOWN, UNKNOWN

WORD = re.compile(r"[A-Za-z][\w-]*")
SHOWN = 4            # diplotypes named for a result
MEANINGS = {INDETERMINATE: "tested, without a result that means something", "untested": "no test is on file",
            UNKNOWN: "indeterminate or untested"}


@dataclass(frozen=True, slots=True)
class Hover:
    """Lines of Markdown, and the stretch they are about."""

    lines: tuple[str, ...]
    at: Span


def hover(desk: Desk, document: Document, line: int, column: int, population: Population) -> Hover | None:
    """What there is to say about a 1-based place; None where there is nothing."""
    mention = mention_at(document, line, column)
    if mention is None:
        return keyword(document, line, column)
    lines = tuple(Teller(desk, document, population).about(mention))
    return Hover(lines, mention.at) if lines else None


def keyword(document: Document, line: int, column: int) -> Hover | None:
    """A word of the language."""
    text = document.line(line)
    if text[:column - 1].count('"') % 2 or text.lstrip().startswith("#"):
        return None
    for match in WORD.finditer(text):
        if match.start() < column <= match.end() + 1:
            part = document.part_at(line)
            told = described(match[0], part.text.split()[0] if part and part.text.split() else "")
            return Hover((f"**{match[0]}**: {told}",), Span(line, match.start() + 1, len(match[0]))) if told else None
    return None


class Teller:
    """Says what is known about a mention."""

    def __init__(self, desk: Desk, document: Document, population: Population) -> None:
        self.desk, self.document, self.population = desk, document, population
        self.words, self.known = desk.vocabulary, desk.knowledge

    def about(self, mention: Mention) -> Iterator[str]:
        """Lines on one mention."""
        tell: dict[Role, Callable[[Mention], Iterator[str]]] = {
            Role.ADVICE: self.advice, Role.DRUG: self.drug, Role.COLUMN: self.column, Role.VALUE: self.value,
            Role.REFERENCE: self.reference, Role.STRENGTH: self.strength, Role.FORMULA: self.formula,
            Role.TARGET: self.target}
        yield from tell[mention.role](mention)

    def advice(self, mention: Mention) -> Iterator[str]:
        """What it tells to do; in a table, to whom and to how many."""
        yield from self.meaning(mention)
        for table in self.document.module.tables():
            for number, row in enumerate(table.rows):
                if row.advice.at == mention.at:
                    shares = self.population.of_rows(table, self.desk.around(self.document).scores)
                    who = ", ".join(f"{s} {c}" for s, c in zip(table.columns, row.cells, strict=True))
                    many = f": {per_cent(shares[number])} of the reference population" if shares else ""
                    yield f"given to {who}{many}"

    def meaning(self, mention: Mention) -> Iterator[str]:
        """An advice, built in or of some file."""
        if mention.name in BUILT_IN:
            yield f"**{mention.name}** (built in): " + BUILT_IN_SAID[mention.name]
            return
        modules = [self.document.module, *(other.module for other in self.desk.others(self.document))]
        for module in modules:
            short = mention.name.removeprefix(f"{module.header.name}.")
            found = module.advice().get(short)
            if found is not None and (short == mention.name or "." not in short):
                yield from advice_lines(found)
                return

    def drug(self, mention: Mention) -> Iterator[str]:
        """Ingredient, identifiers and classes."""
        drug = self.known.drugs.get(self.words.drugs.get(mention.name, ""))
        if drug is None:
            return
        yield f"**{drug.name}**" + (f" (`{mention.name}` is another name)" if mention.name != drug.name else "")
        ids = (("RxNorm", drug.rxnorm), ("ATC", ", ".join(drug.atc)), ("ClinPGx", drug.clinpgx))
        yield "  \n".join(f"{name} {value}" for name, value in ids if value)
        if drug.classes:
            yield f"class: {', '.join(drug.classes)}"
        effects = [f"{i.strength} {i.role} of {i.enzyme}" for i in self.known.interactions if i.drug == drug.name]
        if effects:
            yield "; ".join(effects)

    def column(self, mention: Mention) -> Iterator[str]:
        """A gene with its results, or a fact with its unit and values."""
        subject = mention.subject
        if subject is None:
            return
        fact = self.known.facts.get(subject.name) if subject.kind == "fact" else None
        if fact is not None:
            yield f"**{fact.name}**: {fact.label}" + (f", in {fact.unit}" if fact.unit else "")
            if fact.values:
                yield "values: " + ", ".join(fact.values)
        elif subject.gene:
            yield from self.gene(subject)

    def gene(self, subject: Subject) -> Iterator[str]:
        """How a gene's result comes about, and how common each is."""
        symbol = subject.gene
        gene = self.known.genes.get(symbol)
        yield f"**{subject}**" + (f": {KINDS[subject.kind]}" if subject.kind in KINDS else "")
        if gene is None:
            return
        yield f"{gene.inheritance.value}, {gene.chrom}; knowledge {gene.version or self.known.version}"
        codes = self.words.results.get(symbol, ())
        if subject.kind in {"gene", "score"} and codes:
            shares = self.of_results(symbol)
            rows = ((code, self.words.labels.get((symbol, code), ""), shares.get(code, "")) for code in codes)
            yield "\n".join(["| result | | share |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)])
        if subject.kind in {"carriage", "copies", "copies-variant"}:
            yield from self.allele(symbol, subject.name)

    def of_results(self, symbol: str) -> dict[str, str]:
        """Result code -> share of the reference population."""
        worlds = self.population.worlds(symbol, [symbol])
        found: dict[str, float] = {}
        for values, share in worlds or []:
            found[str(values[symbol])] = found.get(str(values[symbol]), 0.0) + share
        return {code: per_cent(share) for code, share in found.items()}

    def allele(self, symbol: str, name: str) -> Iterator[str]:
        """Function, activity value and frequency of one allele."""
        gene = self.known.genes.get(symbol)
        allele = gene.allele(name) if gene else None
        if allele is None:
            return
        told = [allele.function or "function not known"]
        told += [f"activity value {allele.activity}"] if allele.activity is not None else []
        frequency = self.population.frequency(symbol, name)
        told += [f"{per_cent(frequency)} of haplotypes"] if frequency is not None else []
        yield f"{symbol}{'' if name.startswith('*') else ' '}{name}: {', '.join(told)}"

    def value(self, mention: Mention) -> Iterator[str]:
        """One value of a cell: what it means, who has it, and how many the whole cell is about."""
        subject, word = mention.subject, mention.name
        if subject is None or mention.cell is None:
            return
        label = self.words.labels.get((subject.gene, word)) or MEANINGS.get(word) or described(word)
        yield f"**{word}**" + (f": {label}" if label else "")
        if "/" in word and subject.kind in {"gene", "score", "diplotype"}:
            yield from self.pair(subject.gene, word)
        elif subject.kind == "gene" and word not in NOT_KNOWN:
            yield from self.who(subject.gene, word)
        share = self.population.of_cell(subject, mention.cell, self.desk.around(self.document).scores)
        if share is not None and not any("/" in item.word for item in mention.cell.items):
            yield f"`{mention.cell}` is {per_cent(share)} of the reference population"

    def pair(self, symbol: str, word: str) -> Iterator[str]:
        """The alleles and the result of a diplotype."""
        for name in dict.fromkeys(word.split("/")):
            yield from self.allele(symbol, name)
        resolved = self.desk.resolver.diplotype(symbol, word)
        if resolved is not None:
            code, score = resolved
            yield f"result: {self.words.labels.get((symbol, code), code)}" + (
                f", activity score {score}" if score is not None else "")

    def who(self, symbol: str, code: str) -> Iterator[str]:
        """Scores and common diplotypes of a result."""
        bins = [b for b in self.words.bins.get(symbol, ()) if b.result == code]
        if bins:
            scores = [s for s in self.words.scores.get(symbol, ()) if any(b.holds(s) for b in bins)]
            yield f"activity score {', '.join(plain(s) for s in scores[:12])}" + (", ..." if len(scores) > 12 else "")
        result = self.population.result(symbol)
        if result is not None:
            label = self.words.labels.get((symbol, code), "")
            pairs = [d.name for d, p in zip(result.call.possible, result.possible, strict=True) if p.name == label]
            if pairs:
                yield f"for example {', '.join(pairs[:SHOWN])}"

    def reference(self, mention: Mention) -> Iterator[str]:
        """Title and year."""
        found = self.known.references.get(mention.name)
        if found is not None:
            yield f"**{found.id}**: {found.title}" + (f" ({found.year})" if found.year else "")
            yield from ["**retracted**"] if found.retracted else []

    def strength(self, mention: Mention) -> Iterator[str]:
        """Its place on the source's scale."""
        source = self.document.module.header.source
        scale = self.words.strengths.get(source, ())
        if mention.name in scale:
            grade = f"grade {scale.index(mention.name) + 1} of {len(scale)}"
            yield f"**{mention.name}**: {grade} of {source} ({', '.join(scale)})"

    def formula(self, mention: Mention) -> Iterator[str]:
        """Title and unit."""
        found = self.document.module.formulas().get(mention.name)
        if found is not None:
            yield f"**{found.name}**: {found.title or 'formula'}, in {found.unit}"

    def target(self, mention: Mention) -> Iterator[str]:
        """A table, rule or exception by its full name."""
        yield f"**{mention.name}**"


BUILT_IN_SAID = {"no-advice": "the source gives no advice for these patients",
                 "test-first": "order the test before the drug is given"}
KINDS = {"gene": "the gene's result", "score": "the gene's activity score", "diplotype": "the gene's allele pair",
         "marker": "the genotype of one position", "carriage": "whether the allele is carried",
         "copies": "how many copies of the allele", "copies-variant": "how many copies of the variant",
         "inhibitor": "the strongest inhibitor on the medication list",
         "inducer": "the strongest inducer on the medication list"}


def advice_lines(advice: Advice) -> Iterator[str]:
    """An advice in the order it is read."""
    yield f"**{advice.name}**: {advice.action}" + (f", {advice.severity}" if advice.severity else "")
    if advice.instead:
        yield "instead: " + " or ".join(word.text for word in advice.instead)
    yield from (dose_line(build_dose(dose)) for dose in advice.doses)
    yield from (text for text in (advice.say, *advice.followup) if text)
    yield from (f"monitor: {text}" for text in advice.monitor)


def dose_line(dose: Dose) -> str:
    """A dose action in a few words."""
    parts = (dose.kind, dose.phase, dose.low, f"to {dose.high}" if dose.high else "",
             f"up to {dose.cap}" if dose.cap else "", dose.formula)
    return "dose: " + " ".join(part for part in parts if part)
