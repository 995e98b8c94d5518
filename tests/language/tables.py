"""Hypothesis strategies: complete and disjoint tables, and candidates for them."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from pgx.rules import AtLeast, Candidate, Group, Value
from pgx.rules.syntax import Module
from tests.language.words import HEAD, WORDS, module

NAMES = ("one", "two", "three")
ADVICE = "".join(f'advice {name}\n  action avoid\n  severity minor\n  say "x"\n' for name in NAMES)
RESULTS = ("UM", "RM", "NM", "IM", "PM")
CUTS = tuple(Decimal(n) / 2 for n in range(1, 7))       # some possible score lies between any two


@st.composite
def words(draw: st.DrawFn, values: tuple[str, ...]) -> list[str]:
    """A partition of words into cells."""
    labels = draw(st.lists(st.integers(0, 2), min_size=len(values), max_size=len(values)))
    parts = [[v for v, label in zip(values, labels, strict=True) if label == n] for n in range(3)]
    cells = [" or ".join(part) for part in parts if part]
    if len(cells) > 1 and draw(st.booleans()):
        cells[-1] = "otherwise"
    return cells


@st.composite
def numbers(draw: st.DrawFn, cuts: tuple[Decimal, ...]) -> list[str]:
    """A partition of a number line into cells."""
    chosen = sorted(draw(st.sets(st.sampled_from(cuts), min_size=1, max_size=3)))
    closed = [draw(st.booleans()) for _ in chosen]       # whether the cut belongs to the cell above it
    cells = [f"{'<' if closed[0] else '<='} {chosen[0]}"]
    for i in range(len(chosen) - 1):
        low, high = ">=" if closed[i] else ">", "<" if closed[i + 1] else "<="
        cells.append(f"{low} {chosen[i]} and {high} {chosen[i + 1]}")
    return [*cells, f"{'>=' if closed[-1] else '>'} {chosen[-1]}"]


@st.composite
def columns(draw: st.DrawFn) -> list[tuple[str, list[str]]]:
    """One to three columns with their cells."""
    every = {"CYP2C19": words(RESULTS), "CYP2D6 score": numbers(CUTS), "HLA-B*57:01": words(("positive", "negative")),
             "age": numbers((Decimal(2), Decimal(12), Decimal(18)))}
    keys = draw(st.lists(st.sampled_from(sorted(every)), min_size=1, max_size=3, unique=True))
    found = []
    for key in keys:
        cells = draw(every[key])
        if key != "age":
            cells += draw(st.sampled_from([["unknown"], ["indeterminate", "untested"]]))
        found.append((key, cells))
    return found


@st.composite
def modules(draw: st.DrawFn) -> Module:
    """A file with one table for one drug, complete and disjoint by construction."""
    chosen = draw(columns())
    rows = "".join(
        f"  | {' | '.join(with_unit(key, cell) for (key, _), cell in zip(chosen, cells, strict=True))} || "
        f"{draw(st.sampled_from(NAMES))} | - |\n" for cells in product(*(cells for _, cells in chosen)))
    guard = draw(st.sampled_from(["", "  when age >= 12 y\n", "  when CYP2C19 is not PM\n",
                                  "  when age < 18 y\n      and HLA-B*57:01 is negative\n"]))
    if any(f"{key} " in guard.replace("when ", "").replace("and ", "") for key, _ in chosen):
        guard = ""
    head = " | ".join(key for key, _ in chosen)
    return module(f"table t\n  for codeine\n{guard}  | {head} || advice | strength |\n{rows}", HEAD + ADVICE)


def with_unit(key: str, cell: str) -> str:
    """Ages in years."""
    if key != "age":
        return cell
    return " and ".join(f"{part} y" for part in cell.split(" and "))


@st.composite
def groups(draw: st.DrawFn, *, interval: bool = True, told: bool = False) -> list[Group]:
    """Candidates for every column; facts may be missing unless `told`."""
    scores: list[Value] = [*WORDS.scores["CYP2D6"], "indeterminate"]
    if interval:
        scores += [AtLeast(Decimal(3)), AtLeast(Decimal("1.5"))]
    found = [
        group("CYP2C19", draw(some([*RESULTS, "indeterminate", "untested"]))),
        group("CYP2D6", draw(some(scores)), "CYP2D6 score"),
        group("HLA-B", draw(some(["positive", "negative", "untested"])), "HLA-B*57:01"),
    ]
    if told or draw(st.booleans()):
        found.append(group("age", [Decimal(draw(st.integers(0, 40)))]))
    return found


def some(values: list[Value]) -> st.SearchStrategy[list[Value]]:
    """One to three alternatives."""
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)


def group(name: str, values: list[Value], key: str = "") -> Group:
    """A group of equally likely candidates."""
    return Group(name, tuple(Candidate({key or name: value}, 1.0, str(value)) for value in values))
