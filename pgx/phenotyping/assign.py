"""The call of a gene -> its result: one phenotype for each candidate, and the distribution over all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pgx.domain.calls import Diplotype, GeneCall, GeneResult, OutsideCall, Phenotype
from pgx.domain.genes import Gene, Inheritance, PhenotypeMethod
from pgx.domain.messages import Message
from pgx.phenotyping.function import Effect, Effects
from pgx.phenotyping.remember import Memory
from pgx.phenotyping.result import phenotype_of, phenotype_of_score
from pgx.phenotyping.status import status_of

_memory = Memory(most=200_000)


def assign(gene: Gene, call: GeneCall, outside: OutsideCall | None = None) -> GeneResult:
    """Phenotypes of the call. A phenotype or score supplied from outside leads."""
    result = _memory.get(gene, call)
    if result is None:
        result = _assigned(gene, call)
        _memory.put(gene, result)
    return _supplied(gene, result, outside) if outside and (outside.phenotype or outside.score) else result


def _assigned(gene: Gene, call: GeneCall) -> GeneResult:
    table = _table(gene)
    called = tuple(table.result(d) for d in call.diplotypes)
    if call.variants:
        called = (table.unphased(call.variants),)
    possible = tuple(map(table.result, call.possible))
    return GeneResult(call, called, possible, _shares(call, possible))


def lowest_function(gene: Gene, names: tuple[str, ...]) -> tuple[str, ...]:
    """The two names with the worst effect, worst first; the reference allele fills up a list that is shorter."""
    effects = _table(gene).effects
    worst = sorted(names, key=effects.badness)[:2]
    return tuple(worst + [gene.reference.name] * (2 - len(worst)))


@dataclass(frozen=True)
class Table:
    """Results of one gene, remembered by the effects of the strands."""

    gene: Gene
    effects: Effects
    _known: dict[tuple[Effect, ...], Phenotype]

    def result(self, diplotype: Diplotype) -> Phenotype:
        """Result of one diplotype. One allele of an autosomal gene is half a diplotype."""
        half = len(diplotype.strands) < 2 and self.gene.inheritance is Inheritance.AUTOSOMAL
        if self.gene.results.method is PhenotypeMethod.ALLELE_STATUS:
            return status_of(self.gene.results, diplotype, half=half)
        if half:
            return Phenotype(self.gene.results.indeterminate)
        return self._of(tuple([self.effects.strand(names) for names in diplotype.strands]))

    def unphased(self, variants: tuple[str, ...]) -> Phenotype:
        """Result of variants that were not placed on strands: the two worst are taken to be on different strands."""
        return self._of(tuple(self.effects.of(name) for name in lowest_function(self.gene, variants)))

    def _of(self, effects: tuple[Effect, ...]) -> Phenotype:
        found = self._known.get(effects)
        if found is None:
            found = self._known[effects] = phenotype_of(self.gene.results, effects)
        return found


_KEPT = 512
_tables: dict[int, Table] = {}


def _table(gene: Gene) -> Table:
    """The table of a gene, remembered by identity (the entry keeps the gene alive)."""
    found = _tables.get(id(gene))
    if found is None or found.gene is not gene:
        if len(_tables) >= _KEPT:
            _tables.clear()
        found = _tables[id(gene)] = Table(gene, Effects(gene), {})
    return found


def _shares(call: GeneCall, possible: tuple[Phenotype, ...]) -> tuple[tuple[Phenotype, float], ...]:
    """Distinct results with summed probability, most probable first."""
    shares: dict[Phenotype, float] = {}
    for diplotype, phenotype in zip(call.possible, possible, strict=True):
        shares[phenotype] = shares.get(phenotype, 0.0) + diplotype.probability
    return tuple(sorted(shares.items(), key=lambda found: (-found[1], found[0].name, str(found[0].score or ""))))


def _supplied(gene: Gene, result: GeneResult, outside: OutsideCall) -> GeneResult:
    """The result as supplied: a score leads where the gene has scores, then a phenotype, then the diplotype. What leads
    is called; what else was supplied and contradicts it stays possible, and a message says so."""
    derived = result.called[0] if result.called else None
    given = _leading(gene, outside, derived)
    others = [p for p in (_stated(outside), derived) if p and p.name != gene.results.indeterminate]
    told = [given, *dict.fromkeys(p for p in others if _differs(p, given))]
    call, count = result.call, len(told)
    call = replace(call, messages=(*call.messages, *_contradiction(gene, count)),
                   possible=tuple(replace(d, probability=d.probability / count) for _ in told for d in call.possible))
    return replace(
        result, call=call, called=(given,) * len(call.diplotypes) or (given,),
        possible=tuple(p for p in told for _ in result.call.possible), phenotypes=tuple((p, 1.0 / count) for p in told))


def _contradiction(gene: Gene, told: int) -> tuple[Message, ...]:
    text = ("the diplotype, phenotype and activity score from outside contradict each other; the score leads, then the "
            "phenotype, and the others stay possible")
    return (Message("outside-phenotype-differs", text, gene.symbol, "warning"),) if told > 1 else ()


def _leading(gene: Gene, outside: OutsideCall, derived: Phenotype | None) -> Phenotype:
    """What a supplied score or phenotype comes to. A score that no result of the gene has leaves the phenotype."""
    by_score = phenotype_of_score(gene.results, outside.score) if outside.score else ""
    scored = gene.results.method is PhenotypeMethod.ACTIVITY_SCORE and by_score != gene.results.indeterminate
    name = by_score if scored and by_score else outside.phenotype or by_score
    score = outside.score or (derived.score if derived and derived.name == outside.phenotype else None)
    return Phenotype(name, score)


def _stated(outside: OutsideCall) -> Phenotype | None:
    return Phenotype(outside.phenotype) if outside.phenotype else None


def _differs(other: Phenotype, given: Phenotype) -> bool:
    """Whether two results contradict each other. One listed allele of several is no contradiction."""
    if not set(given.name.split("; ")) <= set(other.name.split("; ")):
        return True
    return None not in (given.score, other.score) and given.score != other.score
