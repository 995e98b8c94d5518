"""The whole flow on one screen: observations, calls, phenotypes, facts, findings, alerts; risk beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pgx
from pgx import callers, calling, knowledge, phenotyping, vcf
from pgx.domain.assessment import Alert, Assessment, Reminder, Risk, Versions
from pgx.domain.calls import GeneResult, OutsideCall
from pgx.domain.errors import InputError, UsageError
from pgx.domain.genome import Assembly
from pgx.domain.knowledge import Knowledge
from pgx.domain.messages import Message
from pgx.domain.observations import Observations
from pgx.domain.patient import Context
from pgx.render import read_calls

if TYPE_CHECKING:
    from pgx import risk
    from pgx.rules import RuleSet

NO_FILE = "-"
FEW = 20                 # complaints about lines; a file of nothing else is no file of results
Person = TypeVar("Person", Observations, tuple[Observations, dict[str, GeneResult]])


@dataclass(frozen=True, slots=True)
class CallOptions:
    """How to read and call. `genes` empty means all; `sex` is one word or a mapping by sample."""

    genes: tuple[str, ...] = ()
    assembly: Assembly | None = None
    absent_is_reference: bool = False
    callable_bed: Path | None = None
    fasta: Path | None = None
    sex: str | Mapping[str, str] | None = None
    ancestry: str | None = None
    combinations: bool = False
    policy: vcf.Policy = field(default_factory=vcf.Policy)


@dataclass(frozen=True, slots=True)
class Engine:
    """Knowledge, rules and risk models, loaded once and never changed. `ruleset` is None when only calls are wanted.

    The second half of the flow is imported where it begins: a call alone starts a fifth faster without it.
    """

    knowledge: Knowledge
    versions: Versions = field(repr=False)
    ruleset: RuleSet | None = None
    models: tuple[risk.Model, ...] = ()

    @classmethod
    def load(cls, knowledgebase: Path | None = None, rules: Path | None = None, *, calls_only: bool = False) -> Engine:
        """Load everything. Raises KnowledgeError if it does not hold together."""
        known = knowledge.load(knowledgebase)
        versions = Versions(pgx.__version__, known.version, known.sha256)
        if calls_only:
            return cls(known, versions)
        from pgx import risk  # noqa: PLC0415 - see `Engine`

        ruleset, models = knowledge.load_rules(known, rules), risk.load_models()
        versions = replace(versions, rules=ruleset.version, rules_sha256=ruleset.sha256,
                           models=tuple(f"{m.id} {m.label}" for m in models))
        return cls(known, versions, ruleset, models)

    def call_file(self, path: Path, *, options: CallOptions, outside: Sequence[OutsideCall] = (),
                  samples: Sequence[str] | None = None) -> Iterator[Assessment]:
        """Calls and phenotypes of every sample of a VCF, in file order, without alerts."""
        for seen in _whose(self._read(path, options, samples), outside):
            yield self._calls(seen, self._results(seen, options, outside))

    def assess_file(self, path: Path, *, context: Context | None = None, outside: Sequence[OutsideCall] = (),
                    options: CallOptions | None = None, samples: Sequence[str] | None = None,
                    all_drugs: bool = False) -> Iterator[Assessment]:
        """Calls, alerts, reminders and risk of every sample, for the drugs of the context first.

        No drug in the context, or `all_drugs`, means every drug with rules. The sex of the context counts for reading
        too, unless the options say another.
        """
        context, options = context or Context(), options or CallOptions()
        options = replace(options, sex=options.sex or context.sex)
        for seen in _whose(self._read(path, options, samples), outside):
            results = self._results(seen, options, outside)
            yield self._judge(self._calls(seen, results), context, seen, all_drugs=all_drugs)

    def assess_calls(self, outside: Sequence[OutsideCall], *, context: Context | None = None) -> Assessment:
        """Alerts from results made elsewhere, without a VCF: every other gene is untested.

        Raises UsageError when they are of several samples.
        """
        seen = Observations(NO_FILE, calling.only_sample(outside) or NO_FILE, Assembly.GRCH38, {})
        results = self._results(seen, CallOptions(), outside)
        return self._judge(self._calls(seen, results), context or Context(), None, all_drugs=False)

    def assess_calls_file(self, path: Path, *, context: Context, outside: Sequence[OutsideCall] = (),
                          all_drugs: bool = False) -> Iterator[Assessment]:
        """Alerts from what `pgx call --json` wrote, one object a line. Raises InputError naming the line."""
        people = ((read_calls.results(document, self.knowledge.genes), document)
                  for document in read_calls.documents(path))
        for seen, found in _whose(((_seen_in(document), found) for found, document in people), outside):
            mine = calling.of_sample(outside, seen.sample)
            results = {symbol: self._supplied(symbol, result, mine) for symbol, result in found.items()}
            yield self._judge(self._calls(seen, results), context, None, all_drugs=all_drugs)

    def _read(self, path: Path, options: CallOptions, samples: Sequence[str] | None) -> Iterator[Observations]:
        self.check(options)
        return vcf.read(path, self.knowledge, samples=samples, genes=self._genes(options), assembly=options.assembly,
                        absent_is_reference=options.absent_is_reference, callable_bed=options.callable_bed,
                        sex=options.sex, policy=options.policy, fasta=options.fasta)

    def check(self, options: CallOptions) -> None:
        """Raises UsageError when a gene or the population is not known here."""
        genes = self.knowledge.genes
        known = f"known: {', '.join(genes)}"
        for gene in options.genes:
            if gene not in genes:
                from pgx.rules.suggest import did_you_mean  # noqa: PLC0415 - see `Engine`

                raise UsageError(f"unknown gene `{gene}`; {did_you_mean(gene, genes) or known}")
        if options.ancestry is not None:
            populations = {name for table in self.knowledge.frequencies.values() for name in table if name.isalpha()}
            if options.ancestry not in populations:
                raise UsageError(f"unknown ancestry `{options.ancestry}`; known: {', '.join(sorted(populations))}")

    def _genes(self, options: CallOptions) -> Collection[str]:
        return options.genes or tuple(self.knowledge.genes)

    def _results(self, seen: Observations, options: CallOptions,
                 outside: Sequence[OutsideCall]) -> dict[str, GeneResult]:
        results, outside = {}, calling.of_sample(outside, seen.sample)
        for symbol in self._genes(options):
            gene = self.knowledge.genes[symbol]
            call = calling.call_gene(gene, seen, frequencies=self.knowledge.frequencies.get(symbol, {}),
                                     ancestry=options.ancestry, combinations=options.combinations)
            result = self._supplied(symbol, phenotyping.assign(gene, call, None), outside)
            results[symbol] = _with_reading(result, vcf.gene_messages(gene, seen))
        return results

    def _supplied(self, symbol: str, result: GeneResult, outside: Sequence[OutsideCall]) -> GeneResult:
        """The result with what was supplied for this gene from outside, which leads; a contradiction stays open."""
        supplied = [call for call in outside if call.gene == symbol and not call.unused]
        unused = calling.not_used(symbol, outside)
        if not supplied:
            return _with_reading(result, unused)
        gene = self.knowledge.genes[symbol]
        each = [phenotyping.assign(gene, calling.apply_outside(gene, result.call, [one]), one) for one in supplied]
        told = each[0] if len(each) == 1 else phenotyping.together(
            calling.apply_outside(gene, result.call, supplied), each)
        beside = phenotyping.beside(told, result, assumed=any(call.assumes_reference for call in supplied))
        return _with_reading(beside, unused)

    def _calls(self, seen: Observations, results: Mapping[str, GeneResult]) -> Assessment:
        return Assessment(file=seen.file, sample=seen.sample, assembly=seen.assembly.value, genes=results, drugs=(),
                          alerts=(), reminders=(), risks=(), versions=self.versions, messages=seen.messages)

    def _judge(self, calls: Assessment, context: Context, seen: Observations | None, *,
               all_drugs: bool) -> Assessment:
        """The second half of the flow: facts, findings, alerts for each drug, and risk beside them."""
        from pgx import alerts, facts, risk  # noqa: PLC0415 - see `Engine`

        if self.ruleset is None:
            raise UsageError("this engine was loaded for calls only")
        asked = tuple(drug for drug in context.prescribed if self._answers(drug))
        rest = self.ruleset.drugs if all_drugs or not asked else ()
        drugs = tuple(dict.fromkeys((*asked, *rest)))
        judged: list[Alert] = []
        reminders: list[Reminder] = []
        risks: list[Risk] = []
        for drug in drugs:
            gathered = facts.gather(self.ruleset.columns(drug), drug, calls.genes, context, self.knowledge)
            answer = self.ruleset.evaluate(drug, gathered.groups)
            case = alerts.Case(drug, calls.genes, {g.name: g for g in gathered.groups},
                               {name: g.origins for name, g in gathered.genes.items()}, self.knowledge, seen,
                               facts.lingering(context, self.knowledge), bool({*context.prescribed} - {drug}),
                               self.ruleset.prefer)
            judged.extend(alerts.build_alerts(answer, case))
            reminders.extend(alerts.build_reminders(answer, drug))
            risks.extend(risk.score(self.models, drug, self._risk_inputs(drug, calls.genes, context)))
        return replace(calls, drugs=tuple(drugs), alerts=tuple(judged), reminders=tuple(reminders), risks=tuple(risks),
                       context=facts.printed(context), asked=asked)

    def _answers(self, drug: str) -> bool:
        """Whether a drug asked about is answered by its own name; a product without own rules is by its ingredients."""
        known = self.knowledge.drugs.get(drug)
        return known is None or not known.ingredients or (self.ruleset is not None and drug in self.ruleset.drugs)

    def _risk_inputs(self, drug: str, results: Mapping[str, GeneResult], context: Context) -> risk.Inputs:
        from pgx import facts, risk  # noqa: PLC0415 - see `Engine`

        keys = sorted({key.name for model in self.models if model.drug == drug for asked in model.inputs
                       for key in asked.keys})
        return risk.Inputs(facts=context.facts, drugs=context.drugs,
                           genotypes=facts.genotypes(keys, results, self.knowledge),
                           typed=facts.typed_alleles(keys, results, self.knowledge))

    def read_outside(self, path: Path, name: str = "") -> tuple[tuple[OutsideCall, ...], tuple[Message, ...]]:
        """Outside calls of a file of any known caller; `name` stands for the file in messages.

        Raises InputError when the file cannot be read, or holds nothing that looks like a result.
        """
        name = name or path.name
        told = callers.read(path, name)
        calls, messages = calling.parse_outside(told, name, self.knowledge.genes)
        if not calls and len(messages) > FEW and all(isinstance(row, str) for row in told):
            raise InputError(f"{name}: is of no known caller, and has no columns gene, diplotype, phenotype, score")
        return calls, messages

    def context_from(self, document: Mapping[str, object]) -> Context:
        """Patient context from a JSON object. Raises UsageError on unknown keys, drugs or units."""
        from pgx import facts  # noqa: PLC0415 - see `Engine`

        return facts.read_context(document, self.knowledge)


def _with_reading(result: GeneResult, said: Sequence[Message]) -> GeneResult:
    """The result with what was said while its positions were read, save what the call repeats in its own words."""
    known = {message.code for message in result.call.messages}
    return replace(result, messages=(*result.messages, *(m for m in said if m.code not in known)))


def _whose(people: Iterable[Person], outside: Sequence[OutsideCall]) -> Iterator[Person]:
    """The people that were read. Raises InputError, before the first, when outside calls are of others by name."""
    if not calling.names_samples(outside):
        yield from people
        return
    read = list(people)
    calling.check_samples(outside, [(one if isinstance(one, Observations) else one[0]).sample for one in read])
    yield from read


def _seen_in(document: Mapping[str, Any]) -> Observations:
    """Who a stored call file is about, without observations."""
    return Observations(str(document["file"]), str(document["sample"]), Assembly(document["assembly"]), {})
