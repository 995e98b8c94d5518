"""Does the knowledge base hold together? Every check returns all it finds, never only the first."""

from __future__ import annotations

from pathlib import Path

from pgx.domain.errors import KnowledgeError
from pgx.knowledge.checks import content, genes, keys, populations, results
from pgx.knowledge.checks.problem import Problem

__all__ = ["Problem", "check"]


def check(root: Path) -> list[Problem]:
    """Every problem of the knowledge base at `root`, by file and line.

    Raises KnowledgeError when the folder has no genes at all: then it is something else.
    """
    if not (root / "genes").is_dir():
        raise KnowledgeError(f"{root}: no folder `genes`; this is not a knowledge base")
    read, problems = content.read(root)
    for rule in (*keys.ALL, *genes.ALL, *results.ALL, *populations.ALL):
        problems += rule(read)
    return sorted(problems)
