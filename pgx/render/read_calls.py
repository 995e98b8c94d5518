"""`pgx.calls/1` back into calls, so that a decision can be made from a stored call file without its VCF."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pgx.domain.calls import CallStatus, Diplotype, GeneCall, GeneResult, Phenotype
from pgx.domain.errors import InputError, why_unreadable
from pgx.domain.genes import Gene, Score
from pgx.domain.genome import Assembly
from pgx.domain.messages import Message
from pgx.render.calls_json import SCHEMA

Fields = Mapping[str, Any]  # JSON: every field is checked where it is read


def documents(path: Path) -> Iterator[Fields]:
    """The JSON objects of a call file, one a line. Raises InputError naming the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: calls cannot be read: {why_unreadable(error)}") from error
    if not any(line.strip() for line in lines):
        raise InputError(f"{path.name}: is empty; expected the output of pgx call")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path.name}:{number}: not JSON: {error.msg}; expected the output of pgx call") from error
        if not isinstance(document, dict):
            raise InputError(f"{path.name}:{number}: expected a JSON object; expected the output of pgx call")
        yield document


def results(document: Fields, genes: Mapping[str, Gene]) -> dict[str, GeneResult]:
    """Results of every gene the knowledge base knows; a gene the document lacks is untested.

    A list that the writer had to cut keeps what was cut: each result comes back once more as a candidate without a
    diplotype, whose alleles are not known. Raises InputError when this is not such a document.
    """
    if document.get("schema") != SCHEMA:
        raise InputError(f"calls: expected schema `{SCHEMA}`, found `{document.get('schema')}`")
    lacking = [name for name in ("file", "sample", "assembly", "genes") if name not in document]
    if lacking or not isinstance(document["genes"], dict):
        raise InputError(f"calls: `{(lacking or ['genes'])[0]}` is missing or is not what `pgx call --json` writes")
    if document["assembly"] not in {a.value for a in Assembly}:
        known = ", ".join(a.value for a in Assembly)
        raise InputError(f"calls: assembly `{document['assembly']}` is not one of {known}")
    try:
        return {symbol: _gene(gene, document["genes"].get(symbol)) for symbol, gene in genes.items()}
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise InputError(f"calls: a field is missing or has the wrong type: {error}") from error


def _gene(gene: Gene, found: Fields | None) -> GeneResult:
    if found is None:
        return GeneResult(GeneCall(gene.symbol, CallStatus.NOT_CALLED, untested=True))
    listed = [(_diplotype(row), _phenotype(row)) for row in found["possible"]]
    phenotypes = tuple((Phenotype(row["name"], _score(row["activity_score"])), float(row["probability"]))
                       for row in found["phenotypes"])
    if int(found["possible_count"]) > len(listed):
        listed += [(Diplotype("", (), _left(share, result, listed)), result) for result, share in phenotypes]
    call = GeneCall(
        gene=gene.symbol, status=CallStatus(found["status"]),
        diplotypes=tuple(_diplotype(row) for row in found["diplotypes"]), variants=tuple(found.get("variants", ())),
        possible=tuple(d for d, _ in listed), untested=bool(found["untested"]), phased=bool(found["phased"]),
        effectively_phased=bool(found["effectively_phased"]), missing=_missing(gene, found),
        uncallable=tuple(found["uncallable"]), source=str(found["source"]), messages=_messages(gene, found),
        hints=tuple(map(str, found.get("hints", ()))),
        markers=tuple((name, tuple(values)) for name, values in found["markers"].items()))
    called = tuple(_phenotype(row) for row in found["diplotypes"])
    if found.get("variants_result"):
        called = (_phenotype(found["variants_result"]),)
    return GeneResult(call, called, tuple(p for _, p in listed), phenotypes)


def _left(share: float, result: Phenotype, listed: Sequence[tuple[Diplotype, Phenotype]]) -> float:
    """The part of a result's probability that the listed candidates do not account for."""
    return max(0.0, share - sum(d.probability for d, p in listed if p == result))


def _diplotype(row: Fields) -> Diplotype:
    name = str(row["name"])
    return Diplotype(name, tuple(map(_strand, name.split("/"))) if name else (), float(row["probability"]))


def _strand(text: str) -> tuple[str, ...]:
    return tuple(text[1:-1].split(" + ")) if text.startswith("[") and text.endswith("]") else (text,)


def _phenotype(row: Fields) -> Phenotype:
    return Phenotype(str(row["phenotype"]), _score(row["activity_score"]))


def _score(value: object) -> Score | None:
    if value is None:
        return None
    text = str(value)
    return Score(Decimal(text.removeprefix("≥")), text.startswith("≥"))


def _missing(gene: Gene, found: Fields) -> tuple[Any, ...]:
    wanted = {row["id"] for row in found["missing"]}
    return tuple(p for p in gene.positions if p.id in wanted)


def _messages(gene: Gene, found: Fields) -> tuple[Message, ...]:
    return tuple(Message(row["code"], row["text"], gene.symbol, row.get("level", "warning"))
                 for row in found["messages"])
