"""PGX201-PGX210: a table says exactly one thing about every patient, and says so in plain sight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgx.rules.alphabets import Scores, points_of
from pgx.rules.boxes import BUDGET, Boxes, Filled, build_boxes, cover, fill
from pgx.rules.errors import Mark, Problem, Span
from pgx.rules.reading import ordered_pair
from pgx.rules.syntax import Adjust, Cell, Module, Row, Table
from pgx.rules.vocabulary import NOT_KNOWN, Vocabulary
from pgx.rules.wording import cell_text, patient

SHOWN = 6        # rows printed to close a gap


def check_shape(module: Module, vocabulary: Vocabulary, scores: Scores) -> Iterator[Problem]:
    """Shape complaints of one file's tables, grids and adjustments. Call it for files whose words are all known."""
    for block in module.blocks:
        if isinstance(block, Table):
            yield from TableShape(module.file, block, vocabulary, scores).problems()
        elif isinstance(block, Adjust):
            yield from adjust_shape(module.file, block, vocabulary, scores)


class TableShape:
    """One table and its boxes."""

    def __init__(self, file: str, table: Table, vocabulary: Vocabulary, scores: Scores) -> None:
        self.file, self.table, self.vocabulary = file, table, vocabulary
        self.boxes = build_boxes(table.columns, [row.cells for row in table.rows], [table.guard], vocabulary, scores)

    def problems(self) -> Iterator[Problem]:
        """Every complaint about this table."""
        yield from self.dependent()
        yield from self.promised()
        if self.boxes.size > BUDGET:
            yield Problem("PGX201", "error", self.file, self.table.at,
                          f"this table has {self.boxes.size} kinds of patient, more than {BUDGET}",
                          ("split it into tables with `when`",))
            return
        filled = fill(self.boxes, first_columns(self.table), keywords(self.table))
        yield from gaps(self.file, self.table.at, self.boxes, filled, " || no-advice | - |")
        yield from self.meetings(filled)
        yield from self.dead(filled)
        yield from self.idle()
        yield from self.lonely_otherwise()

    def dependent(self) -> Iterator[Problem]:
        """PGX208: a gene's result and its score in one table."""
        genes = {s.gene for s in self.table.columns if s.kind == "gene"}
        for subject in self.table.columns:
            if subject.kind == "score" and subject.gene in genes:
                yield Problem("PGX208", "error", self.file, subject.at,
                              f"the result and the score of {subject.gene} say the same thing twice",
                              ("keep one of the two columns",), self._impossible(subject.gene))

    def _impossible(self, gene: str) -> str:
        """A result beside a score that gives another one."""
        bins, scores = self.vocabulary.bins.get(gene, ()), self.vocabulary.scores.get(gene, ())
        wrong = next(((b, s) for b in bins for s in scores if not b.holds(s)), None)
        return f"{gene} {wrong[0].result}, {gene} score {wrong[1].normalize():f} cannot be" if wrong else ""

    def promised(self) -> Iterator[Problem]:
        """PGX201, PGX102: the pairs that `pairs` lists and those that rows name are the same."""
        for test in self.table.pairs:
            position = next((i for i, s in enumerate(self.table.columns) if s == test.subject), -1)
            cells = [row.cells[position] for row in self.table.rows] if position >= 0 else []
            named = {ordered_pair(i.word): i.at for cell in cells for i in cell.items if "/" in i.word}
            listed = {ordered_pair(i.word): i.at for i in test.cell.items}
            for pair in listed.keys() - named.keys():
                yield Problem("PGX201", "error", self.file, listed[pair], f"`pairs` lists {pair}, and no row names it",
                              ("add its row, or take it off the list",), f"{test.subject} {pair}")
            for pair in named.keys() - listed.keys():
                yield Problem("PGX102", "error", self.file, named[pair], f"{pair} is not among the pairs listed",
                              ("add it to `pairs`, or write the pair that is meant",),
                              also=(Mark(test.subject.at, "the pairs listed"),))

    def meetings(self, filled: Filled) -> Iterator[Problem]:
        """PGX202, PGX203: two rows for one patient."""
        for (one, other), cell in filled.meetings.items():
            a, b = self.table.rows[one], self.table.rows[other]
            same = said(a) == said(b)
            yield Problem(
                "PGX203" if same else "PGX202", "warning" if same else "error", self.file, b.at,
                f"rows of lines {a.at.line} and {b.at.line} "
                + ("say the same about the same patient" if same else "give different advice to the same patient"),
                (f"`{a.printed}` and `{b.printed}` must not meet",), patient(self.boxes, cell),
                also=(Mark(a.at, ""),))

    def dead(self, filled: Filled) -> Iterator[Problem]:
        """PGX204: rows that never apply."""
        for number, row in enumerate(self.table.rows):
            if number in filled.reached or any(number in pair for pair in filled.meetings):
                continue
            yield Problem("PGX204", "error", self.file, row.at, f"`{row.printed}` can never apply",
                          (self._why_dead(number),), self._someone(number) or "nobody has this value")

    def _why_dead(self, number: int) -> str:
        limit = self.boxes.within(0)
        for position, mask in enumerate(self.boxes.rows[number]):
            if not mask:
                return f"no patient has this {self.boxes.subjects[position]}"
            if not mask & limit[position]:
                return f"the `when` of this table leaves out this {self.boxes.subjects[position]}"
        return "other rows come first for all of these patients"

    def _someone(self, number: int) -> str:
        """A patient whom a row names, whether or not the row gets that patient; "" when a value cannot occur."""
        box = self.boxes.rows[number]
        return patient(self.boxes, [(m & -m).bit_length() - 1 for m in box]) if all(box) else ""

    def idle(self) -> Iterator[Problem]:
        """PGX207: columns that never matter."""
        for position, subject in enumerate(self.table.columns):
            if all(row.cells[position].keyword == "any" for row in self.table.rows):
                yield Problem("PGX207", "warning", self.file, subject.at, f"the column {subject} never matters",
                              ("leave it out",), f"{self._someone(0) or 'anybody'}, whatever else {subject} is")

    def lonely_otherwise(self) -> Iterator[Problem]:
        """PGX210: `otherwise` that stands for a single value."""
        for number, row in enumerate(self.table.rows):
            for position, cell in enumerate(row.cells):
                if cell.keyword == "otherwise":
                    yield from self._stands_for(position, cell, self._someone(number))

    def _stands_for(self, position: int, cell: Cell, someone: str) -> Iterator[Problem]:
        column = self.boxes.columns[position]
        others = [row.cells[position] for row in self.table.rows]
        meant = points_of(cell, column, others, Vocabulary())
        words = [column.words[p] for p in meant if p < len(column.words)]
        if len(meant) == 1 and len(words) == 1 and words[0] != "any other":
            yield Problem("PGX210", "warning", self.file, cell.at, f"`otherwise` stands for {words[0]} only",
                          (f"write `{words[0]}`",), someone, fix=words[0])


