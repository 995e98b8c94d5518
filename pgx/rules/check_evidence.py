"""PGX501-PGX503, PGX310: who says so, whether it is still said, and that an unknown never comforts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pgx.rules.errors import Problem
from pgx.rules.suggest import did_you_mean
from pgx.rules.syntax import Formula, Module, Table
from pgx.rules.vocabulary import NOT_KNOWN, Vocabulary
from pgx.rules.walk import citations

GRACE = timedelta(days=90)


def check_evidence(module: Module, vocabulary: Vocabulary, today: date | None) -> Iterator[Problem]:
    """All complaints about sources of one file. `today` None: dates are not looked at."""
    header = module.header
    if header.kind == "guideline" and not header.cites:
        yield Problem("PGX501", "error", module.file, header.at, f"`{header.name}` cites nothing",
                      ("add `cite PMID:...`",))
    for block in module.blocks:
        if isinstance(block, Formula) and not block.cites:
            yield Problem("PGX501", "error", module.file, block.at, f"formula `{block.name}` cites nothing",
                          ("add `cite PMID:...`",))
        elif isinstance(block, Table):
            yield from comforting(module, block)
    for citation in citations(module):
        retracted = vocabulary.references.get(citation.id)
        if retracted:
            yield Problem("PGX502", "error", module.file, citation.at, f"{citation.id} is retracted")
        elif retracted is None and vocabulary.references and citation.id.startswith("PMID:"):
            near = did_you_mean(citation.id, vocabulary.references)
            yield Problem("PGX502", "error", module.file, citation.at, f"{citation.id} is not in the reference list",
                          (near or "add it to refs/references.tsv",))
    if today is not None and header.review:
        yield from reviewed(module, today)


def reviewed(module: Module, today: date) -> Iterator[Problem]:
    """PGX503: the review date."""
    try:
        due = date.fromisoformat(module.header.review)
    except ValueError:
        yield Problem("PGX503", "error", module.file, module.header.at, f"`{module.header.review}` is not a date")
        return
    if today > due:
        level = "error" if today > due + GRACE else "warning"
        yield Problem("PGX503", level, module.file, module.header.at, f"review was due on {due.isoformat()}",
                      ("compare the file with the source's current edition, then set a new date",))


def comforting(module: Module, table: Table) -> Iterator[Problem]:
    """PGX310: a row that is only for unknown results and gives the usual dose without a word."""
    advice = module.advice()
    for row in table.rows:
        words = [{item.word for item in cell.items} for cell in row.cells if cell.keyword != "any"]
        unknown = bool(words) and all(found <= {"unknown", *NOT_KNOWN} for found in words)
        given = advice.get(row.advice.text)
        if unknown and given is not None and given.action == "usual dose" and given.severity in {"none", ""}:
            yield Problem("PGX310", "warning", module.file, row.at,
                          f"`{row.advice.text}` reassures a patient who was not tested",
                          ("write `no-advice` or `test-first`, or say that no test was made",))
