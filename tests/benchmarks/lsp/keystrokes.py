"""How long an editor waits for diagnostics after a key stroke, over the wire, in a file of 500 lines.

`python -m tests.benchmarks.lsp.keystrokes [--strokes 600] [--lines 500]`: a real client starts `pgx rules lsp` beside
all shipped rules, then words, cells, lines and quotes are typed and deleted at seeded places; after every 25th stroke
the typing pauses until the full verdict, so that later strokes also meet a server that is busy with one.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from pathlib import Path

from pgx.cli.patients import resolver
from pgx.lsp import judging
from pgx.lsp.desk import Desk
from tests.lsp.editor import Editor
from tests.paths import ROOT

NAME = "long.pgx"
PIECES = ("IM or PM", "| NM || no-advice | - |\n", "unknown", '  say "x"\n', "advice new-one\n", "\n", '"', " or ")


def long_file(lines: int) -> str:
    """Blocks of shipped CPIC files under one header, each advice and table under a name of its own."""
    text, count = "", 0
    for number, path in enumerate(sorted((ROOT / "rules/cpic").glob("*.pgx"))):
        found = path.read_text(encoding="utf-8")
        head, _, body = found.partition("\n\n")
        text += head + "\n\n" if not text else ""
        for block in body.split("\n\n"):
            if count + block.count("\n") + 2 > lines - 12:
                return text + "\n" * max(0, lines - text.count("\n") - 1)
            if number == 0 or not block.startswith("examples"):
                text += block.strip("\n") + "\n\n"
            count = text.count("\n")
    return text


def strokes(text: str, count: int, chance: random.Random) -> list[str]:
    """The text after each key stroke: pieces typed letter by letter at seeded places, half of them deleted again."""
    found: list[str] = []
    while len(found) < count:
        at = chance.randrange(len(text))
        piece = chance.choice(PIECES)
        typed = [text[:at] + piece[:n] + text[at:] for n in range(1, len(piece) + 1)]
        found += typed + typed[-2::-1] + [text]
    return found[:count]


def measure(count: int, lines: int) -> list[float]:
    """Milliseconds from each change to its diagnostics."""
    text = long_file(lines)
    with tempfile.TemporaryDirectory() as folder:
        editor = Editor(Path(folder))
        editor.start({**os.environ, "PYTHONPATH": str(ROOT)})
        editor.open(NAME, text)
        editor.settled(NAME)
        found = []
        for number, changed in enumerate(strokes(text, count, random.Random(1)), 1):
            start = time.perf_counter()
            editor.type(NAME, changed)
            found.append(1000 * (editor.told[editor.uri(NAME)][-1][0] - start))
            if number % 25 == 0:
                time.sleep(0.45)
        editor.stop()
    return found


def cost(count: int, lines: int) -> list[float]:
    """CPU milliseconds of the server's own work for the same changes."""
    desk, text, found = Desk(resolver), long_file(lines), []
    judging.quick(desk, desk.put("u", NAME, text))
    for changed in strokes(text, count, random.Random(1)):
        start = time.process_time()
        judging.quick(desk, desk.put("u", NAME, changed))
        found.append(1000 * (time.process_time() - start))
    return found


def told(found: list[float]) -> str:
    """Median, 95th percentile and the longest."""
    return (f"median {statistics.median(found):.1f} ms, p95 {statistics.quantiles(found, n=20)[-1]:.1f} ms, "
            f"longest {max(found):.1f} ms")


def main() -> None:
    """Print what an editor waits, and what the server works."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=int, default=600)
    parser.add_argument("--lines", type=int, default=500)
    args = parser.parse_args()
    print(f"{args.strokes} key strokes in {args.lines} lines")
    print(f"  waited, over the wire: {told(measure(args.strokes, args.lines))}")
    print(f"  CPU of the verdict:    {told(cost(args.strokes, args.lines))}")


if __name__ == "__main__":
    main()