def said(row: Row) -> tuple[str, str, str]:
    """What a row gives."""
    return row.advice.text, row.strength.text if row.strength else "", row.note


def first_columns(table: Table) -> list[int]:
    """Positions of the columns of `first`."""
    return [position for position, subject in enumerate(table.columns) if subject in table.first]


def keywords(table: Table) -> list[list[str]]:
    """`any`, `otherwise` or "" of every cell."""
    return [[cell.keyword for cell in row.cells] for row in table.rows]


def gaps(file: str, at: Span, boxes: Boxes, filled: Filled, ending: str) -> Iterator[Problem]:
    """PGX201, PGX205: patients about whom nothing is said, and the rows that would close the gap."""
    for code, cells in split_gap(boxes, filled.missing):
        if not cells:
            continue
        covering = cover(cells, [a.size for a in boxes.alphabets[:boxes.width]])
        rows = tuple("| " + " | ".join(
            cell_text(column, alphabet, mask)
            for column, alphabet, mask in zip(boxes.columns, boxes.alphabets, box, strict=False)) + ending
            for box in covering[:SHOWN])
        kinds = "1 kind of patient" if len(cells) == 1 else f"{len(cells)} kinds of patient"
        message = (f"nothing is said about {kinds}" if code == "PGX201" else
                   f"nothing is said about {kinds} whose test failed or was not done")
        why = () if code == "PGX201" else ("a failed or missing test must never fall through silently",)
        yield Problem(code, "error", file, at, message, why, patient(boxes, cells[0]), rows)


def split_gap(boxes: Boxes, missing: Sequence[tuple[int, ...]]) -> list[tuple[str, list[tuple[int, ...]]]]:
    """Missing cells without and with an unknown value."""
    blind = [{at for word, at in alphabet.words if word in {*NOT_KNOWN, "unknown"}} for alphabet in boxes.alphabets]
    unknown = [cell for cell in missing if any(value in blind[i] for i, value in enumerate(cell))]
    return [("PGX201", [cell for cell in missing if cell not in set(unknown)]), ("PGX205", unknown)]


def adjust_shape(file: str, adjust: Adjust, vocabulary: Vocabulary, scores: Scores) -> Iterator[Problem]:
    """The same proof for a phenoconversion table; and its chain: it may not read what genes say."""
    for subject in adjust.columns:
        if subject.kind not in {"inhibitor", "inducer", "fact", "taking"} and subject.gene != adjust.gene:
            yield Problem("PGX309", "error", file, subject.at,
                          f"`{adjust.name}` reads {subject}, which another adjustment may change",
                          ("look at inhibitors, inducers, drugs, facts and the gene itself only",),
                          f"a patient whose {subject} another drug changes")
    boxes = build_boxes(adjust.columns, [cells for cells, _ in adjust.rows], [()], vocabulary, scores)
    filled = fill(boxes, (), [[""] * len(adjust.columns)] * len(adjust.rows))
    yield from gaps(file, adjust.at, boxes, filled, " || unchanged |")
    for (one, other), cell in filled.meetings.items():
        a, b = adjust.rows[one], adjust.rows[other]
        same = a[1] == b[1]
        yield Problem("PGX203" if same else "PGX202", "warning" if same else "error", file, b[0][0].at,
                      f"rows of lines {a[0][0].at.line} and {b[0][0].at.line} both apply to one patient", (),
                      patient(boxes, cell), also=(Mark(a[0][0].at, ""),))
