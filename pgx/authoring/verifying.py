"""The proof of an import: the draft is read back, and every key asked of it must give the row that was made from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from pgx.authoring.importing import SILENT, Draft, Entry
from pgx.domain.errors import PgxError
from pgx.domain.knowledge import Knowledge
from pgx.lookup import Lookup, read_query
from pgx.rules import RuleError, Vocabulary, compile_rules, parse
from pgx.rules.actions import UNDECIDED
from pgx.rules.syntax import Advice, Module

MOST_COMBINATIONS = 5000


def verify(draft: Draft, vocabulary: Vocabulary, knowledge: Knowledge) -> list[str]:
    """What does not come back; [] when keys -> text -> keys gives the same set."""
    try:
        module = decided(parse(draft.file.text(), draft.report.file))
        lookup = Lookup(compile_rules([module], vocabulary), knowledge)
    except RuleError as error:
        return [f"the draft does not compile: {error.problems[0]}"]
    return [*forth(draft, lookup, knowledge), *back(draft, lookup, knowledge)]


def decided(module: Module) -> Module:
    """The same rules with some action, so that they compile."""
    blocks = tuple(replace(b, action="inform", severity="minor")
                   if isinstance(b, Advice) and b.action == UNDECIDED else b for b in module.blocks)
    return replace(module, blocks=blocks)


def forth(draft: Draft, lookup: Lookup, knowledge: Knowledge) -> Iterator[str]:
    """Every key gives its own row."""
    for table, entry, (advice, strength) in draft.entries:
        given = asked(draft, table, entry, dict(entry.lookup), lookup, knowledge)
        if given != {(advice, strength.strip("-"))}:
            yield f"{table}: {entry.printed} gives {given or 'nothing'}, not {advice}"


def back(draft: Draft, lookup: Lookup, knowledge: Knowledge) -> Iterator[str]:
    """A combination of values that the source has no row for gives no advice."""
    for name in dict.fromkeys(table for table, _, _ in draft.entries):
        own = [entry for table, entry, _ in draft.entries if table == name]
        genes = list(own[0].lookup)
        values = [list({str(e.lookup[gene]): e.lookup[gene] for e in own if gene in e.lookup}.values())
                  for gene in genes]
        known = {frozenset((gene, str(value)) for gene, value in e.lookup.items()) for e in own}
        for combination in list(product(*values))[:MOST_COMBINATIONS]:
            written = dict(zip(genes, combination, strict=True))
            if frozenset((gene, str(value)) for gene, value in written.items()) in known:
                continue
            given = asked(draft, name, own[0], written, lookup, knowledge)
            if any(advice != SILENT for advice, _ in given):
                yield f"{name}: {written} has no row in the source, but gives {given}"


def asked(draft: Draft, table: str, entry: Entry, written: dict[str, object], lookup: Lookup,
          knowledge: Knowledge) -> set[tuple[str, str]]:
    """Advice and strength that one table of the draft gives for a key."""
    row = entry.row
    source = f"{row.source}_{row.kind}" if row.kind else row.source
    try:
        query = read_query({"source": source, "drug": row.drug, "population": row.population, "lookup": written},
                           knowledge)
    except PgxError:
        query = read_query({"source": source, "drug": row.drug, "lookup": written}, knowledge)
    return {(r.advice, r.strength) for r in lookup.rows(query) if r.row.startswith(f"{draft.file.name}.{table}[")}
