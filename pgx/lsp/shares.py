"""How many people of the reference population a cell or a row is about: the share of those who have the row's facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from pgx import population
from pgx.rules import Vocabulary
from pgx.rules.alphabets import Scores
from pgx.rules.boxes import BUDGET, Boxes, build_boxes, fill
from pgx.rules.check_shape import first_columns, keywords
from pgx.rules.reading import GENETIC, Reader, classes_of
from pgx.rules.syntax import Cell, Subject, Table


@dataclass
class Population(population.Population):
    """The reference population as the rows of tables see it."""

    vocabulary: Vocabulary

    def of_cell(self, subject: Subject, cell: Cell, scores: Scores) -> float | None:
        """The share of people one cell is about; None when the column is no gene's or has no frequencies."""
        if subject.kind not in GENETIC:
            return None
        boxes = build_boxes((subject,), [(cell,)], [()], self.vocabulary, scores)
        worlds = self._classes(boxes, subject.gene, (0,))
        mask = boxes.rows[0][0]
        return None if worlds is None else sum(share for (at,), share in worlds.items() if mask >> at & 1)

    def of_rows(self, table: Table, scores: Scores) -> dict[int, float] | None:
        """Row number -> share of people with that row's genetic results. None when a gene has no frequencies, or
        the table looks at no gene."""
        boxes = build_boxes(table.columns, [row.cells for row in table.rows], [table.guard], self.vocabulary, scores)
        if boxes.size > BUDGET:
            return None
        genes: dict[str, list[int]] = {}
        for position, subject in enumerate(table.columns):
            if subject.kind in GENETIC:
                genes.setdefault(subject.gene, []).append(position)
        of_gene = [self._classes(boxes, gene, columns) for gene, columns in genes.items()]
        known = [worlds for worlds in of_gene if worlds is not None]
        if not genes or len(known) < len(of_gene):
            return None
        order = [position for columns in genes.values() for position in columns]
        return self._rows(table, boxes, order, known)

    def _rows(self, table: Table, boxes: Boxes, order: Sequence[int],
              known: Sequence[Mapping[tuple[int, ...], float]]) -> dict[int, float]:
        """Each combination of genetic classes, counted once for every row that some cell of it belongs to."""
        rows_of: dict[tuple[int, ...], set[int]] = {}
        for cell, row in fill(boxes, first_columns(table), keywords(table)).of_cell.items():
            rows_of.setdefault(tuple(cell[position] for position in order), set()).add(row)
        shares = dict.fromkeys(range(len(table.rows)), 0.0)
        for world in product(*(worlds.items() for worlds in known)):
            weight = 1.0
            for _, share in world:
                weight *= share
            for row in rows_of.get(tuple(at for classes, _ in world for at in classes), ()):
                shares[row] += weight
        return shares

    def _classes(self, boxes: Boxes, gene: str, columns: Sequence[int]) -> dict[tuple[int, ...], float] | None:
        """Classes of a gene's columns together -> share. A value that may lie in several ("at least 3") counts in
        the lowest of them."""
        worlds = self.worlds(gene, [str(boxes.subjects[c]) for c in columns])
        if worlds is None:
            return None
        readers = [Reader(boxes.alphabets[c]) for c in columns]
        found: dict[tuple[int, ...], float] = {}
        for values, share in worlds:
            key = tuple(classes_of(reader.mask(values[reader.alphabet.key]))[0]
                        for reader in readers)
            found[key] = found.get(key, 0.0) + share
        return found


def per_cent(share: float) -> str:
    """A share for people: `26%`, `1.4%`, `0.02%`, `none`."""
    if share <= 0:
        return "none"
    number = 100 * share
    if number < 0.01:
        return "under 0.01%"
    return f"{number:.0f}%" if number >= 10 else f"{number:.2g}%"
