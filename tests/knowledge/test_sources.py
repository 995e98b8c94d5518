"""The knowledge base against the material it was made from."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from pgx.domain.genes import PhenotypeMethod, Score
from pgx.knowledge import building, load, resultrules
from pgx.knowledge.importers.packtables import Pack
from tests.paths import ROOT, SHARED, needs_shared

pytestmark = needs_shared
KB = load()
PACK = Pack(SHARED / "kb-sources")
# Genes whose functions changed after their diplotype table was published: history.tsv has the older functions.
OLDER = {"TPMT": "2025-11-05", "NUDT15": "2025-11-05"}
# RYR1 functions are newer than its table of 2023-12: four variants went back to uncertain, others became associated.
NEWER_THAN_TABLE = {"RYR1"}
# Tables of names that no allele of ours has: one position written as a genotype, or status instead of a diplotype.
OTHER_NAMES = {"CYP2C cluster", "IFNL4", "HLA-A", "HLA-B", "CYP4F2"}


@pytest.fixture(scope="module")
def diplotypes():
    """Rows of the published tables by (source, gene)."""
    groups = defaultdict(list)
    for row in PACK.rows("phenotypes/diplotypes.tsv"):
        groups[row["source"], row["gene"]].append(row)
    return groups


def functions(gene):
    """Function and activity of each allele, as of the table's version for genes that changed."""
    known = {allele.name: (allele.function, allele.activity) for allele in KB.genes[gene].alleles}
    if gene in OLDER:
        folder = building.read_folder(ROOT / "knowledgebase/genes" / gene, history=True)
        for row in folder.history:
            if row["table"] == "alleles" and row["column"] == "function" and row["from"] == OLDER[gene]:
                known[row["key"]] = (row["value"], None)
    return known


def result(gene, first, second):
    """Result and score of two alleles (one when `second` is None) by the compact rules."""
    rules = KB.genes[gene].results
    if rules.method is PhenotypeMethod.ACTIVITY_SCORE:
        if first[1] is None or second[1] is None:
            return rules.indeterminate, None
        score = first[1] + second[1]
        return next(b.phenotype for b in rules.bins if resultrules.contains(b, score.value)), score
    pair = tuple(sorted(f[0] for f in (first, second) if f is not None))
    return rules.pairs.get(pair, rules.indeterminate), None


def split(gene, name):
    """Alleles of a diplotype name. One G6PD allele had a slash in its name in 2023, today a comma."""
    name = name.replace("Telti/Kobe", "Telti, Kobe")
    names = {a.name for a in KB.genes[gene].alleles}
    if name in names:
        return name, None
    parts = name.split("/")
    for at in range(1, len(parts)):
        first, second = "/".join(parts[:at]), "/".join(parts[at:])
        if first in names and second in names:
            return first, second
    return None


CPIC = sorted(g for g in KB.genes if g not in OTHER_NAMES | {"F2", "F5", "IFNL3"})


@pytest.mark.parametrize("gene", CPIC)
def test_compact_rules_reproduce_the_published_diplotype_table(gene, diplotypes):
    """Every row of the full table follows from functions and rules; nothing is stored that can be derived."""
    rows = diplotypes["CPIC", gene]
    assert rows
    known = functions(gene)
    skip = moved(gene) if gene in NEWER_THAN_TABLE else set()
    wrong = []
    for row in rows:
        names = split(gene, row["diplotype"])
        assert names is not None, row["diplotype"]
        if skip & set(names):
            continue
        phenotype, score = result(gene, known[names[0]], known[names[1]] if names[1] else None)
        expected = resultrules.score_of(row["activity_score"])
        if phenotype != row["phenotype"] or score != expected:
            wrong.append((row["diplotype"], phenotype, row["phenotype"], score, expected))
    assert wrong == []


def moved(gene):
    """Alleles whose own result in the table is not what today's function gives."""
    known = functions(gene)
    found = set()
    for row in PACK.rows("phenotypes/diplotypes.tsv"):
        if row["gene"] == gene and row["source"] == "CPIC":
            first, second = split(gene, row["diplotype"])
            if first == second and result(gene, known[first], known[second])[0] != row["phenotype"]:
                found.add(first)
    return found


def test_only_the_named_variants_moved():
    """RYR1: the four variants that went back to uncertain; all others keep the result of the table of 2023."""
    assert moved("RYR1") == {"c.1209C>G", "c.7522C>G", "c.14387A>G", "c.14693T>C"}


def test_2025_copy_of_slco1b1_differs_only_where_functions_changed():
    """The copy of 2025-12 still has the older functions: the source's own check found 111 differences."""
    row = next(r for r in PACK.rows("phenotypes/verification.tsv")
               if r["gene"] == "SLCO1B1" and r["data_version"] == "2025-12-22")
    assert row["n_exceptions"] == "111"


def test_f5_rules_reproduce_the_older_names(diplotypes):
    """F5 was renamed: the retired names point to the current ones."""
    gene = KB.genes["F5"]
    current = {a.name: a for a in gene.alleles}
    for row in diplotypes["DPWG", "F5"]:
        first, second = (current[current[name].replaced_by] for name in row["diplotype"].split("/"))
        assert gene.results.pairs[tuple(sorted((first.function, second.function)))] == row["phenotype"]


