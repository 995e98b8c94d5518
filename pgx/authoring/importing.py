"""`pgx rules import`: recommendation rows -> draft files, one for each drug of a source, with what does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from pgx.authoring.axes import Axis
from pgx.authoring.draft import DraftAdvice, DraftFile, DraftTable, note, slug
from pgx.authoring.filling import Given, grid_of, table_rows
from pgx.authoring.keyed import Key, alleles_of, read_key
from pgx.authoring.sources import Lookup, SourceRow
from pgx.authoring.spaces import Space, space_of
from pgx.domain.errors import UsageError
from pgx.domain.knowledge import Knowledge, SourcePopulation
from pgx.facts.context import resolve_drug
from pgx.knowledge.vocabulary import word
from pgx.lookup.query import TABLE, population_of
from pgx.rules import Vocabulary
from pgx.rules.actions import BUILT_IN
from pgx.rules.vocabulary import NOT_KNOWN

SILENT = "no-advice"
SAYS_NOTHING = re.compile(r"(no recommendation|n/?a)?\.?", re.IGNORECASE)
LONGEST_NAME = 40
Texts = dict[tuple[int, ...], tuple[int, ...]]      # cell -> numbers of the entries that speak of it


@dataclass(slots=True)
class Report:
    """What became of the rows of one drug. `gaps`: table -> kinds of patient of which the source says nothing; they get
    no-advice. `overlaps`: keys with more than one text: both stand in the notes. `unread`: keys that were left out."""

    file: str
    drug: str
    rows: int = 0
    keys: int = 0
    tables: dict[str, int] = field(default_factory=dict)
    gaps: dict[str, int] = field(default_factory=dict)
    overlaps: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of one source row."""

    key: Key
    row: SourceRow
    lookup: Lookup

    @property
    def printed(self) -> str:
        """The key for people."""
        return printed(self.lookup)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft file, and which keys it was made from."""

    file: DraftFile
    report: Report
    entries: tuple[tuple[str, Entry, Given], ...]       # table, key, what its row gives


def drafts(rows: Iterable[SourceRow], vocabulary: Vocabulary, knowledge: Knowledge,
           header: Sequence[str] = ()) -> Iterator[Draft]:
    """A draft for each source and drug, in the order of the rows. `header` replaces that of the source."""
    found: dict[tuple[str, str], list[SourceRow]] = {}
    for row in rows:
        found.setdefault((row.source, row.drug.strip().lower()), []).append(row)
    for (source, drug), own in found.items():
        yield Drafter(source, drug, own, vocabulary, knowledge).draft(header)


class Drafter:
    """Builds the draft of one drug."""

    def __init__(self, source: str, drug: str, rows: Sequence[SourceRow], vocabulary: Vocabulary,
                 knowledge: Knowledge) -> None:
        self.source, self.rows, self.vocabulary, self.knowledge = source, rows, vocabulary, knowledge
        self.report = Report(f"{word(drug)}.pgx", drug, len(rows))
        self.drug = self._word(drug)
        self.names: dict[tuple[str, ...], str] = {}
        self.notes: dict[str, dict[str, None]] = {}
        self.scale = vocabulary.strengths.get(source, ())

    def _word(self, drug: str) -> str:
        try:
            return word(resolve_drug(drug, self.knowledge).name)
        except UsageError as error:
            self.report.remarks.append(str(error))
            return word(drug)

    def draft(self, header: Sequence[str] = ()) -> Draft:
        """The file, its report and its keys."""
        tables: list[DraftTable] = []
        placed: list[tuple[str, Entry, Given]] = []
        for (kind, population), rows in self._kinds().items():
            groups: dict[tuple[str, ...], list[Entry]] = {}
            for entry in self._entries(rows):
                groups.setdefault(tuple(sorted(entry.key)), []).append(entry)
            for columns, entries in groups.items():
                name = self._unique(kind, population, columns, [t.name for t in tables])
                table, given = self._table(name, population, columns, entries)
                tables.append(table)
                placed += [(name, entry, given[n]) for n, entry in enumerate(entries)]
        advice = tuple(DraftAdvice(name, tuple(said)) for name, said in self.notes.items())
        file = DraftFile(f"{self.source.lower()}.{self.drug}", tuple(header) or self._header(), advice, tuple(tables))
        return Draft(file, self.report, tuple(placed))

    def _kinds(self) -> dict[tuple[str, str], list[SourceRow]]:
        """Rows by kind of table and by the population that is told apart by facts."""
        found: dict[tuple[str, str], list[SourceRow]] = {}
        for row in self.rows:
            found.setdefault((row.kind, row.population if self._who(row.population).facts else ""), []).append(row)
        return found

    def _who(self, population: str) -> SourcePopulation:
        try:
            return population_of(self.source, population, self.knowledge)
        except UsageError:
            self._remark(f"population `{population}` is not known: its rows are as for everybody")
            return SourcePopulation()

    def _remark(self, text: str) -> None:
        if text not in self.report.remarks:
            self.report.remarks.append(text)

    def _entries(self, rows: Sequence[SourceRow]) -> Iterator[Entry]:
        alleles = self._alleles(rows)
        for row in rows:
            for lookup in row.lookups:
                try:
                    yield from (Entry(key, row, lookup) for key in read_key(lookup, alleles, self.knowledge))
                    self.report.keys += 1
                except UsageError as error:
                    self.report.unread.append(f"{printed(lookup)}: {error}")

    def _alleles(self, rows: Sequence[SourceRow]) -> dict[str, tuple[str, ...]]:
        readable = []
        for lookup in (lookup for row in rows for lookup in row.lookups):
            try:
                alleles_of([lookup], self.knowledge)
            except UsageError:
                continue
            readable.append(lookup)
        return alleles_of(readable, self.knowledge)

    def _unique(self, kind: str, population: str, columns: Sequence[str], taken: Sequence[str]) -> str:
        if TABLE in self._who(population).facts:
            return self._who(population).facts[TABLE]
        heads = (column.replace("*", "-").replace(":", "") for column in columns)
        name = slug("-".join(filter(None, (kind, population, *heads))))
        return name if name not in taken else f"{name}-{len(taken)}"

    def _table(self, name: str, population: str, columns: Sequence[str],
               entries: Sequence[Entry]) -> tuple[DraftTable, list[Given]]:
        """The table of these entries, and what each gives."""
        spaces, texts = self._filled(columns, entries)
        axes = [axis for space in spaces for axis in space.axes]
        cells = {cell: self._given(texts.get(cell, ()), entries, axes, cell)
                 for cell in product(*(range(len(axis.items)) for axis in axes))}
        gaps = sum(cell not in texts and not blind(axes, cell) for cell in cells)
        if gaps:
            self.report.gaps[name] = gaps
        rows = () if len(axes) == 2 else table_rows(cells, axes)
        grid = grid_of(cells, *axes) if len(axes) == 2 else None
        self.report.tables[name] = len(rows) or sum(map(len, grid.cells)) if grid else len(rows)
        given = [cells[next(iter(self._cells(entry, spaces, columns)))] for entry in entries]
        return DraftTable(name, (self.drug,), tuple(str(axis.subject) for axis in axes), rows, grid,
                          self._who(population).when), given

    def _filled(self, columns: Sequence[str], entries: Sequence[Entry]) -> tuple[list[Space], Texts]:
        """Columns and their cells: by result where that contradicts no score, else by score."""
        for by_score in (False, True):
            spaces = [space_of(column, [entry.key[column] for entry in entries], self.vocabulary, by_score=by_score)
                      for column in columns]
            texts = self._fill(entries, spaces, columns)
            meetings = [numbers for numbers in dict.fromkeys(texts.values())
                        if len({said(entries[n].row) for n in numbers}) > 1]
            if not meetings:
                break
        self.report.overlaps += [" / ".join(entries[n].printed for n in numbers) for numbers in meetings]
        return spaces, texts

    def _cells(self, entry: Entry, spaces: Sequence[Space], columns: Sequence[str]) -> list[tuple[int, ...]]:
        parts = [space.cells(entry.key[column])[1] for space, column in zip(spaces, columns, strict=True)]
        return [tuple(n for part in cell for n in part) for cell in product(*parts)]

    def _fill(self, entries: Sequence[Entry], spaces: Sequence[Space],
              columns: Sequence[str]) -> Texts:
        """Cell -> entries, the most particular ones; several where the source says two things for one patient."""
        found: Texts = {}
        ranks: dict[tuple[int, ...], tuple[int, ...]] = {}
        for n, entry in enumerate(entries):
            rank = tuple(space.cells(entry.key[c])[0] for space, c in zip(spaces, columns, strict=True))
            for cell in self._cells(entry, spaces, columns):
                if cell not in found or rank < ranks[cell]:
                    found[cell], ranks[cell] = (n,), rank
                elif rank == ranks[cell]:
                    found[cell] = (*found[cell], n)
        return found

    def _given(self, numbers: Sequence[int], entries: Sequence[Entry], axes: Sequence[Axis],
               cell: Sequence[int]) -> Given:
        """Advice and strength of a cell."""
        rows = list({said(entries[n].row): entries[n].row for n in numbers}.values())
        if not rows or all(SAYS_NOTHING.fullmatch(row.text.strip()) for row in rows):
            return SILENT, "-"
        texts = tuple(row.text for row in rows)
        name = self.names.get(texts)
        if name is None:
            name = self.names[texts] = self._name([axis.codes[v] for axis, v in zip(axes, cell, strict=True)])
        for line in (line for row in rows for line in notes_of(row)):
            self.notes.setdefault(name, {})[line] = None
        return name, next((s for s in (self._strength(row) for row in rows) if s != "-"), "-")

    def _name(self, codes: Sequence[str]) -> str:
        """A name from the first results that get this advice."""
        name = slug("for-" + "-".join(codes))[:LONGEST_NAME].rstrip("-.")
        taken = {*self.names.values(), *BUILT_IN}
        return next(n for n in (name, *(f"{name}-{i}" for i in range(2, 999))) if n not in taken)

    def _strength(self, row: SourceRow) -> str:
        grade = row.strength.strip().lower()
        return grade if grade in self.scale else "-"

    def _header(self) -> tuple[str, ...]:
        first = self.rows[0]
        known = [p for row in self.rows for p in row.pmids if f"PMID:{p}" in self.vocabulary.references]
        urls = dict.fromkeys(f"URL:{row.url}" for row in self.rows if row.url)
        cites = [*dict.fromkeys(f"PMID:{p}" for p in known), *urls]
        edition = f" {first.edition}" if re.fullmatch(r"\d{4}", first.edition) else ""
        version = self.vocabulary.version
        return (f'title "{self.report.drug.capitalize()}"', f"source {self.source}{edition}",
                *(f"cite {cite}" for cite in cites), f"pinned terms {version}, alleles {version}",
                note("Draft made by `pgx rules import`. The notes of each advice are the words of the source: write "
                     "your own, choose the action, and read every row against the source."))


def notes_of(row: SourceRow) -> Iterator[str]:
    """What the person who decides needs to read."""
    yield f"Source: {row.text}"
    if row.flags:
        yield f"The source flags: {', '.join(row.flags)}."
    yield from (f"Why: {text}" for text in row.implications)


def said(row: SourceRow) -> tuple[str, str]:
    """What makes two rows different."""
    return row.text, row.strength


def blind(axes: Sequence[Axis], cell: Sequence[int]) -> bool:
    """Whether a patient has no result in some column."""
    return any(axis.items[value] in NOT_KNOWN for axis, value in zip(axes, cell, strict=True))


def printed(lookup: Mapping[str, object]) -> str:
    """A key for people."""
    return ", ".join(f"{gene} {value}" if not isinstance(value, Mapping) else
                     f"{gene} {'/'.join(name for name, n in value.items() for _ in range(int(float(str(n)))))}"
                     for gene, value in lookup.items())
