"""FHIR R4: a PlanDefinition for each file and drug, an ActivityDefinition for each advice it gives.

The condition of a row is FHIRPath over named inputs (`%CYP2C19`, `%`CYP2D6 score``), each one value: a plan sees one
world. What has no place in a plan is named in its description.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

from pgx.domain.knowledge import Drug
from pgx.exporting.cases import Case, Decision, Refusal, Span, Values, beside, decision, overlapping
from pgx.exporting.dmn import ONE_WORLD
from pgx.render.fhir_parts import drug_concept
from pgx.rules import Vocabulary
from pgx.rules.alphabets import Scores, plain
from pgx.rules.printing import dose as dose_line
from pgx.rules.syntax import Advice, Module

Resource = dict[str, object]
TYPE = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/plan-definition-type", "code": "eca-rule"}]}
LONGEST_ID = 64
FORBIDS = frozenset({"avoid", "contraindicated"})


def plan_bundle(modules: Sequence[Module], vocabulary: Vocabulary, scores: Scores, drugs: Mapping[str, Drug],
                base: str) -> tuple[Resource, list[Refusal]]:
    """A `collection` bundle, and what its plans leave out. `base` is the address that the resources are known by."""
    refused: list[Refusal] = []
    entries: dict[str, Resource] = {}
    for module in modules:
        left_out = [*beside(module), *(Refusal(f"{module.header.name}.{t.name}", why) for t in module.tables()
                                       if (why := overlapping(t)))]
        refused += left_out
        tables = [decision(module, table, vocabulary, scores) for table in module.tables() if not overlapping(table)]
        for drug in dict.fromkeys(word.text for each in tables for word in each.table.drugs):
            own = [each for each in tables if drug in {word.text for word in each.table.drugs}]
            known = drugs.get(vocabulary.drugs.get(drug, drug))
            for resource in Plan(module, drug, known, base).resources(own, left_out):
                entries[str(resource["url"])] = resource
    return {"resourceType": "Bundle", "type": "collection",
            "entry": [{"fullUrl": url, "resource": resource} for url, resource in entries.items()]}, refused


class Plan:
    """The resources of one file for one drug."""

    def __init__(self, module: Module, drug: str, known: Drug | None, base: str) -> None:
        self.module, self.drug, self.base = module, drug, base.rstrip("/")
        self.concept = drug_concept(known.name if known else drug, known)
        self.advice = module.advice()

    def resources(self, decisions: Sequence[Decision], left_out: Sequence[Refusal]) -> Iterator[Resource]:
        """The plan, then its activities."""
        head = self.module.header
        told = "".join(f" Not carried over: {refusal}." for refusal in left_out)
        inputs = ", ".join(dict.fromkeys(constant(asked.name) for each in decisions for asked in each.inputs))
        yield {
            "resourceType": "PlanDefinition", **self._named("PlanDefinition", ""), "title": head.title or head.name,
            "type": TYPE, "description": f"{head.source} {head.edition}. Inputs: {inputs}. {ONE_WORLD}{told}",
            "relatedArtifact": [{"type": "citation", "citation": c.text or c.id, "display": c.id} for c in head.cites],
            "action": [self._table(each) for each in decisions]}
        names = dict.fromkeys(case.advice.name for each in decisions for case in each.cases if case.advice)
        yield from (self._activity(self.advice[name]) for name in names)

    def _named(self, kind: str, name: str) -> Resource:
        ident = fhir_id(f"{self.module.header.name}.{self.drug}" + (f".{name}" if name else ""))
        return {"id": ident, "url": f"{self.base}/{kind}/{ident}", "status": "draft",
                "version": self.module.header.edition or "1",
                "name": re.sub(r"\W", "_", ident.title())[:255]}

    def _table(self, each: Decision) -> Resource:
        """A group of which exactly one action applies."""
        return {"title": f"{self.module.header.name}.{each.table.name}", "groupingBehavior": "logical-group",
                "selectionBehavior": "exactly-one" if not each.table.guard else "at-most-one",
                "action": [self._row(each, case) for case in each.cases]}

    def _row(self, each: Decision, case: Case) -> Resource:
        """One row: its condition and its activity."""
        given = case.row.advice.text
        row: Resource = {
            "title": f"{self.module.header.name}.{each.table.name}[{case.row.printed}]",
            "description": f"{given} ({case.row.strength.text})" if case.row.strength else given,
            "condition": [{"kind": "applicability", "expression": {
                "language": "text/fhirpath", "expression": condition(each, case)}}]}
        if case.advice:
            ident = fhir_id(f"{self.module.header.name}.{self.drug}.{given}")
            row["definitionCanonical"] = f"{self.base}/ActivityDefinition/{ident}"
        return row

    def _activity(self, advice: Advice) -> Resource:
        """What to do about the drug."""
        texts = [advice.say, *advice.monitor, *advice.followup]
        found: Resource = {
            "resourceType": "ActivityDefinition", **self._named("ActivityDefinition", advice.name),
            "title": f"{self.drug}: {advice.action}", "kind": "MedicationRequest", "intent": "proposal",
            "description": " ".join(text for text in texts if text) or advice.action,
            "productCodeableConcept": self.concept, "doNotPerform": advice.action in FORBIDS}
        if advice.doses:
            found["dosage"] = [{"text": dose_line(dose)} for dose in advice.doses]
        if advice.instead:
            found["usage"] = f"Instead: {' or '.join(word.text for word in advice.instead)}."
        return found


def condition(each: Decision, case: Case) -> str:
    """The FHIRPath of a row."""
    parts = [asked_of(constant(asked.name), values) for asked, values in zip(each.inputs, case.conditions, strict=True)
             if not values.everything]
    return " and ".join(parts) or "true"


def asked_of(name: str, values: Values) -> str:
    """One column's condition."""
    words = f"{name} in ({' | '.join(map(quoted, values.words))})" if values.words else ""
    if values.others:
        return f"({name} in ({' | '.join(map(quoted, values.words))})).not()" if words else "true"
    spans = [f"iif({name} is String, false, {interval(name, span)})" for span in values.spans]
    parts = [*([words] if words else []), *spans]
    return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"


def interval(name: str, span: Span) -> str:
    """A number within bounds."""
    if span.low is not None and span.low == span.high:
        return f"{name} = {plain(span.low)}"
    low = [f"{name} {'>=' if span.low_in else '>'} {plain(span.low)}"] if span.low is not None else []
    high = [f"{name} {'<=' if span.high_in else '<'} {plain(span.high)}"] if span.high is not None else []
    return " and ".join((*low, *high)) or "true"


def constant(name: str) -> str:
    """An input as FHIRPath names it."""
    return f"%{name}" if re.fullmatch(r"[A-Za-z_]\w*", name) else f"%`{name}`"


def quoted(text: str) -> str:
    """A FHIRPath string."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def fhir_id(text: str) -> str:
    """Letters, digits, hyphens and dots, at most 64 of them; a longer one ends in a digest of itself."""
    plain_id = re.sub(r"[^A-Za-z0-9.-]+", "-", text)
    if len(plain_id) <= LONGEST_ID:
        return plain_id
    return f"{plain_id[:LONGEST_ID - 9]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
