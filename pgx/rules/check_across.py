"""PGX301, PGX307, PGX308: what tables say together. Looks at compiled rules, so only when every file holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgx.rules.alternatives import DeadEnd, dead_ends
from pgx.rules.compiled import Advice
from pgx.rules.contradicting import Conflict, conflicts
from pgx.rules.errors import Mark, Problem, Span
from pgx.rules.patients import Resolver
from pgx.rules.ruleset import RuleSet
from pgx.rules.syntax import Module
from pgx.rules.vocabulary import Vocabulary


def check_across(rules: RuleSet, modules: Sequence[Module], vocabulary: Vocabulary,
                 resolver: Resolver | None = None) -> Iterator[Problem]:
    """Every complaint about two tables. `resolver` knows allele pairs; without it their results are not in step."""
    layers = [module for module in modules if module.header.kind == "layer"]
    settled: set[tuple[str, str]] = set()
    for conflict in conflicts(rules, vocabulary, resolver):
        yield contradiction(conflict)
        if not set(conflict.sources) & set(rules.prefer) and conflict.sources not in settled:
            settled.add(conflict.sources)
            yield from (unsettled(layer, conflict) for layer in layers)
    yield from map(dead_end, dead_ends(rules, vocabulary, resolver))


def contradiction(conflict: Conflict) -> Problem:
    """PGX301 in a vendor set: a note beside the first of the two tables."""
    one, other = conflict.rows
    return Problem("PGX301", "note", one.file, Span(one.line),
                   f"{' and '.join(conflict.sources)} disagree about {conflict.drug}",
                   (*(f"{source}: {deed(a)}" for source, a in zip(conflict.sources, conflict.advice, strict=True)),
                    *more(conflict.kinds), settle(conflict.sources)),
                   conflict.patient, also=(Mark(Span(other.line), other.id, other.file),))


def unsettled(layer: Module, conflict: Conflict) -> Problem:
    """PGX301 in a site's layer: an error, once per pair of sources."""
    one, other = conflict.rows
    return Problem("PGX301", "error", layer.file, layer.header.at,
                   f"{' and '.join(conflict.sources)} disagree, about {conflict.drug} for one, and this layer does not"
                   " say which leads", (settle(conflict.sources),), conflict.patient,
                   also=(Mark(Span(one.line), one.id, one.file), Mark(Span(other.line), other.id, other.file)))


def settle(sources: tuple[str, str]) -> str:
    """The way out."""
    return f"settle it in your layer: prefer {sources[0]} then {sources[1]}"


def more(kinds: int) -> tuple[str, ...]:
    """How many kinds of patient."""
    return (f"{kinds} kinds of patient are told different things",) if kinds > 1 else ()


def deed(advice: Advice) -> str:
    """An advice in a few words: its name, action and doses."""
    doses = [" ".join(part for part in (d.phase, d.kind, d.low, d.high and f"to {d.high}", d.cap) if part)
             for d in advice.doses]
    return f"{advice.name} ({', '.join((advice.action, *doses))})"


def dead_end(found: DeadEnd) -> Problem:
    """PGX307 and PGX308."""
    what = "sends the same patient back" if found.code == "PGX308" else "is itself avoided for the same patients"
    return Problem(found.code, "error", found.row.file, Span(found.row.line),
                   f"{found.row.id} says {found.drug} instead, which {what}",
                   (f"leave {found.drug} out of `instead`, or give these patients a row of their own",),
                   found.patient, also=(Mark(Span(found.other.line), found.other.id, found.other.file),))
