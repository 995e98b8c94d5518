"""Reading one sample out of a whole genome, side by side with other readers, in CPU seconds (user + system).

`python -m tests.benchmarks.vcf.speed WGS.vcf.gz [--runs 3]` on a file that `tests.benchmarks.vcf.wgs` made. Programs
take turns, so that a busy spell hits all of them. Memory is the largest resident set of the process.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ISAL = "import sys; from isal import igzip\nf = igzip.open(sys.argv[1])\nwhile f.read(1 << 17): pass"
PYSAM = "import sys, pysam\nfor r in pysam.VariantFile(sys.argv[1]): pass"
LIBRARY = """
import statistics, sys, time
from pathlib import Path
from pgx import knowledge, vcf
known, spent = knowledge.load(), []
for _ in range(6):
    start = time.process_time()
    sites = next(vcf.read(Path(sys.argv[1]), known)).sites
    spent.append(time.process_time() - start)
print(f"all {len(sites)} sites read in {spent[0] * 1e3:.0f} ms the first time (with imports), then in "
      f"{statistics.median(spent[1:]) * 1e3:.0f} ms (median of 5)", file=sys.stderr)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds and peak resident MB of one process."""

    cpu: float
    megabytes: float


def measure(command: Sequence[str]) -> Cost:
    """Run to its end, output thrown away. RuntimeError when it fails."""
    with Path(os.devnull).open("w") as nowhere:
        actions = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1)]
        found = shutil.which(command[0])
        pid = os.posix_spawn(found or command[0], list(command), os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)[:80]} ended with status {status}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def rivals(indexed: Path, plain: Path) -> dict[str, Sequence[str]]:
    """Name of each way to read -> command."""
    pgx, python = str(Path(sys.executable).with_name("pgx")), sys.executable
    ways: dict[str, Sequence[str]] = {
        "pgx call --json, index": [pgx, "call", "--json", str(indexed)],
        "pgx call --json, no index": [pgx, "call", "--json", str(plain)],
        "zcat": ["zcat", str(plain)],
        "isal, unpack only": [python, "-c", ISAL, str(plain)],
        "pgx.vcf.read six times, index (its own figures on stderr)": [python, "-c", LIBRARY, str(indexed)],
    }
    if shutil.which("bcftools"):
        ways["bcftools view, all records"] = ["bcftools", "view", "-H", str(plain)]
    return ways


def table(costs: dict[str, list[Cost]], echo: Callable[[str], None]) -> None:
    """Markdown rows: median and range of CPU, largest memory."""
    echo("| what | CPU s, median (range) | MB |")
    echo("|---|---|---|")
    for name, found in costs.items():
        cpu = sorted(cost.cpu for cost in found)
        echo(f"| {name} | {statistics.median(cpu):.2f} ({cpu[0]:.2f}-{cpu[-1]:.2f}) | "
             f"{max(cost.megabytes for cost in found):.0f} |")


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="bgzip VCF with its index beside it")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "unindexed.vcf.gz"
        plain.symlink_to(given.file.resolve())
        costs: dict[str, list[Cost]] = {}
        for _ in range(given.runs):
            for name, command in rivals(given.file, plain).items():
                costs.setdefault(name, []).append(measure(command))
    table(costs, print)


if __name__ == "__main__":
    main()
