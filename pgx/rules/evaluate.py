"""Tallies to findings: certain when every world agrees on the advice, possible otherwise, silent when excluded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from pgx.rules.compiled import Advice, CompiledFormula, CompiledRow, Guideline, Program
from pgx.rules.equations import Equation, Inputs, distinct
from pgx.rules.findings import (
    CERTAIN,
    POSSIBLE,
    Answer,
    ComputedDose,
    Finding,
    Reminder,
    RowRef,
    SiteException,
)
from pgx.rules.settled import UNSETTLED, Plain, exception_of
from pgx.rules.tally import SILENT, Runner, Share, Tally
from pgx.rules.worlds import Block, Views

Key = tuple[str, int]       # (guideline, advice) or ("", SILENT)


class Evaluator:
    """Turns what one drug's programs say into an Answer."""

    def __init__(self, guidelines: Mapping[str, Guideline], plain: Sequence[Plain], blocks: Sequence[Block]) -> None:
        self.guidelines, self.plain, self.blocks = guidelines, plain, blocks
        self.views = Views(blocks)

    def answer(self, drug: str) -> Answer:
        """Every finding and reminder, in the order of the rule files."""
        findings: list[Finding] = []
        reminders: list[Reminder] = []
        settles: dict[str, list[str]] = {}
        for plain in self.plain:
            if plain.program.kind == "remind":
                reminders += self._reminder(plain.runner.run(self.views))
                continue
            made = self.said(plain)
            findings += made
            for name in dict.fromkeys(chain.from_iterable(f.settles for f in made)):
                settles.setdefault(name, []).append(plain.program.name)
        ranked = sorted(settles.items(), key=lambda item: (-len(item[1]), item[0]))
        return Answer(drug, tuple(findings), tuple(reminders), tuple((n, tuple(t)) for n, t in ranked))

    def said(self, plain: Plain) -> list[Finding]:
        """Findings of one table or rule: straight from the row where only one can be reached."""
        found = plain.said(self.views.owner)
        if found == UNSETTLED:
            return self.weighed(plain.runner)
        return [] if found is None else [found]

    def weighed(self, runner: Runner) -> list[Finding]:
        """Findings of one table or rule over all worlds."""
        return list(self._findings(runner.run(self.views)))

    def _reminder(self, tally: Tally) -> Iterable[Reminder]:
        program = tally.program
        if set(tally.rows) == {SILENT}:
            return []
        guideline = self.guidelines[program.guideline]
        row = program.rows[0]
        verdict = POSSIBLE if SILENT in tally.rows else CERTAIN
        return [Reminder(program.name, guideline.name, guideline.source, program.order, program.say, verdict,
                         program.file, program.line, tuple(dict.fromkeys((*row.citations, *guideline.citations))),
                         program.hash)]

    def _findings(self, tally: Tally) -> Iterable[Finding]:
        labels = {row: self._label(tally.program, row) for row in tally.rows}
        by_advice: dict[Key, list[int]] = {}
        for row in tally.rows:
            if row != SILENT:
                by_advice.setdefault(labels[row], []).append(row)
        settling = tally.settling(labels)
        certain = len(set(labels.values())) == 1
        for key, rows in by_advice.items():
            rows.sort(key=lambda r: (-tally.rows[r].share, tally.program.rows[r].line))
            yield self._finding(tally, rows, key, certain=certain, settling=() if certain else settling)

    def _label(self, program: Program, row: int) -> Key:
        return ("", SILENT) if row == SILENT else (program.rows[row].guideline, program.rows[row].advice)

    def _finding(self, tally: Tally, rows: list[int], key: Key, *, certain: bool, settling: Sequence[int]) -> Finding:
        program = tally.program
        shares = [tally.rows[row] for row in rows]
        first = program.rows[rows[0]]
        home, giver = self.guidelines[program.guideline], self.guidelines[key[0]]
        advice = giver.advice[key[1]]
        depends = self._depends(tally, rows)
        chosen = {axis: set().union(*(share.choices.get(axis, set()) for share in shares))
                  for axis in range(len(tally.axes))}
        deciding = tally.deciding({row: row in rows for row in tally.rows})
        return Finding(
            guideline=home.name, source=home.source, edition=home.edition, table=program.name, kind=program.kind,
            row_id=first.id, file=first.file, line=first.line, advice=advice, strength=first.strength,
            citations=tuple(dict.fromkeys((*first.citations, *advice.citations, *home.citations))),
            verdict=CERTAIN if certain else POSSIBLE, worlds_here=sum(s.count for s in shares),
            worlds_total=tally.total, weight=1.0 if certain else min(1.0, sum(s.share for s in shares)),
            contributors=contributors(tally, chosen), depends_on=names(tally, sorted(depends | deciding)),
            missing=names(tally, [a for a in sorted(deciding) if tally.axes[a].block.missing]),
            settles=names(tally, settling), unknown=unknown(tally, chosen, depends),
            adjusted=adjusted(tally, chosen, depends),
            rows=tuple(ref(program.rows[row]) for row in rows), note=first.note or program.say,
            dose=self._dose(giver, advice, tally, chosen), exception=exception(program, shares), hash=first.hash)

    def _depends(self, tally: Tally, rows: Sequence[int]) -> set[int]:
        """Axes the rows look at: a column they narrow, or one the guard or an override's condition reads."""
        program = tally.program
        read = {column for column, _ in program.guard}
        for row in rows:
            read |= {i for i, mask in enumerate(program.rows[row].box) if mask != (1 << program.alphabets[i].size) - 1}
            if tally.rows[row].override >= 0:
                read |= {column for column, _ in program.overrides[tally.rows[row].override].guard}
        return {n for n, axis in enumerate(tally.axes) if read & set(axis.columns)}

    def _dose(self, giver: Guideline, advice: Advice, tally: Tally,
              chosen: Mapping[int, set[int]]) -> ComputedDose | None:
        wanted = next((dose.formula for dose in advice.doses if dose.formula), "")
        formula = next((f for f in giver.formulas if f.name == wanted), None)
        return None if formula is None else self._computed(formula, tally, chosen)

    def _computed(self, formula: CompiledFormula, tally: Tally, chosen: Mapping[int, set[int]]) -> ComputedDose:
        """The equation over every alternative that can lead here."""
        equation = Equation(formula)
        keys = frozenset(equation.keys())
        allowed = {id(axis.block): {m for n in chosen[i] for m in axis.choices[n].members}
                   for i, axis in enumerate(tally.axes)}
        axes: list[list[Inputs]] = []
        for block in self.blocks:
            if keys & block.keys:
                members = allowed.get(id(block), range(len(block.alternatives)))
                axes.append(distinct({k: v for k, v in block.alternatives[m].values.items() if k in keys}
                                     for m in sorted(members)))
        return equation.over(axes)


