"""PGX501-PGX505, PGX310: who says so, whether it is still said, and what an unknown is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pgx.rules.actions import direction
from pgx.rules.errors import Problem
from pgx.rules.suggest import did_you_mean
from pgx.rules.syntax import Cell, Formula, Module, Table
from pgx.rules.vocabulary import NOT_KNOWN, UNTESTED, Vocabulary
from pgx.rules.walk import citations, conditions

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
    yield from outdated(module, vocabulary)
    yield from repinned(module, vocabulary)
    if today is not None and header.review:
        yield from reviewed(module, today)


def outdated(module: Module, vocabulary: Vocabulary) -> Iterator[Problem]:
    """PGX504: the file cites an edition, and not the newer one."""
    cited = {citation.id for citation in module.header.cites}
    for citation in module.header.cites:
        newer = vocabulary.newer.get(citation.id, "")
        if newer and newer not in cited:
            yield Problem("PGX504", "warning", module.file, citation.at, f"{citation.id} has a newer edition",
                          (f"compare the file with {newer}, then cite that",))


def repinned(module: Module, vocabulary: Vocabulary) -> Iterator[Problem]:
    """PGX505: what a word of this file means has changed since the month the file was pinned to."""
    if not module.header.pins:
        return
    name, edition = min(module.header.pins, key=lambda pin: pin[1])
    month = edition.replace(".", "-")[:7]
    authorities = {past.authority for told in vocabulary.past.values() for past in told}
    heeded = {module.header.source} & authorities or authorities
    for gene in sorted({subject.gene for subject, _ in conditions(module) if subject.gene}):
        changed = [p for p in vocabulary.past.get(gene, ()) if p.authority in heeded and p.until[:7] > month]
        if changed:
            last = max(changed, key=lambda past: past.until)
            yield Problem("PGX505", "error", module.file, module.header.at,
                          f"{gene} has changed since {name} {edition} ({len(changed)} facts)",
                          (f"{last.told} until {last.until}",
                           f"read the rows on {gene} again, then pin the file to {vocabulary.version}"))


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


def only_unknown(cell: Cell) -> bool:
    """Whether a cell is for failed and missing tests only."""
    return not (cell.negated or cell.keyword) and {item.word for item in cell.items} <= {"unknown", *NOT_KNOWN}


def comforting(module: Module, table: Table) -> Iterator[Problem]:
    """PGX310: a row that is only for unknown results and gives the usual dose without a word, or one by genotype."""
    advice = module.advice()
    for row in table.rows:
        cells = [cell for cell in row.cells if cell.keyword != "any"]
        given = advice.get(row.advice.text)
        if given is None or not cells or not all(map(only_unknown, cells)):
            continue
        someone = ", ".join(f"{subject} {UNTESTED}" for subject, cell in zip(table.columns, row.cells, strict=True)
                            if cell.keyword != "any")
        if given.action == "usual dose" and given.severity in {"none", ""}:
            yield Problem("PGX310", "warning", module.file, row.at,
                          f"`{row.advice.text}` reassures a patient who was not tested",
                          ("write `no-advice` or `test-first`, or say that no test was made",), someone)
        elif given.doses and direction(given.action, tuple(d.kind for d in given.doses)) in {"less", "more", "change"}:
            yield Problem("PGX310", "warning", module.file, row.at,
                          f"`{row.advice.text}` doses by a genotype that nobody knows",
                          ("write `no-advice` or `test-first`, or say why this dose is right for everybody",), someone)
