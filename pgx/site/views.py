"""What the pages show, as plain data: a view for each file, table, advice and drug."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pgx.alerts.advice import stated
from pgx.domain.knowledge import Knowledge
from pgx.lookup import Lookup
from pgx.render import catalogue, sentences
from pgx.rules import RuleSet, Vocabulary
from pgx.rules.compiled import Guideline
from pgx.rules.printing import cell, change, condition, expression, term, words
from pgx.rules.syntax import Adjust, Cell, Citation, Formula, Module, Override, Remind, Row, Rule, Subject, Table, Test
from pgx.site.comparing import Matrix, Sources

LINKS = {"PMID": "https://pubmed.ncbi.nlm.nih.gov/{}/", "DOI": "https://doi.org/{}", "URL": "{}"}
SAID = {"unknown": "not tested or no clear result", "untested": "not tested", "indeterminate": "no clear result",
        "any": "any", "otherwise": "any other"}


@dataclass(frozen=True, slots=True)
class Cite:
    """A reference as a link where it has an address."""

    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Given:
    """The advice of a row: `anchor` is "" for the built-in ones, which have no block."""

    name: str
    anchor: str
    strength: str
    row: str
    tested: bool


@dataclass(frozen=True, slots=True)
class TableView:
    """A table or grid as printed. `across` are the headings of a grid, "" for a table."""

    name: str
    title: str
    drugs: str
    when: tuple[str, ...]
    heads: tuple[str, ...]
    across: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[Given, ...]], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdviceView:
    """What to do, as sentences."""

    name: str
    action: str
    severity: str
    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Extra:
    """A rule, reminder, exception, equation or phenoconversion table: a heading, lines and rows."""

    kind: str
    name: str
    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class FileView:
    """One guideline file."""

    name: str
    title: str
    source: str
    file: str
    hash: str
    review: str
    drugs: tuple[str, ...]
    genes: tuple[str, ...]
    cites: tuple[Cite, ...]
    notes: tuple[str, ...]
    tables: tuple[TableView, ...]
    advice: tuple[AdviceView, ...]
    extras: tuple[Extra, ...]
    reached: int
    rows: int


@dataclass(frozen=True, slots=True)
class DrugView:
    """One drug: which files speak of it, and what each source says when one gene is known."""

    name: str
    files: tuple[FileView, ...]
    matrices: tuple[Matrix, ...]

    @property
    def genes(self) -> tuple[str, ...]:
        """Genes that decide about it."""
        return tuple(sorted({matrix.gene for matrix in self.matrices}))


@dataclass(frozen=True, slots=True)
class Site:
    """Everything."""

    files: tuple[FileView, ...]
    drugs: tuple[DrugView, ...]
    version: str
    sha256: str


def site_of(modules: Sequence[Module], ruleset: RuleSet, vocabulary: Vocabulary, knowledge: Knowledge,
            reached: Collection[str]) -> Site:
    """The views of these files. `reached`: ids of the rows that examples reach."""
    files = tuple(FileMaker(module, ruleset.guidelines[module.header.name], vocabulary, reached).view()
                  for module in modules)
    sources = Sources(ruleset, knowledge, Lookup(ruleset, knowledge), frozenset(file.name for file in files))
    names = sorted({drug for file in files for drug in file.drugs})
    drugs = tuple(DrugView(name, tuple(f for f in files if name in f.drugs),
                           tuple(sources.matrices(name))) for name in names)
    return Site(files, drugs, vocabulary.version, ruleset.sha256.removeprefix("sha256:")[:12])


class FileMaker:
    """Builds the view of one file."""

    def __init__(self, module: Module, guideline: Guideline, vocabulary: Vocabulary, reached: Collection[str]) -> None:
        self.module, self.guideline, self.vocabulary, self.reached = module, guideline, vocabulary, reached
        self.own = module.advice()
        self.words = catalogue.load("en")

    def view(self) -> FileView:
        """The file."""
        head, tables = self.module.header, tuple(map(self._table, self.module.tables()))
        given = [g for table in tables for _, cells in table.rows for g in cells]
        return FileView(
            head.name, head.title or head.name, f"{head.source} {head.edition}".strip(), self.module.file,
            self.guideline.hash[:12], head.review, self._drugs(), self._genes(), tuple(map(cite, head.cites)),
            head.notes, tables, tuple(map(self._advice, self.own)), tuple(self._extras()),
            sum(g.tested for g in given), len(given))

    def _drugs(self) -> tuple[str, ...]:
        found = [word.text for block in self.module.blocks if isinstance(block, Table | Rule | Remind)
                 for word in block.drugs]
        return tuple(dict.fromkeys(self.vocabulary.drugs.get(word, word) for word in found))

    def _genes(self) -> tuple[str, ...]:
        found = [subject.gene for table in self.module.tables() for subject in table.columns if subject.gene]
        return tuple(dict.fromkeys(found))

    def _advice(self, name: str) -> AdviceView:
        said = next(a for a in self.guideline.advice if a.name == name)
        told = stated(said)
        text = sentences.advised(" or ".join(self._drugs()), told, self.words)
        return AdviceView(name, said.action, said.severity, text, self.own[name].notes)

    def _table(self, table: Table) -> TableView:
        heads = tuple(map(str, table.columns))
        rows = list(table.rows)
        when = tuple(map(condition, table.guard))
        drugs = words(table.drugs)
        if not table.grid:
            plain = tuple((self._cells(table, row), (self._given(table, row),)) for row in rows)
            return TableView(table.name, table.title, drugs, when, heads, (), plain, table.notes)
        width = sum(row.cells[0] == rows[0].cells[0] for row in rows)
        across = tuple(self._cell(table.columns[1], row.cells[1]) for row in rows[:width])
        lines = [rows[n:n + width] for n in range(0, len(rows), width)]
        told = tuple(((self._cell(table.columns[0], line[0].cells[0]),),
                      tuple(self._given(table, row) for row in line)) for line in lines)
        return TableView(table.name, table.title, drugs, when, heads, across, told, table.notes)

    def _cells(self, table: Table, row: Row) -> tuple[str, ...]:
        return tuple(self._cell(s, c) for s, c in zip(table.columns, row.cells, strict=True))

    def _cell(self, subject: Subject, found: Cell) -> str:
        """A cell in printed words: results by their label, unknowns spelt out."""
        codes = self.vocabulary.known_results(subject.gene) if subject.kind == "gene" else ()
        labels = {code: self.vocabulary.labels[subject.gene, code] for code in codes}
        known = {**labels, **SAID}
        text = " or ".join(known.get(part, part) for part in cell(found).removeprefix("not ").split(" or "))
        return f"not {text}" if found.negated else text

    def _given(self, table: Table, row: Row) -> Given:
        name = row.advice.text
        ident = f"{self.module.header.name}.{table.name}[{row.printed}]"
        return Given(name, f"advice-{name}" if name in self.own else "", row.strength.text if row.strength else "",
                     ident, ident in self.reached)

    def _extras(self) -> Iterator[Extra]:
        for block in self.module.blocks:
            if isinstance(block, Rule):
                yield Extra("Extra alert", block.name, (f"for {words(block.drugs)}", *conditions(block.guard),
                                                        f"gives {block.advice.text}", block.because))
            elif isinstance(block, Remind):
                order = ", ".join(word.text for word in block.order)
                yield Extra("Reminder", block.name, (f"for {words(block.drugs)}", *conditions(block.guard),
                                                     f"order {order}", block.say))
            elif isinstance(block, Override):
                given = block.advice.text if block.advice else f"as {block.as_before.text}" if block.as_before else ""
                yield Extra("Exception", block.name, (f"to {block.target.text}", *conditions(block.guard),
                                                      f"gives {given}", block.because, f"until {block.until}"))
            elif isinstance(block, Formula):
                yield formula(block)
            elif isinstance(block, Adjust):
                rows = ((*(cell(c) for c in cells), change(done)) for cells, done in block.rows)
                yield Extra("Phenoconversion", block.name, (), ((*map(str, block.columns), "becomes"), *rows))


def conditions(tests: Sequence[Test]) -> list[str]:
    """`when` lines."""
    return [f"{'and' if n else 'when'} {condition(test)}" for n, test in enumerate(tests)]


def formula(block: Formula) -> Extra:
    """An equation as its table of coefficients."""
    lines = [f"gives {block.unit}", *(f"valid while {condition(test)}" for test in block.valid)]
    if block.give is not None:
        lines.append(f"result: {expression(block.give)}")
    rows = [(f"{name}: {term(t)}", f"{t.coefficient:f}") for name, terms in block.sums for t in terms]
    return Extra("Equation", block.name, (*([block.title] if block.title else []), *lines), tuple(rows))


def cite(found: Citation) -> Cite:
    """A citation with its address."""
    kind, _, rest = found.id.partition(":")
    text = f"{found.id} ({found.text})" if found.text else found.id.removeprefix("URL:")
    return Cite(text, LINKS[kind].format(rest) if kind in LINKS else "")


def by_source(views: Sequence[FileView]) -> Mapping[str, list[FileView]]:
    """Files by source, in their order."""
    found: dict[str, list[FileView]] = {}
    for view in views:
        found.setdefault(view.source.partition(" ")[0] or view.name, []).append(view)
    return found