def test_every_definition_is_the_source_one():
    """Allele by allele and position by position, in masks of allele numbers."""
    wanted = defaultdict(dict)
    unwritable = set()
    for row in PACK.rows("alleles/allele_definitions.tsv"):
        wanted[row["gene"], row["allele"]][row["position_id"]] = frozenset(row["vcf_value"].split("|"))
        if not row["vcf_value"]:
            unwritable.add((row["gene"], row["allele"]))
    curated = {(gene, row["allele"]) for gene in KB.genes
               for row in building.read_folder(ROOT / "knowledgebase/genes" / gene).definitions if row["curated_by"]}
    assert curated == {("CYP2D6", "*1")}         # two ambiguous positions of the reference row, missing in the pack
    seen = 0
    for gene in KB.genes.values():
        for allele in gene.alleles:
            key = (gene.symbol, allele.name)
            ours = {gene.positions[at].id: frozenset(b for n, b in enumerate(gene.positions[at].bases) if mask >> n & 1)
                    for at, mask in allele.definition.items()}
            if key not in unwritable | curated:
                assert ours == wanted.get(key, {}), key
                seen += len(ours)
    assert seen + len(unwritable) == 1962


def test_every_position_is_the_source_one():
    """Both assemblies, bases and role; an empty GRCh37 base is the GRCh38 one."""
    ours = {p.id: p for g in KB.genes.values() for p in (*g.positions, *g.unmatched)}
    rows = PACK.rows("alleles/positions.tsv")
    assert len(rows) == 1238
    assert ours.keys() - {row["position_id"] for row in rows} == {"HLA-A:29945521", "HLA-B:31464003"}
    for row in rows:
        p = ours[row["position_id"]]
        assert (p.pos38, p.pos37, p.ref) == (int(row["pos_grch38_vcf"]), int(row["pos_grch37"]), row["ref_vcf"])
        assert p.alts == tuple(a for a in row["alts_vcf"].split(",") if a)
        assert p.ref37 == (row["ref_grch37"] or row["ref_vcf"])


def test_every_tag_variant_is_the_source_one():
    """Place, bases and allele of the two that are supported; the others of the source stay out."""
    rows = {row["rsid"]: row for row in PACK.rows("genes/hla_tag_snps.tsv")}
    tags = [(g.symbol, g.positions[tag.position], tag) for g in KB.genes.values() for tag in g.tags]
    assert {p.rsid for _, p, _ in tags} == {rsid for rsid, row in rows.items() if "26083016" in row["accuracy"]
                                            and row["verification"] == "confirmed by a public file"}
    for gene, p, tag in tags:
        row = rows[p.rsid]
        assert (gene, tag.allele, p.bases[tag.number]) == (row["gene"], row["hla_allele"], row["tag_allele"])
        assert (str(p.pos38), str(p.pos37), p.ref) == (row["pos_grch38"], row["pos_grch37"], row["ref"])


def test_functions_and_values_are_the_source_ones():
    """1,415 alleles; sub-alleles share the function of the name they are reported as."""
    rows = PACK.rows("alleles/alleles.tsv")
    assert len(rows) == 1415
    for row in rows:
        allele = KB.genes[row["gene"]].allele(row["allele"])
        if not allele.reported_as:
            assert allele.function == row["function_cpic"]
            assert allele.activity == resultrules.score_of(row["activity_value_cpic"])
        if row["match_score"] not in {"", "0"}:
            assert allele.match_score == int(row["match_score"])


def test_scores_are_exact():
    """Four quarters make exactly one."""
    quarter = KB.genes["CYP2D6"].allele("*10").activity
    assert quarter + quarter + quarter + quarter == Score(Decimal(1))


@pytest.mark.parametrize(("gene", "count"), [("TPMT", 22), ("NUDT15", 6)])
def test_history_has_the_functions_of_2025(gene, count):
    """Alleles that moved in 2026 (NUDT15: five and the retired *2) keep their older function with its dates."""
    folder = building.read_folder(ROOT / "knowledgebase/genes" / gene, history=True)
    moved_rows = [r for r in folder.history if r["column"] == "function" and r["from"] == OLDER[gene]]
    assert len(moved_rows) == count
    assert {r["until"] for r in moved_rows} == {"2026-07-05"}


@pytest.mark.parametrize("allele", ["c.1209C>G", "c.7522C>G", "c.14387A>G", "c.14693T>C"])
def test_history_explains_an_older_ryr1_result(allele, diplotypes):
    """With the function of history.tsv the table of 2023 is reproduced also for the variants that moved."""
    folder = building.read_folder(ROOT / "knowledgebase/genes/RYR1", history=True)
    past = next(r["value"] for r in folder.history if r["key"] == allele and r["column"] == "function")
    row = next(r for r in diplotypes["CPIC", "RYR1"] if split("RYR1", r["diplotype"]) == (allele, allele))
    assert KB.genes["RYR1"].results.pairs[past, past] == row["phenotype"]


def test_dutch_score_of_two_and_a_half_is_history():
    """DPWG called 2.5 normal until 2025-09."""
    folder = building.read_folder(ROOT / "knowledgebase/genes/CYP2D6", history=True)
    row = next(r for r in folder.history if r["table"] == "results" and r["key"] == "2.5")
    assert (row["value"], row["authority"], row["until"]) == ("Normal Metabolizer", "DPWG", "2025-09-25")


def test_special_positions_are_those_of_the_matching_rules():
    """Required and core positions of every gene."""
    assert {KB.genes["NAT2"].positions[at].pos38 for at in KB.genes["NAT2"].required} == {
        18400194, 18400344, 18400593, 18400806, 18400860}
    assert len(KB.genes["NAT2"].unphased_priorities) == 29
    assert {KB.genes["CYP2C9"].positions[at].rsid for at in KB.genes["CYP2C9"].extra_positions} == {"rs12777823"}
    undocumented = {g.symbol for g in KB.genes.values() if g.undocumented_as_reference}
    assert undocumented == {"CACNA1S", "DPYD", "G6PD", "NUDT15", "RYR1", "TPMT"}
