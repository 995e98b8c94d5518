"""Source pack -> rules that turn functions or scores into results, and their history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from pgx.knowledge import resultrules
from pgx.knowledge.importers.dump import Finding
from pgx.knowledge.importers.packtables import Pack, by_gene
from pgx.knowledge.tables import Row

SUPERSEDED = "history"
FIRST_CHOICE = "CPIC"
UNSETTLED = ("Uncertain function", "Unknown function")


def is_current(row: Row) -> bool:
    """A rule that applies today: not marked as history, one result, and a result at all."""
    return not row["note"].startswith(SUPERSEDED) and ";" not in row["phenotype"] and row["phenotype"] != ""


def pair_key(row: Row) -> str:
    """The pair of functions as the key of a results row."""
    return " + ".join(sorted(f for f in (row["function_1"], row["function_2"]) if f))


def _pair_row(row: Row) -> Row:
    first, second = sorted((row["function_1"], row["function_2"]), key=lambda f: (f == "", f))
    return {"rule": "pair" if second else "single", "function_1": first, "function_2": second, "scores": "",
            "phenotype": row["phenotype"], "source": row["source"].split()[0], "version": row["data_version"],
            "note": row["note"]}


def intervals(listed: Sequence[tuple[Decimal, str]]) -> list[tuple[str, str]]:
    """Intervals for a list of (score, result): a score between two listed ones gets the result of the lower one.

    Lower is the more cautious side. The last interval is open to the right.
    """
    starts = [(score, result) for at, (score, result) in enumerate(sorted(listed))
              if at == 0 or result != sorted(listed)[at - 1][1]]
    ends = [f"{score.normalize():f}" for score, _ in starts[1:]] + [""]
    return [(f"[{score.normalize():f},{end})", result) for (score, result), end in zip(starts, ends, strict=True)]


def _score_rows(rows: Sequence[Row], curated: Sequence[Row]) -> list[Row]:
    """Interval rows, or none when curated intervals stand."""
    if curated:
        return []
    listed = [(score.value, row["phenotype"]) for row in rows
              if (score := resultrules.score_of(row["activity_score"])) is not None]
    source, version = rows[0]["source"], rows[0]["data_version"]
    return [{"rule": "score", "function_1": "", "function_2": "", "scores": scores, "phenotype": phenotype,
             "source": source, "version": version, "note": ""} for scores, phenotype in intervals(listed)]


def _disagreements(table: str, rows: Sequence[Row], curated: Sequence[Row]) -> list[Finding]:
    """Listed scores that curated intervals translate differently."""
    bins = [resultrules.interval_of(row["scores"], row["phenotype"]) for row in curated]
    found = []
    for row in rows:
        score = resultrules.score_of(row["activity_score"])
        if not bins or score is None:
            continue
        ours = next((b.phenotype for b in bins if resultrules.contains(b, score.value)), "")
        if ours != row["phenotype"]:
            found.append(Finding(table, row["activity_score"], "phenotype", ours, row["phenotype"]))
    return found


def _history(rows: Iterable[Row], current: Mapping[str, Row], rule: str) -> list[Row]:
    """Rules that no longer apply or are another authority's, where their result differs from today's."""
    found = []
    for row in rows:
        key = pair_key(row) if rule == "pair" else row["activity_score"]
        now = current.get(key)
        authority = row["source"].split()[0]
        if not row["phenotype"] or (now and now["phenotype"] == row["phenotype"] and authority == now["source"]):
            continue
        superseded = row.get("note", "").startswith(SUPERSEDED)
        ended = next((r["version"] for r in current.values()), "") if superseded else row["data_version"]
        if superseded or now is None or now["phenotype"] != row["phenotype"]:
            found.append({"table": "results", "key": key, "column": "phenotype", "value": row["phenotype"],
                          "authority": authority, "from": row["data_version"] if superseded else "", "until": ended,
                          "source": row["source"], "version": row["data_version"], "note": ""})
    return found


def read(pack: Pack, scored: Iterable[str], curated: Mapping[str, Sequence[Row]]
         ) -> tuple[dict[str, list[Row]], dict[str, list[Row]], list[Finding]]:
    """Results and history rows per gene, and findings.

    `scored` are the genes whose result is looked up by score; `curated` their curated interval rows.
    """
    results: dict[str, list[Row]] = {}
    history: dict[str, list[Row]] = {}
    findings: list[Finding] = []
    scores = by_gene(pack.rows("phenotypes/activity_score_rules.tsv"))
    for gene, rows in by_gene(pack.rows("phenotypes/function_pair_rules.tsv")).items():
        first = [row for row in rows if row["source"].startswith(FIRST_CHOICE) and is_current(row)]
        chosen = first or [row for row in rows if is_current(row)]
        if gene in scored:
            chosen = []
            listed = [r for r in scores.get(gene, ()) if r["source"].startswith(FIRST_CHOICE)]
            own = curated.get(gene, ())
            results[gene] = _score_rows(listed, own)
            findings += _disagreements(f"genes/{gene}/results.tsv", listed, own)
            now = {row["activity_score"]: {"phenotype": row["phenotype"], "source": row["source"],
                                           "version": row["data_version"]} for row in listed}
            others = [row for row in scores.get(gene, ()) if row not in listed]
            history[gene] = _history(others, now, "score")
        else:
            results[gene] = [_pair_row(row) for row in chosen]
            now = {pair_key(row): row for row in results[gene]}
            history[gene] = _history([row for row in rows if row not in chosen], now, "pair")
    return results, history, findings
