"""The script for the record, on few cases; and proof that it notices a truth that was ruled out."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from pgx import knowledge
from tests.acceptance.chromosomes import observed, person, phases, reported
from tests.acceptance.hide_positions import called, genes_with_positions, holds, one

KNOWN = knowledge.load()
GENES = genes_with_positions(KNOWN)


@pytest.mark.parametrize("gene", GENES, ids=lambda g: g.symbol)
def test_hidden_truth_stays_possible(gene) -> None:
    """Random people, positions hidden as absent, no-call or filtered, any phase."""
    chance = random.Random(f"few {gene.symbol}")
    assert [problem for _ in range(12) if (problem := one(KNOWN, gene, chance))] == []


@pytest.mark.parametrize("symbol", ["CYP2C19", "UGT1A1", "TPMT"])
def test_a_truth_that_was_ruled_out_is_noticed(symbol: str) -> None:
    """With the true pair taken out of the candidates the check fails."""
    gene = KNOWN.genes[symbol]
    strand = (gene.reference.name,)
    who = person(gene, [strand, strand])
    call = called(KNOWN, gene, observed(gene, who, phases(gene, "unphased")))
    assert holds(KNOWN, gene, who, call)
    others = tuple(d for d in call.possible if tuple(sorted(d.alleles)) != reported(gene, who.strands))
    assert not holds(KNOWN, gene, who, replace(call, possible=others))
