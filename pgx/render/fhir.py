"""The assessment as a FHIR R4 bundle in the form of HL7 Genomics Reporting STU3.

One Observation a gene, one therapeutic implication an alert that rests on a genotype, a Task where something is to be
done that the standard has a code for, a RiskAssessment for each estimated probability, and a DiagnosticReport that
holds them and says in words what was not tested. Advice that is only possible has status `preliminary`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from pgx.domain.assessment import Alert, Assessment, Certainty, Outcome, Risk
from pgx.domain.calls import GeneResult
from pgx.domain.knowledge import Drug
from pgx.render import describe, notes, sentences
from pgx.render.catalogue import Catalogue, load
from pgx.render.fhir_parts import (
    absent,
    code,
    concept,
    drug_concept,
    observation,
    phenotype_concept,
    profile,
    task_code,
)

Resource = dict[str, object]
NAMESPACE = uuid.UUID("6f0a4a5e-58f5-5a39-8f5b-2f0f7a0f6f8e")


def bundle(assessment: Assessment, *, drugs: Mapping[str, Drug] | None = None, lang: str = "en") -> Resource:
    """A `collection` bundle. `drugs` of the knowledge base gives RxNorm and ATC codes; without it names are text."""
    return _Writer(assessment, drugs or {}, load(lang)).bundle()


class _Writer:
    """Collects entries; every full URL is derived from file, sample and content, so equal input gives equal bytes."""

    def __init__(self, assessment: Assessment, drugs: Mapping[str, Drug], words: Catalogue) -> None:
        self.assessment, self.drugs, self.words = assessment, drugs, words
        self.entries: list[Resource] = []
        self.subject = self._add("patient", {"resourceType": "Patient", "identifier": [{"value": assessment.sample}]})

    def bundle(self) -> Resource:
        genes = {symbol: self._gene(symbol, found) for symbol, found in self.assessment.genes.items()}
        told = [(alert, self._implication(alert, n, genes)) for n, alert in enumerate(self.assessment.alerts)]
        tasks = [url for n, (alert, made) in enumerate(told) if made and (url := self._task(alert, made, n))]
        risks = [self._risk(r, n) for n, r in enumerate(self.assessment.risks) if r.kind == "risk"]
        results = [*genes.values(), *(made for _, made in told if made)]
        self._report(results, tasks, [r for r in risks if r])
        return {"resourceType": "Bundle", "type": "collection", "entry": self.entries}

    def _add(self, name: str, resource: Resource) -> str:
        address = f"{self.assessment.file}|{self.assessment.sample}|{name}"
        url = f"urn:uuid:{uuid.uuid5(NAMESPACE, address)}"
        self.entries.append({"fullUrl": url, "resource": resource})
        return url

    def _gene(self, symbol: str, found: GeneResult) -> str:
        """A genotype; a plain observation with the reason where there is none."""
        component = [{"code": code("gene-studied"), "valueCodeableConcept": {"text": symbol}},
                     {"code": code("assembly"), "valueCodeableConcept": code(self.assessment.assembly)}]
        called = found.call.diplotypes or found.call.variants
        body: Resource = {"component": component}
        if called:
            body["valueCodeableConcept"] = {"text": describe.result(found, self.words)}
        else:
            body["dataAbsentReason"] = absent("not-performed" if found.call.untested else "unknown")
        said = [describe.certainty(found, self.words), *(m.text for m in (*found.call.messages, *found.messages))]
        body["note"] = [{"text": text} for text in dict.fromkeys(said)]
        final = len(found.phenotypes) == 1
        return self._add(f"gene {symbol}", observation("genotype" if called else "", "genotype", self.subject, body,
                                                       final=final or not called))

    def _implication(self, alert: Alert, number: int, genes: Mapping[str, str]) -> str | None:
        """None where no genotype stands behind the alert: the standard asks for one."""
        behind = [g for g in alert.because.genes if g.gene in genes and sentences.named(g)]
        if not behind:
            return None
        phenotypes = dict.fromkeys(p for g in behind for p in g.phenotypes)
        component = [{"code": code("medication"), "valueCodeableConcept": self._drug(alert.drug)},
                     *({"code": code("implication"), "valueCodeableConcept": phenotype_concept(p)} for p in phenotypes),
                     {"code": code("conclusion"), "valueString": _detail(alert, self.words)}]
        body: Resource = {"derivedFrom": [{"reference": genes[g.gene]} for g in behind], "component": component}
        return self._add(f"alert {number}", observation("therapeutic-implication", "implication", self.subject, body,
                                                        final=alert.certainty is Certainty.CERTAIN))

    def _task(self, alert: Alert, implication: str, number: int) -> str | None:
        """None where the standard has no code for what is to be done."""
        wanted = task_code(alert)
        if wanted is None:
            return None
        return self._add(f"task {number}", {
            "resourceType": "Task",
            "meta": {"profile": [profile("medication-recommendation")]},
            "status": "requested",
            "intent": "proposal",
            "code": concept(*wanted),
            "description": _summary(alert, self.words),
            "for": {"reference": self.subject},
            "reasonReference": {"reference": implication},
        })

    def _risk(self, risk: Risk, number: int) -> str | None:
        """None without an estimate."""
        if risk.estimate is None:
            return None
        return self._add(f"risk {number}", {
            "resourceType": "RiskAssessment",
            "status": "final" if risk.applicability == "in" else "preliminary",
            "subject": {"reference": self.subject},
            "method": {"text": describe.model(risk, self.words)},
            "prediction": [{"outcome": {"text": f"{risk.outcome} ({risk.drug})"}, "probabilityDecimal": risk.estimate,
                            "rationale": describe.estimate(risk, self.words)}],
        })

    def _report(self, results: Sequence[str], tasks: Sequence[str], risks: Sequence[str]) -> None:
        extensions = [{"url": profile("recommended-action"), "valueReference": {"reference": t}} for t in tasks]
        extensions += [{"url": profile("genomic-risk-assessment"), "valueReference": {"reference": r}}
                       for r in risks]
        report: Resource = {
            "resourceType": "DiagnosticReport",
            "meta": {"profile": [profile("genomic-report")]},
            "status": "final",
            "category": [code("genetics")],
            "code": code("report"),
            "subject": {"reference": self.subject},
            "result": [{"reference": url} for url in results],
            "conclusion": "\n".join(self._conclusion()),
        }
        self._add("report", {**report, "extension": extensions} if extensions else report)

    def _conclusion(self) -> list[str]:
        """Every summary, every test to order, every note: what has no resource of its own is said in words."""
        summaries = [_summary(a, self.words) for a in self.assessment.alerts if a.outcome is not Outcome.NO_ACTION]
        orders = [self.words.say("report.orders_line", drug=sentences.capital(r.drug), text=r.text,
                                 tests=self.words.all_of(r.order)) for r in self.assessment.reminders]
        made = self.assessment.versions
        versions = self.words.say("text.versions", software=made.software, knowledgebase=made.knowledgebase,
                                  rules=made.rules)
        return [*dict.fromkeys(summaries), *orders, *notes.lines(self.assessment, self.words), versions]

    def _drug(self, name: str) -> Resource:
        return drug_concept(name, self.drugs.get(name))


def _summary(alert: Alert, words: Catalogue) -> str:
    return alert.summary or sentences.summary(alert, lang=words.lang)


def _detail(alert: Alert, words: Catalogue) -> str:
    return alert.detail or sentences.detail(alert, lang=words.lang)
