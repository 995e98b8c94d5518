"""Checked modules to a RuleSet: names become numbers, tables dense arrays, overrides part of their target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from pgx.rules.alphabets import Scores
from pgx.rules.boxes import Boxes, build_boxes, fill
from pgx.rules.check_shape import first_columns, keywords
from pgx.rules.checking import adjusted_scores, check
from pgx.rules.compile_parts import build_adjust, build_guideline, canonical_drugs
from pgx.rules.compiled import CompiledAdjust, CompiledOverride, CompiledRow, Guideline, Program
from pgx.rules.digest import digest, guideline_hash, meaning, row_hash, table_hash
from pgx.rules.errors import RuleSetError
from pgx.rules.layers import LayeredOverride, overrides_by_table, preferences
from pgx.rules.ruleset import RuleSet
from pgx.rules.syntax import Adjust, Cell, Module, Remind, Row, Rule, Table, Word
from pgx.rules.vocabulary import Vocabulary

# What makes a rule set meaningless. The rest (dates, citations, style) is for `pgx rules check`.
FATAL = ("PGX0", "PGX10", "PGX110", "PGX20", "PGX302", "PGX309")


def compile_rules(modules: Sequence[Module], vocabulary: Vocabulary) -> RuleSet:
    """The rule set of these modules. Raises RuleSetError listing every error that leaves a patient without meaning."""
    fatal = [p for p in check(modules, vocabulary) if p.level == "error" and p.code.startswith(FATAL)]
    if fatal:
        raise RuleSetError(fatal)
    scores = adjusted_scores(modules, vocabulary)
    overrides = overrides_by_table(modules)
    guidelines: dict[str, Guideline] = {}
    programs: list[Program] = []
    adjusts: dict[str, CompiledAdjust] = {}
    known = {m.header.name: build_guideline(m, vocabulary, scores) for m in modules}
    for module in modules:
        maker = Maker(module, known, vocabulary, scores)
        own = [p for block in module.blocks if (p := maker.program(block, overrides)) is not None]
        programs += own
        made = {b.gene: build_adjust(module, b, vocabulary, scores) for b in module.blocks if isinstance(b, Adjust)}
        adjusts |= made
        guidelines[module.header.name] = maker.finished(own, made.values())
    sha = digest(sorted(g.hash for g in guidelines.values()))
    return RuleSet(guidelines, tuple(programs), adjusts, preferences(modules), vocabulary.version, sha)


class Maker:
    """Builds the programs of one module."""

    def __init__(self, module: Module, known: Mapping[str, Guideline], vocabulary: Vocabulary, scores: Scores) -> None:
        self.module, self.known, self.vocabulary, self.scores = module, known, vocabulary, scores
        self.guideline = known[module.header.name]

    def finished(self, programs: Iterable[Program], adjusts: Iterable[CompiledAdjust]) -> Guideline:
        """The guideline with its hash."""
        g = self.guideline
        total = digest([guideline_hash(self.module, programs), [str(a.cells) + str(a.changes) for a in adjusts]])
        return Guideline(g.name, g.source, g.edition, g.title, g.file, g.citations, g.advice, g.formulas, total)

    def program(self, block: object, overrides: Mapping[str, Sequence[LayeredOverride]]) -> Program | None:
        """The compiled form of a table, rule or reminder; None for other blocks."""
        if isinstance(block, Table):
            return self.table(block, overrides.get(f"{self.module.header.name}.{block.name}", ()))
        if isinstance(block, Rule):
            return self.single(block, "rule")
        return self.single(block, "remind") if isinstance(block, Remind) else None

    def table(self, table: Table, overrides: Sequence[LayeredOverride]) -> Program:
        """A table with every override of it."""
        guards = [table.guard, *(o.block.guard for o in overrides)]
        boxes = build_boxes(table.columns, [row.cells for row in table.rows], guards, self.vocabulary, self.scores)
        filled = fill(boxes, first_columns(table), keywords(table))
        sizes = [range(alphabet.size) for alphabet in boxes.alphabets[:boxes.width]]
        rows = [self.row(table, row, boxes.rows[i]) for i, row in enumerate(table.rows)]
        own_hash = table_hash(self.drugs(table.drugs), self.conditions(table), (r.hash for r in rows))
        compiled = [self.override(o, i, boxes, rows) for i, o in enumerate(overrides)]
        parts = [rows[o.row].hash if o.row >= 0 else o.id for o in compiled]
        total = digest([own_hash, *parts]) if compiled else own_hash
        name = f"{self.module.header.name}.{table.name}"
        return Program("table", name, self.module.header.name, self.drugs(table.drugs), boxes.alphabets, boxes.width,
                       boxes.guards[0], tuple(filled.of_cell.get(cell, -1) for cell in product(*sizes)), tuple(rows),
                       tuple(compiled), self.module.file, table.at.line, total)

    def drugs(self, words: Sequence[Word]) -> tuple[str, ...]:
        """Drug keys."""
        return canonical_drugs(words, self.vocabulary)

    def conditions(self, block: Table | Rule | Remind) -> list[object]:
        """A guard with its meaning, in an order of its own."""
        found = [meaning(t.subject, t.cell, self.vocabulary) for t in block.guard]
        extra = sorted(str(s) for s in block.first) if isinstance(block, Table) else []
        return [sorted(found, key=str), extra]

    def row(self, table: Table, row: Row, box: tuple[int, ...]) -> CompiledRow:
        """One row of a table."""
        strength = row.strength.text if row.strength else ""
        cites = tuple(dict.fromkeys(c.id for c in (*row.cites, *table.cites)))
        advice = self.advice_index(row.advice.text, self.guideline)
        return CompiledRow(
            f"{self.module.header.name}.{table.name}[{row.printed}]", self.module.header.name, self.module.file,
            row.at.line, advice, strength, row.note, cites, box,
            row_hash(table.columns, row.cells, (self.guideline.advice[advice], self.guideline),
                     (strength, row.note, *cites),
                     self.vocabulary))

    def advice_index(self, name: str, guideline: Guideline) -> int:
        """Place of an advice in its guideline."""
        return next(i for i, advice in enumerate(guideline.advice) if advice.name == name)

    def override(self, layered: LayeredOverride, index: int, boxes: Boxes, rows: list[CompiledRow]) -> CompiledOverride:
        """One override; the row it gives is appended to `rows`."""
        block, layer = layered.block, self.known[layered.layer]
        at = -1
        if block.advice is not None:
            cells = tuple(Cell(t.cell.items, t.cell.negated) for t in block.guard)
            advice = self.advice_index(block.advice.text, layer)
            strength = block.strength.text if block.strength else ""
            condition = " and ".join(str(test) for test in block.guard) or "any"
            full = tuple((1 << a.size) - 1 for a in boxes.alphabets[:boxes.width])
            rows.append(CompiledRow(
                f"{layered.layer}.{block.name}[{condition}]", layered.layer, layered.file, block.at.line, advice,
                strength, block.because, (), full,
                row_hash([t.subject for t in block.guard], cells, (layer.advice[advice], layer),
                         (strength, block.because), self.vocabulary)))
            at = len(rows) - 1
        return CompiledOverride(f"{layered.layer}.{block.name}", layered.layer, layered.file, block.at.line,
                                boxes.guards[index + 1], layered.target, layered.restores, at, block.because,
                                block.approved, block.until)

    def single(self, block: Rule | Remind, kind: str) -> Program:
        """A rule or reminder: one cell, which applies within the guard."""
        boxes = build_boxes((), (), [block.guard], self.vocabulary, self.scores)
        condition = " and ".join(str(test) for test in block.guard) or "any"
        name = f"{self.module.header.name}.{block.name}"
        strength = block.strength.text if isinstance(block, Rule) and block.strength else ""
        wanted = block.advice.text if isinstance(block, Rule) else "test-first"
        advice = self.advice_index(wanted, self.guideline)
        cites = tuple(c.id for c in block.cites)
        why = block.because if isinstance(block, Rule) else block.say
        order = tuple(word.text for word in block.order) if isinstance(block, Remind) else ()
        hashed = row_hash([t.subject for t in block.guard], [t.cell for t in block.guard],
                          (self.guideline.advice[advice], self.guideline), (strength, why, *cites, *order),
                          self.vocabulary)
        row = CompiledRow(f"{name}[{condition}]", self.module.header.name, self.module.file, block.at.line, advice,
                          strength, why, cites, (), hashed)
        total = table_hash(self.drugs(block.drugs), self.conditions(block), (hashed,))
        return Program(kind, name, self.module.header.name, self.drugs(block.drugs), boxes.alphabets, 0,
                       boxes.guards[0], (0,), (row,), (), self.module.file, block.at.line, total, order, why)
