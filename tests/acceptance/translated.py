"""Genotypes of the third-party pairs in the names of the knowledge base, and what else a drug's rules need."""

from __future__ import annotations

from collections.abc import Sequence

from pgx.assess import Engine

DRUGS = {"thiopurines": "azathioprine", "aminoglycosides": "gentamicin", "volatile-anaesthetics": "sevoflurane",
         "PEG-IFN-α": "peginterferon alfa-2a"}
_TYPED = "*07:02/*08:01"         # a complete typing without any listed allele
_NAMES = {
    ("CYP2D6", "*1/*1xN (gene duplication)"): "*1/*1x≥3", ("CYP2D6", "*1/*1xN"): "*1/*1x≥3",
    ("DPYD", "*2A/*2A"): "c.1905+1G>A (*2A)/c.1905+1G>A (*2A)", ("DPYD", "*1/*2A"): "Reference/c.1905+1G>A (*2A)",
    ("DPYD", "*1/HapB3"): "Reference/c.1129-5923C>G, c.1236G>A (HapB3)",
    ("SLCO1B1", "*1a/*5"): "*1/*5", ("SLCO1B1", "*1a/*1a"): "*1/*1",
    ("UGT1A1", "*1/*28"): "*1/*80+*28",
    ("G6PD", "G6PD B (wildtype, hemizygous male or homozygous female)"): "B (reference)/B (reference)",
    ("G6PD", "G6PD A- haplotype (hemizygous male or homozygous female)"): "A- 202A_376G/A- 202A_376G",
    ("IFNL3", "rs12979860 C/C (favourable)"): "rs12979860 reference (C)/rs12979860 reference (C)",
    ("IFNL3", "rs12979860 T/T (unfavourable)"): "rs12979860 variant (T)/rs12979860 variant (T)",
    ("MT-RNR1", "m.1555A>G"): "1555A>G",
    ("RYR1", "RYR1 pathogenic variant present"): "Reference/c.1840C>T",
}


class Names(dict[tuple[str, str], tuple[str, str]]):
    """(their gene, their diplotype) -> (our gene, our diplotype); what needs no translation is as it is."""

    def __missing__(self, key: tuple[str, str]) -> tuple[str, str]:
        gene, diplotype = key
        if gene.startswith("HLA-"):
            symbol, _, allele = gene.partition("*")
            return symbol, f"*{allele}/*08:01" if diplotype.endswith("positive") else _TYPED
        return gene, _NAMES.get(key, diplotype)


BENCHMARK = Names()


def companions(engine: Engine, drug: str, lines: Sequence[str]) -> list[str]:
    """Reference results of the other genes that the rules of a drug look at, so that only the pair decides."""
    assert engine.ruleset is not None
    given = {line.split("\t")[0] for line in lines}
    columns = engine.ruleset.columns(drug)
    found = []
    for symbol, gene in engine.knowledge.genes.items():
        if symbol in given or not any(c == symbol or c.startswith((f"{symbol} ", f"{symbol}*")) for c in columns):
            continue
        defined = any(allele.is_reference for allele in gene.alleles)
        found.append(f"{symbol}\t{f'{gene.reference.name}/{gene.reference.name}' if defined else _TYPED}")
    return found
