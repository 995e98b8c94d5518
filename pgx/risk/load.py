"""Model files (JSON) -> Model, with every reference inside checked. `SHA256SUMS` beside them must agree."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import cast

from pgx.domain.errors import KnowledgeError
from pgx.risk.model import (
    Calibration,
    Check,
    Equation,
    Factor,
    Figure,
    Incidence,
    Input,
    Key,
    Kind,
    Level,
    Model,
    Term,
    Transport,
)

MODELS = Path(__file__).parent / "models"
SCHEMA = "pgx.model/1"
Json = dict[str, object]


@cache
def load_models(path: Path = MODELS) -> tuple[Model, ...]:
    """Every model of a folder, by id. Raises KnowledgeError if a file is malformed or differs from `SHA256SUMS`."""
    sums = _sums(path / "SHA256SUMS")
    models = []
    for file in sorted(path.glob("*.json")):
        data = file.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if sums.get(file.name) != digest:
            raise KnowledgeError(f"{file.name}: content differs from SHA256SUMS; review it, then update the sum")
        models.append(read_model(data, file.name, digest))
    return tuple(sorted(models, key=lambda model: model.id))


def read_model(data: bytes, name: str, digest: str = "") -> Model:
    """One model. Raises KnowledgeError naming the file and what is wrong with it."""
    try:
        document = json.loads(data)
        if document.get("schema") != SCHEMA:
            raise KnowledgeError(f"{name}: schema is not `{SCHEMA}`")
        model = _model(document, digest or hashlib.sha256(data).hexdigest())
    except (KeyError, TypeError, ValueError) as error:
        raise KnowledgeError(f"{name}: {type(error).__name__.removesuffix('Error').lower()} problem: {error}") from None
    problems = _problems(model)
    if problems:
        raise KnowledgeError(f"{name}: {'; '.join(problems)}")
    return model


def _sums(file: Path) -> dict[str, str]:
    if not file.exists():
        raise KnowledgeError(f"{file.name} is missing beside the model files")
    pairs = (line.split() for line in file.read_text(encoding="ascii").splitlines() if line.strip())
    return {name: digest for digest, name in pairs}


def _model(doc: Json, digest: str) -> Model:
    return Model(
        id=_text(doc, "id"), version=_text(doc, "version"), sha256=digest, method=_text(doc, "method"),
        drug=_text(doc, "drug"), outcome=_text(doc, "outcome"), unit=_text(doc, "unit"), title=_text(doc, "title"),
        summary=_text(doc, "summary"), inputs=tuple(_input(d) for d in _list(doc, "inputs")),
        checks=tuple(_check(d) for d in _list(doc, "domain")), citations=_texts(doc, "citations"),
        intended=_text(doc, "intended"), not_for=_texts(doc, "not_for"), unknowns=_texts(doc, "unknowns"),
        figures=tuple(Figure(_text(d, "name"), _text(d, "value"), _text(d, "source")) for d in _list(doc, "figures")),
        licence=_text(doc, "licence"), horizon=_optional(doc, "horizon"), data_sha256=_optional(doc, "data_sha256"),
        equations=tuple(_equation(d) for d in _list(doc, "equations", optional=True)),
        incidence=_incidence(cast("Json", doc["incidence"])) if "incidence" in doc else None,
        factors=tuple(_factor(d) for d in _list(doc, "factors", optional=True)),
        transport=_transport(cast("Json", doc["transport"])) if "transport" in doc else None)


def _input(doc: Json) -> Input:
    keys = tuple(Key(_text(key, "key"), _pairs(key, "alleles")) for key in _list(doc, "keys", optional=True))
    return Input(_text(doc, "name"), Kind(doc["kind"]), keys, _optional(doc, "unit"), _optional(doc, "label"),
                 _optional(doc, "transform"), _texts(doc, "drugs"), _pairs(doc, "values"), _optional(doc, "missing"))


def _check(doc: Json) -> Check:
    return Check(
        input=_text(doc, "input"), level=Level(doc["level"]), reason=_text(doc, "reason"),
        missing=Level(doc.get("missing", "in")), missing_reason=_optional(doc, "missing_reason"),
        low=_maybe(doc, "low"), high=_maybe(doc, "high"), words=_texts(doc, "words"),
        taking=bool(doc.get("taking", False)), alleles=_texts(doc, "alleles"), when=_optional(doc, "when"),
        among=_texts(doc, "among"), tolerate=_maybe(doc, "tolerate"), equations=_texts(doc, "equations"))


def _equation(doc: Json) -> Equation:
    terms = tuple(Term(_text(d, "input"), _number(d, "amount"), _optional(d, "equals")) for d in _list(doc, "terms"))
    return Equation(_text(doc, "id"), _text(doc, "title"), _text(doc, "citation"), _number(doc, "constant"), terms,
                    bool(doc.get("shown", True)),
                    tuple(_calibration(d) for d in _list(doc, "calibrations", optional=True)))


def _calibration(doc: Json) -> Calibration:
    quantiles = cast("list[list[float]]", doc["quantiles"])
    return Calibration(_texts(doc, "unknown"), tuple(cast("list[float]", doc["edges"])),
                       tuple((low, high) for low, high in quantiles), tuple(cast("list[int]", doc["n"])))


def _factor(doc: Json) -> Factor:
    if doc["effect"] != "odds ratio":
        raise ValueError(f"effect `{doc['effect']}` cannot be added to log-odds; only `odds ratio` can")
    low, high = cast("list[float]", doc["ci95"])
    copies = tuple((_text(d, "value"), _number(d, "copies"), _number(d, "share")) for d in _list(doc, "copies"))
    return Factor(_text(doc, "input"), _number(doc, "odds_ratio"), (low, high), _number(doc, "tau"), copies,
                  _text(doc, "citation"), _text(doc, "evidence"), _text(doc, "tier"), _optional(doc, "note"))


def _incidence(doc: Json) -> Incidence:
    return Incidence(_number(doc, "value"), _number(doc, "log_odds_sd"), _text(doc, "citation"), _optional(doc, "note"))


def _transport(doc: Json) -> Transport:
    return Transport(_text(doc, "input"), _texts(doc, "studied"), _number(doc, "log_odds_sd"), _optional(doc, "note"))


def _problems(model: Model) -> list[str]:
    names = {entry.name for entry in model.inputs}
    asked = [c.input for c in model.checks] + [c.when for c in model.checks if c.when]
    asked += [t.input for e in model.equations for t in e.terms] + [f.input for f in model.factors]
    found = [f"input `{name}` is used and not declared" for name in sorted(set(asked) - names)]
    if model.method not in {"sqrt-linear", "logistic"}:
        found.append(f"method `{model.method}` is not known")
    if model.method == "logistic" and model.incidence is None:
        found.append("a logistic model needs `incidence`")
    for factor in model.factors:
        if abs(sum(share for _, _, share in factor.copies) - 1) > 1e-9:
            found.append(f"shares of `{factor.input}` do not sum to 1")
        if "memory" in factor.tier:
            found.append(f"`{factor.input}`: an effect that nobody has read in its source is never shown")
    return found


def _text(doc: Json, name: str) -> str:
    value = doc[name]
    if not isinstance(value, str) or not value:
        raise ValueError(f"`{name}` must be a text")
    return value


def _optional(doc: Json, name: str) -> str:
    return _text(doc, name) if doc.get(name) else ""


def _texts(doc: Json, name: str) -> tuple[str, ...]:
    return tuple(cast("list[str]", doc.get(name, [])))


def _pairs(doc: Json, name: str) -> tuple[tuple[str, str], ...]:
    value = doc.get(name, {})
    if isinstance(value, list):
        return tuple((str(item), str(item)) for item in value)
    return tuple((key, str(item)) for key, item in cast("Json", value).items())


def _list(doc: Json, name: str, *, optional: bool = False) -> list[Json]:
    return cast("list[Json]", doc.get(name, []) if optional else doc[name])


def _number(doc: Json, name: str) -> float:
    return float(cast("float", doc[name]))


def _maybe(doc: Json, name: str) -> float | None:
    return None if doc.get(name) is None else _number(doc, name)
