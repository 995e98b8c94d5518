"""Source pack -> alleles, positions and definitions of every gene."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pgx.knowledge.importers.packtables import Pack, by_gene, copies
from pgx.knowledge.tables import LIST, Row

RULES = "alleles/matching_rules.json"
_STRUCTURES = (("deletion", "deletion"), ("hybrid", "hybrid"), ("copy number", "multiple"), ("tandem", "multiple"))
_ROLES = {"definition": "definition", "name-derived": "definition", "extra": "extra", "ignored": "ignored"}
_INHERITANCE = {"chrX": "x-linked", "chrM": "mitochondrial"}


def position_key(row: Row) -> str:
    """`chr:pos` without the gene: `94781859`, `154532439:ignored`."""
    return row["position_id"].split(":", 1)[1]


def _role(row: Row) -> str:
    """Our role. A position without an alternate base is `listed`: known, not readable."""
    return _ROLES.get(row["role"], "listed") if row["alts_vcf"] else "listed"


def positions(rows: Sequence[Row]) -> list[Row]:
    """Rows of positions.tsv for one gene."""
    return [{
        "position": position_key(row), "rsid": row["rsid"], "hgvs": row["hgvs_g_grch38"], "chrom": row["chromosome"],
        "pos38": row["pos_grch38_vcf"], "ref": row["ref_vcf"], "alts": row["alts_vcf"].replace(",", LIST),
        "pos37": row["pos_grch37"], "ref37": row["ref_grch37"], "role": _role(row), "source37": row["grch37_source"],
        "source": "ClinPGx", "version": row["data_version"],
        "note": "" if row["role"] in _ROLES else row["role"],
    } for row in rows]


def _bases(value: str, position: Row) -> str:
    """Several bases in the order of the position, reference first."""
    known = [position["ref_vcf"], *position["alts_vcf"].split(",")]
    return LIST.join(sorted(value.split(LIST), key=known.index)) if LIST in value else value


def definitions(rows: Sequence[Row], known: Mapping[str, Row]) -> list[Row]:
    """Rows of definitions.tsv for one gene. `known` maps position_id to the row of the position."""
    return [{
        "allele": row["allele"], "position": row["position_id"].split(":", 1)[1],
        "name": row["rsid"] or known[row["position_id"]]["hgvs_g_grch38"].split(";")[0],
        "bases": _bases(row["vcf_value"], known[row["position_id"]]), "source": "ClinPGx",
        "version": row["data_version"],
    } for row in rows]


def _kind(row: Row, defined: bool, reference: bool) -> str:
    for word, kind in _STRUCTURES:
        if word in row["structural"]:
            return kind
    return "haplotype" if defined or reference else "outside"


def _provenance(row: Row) -> dict[str, str]:
    """Who states the function, and as of when."""
    version = row["function_version"]
    if version.startswith("DPWG "):
        return {"source": "DPWG", "version": version.removeprefix("DPWG ")}
    if row["function_cpic"]:
        return {"source": "CPIC", "version": version}
    return {"source": "ClinPGx", "version": row["definition_version"] or row["dpwg_version"]}


def _match_score(row: Row, defined: Sequence[Row], reference: bool, n_positions: int) -> str:
    """Number of positions the source gives a value for; counted where the source has no or no usable number."""
    if row["match_score"] not in {"", "0"}:
        return row["match_score"]
    if reference:
        return str(n_positions)
    return str(sum(1 for d in defined if d["vcf_value"]))


def alleles(rows: Sequence[Row], gene: Row, defined: Mapping[str, Sequence[Row]], ignored: Sequence[str]) -> list[Row]:
    """Rows of alleles.tsv for one gene. `defined` maps an allele to its definition rows."""
    used = {d["position_id"] for group in defined.values() for d in group if d["vcf_value"]}
    made = []
    for row in rows:
        name = row["allele"]
        own = defined.get(name, ())
        reference = name == gene["reference_allele"]
        readable = bool(own) and all(d["vcf_value"] for d in own)
        kind = _kind(row, readable, reference)
        fresh = {
            "allele": name, "kind": kind, "reference": "yes" if reference else "",
            "function": row["function_cpic"], "activity": row["activity_value_cpic"],
            "match_score": _match_score(row, own, reference, len(used)),
            "components": LIST.join(copies(name)) if kind == "multiple" else "",
            "strength": row["evidence_strength"], "clinpgx": row["clinpgx_id"], "note": row["note"],
            **_provenance(row),
        }
        if name in ignored or row["note"].startswith("not called"):
            fresh["status"] = "ignored"
        elif row["note"].startswith("retired"):
            fresh["status"] = "retired"
        made.append(fresh)
    return made


def settings(gene: Row, exemption: Mapping[str, Any]) -> dict[str, Any]:
    """Facts for gene.toml that the pack states in a machine-readable way."""
    facts: dict[str, Any] = {
        "symbol": gene["gene"], "chromosome": gene["chromosome"],
        "undocumented": "reference" if gene["undocumented_variation_set_to_reference"] == "yes" else "no-call",
    }
    if gene["reference_allele"]:
        facts["reference"] = gene["reference_allele"]
    facts["inheritance"] = _INHERITANCE.get(gene["chromosome"], "autosomal")
    places = {"required": exemption.get("required_positions"), "core_panel": exemption.get("amp_tier1_positions")}
    facts["positions"] = {name: [str(p) for p in found] for name, found in places.items() if found}
    facts["prefer"] = [dict(p) for p in exemption.get("unphased_diplotype_priorities", [])]
    return {name: value for name, value in facts.items() if value}


def read(pack: Pack) -> tuple[dict[str, list[Row]], dict[str, dict[str, Any]]]:
    """Tables of all genes, and their settings."""
    matching = json.loads(pack.bytes_of(RULES))
    exemptions = matching["exemptions"]
    all_positions = pack.rows("alleles/positions.tsv")
    known = {row["position_id"]: row for row in all_positions}
    grouped = by_gene(all_positions)
    defined = by_gene(pack.rows("alleles/allele_definitions.tsv"))
    named = by_gene(pack.rows("alleles/alleles.tsv"))
    tables: dict[str, list[Row]] = {}
    facts: dict[str, dict[str, Any]] = {}
    for gene in pack.rows("alleles/genes.tsv"):
        symbol = gene["gene"]
        exemption = exemptions.get(symbol, {})
        per_allele: dict[str, list[Row]] = {}
        for row in defined.get(symbol, ()):
            per_allele.setdefault(row["allele"], []).append(row)
        base = f"genes/{symbol}"
        tables[f"{base}/positions.tsv"] = positions(grouped.get(symbol, ()))
        tables[f"{base}/definitions.tsv"] = definitions(defined.get(symbol, ()), known)
        tables[f"{base}/alleles.tsv"] = alleles(named[symbol], gene, per_allele, exemption.get("ignored_alleles", ()))
        facts[symbol] = settings(gene, exemption)
        if symbol in matching["lowest_function_genes"]:
            facts[symbol]["calling"] = "variant-list"
    return tables, facts
