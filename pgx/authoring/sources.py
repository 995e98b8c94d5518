"""Recommendation tables as their sources publish them, read into rows with their look-up keys."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pgx.domain.errors import InputError

Lookup = Mapping[str, object]
Fields = Mapping[str, Any]
TAG = re.compile(r"<[^>]+>")
TRUE = {True, "1", "true", "True", "TRUE", "t"}
FLAGS = {"dosing_information": "another dose", "alternate_drug": "another drug", "other_guidance": "other advice",
         "dosinginformation": "another dose", "alternatedrugavailable": "another drug",
         "otherprescribingguidance": "other advice", "otherprescribing": "other advice"}
KINDS = {"Label": "label", "PGx": "association"}       # first word of what the source calls an entry


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One recommendation: for which keys, what it says, and how strongly. `source` is "" when the file does not say;
    `kind` tells tables of one source apart (label, association); `flags` are what the source says the text is about."""

    source: str
    drug: str
    kind: str
    population: str
    lookups: tuple[Lookup, ...]
    text: str
    strength: str = ""
    implications: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    pmids: tuple[str, ...] = ()
    url: str = ""
    edition: str = ""


def read_rows(text: str, where: str) -> list[SourceRow]:
    """Rows of a file: a table with a `lookup` column, a database's recommendations as JSON, or prescribing guidance as
    ClinPGx and PharmCAT have it. Raises InputError when it is none of these."""
    try:
        return list(read_json(json.loads(text), where) if text.lstrip()[:1] in {"{", "["} else read_table(text, where))
    except json.JSONDecodeError as error:
        raise InputError(f"{where}:{error.lineno}: not JSON: {error.msg}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{where}: a recommendation lacks what it needs ({type(error).__name__}: {error})") from error


def read_table(text: str, where: str) -> Iterator[SourceRow]:
    """Tab-separated rows without quoting; those marked `superseded` are left out."""
    lines = list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
    columns = set(lines[0]) if lines else set()
    if not {"drug", "lookup"} <= columns or not columns & {"recommendation", "text"}:
        raise InputError(f"{where}: no table of recommendations (columns drug, lookup, and recommendation or text)")
    for number, line in enumerate(lines, 2):
        if line.get("superseded", "") in {"", "0"}:
            yield table_row(line, f"{where}:{number}")


def table_row(line: Mapping[str, str], where: str) -> SourceRow:
    """One line of a table."""
    try:
        lookups = keys(json.loads(line["lookup"]))
    except json.JSONDecodeError as error:
        raise InputError(f"{where}: `lookup` is not JSON: {error.msg}") from error
    kind = line.get("kind", "")
    flags = [FLAGS[name] for name in FLAGS if line.get(name) in TRUE]
    flags += [FLAGS[word.lower()] for word in re.split(r"[ ;,|]+", line.get("flags", "")) if word.lower() in FLAGS]
    implied = line.get("implications") or line.get("implication") or ""
    return SourceRow(
        line.get("source", ""), line["drug"], "" if kind == "guideline" else kind, line.get("population", ""), lookups,
        line.get("recommendation") or line.get("text") or "", line.get("strength") or line.get("classification") or "",
        (implied,) if implied else (), tuple(dict.fromkeys(flags)),
        tuple(p for p in line.get("pmids", "").split(";") if p), line.get("guideline_url") or line.get("url") or "",
        line.get("data_version", "")[:4])


def read_json(document: object, where: str) -> Iterator[SourceRow]:
    """A list of recommendations, or an object with `guidelines`."""
    if isinstance(document, dict) and isinstance(document.get("guidelines"), list):
        for entry in document["guidelines"]:
            yield from guidance_rows(entry)
    elif isinstance(document, dict) and isinstance(document.get("recommendations"), list):
        yield from guidance_rows(document)
    elif isinstance(document, list) and document and all(isinstance(row, dict) for row in document):
        yield from (published_row(row) for row in document)
    else:
        raise InputError(f"{where}: neither a list of recommendations nor an object with `guidelines`")


def guidance_rows(entry: Fields) -> Iterator[SourceRow]:
    """One guideline of prescribing guidance: a row for each recommendation and drug."""
    guideline: Fields = entry["guideline"]
    pmids = tuple(str(c["pmid"]) for c in listed(entry.get("citations")) if c.get("pmid"))
    kind = KINDS.get(str(guideline.get("objCls", "")).partition(" ")[0], "")
    for said in listed(entry["recommendations"]):
        if not said.get("lookupKey"):
            continue
        term = (said.get("classification") or {}).get("term", "")
        names = {word.lower(): word for word in said}
        flags = tuple(dict.fromkeys(FLAGS[low] for low, word in names.items() if low in FLAGS and said[word] in TRUE))
        text = plain((said.get("text") or {}).get("html", ""))
        for drug in listed(said.get("relatedChemicals")):
            yield SourceRow(source_of(guideline), str(drug["name"]), kind, str(said.get("population") or ""),
                            keys(said["lookupKey"]), text, term or "", tuple(map(str, said.get("implications") or ())),
                            flags, pmids, str(entry.get("url") or guideline.get("url") or ""))


def source_of(guideline: Fields) -> str:
    """The source's short name: `FDA Association` is a table of FDA."""
    return str(guideline["source"]).split()[0].upper()


def published_row(row: Fields) -> SourceRow:
    """One recommendation as a database publishes it, whose columns are lower case."""
    implied = row.get("implications") or {}
    drug = row.get("drug") or row.get("drugname") or row["drugid"]
    name = drug["name"] if isinstance(drug, dict) else str(drug).removeprefix("RxNorm:")
    flags = tuple(dict.fromkeys(FLAGS[key] for key in FLAGS if row.get(key) in TRUE))
    return SourceRow("", name, "", str(row.get("population") or ""), keys(row["lookupkey"]),
                     str(row.get("drugrecommendation") or ""), str(row.get("classification") or ""),
                     tuple(f"{gene}: {said}" for gene, said in implied.items()) if isinstance(implied, dict) else (),
                     flags, (), str(row.get("guidelineurl") or ""))


def keys(found: Any) -> tuple[Lookup, ...]:  # noqa: ANN401 - JSON
    """One key or a list of them."""
    return tuple(found) if isinstance(found, list) else (found,)


def listed(found: Sequence[Fields] | None) -> Sequence[Fields]:
    """A list of objects; nothing for null."""
    return found or ()


def plain(text: str) -> str:
    """Text without its markup."""
    return " ".join(html.unescape(TAG.sub(" ", text)).split())


