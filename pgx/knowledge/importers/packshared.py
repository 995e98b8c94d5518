"""Source pack -> drugs, interactions, frequencies and references."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pgx.knowledge.importers.packresults import FIRST_CHOICE
from pgx.knowledge.importers.packtables import Pack
from pgx.knowledge.tables import LIST, Row

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ALL = "ALL"
_PMID = re.compile(r"\d{6,9}")
_GUIDELINES = "guidelines/cpic_recommendations.tsv"


def _year(text: str) -> str:
    return max(_YEAR.findall(text), default="")


def drugs(pack: Pack, state: str) -> list[Row]:
    """Rows of drugs.tsv. `version` is the newest year its sources name, else the state of the whole table."""
    return [{"drug": row["drug"], "rxnorm": row["rxnorm"], "atc": row["atc"].replace(";", LIST),
             "clinpgx": row["clinpgx_id"], "drugbank": row["drugbank"], "source": row["sources"],
             "version": _year(row["sources"]) or state} for row in pack.rows("drugs.tsv")]


def unlisted(listed: Sequence[Row], acting: Sequence[Row]) -> list[Row]:
    """Name-only rows for drugs that have an effect but are not in the list of drugs."""
    known = {row["drug"] for row in listed}
    rows = {row["drug"]: {"drug": row["drug"], "source": row["source"], "version": row["version"]}
            for row in acting if row["drug"] not in known}
    return list(rows.values())


def effects(pack: Pack, version: str) -> list[Row]:
    """Rows of effects.tsv."""
    return [{"drug": row["drug"], "enzyme": row["enzyme"], "role": row["role"], "strength": row["strength"],
             "source": row["source"].split(":")[0].split(" (")[0], "version": _year(version),
             "verification": row["verification"], "note": row["note"]} for row in pack.rows("interactions.tsv")]


def haplotypes(pack: Pack) -> list[Row]:
    """Joint haplotype counts; the pooled population is `*`."""
    return [{"gene": row["gene"], "haplotype": row["haplotype"],
             "population": "*" if row["superpopulation"] == _ALL else row["superpopulation"], "count": row["count"],
             "total": row["n_haplotypes"], "frequency": row["frequency"], "source": "1000 Genomes 30x",
             "version": "NYGC 2022"} for row in pack.rows("frequencies/haplotypes_1000genomes.tsv")]


def allele_frequencies(pack: Pack) -> list[Row]:
    """Published allele frequencies per biogeographic group."""
    return [{"gene": row["gene"], "allele": row["allele"], "group": row["biogeographic_group"],
             "frequency": row["frequency"], "source": "CPIC", "version": row["table_last_changed"]}
            for row in pack.rows("frequencies/allele_frequencies.tsv")]


def references(pack: Pack) -> list[Row]:
    """Publications that guidelines rest on, by PMID; the title says in our words what they are about."""
    about: dict[str, tuple[set[str], set[str]]] = {}
    for row in pack.rows(_GUIDELINES):
        for pmid in _PMID.findall(row["pmids"]):
            drugs_of, genes_of = about.setdefault(pmid, (set(), set()))
            drugs_of.add(row["drug"])
            genes_of.update(row["genes"].split(";"))
    return [{"id": f"PMID:{pmid}",
             "title": f"{FIRST_CHOICE} guideline: {_some(drugs_of)} with {_some(genes_of)}"}
            for pmid, (drugs_of, genes_of) in sorted(about.items())]


def _some(names: set[str]) -> str:
    """Up to five names in order, and how many more."""
    ordered = sorted(names)
    more = f" and {len(ordered) - 5} more" if len(ordered) > 5 else ""
    return ", ".join(ordered[:5]) + more


def read(pack: Pack, inventory: dict[str, tuple[str, str, str]]) -> dict[str, list[Row]]:
    """All tables that do not belong to one gene."""
    state = {name: inventory.get(name, ("", "", ""))[1] for name in ("drugs.tsv", "interactions.tsv")}
    listed = drugs(pack, state["drugs.tsv"])
    acting = effects(pack, state["interactions.tsv"])
    return {
        "drugs/drugs.tsv": [*listed, *unlisted(listed, acting)],
        "drugs/effects.tsv": acting,
        "populations/haplotypes.tsv": haplotypes(pack),
        "populations/alleles.tsv": allele_frequencies(pack),
        "refs/references.tsv": references(pack),
    }