def names(tally: Tally, axes: Sequence[int]) -> tuple[str, ...]:
    """Groups of these axes, once each."""
    return tuple(dict.fromkeys(name for axis in axes for name in tally.axes[axis].names))


def contributors(tally: Tally, chosen: Mapping[int, set[int]]) -> dict[str, tuple[int, ...]]:
    """Group -> candidates that lead here."""
    found: dict[str, set[int]] = {}
    for number, axis in enumerate(tally.axes):
        for choice in chosen[number]:
            for member in axis.choices[choice].members:
                if axis.block.alternatives:
                    for group, index in axis.block.alternatives[member].parts:
                        found.setdefault(group, set()).add(index)
    return {group: tuple(sorted(indices)) for group, indices in found.items()}


def unknown(tally: Tally, chosen: Mapping[int, set[int]], depends: set[int]) -> tuple[tuple[str, str], ...]:
    """Columns without a result among what leads here, of the axes the rows look at."""
    found = {pair for axis in depends for choice in chosen[axis] for pair in tally.axes[axis].choices[choice].unknown}
    return tuple(sorted(found))


def adjusted(tally: Tally, chosen: Mapping[int, set[int]], depends: set[int]) -> tuple[str, ...]:
    """What phenoconversion did to the alternatives that lead here."""
    found: dict[str, None] = {}
    for axis in sorted(depends):
        block = tally.axes[axis].block
        for choice in sorted(chosen[axis]):
            for member in tally.axes[axis].choices[choice].members:
                if block.alternatives:
                    found.update(dict.fromkeys(block.alternatives[member].adjusted))
    return tuple(found)


def ref(row: CompiledRow) -> RowRef:
    """Where a row stands."""
    return RowRef(row.id, row.file, row.line, row.strength, row.hash)


def exception(program: Program, shares: Sequence[Share]) -> SiteException | None:
    """The override behind these rows, if there is one."""
    return exception_of(program, next((share.override for share in shares if share.override >= 0), -1))
