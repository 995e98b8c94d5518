"""JSON of star allele callers: pb-StarPhase, DRAGEN, Cyrius."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pgx.callers.formats import NO_CALL, Section, candidates, facts, meant, why_unused
from pgx.domain.calls import OutsideRow
from pgx.domain.errors import InputError

Object = Mapping[str, Any]


def of_json(document: Object, name: str) -> list[OutsideRow]:
    """Rows of a JSON object. Raises InputError when it is of no known caller, or not as that caller writes."""
    told = facts()
    if told["starphase"]["known_by"] in document:
        return list(_starphase(document, told["starphase"], name))
    dragen = told["dragen"]
    if dragen["list"] in document or any(key in document for key in dragen["objects"]):
        return list(_dragen(document, dragen, name))
    cyrius = told["cyrius_json"]
    if document and all(isinstance(v, dict) and {cyrius["diplotype"], cyrius["filter"]} <= v.keys()
                        for v in document.values()):
        return [row for sample, entry in document.items() for row in _cyrius(sample, entry, cyrius, name)]
    raise InputError(f"{name}: is JSON of no known caller; known: pb-StarPhase, DRAGEN, Cyrius")


def _starphase(document: Object, section: Section, name: str) -> Iterator[OutsideRow]:
    for gene, entry in _object(document[section["known_by"]], name).items():
        details = _object(entry, name)
        found: object = next((details[key] for key in section["lists"] if details.get(key)), [])
        texts = [_text(_object(one, name).get(section["field"]), name) for one in _list(found, name)]
        plain = OutsideRow(gene, caller=section["caller"])
        used = dict.fromkeys(text for text in texts if not facts().says_nothing(text))
        yield from (replace(plain, diplotype=text) for text in used)
        if not used:
            yield replace(plain, unused=NO_CALL)


def _cyrius(sample: str, entry: Object, section: Section, name: str) -> Iterator[OutsideRow]:
    whole, told = (_text(entry[section[key]], name) for key in ("diplotype", "filter"))
    plain = OutsideRow(section["gene"], sample=sample, caller=section["caller"])
    yield from _each(plain, whole, why_unused(whole, told, section["believed"]), section)


def _dragen(document: Object, section: Section, name: str) -> Iterator[OutsideRow]:
    """The targeted callers' objects, and the list of the star allele caller, which takes unread as reference."""
    sample = _first(document, section["sample"], name)
    plain = OutsideRow("", sample=sample, caller=section["caller"])
    for key, gene in section["objects"].items():
        if document.get(key):
            yield from _dragen_gene(replace(plain, gene=gene), _object(document[key], name), section, name)
    for entry in _list(document.get(section["list"]) or [], name):
        gene = _first(_object(entry, name), section["gene"], name)
        if not gene:
            raise InputError(f"{name}: an entry of `{section['list']}` does not name its gene")
        yield from _dragen_gene(replace(plain, gene=gene, assumes_reference=True), entry, section, name)


def _dragen_gene(plain: OutsideRow, entry: Object, section: Section, name: str) -> Iterator[OutsideRow]:
    whole, told, phenotype, score = (_first(entry, section[key], name)
                                     for key in ("diplotype", "filter", "phenotype", "score"))
    plain = replace(plain, phenotype=meant(phenotype), score=meant(score))
    yield from _each(plain, whole, why_unused(whole, told, section["believed"]), section)


def _each(plain: OutsideRow, whole: str, unused: str, section: Section) -> Iterator[OutsideRow]:
    """One row for each candidate; phenotype and score only where there is one."""
    found = candidates(whole, section["between"])
    if unused:
        yield replace(plain, phenotype="", score="", unused=unused)
    elif len(found) == 1:
        yield replace(plain, diplotype=found[0])
    else:
        yield from (replace(plain, diplotype=text, phenotype="", score="") for text in found)


def _first(entry: Object, keys: list[str], name: str) -> str:
    return next((_text(entry[key], name) for key in keys if key in entry), "")


def _text(value: object, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value)
    raise InputError(f"{name}: a result is not text where the caller writes text")


def _object(value: object, name: str) -> Object:
    if not isinstance(value, dict):
        raise InputError(f"{name}: a list or text stands where the caller writes an object")
    return value


def _list(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise InputError(f"{name}: an object or text stands where the caller writes a list")
    return value
