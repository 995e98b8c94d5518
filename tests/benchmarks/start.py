"""What every command pays before it does anything, and the cost of reading a cohort, in CPU seconds.

`python -m tests.benchmarks.start [--runs 5]` runs whole processes on the bundled example, and on the 100 people of
`../shared` where that is there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.vcf.speed import Cost, measure, table
from tests.paths import ROOT, SHARED

COHORT = SHARED / "cases" / "1kgp" / "1kgp100.positions.filled.grch38.vcf.gz"


def commands() -> dict[str, Sequence[str]]:
    """Name -> command."""
    pgx, patient = str(Path(sys.executable).with_name("pgx")), str(ROOT / "docs" / "examples" / "patient.vcf")
    found: dict[str, Sequence[str]] = {
        "pgx --help": [pgx, "--help"],
        "pgx call --json, one patient, all genes": [pgx, "call", "--json", patient],
        "pgx check --json, one drug": [pgx, "check", "--json", patient, "--drug", "codeine"],
    }
    if COHORT.is_file():
        found["pgx call --json, 100 people in one file"] = [pgx, "call", "--json", "--absent", "reference", str(COHORT)]
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    costs: dict[str, list[Cost]] = {}
    for _ in range(parser.parse_args(arguments).runs):
        for name, command in commands().items():
            costs.setdefault(name, []).append(measure(command))
    table(costs, print)


if __name__ == "__main__":
    main()
