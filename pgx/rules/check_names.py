"""PGX106, PGX506 and fixed words: every advice, formula, table, layer, strength, severity and action exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pgx.rules.actions import ACTIONS, BUILT_IN, SEVERITIES, UNDECIDED
from pgx.rules.errors import Problem, Span
from pgx.rules.suggest import did_you_mean
from pgx.rules.syntax import Advice, Examples, Module, Override, Table, Word
from pgx.rules.vocabulary import Vocabulary
from pgx.rules.walk import named_advice


def check_names(module: Module, targets: Mapping[str, object], everywhere: Collection[str],
                vocabulary: Vocabulary) -> Iterator[Problem]:
    """Complaints about names that rules give themselves. `targets`: every table and override by full name;
    `everywhere`: advice of all files, which examples may expect."""
    yield from twice(module)
    advice = (*module.advice(), *BUILT_IN)
    scale = vocabulary.strengths.get(module.header.source, ())
    for name, strength in named_advice(module):
        yield from known("PGX106", module.file, name, advice, "advice")
        if strength is not None and scale and strength.text not in scale:
            yield Problem("PGX506", "error", module.file, strength.at,
                          f"`{strength.text}` is not on the {module.header.source} scale",
                          (*(h for h in (did_you_mean(strength.text, scale),) if h), f"scale: {', '.join(scale)}"))
    for block in module.blocks:
        if isinstance(block, Advice):
            yield from fixed_words(module, block)
        elif isinstance(block, Override):
            yield from targeted(module, block, targets)
        elif isinstance(block, Examples):
            yield from expected(module, block, (*everywhere, *BUILT_IN))


def twice(module: Module) -> Iterator[Problem]:
    """Two blocks of one kind with one name."""
    seen: set[tuple[str, str]] = set()
    for block in module.blocks:
        kind = "table" if isinstance(block, Table) else type(block).__name__
        if (kind, block.name) in seen:
            yield Problem("PGX106", "error", module.file, block.at, f"`{block.name}` is defined twice",
                          ("give one of them another name",))
        seen.add((kind, block.name))


def known(code: str, file: str, word: Word, options: Iterable[str], noun: str) -> Iterator[Problem]:
    """One name against its options."""
    options = tuple(options)
    if word.text not in options:
        near = did_you_mean(word.text, options)
        yield Problem(code, "error", file, word.at, f"there is no {noun} `{word.text}`", (near,) if near else ())


def fixed_words(module: Module, advice: Advice) -> Iterator[Problem]:
    """Action, severity and formula of an advice."""
    if advice.action == UNDECIDED:
        yield Problem("PGX110", "error", module.file, advice.at, f"advice `{advice.name}` is not decided yet",
                      ("write its `action` and `severity`", f"actions: {', '.join(ACTIONS)}"))
        return
    yield from fixed(module.file, advice.at, "action", advice.action, tuple(ACTIONS))
    if advice.severity:
        yield from fixed(module.file, advice.at, "severity", advice.severity, SEVERITIES)
    else:
        yield Problem("PGX102", "error", module.file, advice.at, f"advice `{advice.name}` has no severity",
                      (f"severities: {', '.join(SEVERITIES)}",))
    for dose in advice.doses:
        if dose.formula:
            yield from known("PGX106", module.file, Word(dose.formula, dose.at), module.formulas(), "formula")


def fixed(file: str, at: Span, noun: str, text: str, options: Sequence[str]) -> Iterator[Problem]:
    """A word of a closed list."""
    if text not in options:
        near = did_you_mean(text, options)
        yield Problem("PGX102", "error", file, at, f"`{text}` is not a known {noun}",
                      tuple(h for h in (near, f"{noun}: one of {', '.join(options)}") if h))


def targeted(module: Module, override: Override, targets: Mapping[str, object]) -> Iterator[Problem]:
    """Target of an override and of its `then as`."""
    yield from known("PGX106", module.file, override.target, targets, "table or override")
    if override.as_before is not None:
        yield from known("PGX106", module.file, override.as_before, targets, "table or override")


def expected(module: Module, examples: Examples, advice: Sequence[str]) -> Iterator[Problem]:
    """Advice that examples expect; a dotted name is of another file."""
    for row in examples.rows:
        for name in row.expect.names:
            if "." not in name:
                yield from known("PGX106", module.file, Word(name, row.expect.at), advice, "advice")
