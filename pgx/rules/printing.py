"""A tree back into text: every block in the words of the language, laid out by the formatter. Comments are not in the
tree and do not come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pgx.rules.formatting import format_source
from pgx.rules.syntax import (
    Adjust,
    Advice,
    Block,
    Cell,
    Change,
    Citation,
    Dosing,
    Examples,
    Expectation,
    Expr,
    Formula,
    Header,
    Item,
    Module,
    Override,
    Quantity,
    Remind,
    Rule,
    Subject,
    Table,
    Term,
    Test,
    Word,
)

QUOTED_WIDTH = 96       # characters of text in one pair of quotes
BINDS = {"+": 1, "-": 1, "*": 2, "/": 2}
Rows = Iterable[tuple[Sequence[str], Sequence[str]]]


def source_text(module: Module) -> str:
    """The file of a tree, formatted. Parsing it gives the same tree."""
    lines = [*header(module.header)]
    for block in module.blocks:
        lines += ["", *block_lines(block)]
    return format_source("\n".join(lines), module.file)


def quoted(text: str) -> str:
    """Text in quotes, in lines of a readable width; cut between words only, so that reading joins it again."""
    lines, width = [""], 0
    for word in text.split(" "):
        width = len(lines[-1]) + 1 + len(word)
        if lines[-1] and width > QUOTED_WIDTH and word and lines[-1][-1] != " ":
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(f'"{line}"' for line in lines)


def words(names: Iterable[Word | str]) -> str:
    """`a or b`."""
    return " or ".join(name if isinstance(name, str) else name.text for name in names)


def clauses(key: str, texts: Iterable[str]) -> Iterator[str]:
    """One clause of quoted text for each."""
    return (f"{key} {quoted(text)}" for text in texts if text)


def cites(found: Iterable[Citation]) -> Iterator[str]:
    """Citations."""
    return (f"cite {c.id} {quoted(c.text)}" if c.text else f"cite {c.id}" for c in found)


def header(found: Header) -> Iterator[str]:
    """The first lines of a file."""
    yield f"{found.kind} {found.name}"
    yield from clauses("title", [found.title])
    if found.source:
        yield f"source {found.source} {found.edition}"
    yield from cites(found.cites)
    if found.pins:
        yield f"pinned {', '.join(f'{name} {edition}' for name, edition in found.pins)}"
    yield from (f"{key} {value}" for key, value in (("review by", found.review), ("status", found.status)) if value)
    if found.checked[0]:
        yield f"checked {found.checked[0]} by {quoted(found.checked[1])}"
    yield from ([f"above {', '.join(found.above)}"] if found.above else [])
    yield from ([f"prefer {' then '.join(found.prefer)}"] if found.prefer else [])
    yield from clauses("note", found.notes)


def block_lines(block: Block) -> Iterator[str]:
    """One block."""
    if isinstance(block, Advice):
        return advice(block)
    if isinstance(block, Table):
        return table(block)
    if isinstance(block, Rule | Remind):
        return alert(block)
    if isinstance(block, Formula):
        return formula(block)
    if isinstance(block, Adjust):
        return adjust(block)
    return override(block) if isinstance(block, Override) else examples(block)


def advice(block: Advice) -> Iterator[str]:
    """What to do."""
    yield f"advice {block.name}"
    yield f"action {block.action}"
    if block.severity:
        yield f"severity {block.severity}"
    if block.instead:
        yield f"instead {words(block.instead)}"
    yield from (f"dose {dose(d)}" for d in block.doses)
    yield from clauses("monitor", block.monitor)
    yield from clauses("say", [block.say])
    yield from clauses("then", block.followup)
    yield from cites(block.cites)
    yield from clauses("note", block.notes)


def dose(found: Dosing) -> str:
    """One dose line."""
    amount = span(found.low, found.high)
    return {
        "fraction": f"{found.phase} at {amount} of usual", "fixed": f"{found.phase} at {amount}",
        "reduce": f"reduce {found.phase}{f' by {amount}' if amount else ''}",
        "raise": f"raise {found.phase}{f' by {amount}' if amount else ''}",
        "capped": f"{found.phase} at {amount} up to {found.cap}",
        "formula": f"{found.phase} by formula {found.formula}",
        "limit": f"at most {found.cap}", "below": f"below {found.cap}",
    }[found.kind]


def span(low: Quantity | None, high: Quantity | None) -> str:
    """One number or two."""
    if low is None or high is None or low == high:
        return str(low or high or "")
    return f"{low} to {high}"


def scope(drugs: Sequence[Word], guard: Sequence[Test]) -> Iterator[str]:
    """`for` and `when`."""
    yield f"for {words(drugs)}"
    yield from conditions("when", guard)


def conditions(key: str, tests: Sequence[Test]) -> Iterator[str]:
    """One condition a line."""
    return (f"{key if n == 0 else 'and'} {condition(test)}" for n, test in enumerate(tests))


def condition(test: Test) -> str:
    """`X is a or b`, `X < 3`, `not taking x`."""
    if test.subject.kind == "taking":
        return f"{'' if test.cell.items[0].word == 'yes' else 'not '}{test.subject}"
    items = test.cell.items
    bounds = items[0].bounds
    compared = len(items) == 1 and bounds and not test.cell.negated and bounds[0].quantity != bounds[-1].quantity
    return f"{test.subject} {comparison(items[0])}" if compared or (len(bounds) == 1 and len(items) == 1) else \
        f"{test.subject} is {cell(test.cell)}"


def comparison(item: Item) -> str:
    """`> 0 and < 1.25`."""
    return " and ".join(f"{b.op} {b.quantity}" for b in item.bounds)


def cell(found: Cell) -> str:
    """A set of values."""
    return ("not " if found.negated else "") + " or ".join(map(value, found.items))


def value(item: Item) -> str:
    """One alternative of a cell."""
    if item.word:
        return item.word
    low, high = item.bounds[0], item.bounds[-1]
    if (low.op, high.op) == (">=", "<=") and len(item.bounds) == 2:
        return span(low.quantity, high.quantity)
    return comparison(item)


def table(block: Table) -> Iterator[str]:
    """A table, or a grid as it was written."""
    yield f"{'grid' if block.grid else 'table'} {block.name}"
    yield from scope(block.drugs, block.guard)
    if block.first:
        yield f"first {', '.join(map(str, block.first))}"
    yield from (f"pairs {test.subject} is {cell(test.cell)}" for test in block.pairs)
    yield from clauses("title", [block.title])
    yield from cites(block.cites)
    yield from clauses("note", block.notes)
    yield from bars(grid_rows(block) if block.grid else plain_rows(block))


def plain_rows(block: Table) -> Rows:
    """Head and rows."""
    yield tuple(map(str, block.columns)), block.outcomes
    for row in block.rows:
        told = {"advice": row.advice.text, "strength": row.strength.text if row.strength else "-",
                "note": f'"{row.note}"' if row.note else "-", "cite": row.cites[0].id if row.cites else "-"}
        yield tuple(map(cell, row.cells)), tuple(told[name] for name in block.outcomes)


def grid_rows(block: Table) -> Rows:
    """Headings, and a row for each first cell."""
    by_head = [list(rows) for _, rows in groupby(block.rows, key=lambda row: row.cells[0])]
    yield (f"{block.columns[0]} \\ {block.columns[1]}",), tuple(cell(row.cells[1]) for row in by_head[0])
    for rows in by_head:
        yield (cell(rows[0].cells[0]),), tuple(
            f"{row.advice.text} {row.strength.text}" if row.strength else row.advice.text for row in rows)


def bars(rows: Rows) -> Iterator[str]:
    """Rows of a table."""
    return (f"| {' | '.join(left)} || {' | '.join(right)} |" for left, right in rows)


def alert(block: Rule | Remind) -> Iterator[str]:
    """A rule or a reminder."""
    yield f"{'rule' if isinstance(block, Rule) else 'remind'} {block.name}"
    yield from scope(block.drugs, block.guard)
    if isinstance(block, Rule):
        yield then(block.advice, block.strength)
        yield from clauses("because", [block.because])
    else:
        yield f"order {', '.join(word.text for word in block.order)}"
        yield from clauses("say", [block.say])
    yield from cites(block.cites)
    yield from clauses("note", block.notes)


def then(given: Word, strength: Word | None) -> str:
    """What a rule or an exception gives."""
    return f"then {given.text}{f' {strength.text}' if strength else ''}"


def formula(block: Formula) -> Iterator[str]:
    """A dosing equation."""
    yield f"formula {block.name}"
    yield from clauses("title", [block.title])
    yield from cites(block.cites)
    yield f"gives {block.unit}"
    yield from conditions("valid", block.valid)
    for name, terms in block.sums:
        yield f"sum {name}"
        yield from bars(((term(t),), (f"{t.coefficient:f}",)) for t in terms)
    if block.give is not None:
        yield f"give {expression(block.give)}"
    if block.step is not None:
        yield f"round to {block.step}"
    if block.range is not None:
        yield f"range {span(*block.range)}"
    yield from clauses("note", block.notes)


def term(found: Term) -> str:
    """What a coefficient stands beside."""
    if found.test is not None:
        return condition(found.test)
    return f"{found.fact} in {found.unit}" if found.fact else "constant"


def expression(found: Expr, binds: int = 0) -> str:
    """Arithmetic, with brackets where they are needed."""
    if found.op in {"number", "name"}:
        return found.value
    own = BINDS[found.op]
    text = f"{expression(found.args[0], own)} {found.op} {expression(found.args[1], own + 1)}"
    return f"({text})" if own < binds else text


def adjust(block: Adjust) -> Iterator[str]:
    """Phenoconversion."""
    yield f"adjust {block.gene} {block.what}"
    yield from cites(block.cites)
    yield from clauses("note", block.notes)
    yield from bars([(tuple(map(str, block.columns)), ("becomes",)),
                     *((tuple(map(cell, cells)), (change(done),)) for cells, done in block.rows)])


def change(done: Change) -> str:
    """What an adjust row does."""
    return {"times": f"times {done.factor:f}", "becomes": f"becomes {done.result}", "unchanged": "unchanged"}[done.kind]


def override(block: Override) -> Iterator[str]:
    """A site's exception."""
    yield f"override {block.target.text} named {block.name}"
    yield from conditions("when", block.guard)
    if block.advice is not None:
        yield then(block.advice, block.strength)
    elif block.as_before is not None:
        yield f"then as {block.as_before.text}"
    yield from clauses("because", [block.because])
    if block.approved[0]:
        yield f"approved {block.approved[0]} by {quoted(block.approved[1])}"
    yield from ([f"until {block.until}"] if block.until else [])
    yield from ([f"pinned {block.pinned}"] if block.pinned else [])
    yield from clauses("accepts risk", [block.accepts_risk])


def examples(block: Examples) -> Iterator[str]:
    """Tests."""
    yield f"examples {block.name}"
    if block.drugs:
        yield f"for {words(block.drugs)}"
    yield from bars([(tuple(map(example_head, block.columns)), ("expect",)), *(
        (tuple("-" if c is None else cell(c) for c in row.cells), (verdict(row.expect),)) for row in block.rows)])


def example_head(subject: Subject) -> str:
    """A column; the medication list is `taking` alone."""
    return str(subject) if subject.drugs or subject.kind != "taking" else "taking"


def verdict(expect: Expectation) -> str:
    """What an example expects."""
    amount = f"dose {span(expect.low, expect.high)}" if expect.low is not None else ""
    told = "" if expect.kind == "dose" else f"{expect.kind} {words(expect.names)}".strip()
    return f"{told} {amount}".strip()
