"""Every live key of the source tables through `pgx rules lookup`: `python -m tests.benchmarks.rules.lookup`."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

from tests.guidelines.queries import asked

RUNS = 3


def main() -> None:
    """Queries, then processor seconds of each run."""
    queries = "\n".join(json.dumps(a.query) for a in asked())
    command = [str(Path(sys.executable).with_name("pgx")), "rules", "lookup", "--json", "-"]
    spent = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, input=queries, text=True, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    print(f"{queries.count(chr(10)) + 1} queries, CPU s: {', '.join(f'{s:.2f}' for s in sorted(spent))}")


if __name__ == "__main__":
    main()
