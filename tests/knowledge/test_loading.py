"""The shipped knowledge base as it stands in memory."""

from __future__ import annotations

import pytest

from pgx.domain.errors import KnowledgeError
from pgx.domain.genes import AlleleKind, CallingMethod, Inheritance, PhenotypeMethod
from pgx.knowledge import load

KB = load()


def test_everything_is_there():
    """25 genes, and every allele, position and drug of the sources; two positions are of HLA tag variants."""
    assert len(KB.genes) == 25
    assert sum(len(g.alleles) for g in KB.genes.values()) == 1415
    assert sum(len(g.positions) + len(g.unmatched) for g in KB.genes.values()) == 1238 + 2
    assert len(KB.drugs) >= 342


@pytest.mark.parametrize(("gene", "calling", "results", "inheritance"), [
    ("DPYD", CallingMethod.VARIANT_LIST, PhenotypeMethod.ACTIVITY_SCORE, Inheritance.AUTOSOMAL),
    ("RYR1", CallingMethod.VARIANT_LIST, PhenotypeMethod.FUNCTION_PAIR, Inheritance.AUTOSOMAL),
    ("CACNA1S", CallingMethod.NAMED_ALLELES, PhenotypeMethod.FUNCTION_PAIR, Inheritance.AUTOSOMAL),
    ("G6PD", CallingMethod.NAMED_ALLELES, PhenotypeMethod.FUNCTION_PAIR, Inheritance.X_LINKED),
    ("MT-RNR1", CallingMethod.NAMED_ALLELES, PhenotypeMethod.FUNCTION_PAIR, Inheritance.MITOCHONDRIAL),
    ("HLA-B", CallingMethod.OUTSIDE_ONLY, PhenotypeMethod.ALLELE_STATUS, Inheritance.AUTOSOMAL),
    ("CYP2D6", CallingMethod.NAMED_ALLELES, PhenotypeMethod.ACTIVITY_SCORE, Inheritance.AUTOSOMAL),
])
def test_methods_are_data(gene, calling, results, inheritance):
    """How a gene is called and translated comes from its folder."""
    found = KB.genes[gene]
    assert (found.calling, found.results.method, found.inheritance) == (calling, results, inheritance)


@pytest.mark.parametrize(("name", "kind", "components"), [
    ("*1x2", AlleleKind.MULTIPLE, ("*1", "*1")),
    ("*2x≥3", AlleleKind.MULTIPLE, ("*2", "*2", "*2")),
    ("*36x2 + *10", AlleleKind.MULTIPLE, ("*36", "*36", "*10")),
    ("*5", AlleleKind.DELETION, ()),
    ("*68", AlleleKind.HYBRID, ()),
    ("*4", AlleleKind.HAPLOTYPE, ()),
])
def test_structural_alleles(name, kind, components):
    """What small variants can show of an allele is said by its kind; multiples name their copies."""
    allele = KB.genes["CYP2D6"].allele(name)
    assert (allele.kind, allele.components) == (kind, components)


def test_reference_allele_need_not_be_the_first_star():
    """CYP2C19: *38 is the reference row; *1 scores like a full row."""
    gene = KB.genes["CYP2C19"]
    assert gene.reference.name == "*38"
    assert gene.allele("*1").match_score == len(gene.positions) == 35


def test_positions_without_bases_are_listed_but_not_matched():
    """Four CYP3A4 positions have no bases in any source: nothing can be read there."""
    gene = KB.genes["CYP3A4"]
    assert len(gene.unmatched) == 4
    assert all(gene.allele(f"*{n}").kind is AlleleKind.OUTSIDE for n in range(49, 54))


@pytest.mark.parametrize(("rsid", "ref38", "ref37"), [
    ("rs6025", "C", "T"), ("rs3758581", "A", "G"), ("rs16947", "G", "A"), ("rs776746", "T", "C"),
    ("rs1801265", "A", "G"), ("rs1135840", "C", "G"), ("rs1058164", "C", "G"),
])
def test_assemblies_differ_at_known_places(rsid, ref38, ref37):
    """At these positions the GRCh37 genome carries another allele of the position."""
    position = next(p for g in KB.genes.values() for p in g.positions if p.rsid == rsid)
    assert (position.ref, position.ref37) == (ref38, ref37)
    assert position.ref37 in position.bases


def test_sub_alleles_have_the_function_of_the_name_they_are_reported_as():
    """SLCO1B1 *45.001 and *45.002 are matched apart and reported as *45."""
    gene = KB.genes["SLCO1B1"]
    for name in ("*45.001", "*45.002"):
        assert gene.allele(name).reported_as == "*45"
        assert gene.allele(name).function == gene.allele("*45").function == "No function"


def test_folder_that_is_no_knowledge_base_is_refused(tmp_path):
    """A wrong path is an error that names the folder."""
    with pytest.raises(KnowledgeError, match="no VERSION"):
        load(tmp_path)


def test_frequencies_are_shares():
    """Every population of every gene adds up to at most 1 (rare and unnamed haplotypes are missing)."""
    for gene, populations in KB.frequencies.items():
        assert "*" in populations, gene
        for population, table in populations.items():
            assert 0.8 < sum(table.values()) < 1.05, (gene, population)
