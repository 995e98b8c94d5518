"""`pgx rules new --override`: a site's exception to a table of another file, its advice still to be decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pgx.authoring.draft import note, slug
from pgx.domain.errors import UsageError
from pgx.rules import Module, RuleError, Vocabulary, format_source, parse
from pgx.rules.actions import BUILT_IN, UNDECIDED
from pgx.rules.alphabets import plain
from pgx.rules.boxes import Boxes, build_boxes
from pgx.rules.compiled import Alphabet, Mask
from pgx.rules.printing import bars, condition, quoted
from pgx.rules.reading import Reader
from pgx.rules.suggest import did_you_mean
from pgx.rules.syntax import Rule, Table, Test
from pgx.rules.vocabulary import NOT_KNOWN

HERE = "here"       # the advice of the site, until it has a better name


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: whose table, for whom, why, until when."""

    target: str
    when: tuple[str, ...]
    because: str
    until: str


def exception_text(name: str, drug: str, asked: Asked, modules: Sequence[Module], vocabulary: Vocabulary) -> str:
    """A layer with one exception, and an example for every row of the target, inside and outside of it.

    Raises UsageError for a target that is no table, a condition that is not the language, or one that nobody fulfils.
    """
    home, table = target_of(asked.target, modules)
    guard = conditions(asked.when)
    boxes = build_boxes(table.columns, [row.cells for row in table.rows], [table.guard, guard], vocabulary, {})
    told = list(cases(home, table, boxes, vocabulary))
    if not any(expect == HERE for _, expect in told):
        raise UsageError(f"--when: no patient of {asked.target} fulfils it; its columns are "
                         f"{', '.join(a.key for a in boxes.alphabets)}")
    first = home.header.name.partition(".")[0]
    replaced = dict.fromkeys(advice for advice in replaced_by(table, boxes) if advice not in BUILT_IN)
    said = (f"In place of: {', '.join(f'{home.header.name}.{advice}' for advice in replaced)}.",) if replaced else ()
    lines = [
        f"layer {name}", f"title {quoted(f'{drug.capitalize()}: exceptions of this site')}",
        f"above {first}", f"prefer {' then '.join(preferred(first, modules))}", "",
        f"advice {HERE}", f"action {UNDECIDED}", *map(note, said), "",
        f"override {asked.target} named {slug(name.rpartition('.')[2] + '-exception')}",
        *(f"{'and' if n else 'when'} {condition(test)}" for n, test in enumerate(guard)),
        f"then {HERE}", f"because {quoted(asked.because)}", f"until {asked.until}", "",
        "examples rows", f"for {drug}",
        *bars([(tuple(a.key for a in boxes.alphabets), ("expect",)),
               *((cells, (f"certain {expect}",)) for cells, expect in told)])]
    return format_source("\n".join(lines), f"{name}.pgx")


def preferred(first: str, modules: Sequence[Module]) -> list[str]:
    """Groups of files that give advice on drugs, that of the target first: where they disagree, the site decides."""
    others = {m.header.name.partition(".")[0] for m in modules if m.header.kind == "guideline" and any(m.tables())}
    return [first, *sorted(others - {first})]


def target_of(name: str, modules: Sequence[Module]) -> tuple[Module, Table]:
    """The table of that full name, and its file."""
    known = {f"{module.header.name}.{table.name}": (module, table) for module in modules for table in module.tables()}
    if name not in known:
        near = did_you_mean(name, known)
        raise UsageError(f"--override: there is no table `{name}`" + (f"; {near}" if near else ""))
    return known[name]


def conditions(texts: Sequence[str]) -> tuple[Test, ...]:
    """Conditions as the language reads them."""
    lines = "".join(f"{'and' if n else 'when'} {text}\n" for n, text in enumerate(texts))
    try:
        module = parse(f"guideline x\nrule r\nfor x\n{lines}then no-advice\n", "--when")
    except RuleError as error:
        raise UsageError(f"--when: {error.problems[0].message}; write it as `CYP2C19 is IM or PM`") from None
    return next(block.guard for block in module.blocks if isinstance(block, Rule))


def cases(home: Module, table: Table, boxes: Boxes,
          vocabulary: Vocabulary) -> Iterator[tuple[tuple[str, ...], str]]:
    """A patient of each row, within the exception and, where the row goes on, without it."""
    inside, within = boxes.within(1), boxes.within(0)
    for row, box in zip(table.rows, boxes.rows, strict=True):
        masks = [(box[n] if n < boxes.width else mask) & mask for n, mask in enumerate(within)]
        both = [a & b for a, b in zip(masks, inside, strict=True)]
        if all(both):
            yield cells_of(boxes, both, vocabulary), HERE
        column = next((n for n, (a, b) in enumerate(zip(masks, inside, strict=True)) if a & ~b), None)
        if all(masks) and column is not None:
            rest = [mask & ~inside[n] if n == column else mask for n, mask in enumerate(masks)]
            given = row.advice.text
            yield cells_of(boxes, rest, vocabulary), given if given in BUILT_IN else f"{home.header.name}.{given}"


def replaced_by(table: Table, boxes: Boxes) -> Iterator[str]:
    """Advice that the exception takes the place of."""
    inside = [a & b for a, b in zip(boxes.within(0), boxes.within(1), strict=True)]
    for row, box in zip(table.rows, boxes.rows, strict=True):
        if all(box[n] & inside[n] for n in range(boxes.width)):
            yield row.advice.text


def cells_of(boxes: Boxes, masks: Sequence[Mask], vocabulary: Vocabulary) -> tuple[str, ...]:
    """One value of every column, a number with the unit of its fact."""
    found = [(a.key, sample(a, mask)) for a, mask in zip(boxes.alphabets, masks, strict=True)]
    units = {key: fact.unit for key, fact in vocabulary.facts.items()}
    return tuple(f"{value} {units[key]}" if value[0].isdigit() and units.get(key) else value for key, value in found)


def sample(alphabet: Alphabet, mask: Mask) -> str:
    """A word that says something, else a number, else that nothing is known."""
    words = [word for word, at in alphabet.words if mask >> at & 1]
    known = [word for word in words if word not in NOT_KNOWN]
    if known:
        return known[0]
    cuts, reader = [Decimal(cut) for cut in alphabet.cuts], Reader(alphabet)
    numbers = [*cuts, *((a + b) / 2 for a, b in pairwise(cuts)),
               *([cuts[0] / 2, cuts[-1] + 1] if cuts else [])]
    return next((plain(n) for n in numbers if not reader.mask(n) & ~mask), words[-1] if words else "-")
