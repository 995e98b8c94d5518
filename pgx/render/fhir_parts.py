"""Small pieces of FHIR resources: codings, concepts, the common part of an Observation."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from pgx.domain.assessment import Alert, Outcome
from pgx.domain.knowledge import Drug

LESS = frozenset({"reduce", "limit", "below"})
OTHER_DRUG = frozenset({"avoid", "avoid if possible", "contraindicated", "consider alternative"})


@cache
def codes() -> dict[str, dict[str, Any]]:
    """The code table of `fhir_codes.toml`: values are system names, or [system, code, display]."""
    text = (resources.files("pgx.render") / "fhir_codes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def profile(name: str) -> str:
    """Address of a profile or extension of the guide."""
    return f"{codes()['system']['profile']}{name}"


def concept(system: str, value: str, display: str, text: str = "") -> dict[str, object]:
    """A CodeableConcept of one coding."""
    coding = {"system": codes()["system"][system], "code": value, "display": display}
    return {"coding": [coding], "text": text} if text else {"coding": [coding]}


def code(name: str) -> dict[str, object]:
    """A concept of the `code` table."""
    return concept(*codes()["code"][name])


def absent(reason: str) -> dict[str, object]:
    """Why there is no value: `not-performed` or `unknown`."""
    return code(reason)


def phenotype_concept(name: str) -> dict[str, object]:
    """The LOINC answer where the list has one; always with our words."""
    found = codes()["answer"].get(name.casefold())
    if not found:
        return {"text": name}
    system, value, display = found
    return concept(system, value, display, name)


def drug_concept(name: str, drug: Drug | None) -> dict[str, object]:
    """RxNorm and ATC codes where they are known; always with the name."""
    systems = codes()["system"]
    rxnorm = [{"system": systems["rxnorm"], "code": drug.rxnorm}] if drug and drug.rxnorm else []
    atc = [{"system": systems["atc"], "code": value} for value in drug.atc] if drug else []
    return {"coding": [*rxnorm, *atc], "text": name} if rxnorm or atc else {"text": name}


def task_code(alert: Alert) -> tuple[str, str, str] | None:
    """What the standard calls the advice: another drug, less, more; None where it has no word for it."""
    if alert.outcome is not Outcome.ACTION:
        return None
    kinds = {dose.kind for dose in alert.advice.doses}
    action = alert.advice.action
    name = ""
    if action in OTHER_DRUG:
        name = "other"
    elif action == "reduce dose" or (kinds & LESS and "raise" not in kinds):
        name = "less"
    elif action == "raise dose" or kinds == {"raise"}:
        name = "more"
    if not name:
        return None
    system, value, display = codes()["task"][name]
    return system, value, display


def observation(shape: str, name: str, subject: str, body: dict[str, object], *, final: bool) -> dict[str, object]:
    """An Observation of the guide; without `shape` it claims no profile."""
    return {
        "resourceType": "Observation",
        **({"meta": {"profile": [profile(shape)]}} if shape else {}),
        "status": "final" if final else "preliminary",
        "category": [code("laboratory"), code("genetics")],
        "code": code(name),
        "subject": {"reference": subject},
        **body,
    }
