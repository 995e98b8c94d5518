"""One import: read the source, merge, report, write. A run that is repeated changes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pgx.domain.errors import InputError, UsageError, why_unreadable
from pgx.knowledge import building, tables
from pgx.knowledge.changes import Change
from pgx.knowledge.importers import lockfile, merging, pack, publishedtables, translation
from pgx.knowledge.importers.dump import Dump, Finding, Importer
from pgx.knowledge.tables import Row

IMPORTERS: tuple[Importer, ...] = (pack, translation, publishedtables)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did or would do. `texts` maps a path below the knowledge base to its new content."""

    origin: str
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    texts: Mapping[str, str]


def importer_for(source: Path) -> Importer:
    """The importer that knows this kind of source. Raises UsageError when none does."""
    for importer in IMPORTERS:
        if importer.recognises(source):
            return importer
    known = ", ".join(importer.NAME for importer in IMPORTERS)
    raise UsageError(f"{source}: not a kind of source that can be imported ({known})")


def _accepted(root: Path) -> dict[tuple[str, str, str], Row]:
    return {(r["table"], r["key"], r["column"]): r for r in tables.read(root / "accepted.tsv", tables.ACCEPTED)}


def open_findings(root: Path, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings that nobody accepted. An acceptance holds only as long as the source says what it said then."""
    accepted = _accepted(root)

    def settled(finding: Finding) -> bool:
        row = accepted.get((finding.table, finding.key, finding.column))
        return row is not None and row["theirs"] == finding.theirs

    return tuple(finding for finding in findings if not settled(finding))


def _merge_tables(dump: Dump, root: Path) -> tuple[list[Change], list[Finding], dict[str, list[Row]]]:
    changes: list[Change] = []
    findings: list[Finding] = []
    merged: dict[str, list[Row]] = {}
    past: dict[str, list[Row]] = {}
    names = sorted(dump.tables, key=lambda n: (n.endswith("history.tsv"), n))   # history last: it takes what changed
    for name in names:
        table = tables.table_of(name)
        if table is None:
            raise UsageError(f"{name}: no table of the knowledge base")
        history = f"{name.rsplit('/', 1)[0]}/history.tsv"
        fresh = [*dump.tables[name], *(past.get(name, ()) if name.endswith("history.tsv") else ())]
        result = merging.merge(name, table, tables.read(root / name, table), fresh, complete=name in dump.complete)
        merged[name] = list(result.rows)
        changes += result.changes
        findings += result.findings
        if result.past:
            past.setdefault(history, []).extend(result.past)
    for name in sorted(set(past) - set(merged)):
        existing = tables.read(root / name, tables.HISTORY)
        result = merging.merge(name, tables.HISTORY, existing, past[name], complete=False)
        merged[name] = list(result.rows)
        changes += result.changes
    return changes, findings, merged


def _settings(dump: Dump, root: Path) -> tuple[list[Finding], dict[str, str]]:
    """Differences to gene.toml of known genes, and files for new genes."""
    findings: list[Finding] = []
    texts = {}
    for gene, facts in sorted(dump.settings.items()):
        name = f"genes/{gene}/gene.toml"
        if (root / name).is_file():
            findings += _compare(name, building.read_folder((root / name).parent).settings, facts)
        else:
            texts[name] = new_settings(facts)
    return findings, texts


def _compare(name: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[Finding]:
    found = []
    for key, value in theirs.items():
        if isinstance(value, Mapping):
            found += _compare(f"{name}", ours.get(key, {}), value)
        elif ours.get(key) != value:
            found.append(Finding(name, str(theirs.get("symbol", "")), key, json.dumps(ours.get(key)),
                                 json.dumps(value)))
    return found


def new_settings(facts: Mapping[str, Any]) -> str:
    """gene.toml of a gene nobody has curated yet: plain star alleles and function pairs until somebody does."""
    values: dict[str, Any] = {"inheritance": "autosomal", "calling": "named-alleles", "results": "function-pair",
                              "frequencies": "none", "version": ""} | dict(facts)
    nested = {"positions", "prefer"}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items() if key not in nested]
    if values.get("positions"):
        lines += ["", "[positions]", *(f"{k} = {json.dumps(v)}" for k, v in values["positions"].items())]
    for rule in values.get("prefer", ()):
        lines += ["", "[[prefer]]", *(f"{k} = {json.dumps(v)}" for k, v in rule.items())]
    return "\n".join(lines) + "\n"


def prepare(source: Path, root: Path, today: str) -> Outcome:
    """Everything an import would write, without writing it. `today` is an ISO date for sources.lock."""
    dump = importer_for(source).read(source, root)
    changes, findings, merged = _merge_tables(dump, root)
    differences, texts = _settings(dump, root)
    for name, rows in merged.items():
        table = tables.table_of(name)
        assert table is not None                                          # noqa: S101  _merge_tables refused others
        texts[name] = tables.text_of(rows, table)
    if not (root / "VERSION").is_file():
        texts["VERSION"] = f"{today[:7].replace('-', '.')}\n"
    lock = lockfile.updated(lockfile.read(root), dump.files, dump.origin, today)
    texts[lockfile.NAME] = lockfile.text_of(lock)
    open_ones = open_findings(root, [*dump.findings, *findings, *differences])
    return Outcome(dump.origin, tuple(changes), open_ones, texts)


def write(outcome: Outcome, target: Path) -> int:
    """Write the texts that differ from what is there; the number of files written. Raises InputError."""
    written = 0
    for name, text in sorted(outcome.texts.items()):
        path = target / name
        data = text.encode("utf-8")
        try:
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                written += 1
        except OSError as error:
            raise InputError(f"{path}: cannot be written: {why_unreadable(error)}; {written} files were") from error
    return written
