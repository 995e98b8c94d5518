"""One edit anywhere in a rule file: where the complaint stands when the file is no longer the language.

`python -m tests.language.breakages [--each 300]` breaks every shipped file and prints how often the complaint is on the
broken line or the one beside it.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pgx.rules import RuleSyntaxError, parse
from tests.paths import ROOT

PIECES = ["|", '"', "#", " ", "x", "X", "1", "-", "*", "@", "(", "<", "\\", "é", "or", "is", "=", ",", "'", "||"]
KINDS = ("character out", "character in", "character changed", "line out", "line doubled", "line changed")


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit and the 1-based line it touched (that of the following line, where one was taken out)."""

    kind: str
    line: int
    text: str


def edits(text: str, chance: random.Random, count: int) -> Iterator[Edit]:
    """Seeded edits, all kinds in turn."""
    lines = text.split("\n")
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        at = chance.randrange(len(text) - 1)
        line = text.count("\n", 0, at) + 1
        piece = chance.choice(PIECES)
        if kind.startswith("line"):
            changed = {"line out": [], "line doubled": [lines[line - 1]] * 2, "line changed": [piece]}[kind]
            yield Edit(kind, line, "\n".join([*lines[:line - 1], *changed, *lines[line:]]))
        else:
            put = {"character out": "", "character in": piece + text[at], "character changed": piece}[kind]
            yield Edit(kind, line, text[:at] + put + text[at + 1:])


def complaint(text: str) -> int | None:
    """The line of the first complaint; None when the text is the language."""
    try:
        parse(text, "x.pgx")
    except RuleSyntaxError as error:
        return error.problem.at.line
    return None


def measure(files: list[Path], each: int, seed: int = 1) -> tuple[Counter[str], Counter[str], list[str]]:
    """Breakages and those reported within a line, by kind; and the others in words."""
    chance = random.Random(seed)
    broken, near, far = Counter[str](), Counter[str](), []
    for file in files:
        for edit in edits(file.read_text(encoding="utf-8"), chance, each):
            line = complaint(edit.text)
            if line is not None:
                broken[edit.kind] += 1
                near[edit.kind] += abs(line - edit.line) <= 1
                if abs(line - edit.line) > 1:
                    far.append(f"{file.parent.name}/{file.name}:{edit.line} {edit.kind}, reported on {line}")
    return broken, near, far


def main() -> None:
    """Print a line for each kind of edit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=300, help="edits for each file")
    args = parser.parse_args()
    broken, near, far = measure(sorted((ROOT / "rules").rglob("*.pgx")), args.each)
    for kind in KINDS:
        print(f"{kind}: {near[kind]} of {broken[kind]}")
    print(f"all: {near.total()} of {broken.total()} ({100 * near.total() / broken.total():.2f}%)")
    print("\n".join(far[:40]))


if __name__ == "__main__":
    main()
