"""How many people of the reference population a cell or a row is about: allele frequencies through the result rules.

Two haplotypes are drawn at random (Hardy-Weinberg), genes independently. Facts of the patient, other drugs and
phenoconversion are left aside: the share is of those people who have the row's facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement, product

from pgx import phenotyping
from pgx.domain.calls import CallStatus, Diplotype, GeneCall, GeneResult
from pgx.domain.genes import Gene, Inheritance
from pgx.domain.knowledge import Knowledge
from pgx.domain.patient import Context
from pgx.facts import gather
from pgx.rules import INDETERMINATE, Value, Vocabulary
from pgx.rules.alphabets import Scores
from pgx.rules.boxes import BUDGET, Boxes, build_boxes, fill
from pgx.rules.check_shape import first_columns, keywords
from pgx.rules.reading import GENETIC, Reader, classes_of
from pgx.rules.syntax import Cell, Subject, Table

POOLED = "*"         # all populations together
COMMON = 12          # diplotypes offered and shown
World = tuple[Mapping[str, Value], float]        # column -> value, and its share


@dataclass
class Population:
    """The pooled reference population, one gene at a time, each computed when first asked about."""

    knowledge: Knowledge
    vocabulary: Vocabulary

    @cached_property
    def _results(self) -> dict[str, GeneResult | None]:
        return {}

    def result(self, symbol: str) -> GeneResult | None:
        """Every diplotype of a gene with its share; None for a gene without frequencies."""
        if symbol not in self._results:
            self._results[symbol] = self._computed(symbol)
        return self._results[symbol]

    def _computed(self, symbol: str) -> GeneResult | None:
        gene = self.knowledge.genes.get(symbol)
        frequencies = self.knowledge.frequencies.get(symbol, {}).get(POOLED)
        if gene is None or not frequencies:
            return None
        possible = tuple(sorted(diplotypes(gene, frequencies), key=lambda d: -d.probability))
        return phenotyping.assign(gene, GeneCall(symbol, CallStatus.CALLED, possible[:1], possible=possible), None)

    def common(self, symbol: str) -> list[Diplotype]:
        """The commonest diplotypes of a gene; [] without frequencies."""
        result = self.result(symbol)
        return list(result.call.possible[:COMMON]) if result else []

    def frequency(self, symbol: str, allele: str) -> float | None:
        """How common an allele is among haplotypes, 0 to 1; None when not known."""
        return self.knowledge.frequencies.get(symbol, {}).get(POOLED, {}).get(allele)

    @cached_property
    def _worlds(self) -> dict[tuple[str, tuple[str, ...]], list[World] | None]:
        return {}

    def worlds(self, gene: str, keys: Sequence[str]) -> list[World] | None:
        """What the columns `keys` of one gene can be together, with shares that add up to 1. Chromosomes that fit no
        named allele count as indeterminate. None without frequencies."""
        asked = gene, tuple(keys)
        if asked not in self._worlds:
            self._worlds[asked] = self._gathered(*asked)
        return self._worlds[asked]

    def _gathered(self, gene: str, keys: Sequence[str]) -> list[World] | None:
        result = self.result(gene)
        if result is None:
            return None
        groups = gather(keys, "", {gene: result}, Context(), self.knowledge).groups
        found: list[World] = [(c.values, c.weight) for g in groups for c in g.candidates]
        rest = 1.0 - sum(weight for _, weight in found)
        return [*found, (dict.fromkeys(keys, INDETERMINATE), rest)] if rest > 1e-9 else found

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


def diplotypes(gene: Gene, frequencies: Mapping[str, float]) -> list[Diplotype]:
    """Pairs of haplotypes with their shares; single ones where a person has one copy (half of all for X-linked)."""
    names = [(name, share) for name, share in frequencies.items() if share > 0]
    double, single = COPIES[gene.inheritance]
    pairs = [Diplotype(f"{a}/{b}", ((a,), (b,)), double * p * q * (1 if a == b else 2))
             for (a, p), (b, q) in combinations_with_replacement(names, 2)] if double else []
    return [*pairs, *(Diplotype(name, ((name,),), single * share) for name, share in names if single)]


COPIES = {Inheritance.AUTOSOMAL: (1.0, 0.0), Inheritance.X_LINKED: (0.5, 0.5), Inheritance.MITOCHONDRIAL: (0.0, 1.0)}


def per_cent(share: float) -> str:
    """A share for people: `26%`, `1.4%`, `0.02%`, `none`."""
    if share <= 0:
        return "none"
    number = 100 * share
    if number < 0.01:
        return "under 0.01%"
    return f"{number:.0f}%" if number >= 10 else f"{number:.2g}%"
