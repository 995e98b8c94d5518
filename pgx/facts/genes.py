"""A gene's possible diplotypes -> the distinct things rules can tell apart, with the diplotypes behind each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations_with_replacement

from pgx.domain.calls import Diplotype, GeneResult, Phenotype
from pgx.domain.genes import Gene, Inheritance, Score, ScoreBin
from pgx.facts.columns import Asks, Column
from pgx.rules import INDETERMINATE, UNTESTED, AtLeast, Candidate, Group, Value


@dataclass(frozen=True, slots=True)
class GeneFacts:
    """`origins[n]` are the indices into `GeneResult.possible` that make candidate n of `group`; empty when untested."""

    group: Group
    origins: tuple[tuple[int, ...], ...]


def gene_facts(gene: Gene, result: GeneResult | None, columns: Sequence[Column],
               codes: Mapping[str, str]) -> GeneFacts:
    """Joint candidates of one gene. `codes` maps a printed phenotype to its rule code.

    An untested gene is the single value `untested`. A gene that was read without a nameable result keeps
    `indeterminate` among its candidates beside every diplotype that is still possible.
    """
    if result is None or result.call.untested:
        return _untested(gene, columns, result.call.hints if result else ())
    seen: dict[tuple[Value, ...], list[int]] = {}
    for index, (diplotype, phenotype) in enumerate(zip(result.call.possible, result.possible, strict=True)):
        for values in _worlds(gene, result, diplotype, phenotype, columns, codes):
            seen.setdefault(values, []).append(index)
    if not result.call.possible:
        group = _supplied(gene, result, columns, codes)
        return GeneFacts(group, ((),) * len(group.candidates))
    if _unnameable(result):
        seen.setdefault(tuple(INDETERMINATE for _ in columns), [])
    weights = {values: sum(result.call.possible[i].probability for i in rows) for values, rows in seen.items()}
    ranked = sorted(seen, key=lambda values: (-weights[values], str(values)))
    candidates = tuple(_candidate(columns, values, weights[values], result.call.possible, seen[values])
                       for values in ranked)
    return GeneFacts(Group(gene.symbol, candidates, given=True), tuple(tuple(seen[v]) for v in ranked))


def _untested(gene: Gene, columns: Sequence[Column], hints: Sequence[str]) -> GeneFacts:
    """No test is on file; each allele that a tag variant hints at is possible beside that, and nothing is excluded."""
    nothing = {c.key: UNTESTED for c in columns}
    hinted = [c.key for c in columns if c.asks is Asks.CARRIAGE and c.item in hints]
    worlds = [nothing, *({**nothing, key: "positive"} for key in hinted)]
    candidates = tuple(Candidate(world, 1.0 / len(worlds), UNTESTED if world is nothing else "tag variant carried")
                       for world in worlds)
    return GeneFacts(Group(gene.symbol, candidates, given=True), ((),) * len(candidates))


def _candidate(columns: Sequence[Column], values: tuple[Value, ...], weight: float,
               possible: Sequence[Diplotype], rows: Sequence[int]) -> Candidate:
    label = possible[rows[0]].name if rows else "no named allele fits"
    return Candidate(dict(zip((c.key for c in columns), values, strict=True)), weight, label)


def _single(gene: Gene, columns: Sequence[Column], value: str) -> Group:
    return Group(gene.symbol, (Candidate({c.key: value for c in columns}, 1.0, value),), given=True)


_UNDOCUMENTED = frozenset({"undocumented-as-reference", "undocumented-passed-over", "outside-unknown-allele"})


def _unnameable(result: GeneResult) -> bool:
    """Read, but the truth may be none of the candidates: nothing named fits, or a base of unknown effect was read."""
    call = result.call
    return not (call.diplotypes or call.variants) or any(m.code in _UNDOCUMENTED for m in call.messages)


def _supplied(gene: Gene, result: GeneResult, columns: Sequence[Column], codes: Mapping[str, str]) -> Group:
    """No candidate diplotypes: results supplied as phenotype or score only, or nothing nameable at all."""
    if not result.phenotypes:
        return _single(gene, columns, INDETERMINATE)
    nothing = Diplotype(name="", strands=())
    candidates = []
    for phenotype, weight in result.phenotypes:
        for values in _worlds(gene, result, nothing, phenotype, columns, codes):
            row = dict(zip((c.key for c in columns), values, strict=True))
            candidates.append(Candidate(row, weight, phenotype.name))
    return Group(gene.symbol, tuple(candidates), given=True)


def _worlds(gene: Gene, result: GeneResult, diplotype: Diplotype, phenotype: Phenotype,
            columns: Sequence[Column], codes: Mapping[str, str]) -> Iterable[tuple[Value, ...]]:
    """Value tuples of one diplotype: one, or several where a marker of the gene was not read."""
    rows: list[tuple[Value, ...]] = [()]
    for column in columns:
        values = _values(gene, result, diplotype, phenotype, column, codes)
        rows = [(*row, value) for row in rows for value in values]
    return rows


def _values(gene: Gene, result: GeneResult, diplotype: Diplotype, phenotype: Phenotype, column: Column,
            codes: Mapping[str, str]) -> Sequence[Value]:
    if column.asks is Asks.MARKER:
        return _marker(gene, result, diplotype, column.item)
    if column.asks is Asks.RESULT:
        return (codes.get(phenotype.name, INDETERMINATE),)
    if column.asks is Asks.SCORE:
        return _scores(gene, phenotype)
    if not diplotype.strands:
        return (_stated(phenotype, column),)
    return (_of_alleles(gene, diplotype, column),)


def _stated(phenotype: Phenotype, column: Column) -> Value:
    """What a result supplied without a diplotype says of an allele: "*57:01 positive" does, a phenotype does not."""
    told = phenotype.name.split("; ") if column.asks is Asks.CARRIAGE else []
    return next((s for s in ("positive", "negative") if f"{column.item} {s}" in told), INDETERMINATE)


def _of_alleles(gene: Gene, diplotype: Diplotype, column: Column) -> Value:
    """What needs the alleles themselves: one known allele of two can show that something is carried, never that it
    is not."""
    half = len(diplotype.strands) == 1 and gene.inheritance is Inheritance.AUTOSOMAL
    carried = any(column.item in strand for strand in diplotype.strands)
    if half and not (carried and column.asks is Asks.CARRIAGE):
        return INDETERMINATE
    if column.asks is Asks.DIPLOTYPE:
        return diplotype.name
    copies = sum(column.item in strand for strand in diplotype.strands)
    if column.asks is Asks.COPIES:
        return Decimal(copies)
    return "positive" if copies else "negative"


def _scores(gene: Gene, phenotype: Phenotype) -> Sequence[Value]:
    """The score; every score that two alleles of the gene can add up to where only its phenotype was supplied."""
    if phenotype.score is not None:
        return (_score(phenotype.score),)
    values = {a.activity for a in gene.alleles if a.activity is not None}
    sums = {one + two for one, two in combinations_with_replacement(sorted(values), 2)}
    bins = [b for b in gene.results.bins if b.phenotype == phenotype.name]
    return tuple(_score(s) for s in sorted(sums) if any(_inside(s.value, b) for b in bins)) or (INDETERMINATE,)


def _score(score: Score) -> Value:
    return AtLeast(score.value) if score.at_least else score.value


def _inside(value: Decimal, bounds: ScoreBin) -> bool:
    above = bounds.low is None or value > bounds.low or (bounds.low_inclusive and value == bounds.low)
    below = bounds.high is None or value < bounds.high or (bounds.high_inclusive and value == bounds.high)
    return above and below


def _marker(gene: Gene, result: GeneResult, diplotype: Diplotype, name: str) -> Sequence[Value]:
    """Genotypes of a marker that this diplotype allows: from the definitions, else from what was read."""
    read = dict(result.call.markers).get(name)
    marker = next((m for m in gene.markers if m.name == name), None)
    if marker is None:
        return (UNTESTED,)
    implied = _implied(gene, diplotype, marker.position, marker.letters)
    if read is None:
        return implied or (UNTESTED,)
    both = tuple(v for v in implied if v in read)
    return both or implied or tuple(read) or (UNTESTED,)


def _implied(gene: Gene, diplotype: Diplotype, position: int, letters: Sequence[str]) -> tuple[str, ...]:
    """Genotypes that the alleles of the diplotype carry at a defining position, letters in printed order."""
    if position in gene.extra_positions or not diplotype.strands:
        return ()
    pairs: list[tuple[str, ...]] = [()]
    for strand in diplotype.strands:
        mask = _mask(gene, strand, position)
        pairs = [(*pair, letters[n]) for pair in pairs for n in range(len(letters)) if mask >> n & 1]
    order = {letter: n for n, letter in enumerate(sorted(letters))}
    return tuple(dict.fromkeys("/".join(sorted(pair, key=order.__getitem__)) for pair in pairs))


def _mask(gene: Gene, strand: Sequence[str], position: int) -> int:
    """Allele numbers (bit mask) the strand may carry; the reference allele's where its alleles say nothing."""
    for name in strand:
        allele = gene.allele(name)
        if allele is not None and position in allele.definition:
            return allele.definition[position]
    return gene.reference.definition.get(position, 1)
