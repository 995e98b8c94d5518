"""A file of patients with outcomes -> rows of Inputs, as a cohort description (data) says. For evaluation only."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pgx.domain.errors import InputError, UsageError, why_unreadable
from pgx.risk.inputs import Fact, Inputs, Possible

COHORTS = Path(__file__).parent / "cohorts"
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Patient:
    """One row: `actual` is the outcome in the model's unit; `site` and `group` only divide the report."""

    inputs: Inputs
    actual: float
    site: str
    group: str


@dataclass(frozen=True, slots=True)
class Cohort:
    """Rows kept and complete. `limits`: outcomes up to the first are low, from the second on high. `expected`: the file
    is the one that the stored figures were made from."""

    id: str
    model: str
    patients: tuple[Patient, ...]
    limits: tuple[float, float]
    sha256: str
    expected: bool


def read_cohort(data: Path, name: str) -> Cohort:
    """Read a CSV (optionally gzipped). Raises UsageError for an unknown cohort, InputError for an unreadable file."""
    description = COHORTS / f"{name}.json"
    if not description.exists():
        known = ", ".join(sorted(f.stem for f in COHORTS.glob("*.json")))
        raise UsageError(f"unknown cohort `{name}`; known: {known}")
    spec: dict[str, Any] = json.loads(description.read_text(encoding="utf-8"))
    try:
        raw = data.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InputError(f"{data.name}: cannot be read: {why_unreadable(error)}") from None
    digest = hashlib.sha256(raw).hexdigest()
    patients = tuple(_patients(text, spec, data.name))
    if not patients:
        raise InputError(f"{data.name}: no complete row of cohort `{name}`")
    low, high = spec["limits"]
    return Cohort(name, spec["model"], patients, (low, high), digest, digest == spec["sha256"])


def _patients(text: str, spec: dict[str, Any], file: str) -> Iterator[Patient]:
    reader = csv.DictReader(io.StringIO(text))
    absent = _columns(spec) - set(reader.fieldnames or ())
    if absent:
        raise InputError(f"{file}: column `{min(absent)}` is missing")
    for row in reader:
        actual = _decimal(row[spec["outcome"]])
        if actual is None or any(row[column] not in kept for column, kept in spec["keep"].items()):
            continue
        facts = _facts(row, spec)
        if all(name in facts for name in spec["numbers"]):
            drugs = tuple(drug for column, drug in spec["taking"].items() if row[column] == "1")
            inputs = Inputs(facts, drugs, {key: _genotype(row, steps) for key, steps in spec["genotypes"].items()})
            yield Patient(inputs, float(actual), row[spec["site"]], row[spec["group"]])


def _columns(spec: dict[str, Any]) -> set[str]:
    """Every column that is read; columns measured after the outcome (`never`) are not among them."""
    named = {spec["outcome"], spec["site"], spec["group"], *spec["keep"], *spec["taking"]}
    named |= {item["column"] for kind in ("numbers", "words") for item in spec[kind].values()}
    named |= {step["column"] for steps in spec["genotypes"].values() for step in steps}
    late = named & set(spec["never"])
    if late:
        raise UsageError(f"cohort `{spec['id']}` reads `{min(late)}`, which is measured after the outcome")
    return named


def _facts(row: Row, spec: dict[str, Any]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for name, item in spec["numbers"].items():
        text = row[item["column"]]
        number = _decimal(text[:1] + "0") if item.get("first_digit_is_decade") else _decimal(text)
        if number is not None:
            facts[name] = number
    for name, item in spec["words"].items():
        word = item["values"].get(row[item["column"]])
        if word:
            facts[name] = word
    return facts


def _genotype(row: Row, steps: list[dict[str, Any]]) -> Possible:
    """The first column that has a usable value wins; nothing usable = not tested."""
    for step in steps:
        value = step["values"].get(row[step["column"]])
        if value and all(row[column] not in values for column, values in step.get("except", {}).items()):
            return ((value, 1.0),)
    return ()


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
