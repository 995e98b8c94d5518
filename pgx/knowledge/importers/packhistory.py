"""Source pack -> what allele functions used to be, and where the second authority differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pgx.knowledge.importers.packresults import FIRST_CHOICE, SUPERSEDED, UNSETTLED
from pgx.knowledge.importers.packtables import Pack, by_gene
from pgx.knowledge.tables import Row

_COLUMNS = (("function", "function_cpic", "function_dpwg"), ("activity", "activity_value_cpic", "activity_value_dpwg"))


def _entry(key: str, column: str, value: str, authority: str, **more: str) -> Row:
    return {"table": "alleles", "key": key, "column": column, "value": value, "authority": authority,
            "from": more.get("start", ""), "until": more["until"], "source": more["source"],
            "version": more["version"], "note": more.get("note", "")}


def other_authority(rows: Sequence[Row]) -> list[Row]:
    """Functions and values of the second authority where they differ from ours. It stopped keeping its own tables."""
    found = []
    for row in rows:
        version = row["dpwg_version"]
        for column, ours, theirs in _COLUMNS:
            if row[theirs] and row[theirs] != row[ours]:
                found.append(_entry(row["allele"], column, row[theirs], "DPWG", until=version, source="DPWG",
                                    version=version))
    return found


def _pair_table(rows: Sequence[Row]) -> dict[tuple[str, str], str]:
    table = {}
    for row in rows:
        first, second = row["function_1"], row["function_2"]
        table[(first, second)] = table[(second, first)] = row["phenotype"]
    return table


def _fitting(allele: str, anchors: Mapping[str, str], seen: Mapping[str, str], pairs: Mapping[tuple[str, str], str]
             ) -> list[str]:
    """Functions that give the tabulated results of `allele` with itself and with alleles of known function."""
    functions = sorted({function for pair in pairs for function in pair})

    def fits(function: str) -> bool:
        if seen.get(allele, pairs.get((function, function))) != pairs.get((function, function)):
            return False
        return all(pairs.get((function, anchors[partner])) == result
                   for partner, result in seen.items() if partner in anchors and partner != allele)

    return [function for function in functions if fits(function)]


def _seen(rows: Sequence[Row]) -> dict[str, dict[str, str]]:
    """Allele -> {partner: result} from a diplotype table."""
    seen: dict[str, dict[str, str]] = {}
    for row in rows:
        first, second = row["diplotype"].split("/")
        seen.setdefault(first, {})[second] = row["phenotype"]
        seen.setdefault(second, {})[first] = row["phenotype"]
    return seen


def past_functions(alleles: Sequence[Row], pairs: Sequence[Row], diplotypes: Sequence[Row], reference: str,
                   changed: str) -> list[Row]:
    """Functions of an older version, worked out from its diplotype table, where they differ from today's.

    `pairs` are the rules of that version; `changed` is the date of the version that replaced it. Two functions that
    the table cannot tell apart are settled by today's function, else by the first, and the row says so.
    """
    if not pairs or not diplotypes:
        return []
    version = pairs[0]["data_version"]
    table = _pair_table(pairs)
    now = {row["allele"]: row["function_cpic"] for row in alleles}
    anchors = {reference: now[reference]}
    found = []
    for allele, partners in sorted(_seen(diplotypes).items()):
        fitting = _fitting(allele, anchors, partners, table)
        if not fitting or now.get(allele) in fitting:
            continue
        note = "worked out from the diplotype table of that version"
        if set(fitting) == set(UNSETTLED):
            note += "; uncertain and unknown function cannot be told apart in it"
        found.append(_entry(allele, "function", fitting[0], FIRST_CHOICE, start=version, until=changed,
                            source=FIRST_CHOICE, version=version, note=note))
    return found


def read(pack: Pack) -> dict[str, list[Row]]:
    """History rows of table `alleles` per gene."""
    references = {row["gene"]: row["reference_allele"] for row in pack.rows("alleles/genes.tsv")}
    pairs = by_gene(pack.rows("phenotypes/function_pair_rules.tsv"))
    old = {gene: [r for r in rows if r["note"].startswith(SUPERSEDED)] for gene, rows in pairs.items()}
    diplotypes = by_gene(pack.rows("phenotypes/diplotypes.tsv"))
    history = {}
    for gene, rows in by_gene(pack.rows("alleles/alleles.tsv")).items():
        past = old.get(gene, [])
        versions = {r["data_version"] for r in past}
        tabulated = [r for r in diplotypes.get(gene, ())
                     if r["data_version"] in versions and r["source"] == FIRST_CHOICE]
        changed = max((r["data_version"] for r in pairs.get(gene, ())), default="")
        history[gene] = other_authority(rows) + past_functions(rows, past, tabulated, references[gene], changed)
    return history
