"""The report of an import, for the person who reviews it: Markdown, or TSV with one line per fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pgx.knowledge.changes import Change
from pgx.knowledge.importers.dump import Finding
from pgx.knowledge.importers.running import Outcome

_SHOWN = 40                            # per table; the TSV report has all


def subject(table: str) -> str:
    """Gene of a table below genes/, else the table."""
    return table.split("/")[1] if table.startswith("genes/") else table


def _cell(text: str) -> str:
    return text.replace("|", "\\|") or "(empty)"


def _change_line(change: Change) -> str:
    if change.kind == "changed":
        return f"- {change.key}: {change.column} `{_cell(change.old)}` → `{_cell(change.new)}`"
    return f"- {change.key}: {change.kind}"


def _changes(changes: Iterable[Change]) -> Iterator[str]:
    groups: dict[str, dict[str, list[Change]]] = {}
    for change in changes:
        groups.setdefault(subject(change.table), {}).setdefault(change.table, []).append(change)
    for name, by_table in sorted(groups.items()):
        yield f"### {name}\n"
        for table, own in sorted(by_table.items()):
            kinds = Counter(change.kind for change in own)
            yield f"`{table}`: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) + "\n"
            yield from (_change_line(change) for change in own[:_SHOWN])
            if len(own) > _SHOWN:
                yield f"- and {len(own) - _SHOWN} more"
            yield ""


def _finding_line(finding: Finding) -> str:
    text = f" ({finding.text})" if finding.text else ""
    return (f"| {finding.table} | {_cell(finding.key)} | {finding.column} | {_cell(finding.ours)} | "
            f"{_cell(finding.theirs)}{text} |")


def markdown(outcome: Outcome) -> str:
    """The report as Markdown. The same import gives the same text."""
    lines = [f"# Import: {outcome.origin}\n",
             f"{len(outcome.changes)} facts differ, {len(outcome.findings)} findings need a decision.\n"]
    if outcome.findings:
        lines += ["## To decide\n",
                  "Ours stands. To keep it, add a row to `accepted.tsv`; to follow the source, edit ours.\n",
                  "| table | key | column | ours | theirs |", "|---|---|---|---|---|",
                  *(_finding_line(finding) for finding in outcome.findings), ""]
    if outcome.changes:
        lines += ["## Changes\n", *_changes(outcome.changes)]
    return "\n".join(lines).rstrip("\n") + "\n"


def tsv(outcome: Outcome) -> str:
    """The report as TSV: what, table, key, column, old (ours), new (theirs)."""
    lines = ["what\ttable\tkey\tcolumn\told\tnew"]
    lines += [f"finding\t{f.table}\t{f.key}\t{f.column}\t{f.ours}\t{f.theirs}" for f in outcome.findings]
    lines += [f"{c.kind}\t{c.table}\t{c.key}\t{c.column}\t{c.old}\t{c.new}" for c in outcome.changes]
    return "\n".join(lines) + "\n"
