"""Reviewed lists of differences: what is not listed fails, and so does what is listed and no longer there."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
CALLS, ALERTS = FOLDER / "call_differences.tsv", FOLDER / "alert_differences.tsv"
COLUMNS = ("suite", "case", "gene", "ours", "theirs", "reason")
_MISSED = (
    re.compile(r"(?P<case>\S+) (?P<gene>\S+): want (?P<theirs>.*) got (?P<ours>.*)"),
    re.compile(r"(?P<case>\S+) (?P<gene>\S+): GRCh38 (?P<ours>.*) GRCh37 (?P<theirs>.*)"),
    re.compile(r"(?P<case>\S+) (?P<gene>\S+): (?P<theirs>.*) (?P<ours>not possible|in \[.*\])"),
    re.compile(r"(?P<case>[^:]+): (?P<ours>.*)"),
)


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """Ours beside theirs. `gene` is the gene, or the drug of an alert. The reason is not compared."""

    suite: str
    case: str
    gene: str
    ours: str
    theirs: str


def listed(path: Path, suites: Iterable[str] = ()) -> dict[Difference, str]:
    """Difference -> reason of a reviewed list, of these suites only if any are named."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    wanted = set(suites)
    return {Difference(*(row[c] for c in COLUMNS[:5])): row["reason"] for row in rows
            if not wanted or row["suite"] in wanted}


def missed(suite: str, lines: Iterable[str]) -> Iterator[Difference]:
    """What the scoring script printed for a suite, taken apart."""
    for line in filter(None, lines):
        parts = next(found for shape in _MISSED if (found := shape.fullmatch(line))).groupdict()
        yield Difference(suite, parts["case"], parts.get("gene") or "-", plain(parts["ours"]),
                         plain(parts.get("theirs") or "-"))


def plain(text: str) -> str:
    """`[('*1', '*2'), ('*3',)]` as `*1/*2; *3`; any other text as it is."""
    if not text.startswith("["):
        return text
    names = ["/".join(name) if isinstance(name, tuple) else str(name) for name in ast.literal_eval(text)]
    return "; ".join(names) or "nothing"


def check(path: Path, suites: Iterable[str], found: Iterable[Difference]) -> None:
    """Assert that what was found is exactly what is listed, each with a reason."""
    known, seen = listed(path, suites), set(found)
    new, gone = sorted(seen - set(known)), sorted(set(known) - seen)
    assert not new, f"{len(new)} differences are not in {path.name}:\n" + "\n".join(map(str, new))
    assert not gone, f"{len(gone)} listed differences are no longer there: take them out of {path.name}:\n" + "\n".join(
        map(str, gone))
    assert all(len(reason) > 15 for reason in known.values()), "a listed difference has no reason"
