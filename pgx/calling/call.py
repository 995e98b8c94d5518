"""Observations of one sample -> the call of one gene."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pgx.calling.combine import combined
from pgx.calling.index import is_variant_list
from pgx.calling.markers import marker_genotypes
from pgx.calling.named import Best, best_diplotypes, refusals, without_reference_halves
from pgx.calling.notices import notice, places
from pgx.calling.placements import possible_lists
from pgx.calling.possible import Strands, listed, possible_named
from pgx.calling.prepared import Indices, indices
from pgx.calling.prior import Frequencies, Prior, prior
from pgx.calling.reading import Pattern, Reading, Sites, arrange, read_sites, settle_ploidy
from pgx.calling.remember import Memory
from pgx.calling.tags import hinted, tag_messages
from pgx.calling.variant_list import Lists, call_lists, unread_alleles
from pgx.domain.calls import CallStatus, Diplotype, GeneCall
from pgx.domain.genes import AlleleKind, CallingMethod, Gene, Inheritance
from pgx.domain.genome import Position
from pgx.domain.messages import Message
from pgx.domain.observations import Observations, Status

_memory = Memory(most=200_000)
_NO_FREQUENCIES: Frequencies = {}


def call_gene(gene: Gene, observations: Observations, *, frequencies: Frequencies, ancestry: str | None = None,
              combinations: bool = False) -> GeneCall:
    """Diplotypes the observed positions support, and all that nothing observed excludes.

    `frequencies[population][haplotype]` are joint haplotype frequencies, population "*" the pooled one. Equal
    observations are called once.
    """
    frequencies = frequencies or _NO_FREQUENCIES
    pattern = tuple(observations.at(position.id) for position in gene.positions)
    sex = observations.sex if gene.inheritance is Inheritance.X_LINKED else None
    key = (id(gene), pattern, sex, observations.copies.get(gene.symbol), ancestry, combinations, id(frequencies))
    found = _memory.get(key, gene, frequencies)
    if found is None:
        case = Case(gene, pattern, sex, observations.copies.get(gene.symbol), combinations)
        found = case.call(frequencies, ancestry)
        _memory.put(key, gene, frequencies, found)
    return found


@dataclass(frozen=True)
class Case:
    """One gene and one pattern of observations."""

    gene: Gene
    pattern: Pattern
    sex: str | None
    copies: int | None
    combinations: bool

    def call(self, frequencies: Frequencies, ancestry: str | None) -> GeneCall:
        """The whole call."""
        gene = self.gene
        if gene.calling is CallingMethod.OUTSIDE_ONLY:
            return GeneCall(gene.symbol, CallStatus.NOT_CALLED, untested=True, hints=hinted(gene, self.pattern),
                            messages=tag_messages(gene, self.pattern))
        blank = GeneCall(gene.symbol, CallStatus.NOT_CALLED, missing=self._missing(),
                         markers=marker_genotypes(gene, self.pattern))
        ready = indices(gene)
        if not self._gone and not any(self.pattern[p].status is Status.CALLED for p in ready.plain.places):
            return replace(blank, untested=True)
        weights = prior(frequencies, ancestry, gene.reference.name)
        sites = read_sites(ready.plain, self.pattern, spell_other=self._spell_other)
        ploidy = settle_ploidy(gene, sites, self.sex)
        called, reading, messages = self._called(ready, sites, ploidy.certain, weights)
        called = self._with_copies(ready, called)
        possible, reduced = self._possible(ready, sites, ploidy.candidates, weights, called)
        messages = (*sites.messages, *ploidy.messages, *messages, *called.messages, *reduced, *self._standing())
        return replace(
            blank, status=_status(called), diplotypes=called.diplotypes, variants=called.variants,
            possible=listed(possible), phased=reading.phased if reading else False,
            effectively_phased=reading.effectively_phased if reading else False,
            uncallable=unread_alleles(ready.plain, reading) if reading else (), messages=messages)

    @property
    def _counted(self) -> bool:
        """Whether the copy number was read of a gene for which it matters."""
        return self.gene.structural and self.copies is not None

    @property
    def _gone(self) -> bool:
        """Whether it was read that no copy of the gene is there: a result, though no base of it can be read."""
        return self._counted and self.copies == 0

    @property
    def _spell_other(self) -> bool:
        """Research mode names undocumented bases instead of taking them as reference."""
        return self.combinations and not is_variant_list(self.gene)

    def _called(self, ready: Indices, sites: Sites, strands: int | None,
                weights: Prior) -> tuple[Lists, Reading | None, tuple[Message, ...]]:
        if strands is None:
            return Lists(), None, ()
        if self._gone:
            return self._deleted_twice(), None, ()
        reading, messages = arrange(self.gene, sites, strands)
        reading = without_reference_halves(reading, ready.plain.reference_number)
        if is_variant_list(self.gene):
            return call_lists(ready.namer, ready.plain, reading, weights), reading, messages
        best = best_diplotypes(ready.plain, reading, weights)
        if self.combinations and not best.diplotypes:
            best = self._combined(ready, reading, weights, best)
        return Lists(best.diplotypes, messages=best.messages), reading, messages

    def _deleted_twice(self) -> Lists:
        """The deletion on both chromosomes, unless bases were read all the same or several deletions are known."""
        if any(seen.status is Status.CALLED for seen in self.pattern):
            return Lists(messages=(notice(self.gene, "copy-number-differs", "0"),))
        names = [a.name for a in self.gene.alleles if a.kind is AlleleKind.DELETION and not a.ignored]
        return Lists(tuple(Diplotype(f"{name}/{name}", ((name,), (name,))) for name in names if len(names) == 1))

    def _with_copies(self, ready: Indices, called: Lists) -> Lists:
        """A pair of single copies is no call when another copy number was read; what agrees stays possible."""
        if self.copies is None or not self._counted:
            return called
        kept = tuple(d for d in called.diplotypes if ready.wide.sum_to(d.alleles, self.copies))
        if len(kept) == len(called.diplotypes):
            return called
        return replace(called, diplotypes=kept,
                       messages=(*called.messages, notice(self.gene, "copy-number-differs", str(self.copies))))

    def _combined(self, ready: Indices, reading: Reading, weights: Prior, best: Best) -> Best:
        lacking = [m for m in refusals(self.gene, reading, ready.plain.reference_number)
                   if m.code == "missing-required-position"]
        if lacking:
            return best
        found, messages = combined(ready.plain, reading, weights)
        kept = tuple(m for m in best.messages if m.code != "no-diplotype-fits" or not found)
        return Best(found, (*kept, *messages))

    def _possible(self, ready: Indices, sites: Sites, strands: tuple[int, ...], weights: Prior,
                  called: Lists) -> tuple[dict[Strands, float], tuple[Message, ...]]:
        found: dict[Strands, float] = {}
        reduced = False
        for count in strands:
            reading, _ = arrange(self.gene, sites, count)
            if is_variant_list(self.gene):
                placed = possible_lists(ready.namer, reading, weights)
                found.update(placed.weights)
                reduced |= placed.reduced
            else:
                found.update(possible_named(ready.wide, reading, weights, self.copies))
        for diplotype in called.diplotypes:
            found.setdefault(diplotype.strands, weights.diplotype(diplotype.strands))
        return found, (notice(self.gene, "possible-reduced"),) if reduced else ()

    def _missing(self) -> tuple[Position, ...]:
        wanted = [*indices(self.gene).plain.places, *sorted(self.gene.extra_positions)]
        unread = [p for p in wanted if self.pattern[p].status is not Status.CALLED]
        unread.sort(key=lambda p: p not in self.gene.key_positions)
        return tuple(self.gene.positions[p] for p in unread)

    def _standing(self) -> tuple[Message, ...]:
        """Messages that hold whatever the genotype."""
        gene = self.gene
        found = [notice(gene, code) for code in gene.notes]
        if gene.structural and self.copies is None:
            found.append(notice(gene, "copy-number-not-seen"))
        keys = [p for p in gene.key_positions if self.pattern[p].status is not Status.CALLED]
        if keys:
            found.append(notice(gene, "missing-key-position", places(gene, keys)))
        return tuple(found)


def _status(called: Lists) -> CallStatus:
    if len(called.diplotypes) > 1:
        return CallStatus.AMBIGUOUS
    return CallStatus.CALLED if called.diplotypes or called.variants else CallStatus.NOT_CALLED
