"""Whatever is hidden from us, certain advice is right, and nothing that should be said is left out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pgx.domain.assessment import Alert, Assessment, Certainty, Outcome
from pgx.domain.genes import Gene
from pgx.vcf import Simulation
from tests.end_to_end.people import assessed, diplotype, engine, genes_with_positions, writable, write

PEOPLE = 3


def drugs_of(gene: Gene) -> list[str]:
    """Drugs whose rules look at this gene."""
    ruleset = engine().ruleset
    assert ruleset is not None
    return [d for d in ruleset.drugs if any(gene.symbol in column for column in ruleset.columns(d))]


GENES = [g for g in genes_with_positions() if drugs_of(g)]


def rows(found: Assessment) -> set[tuple[str, str]]:
    """(drug, rule row) of everything said. A row has one advice; an alert of several sources is named by the first."""
    return {(a.drug, s.row) for a in found.alerts for s in a.sources}


def certain(found: Assessment) -> list[Alert]:
    """What was said for certain, about genes that were read."""
    return [a for a in found.alerts if a.certainty is Certainty.CERTAIN
            and a.outcome not in (Outcome.NOT_TESTED, Outcome.NOT_CALLED)]


@pytest.mark.parametrize("gene", GENES, ids=lambda g: g.symbol)
def test_hidden_positions_never_make_certain_advice_wrong(gene: Gene, tmp_path: Path) -> None:
    """Advice called certain on part of the positions is also given when all of them are read."""
    chance = random.Random(f"alerts {gene.symbol}")
    others = [g for g in engine().knowledge.genes.values() if g.symbol != gene.symbol]
    for _ in range(PEOPLE):
        text = diplotype(gene, chance.choice(writable(gene)), chance.choice(writable(gene)))
        hidden = frozenset(p.id for p in gene.positions if chance.random() < 0.4)
        whole = assessed(write(tmp_path, [gene, *others], text, Simulation()), drugs_of(gene))
        partly = assessed(write(tmp_path, [gene, *others], text, Simulation(hide=hidden)), drugs_of(gene))
        if partly.genes[gene.symbol].call.untested:
            continue        # another statement: see the test below
        for alert in certain(partly):
            said = {(alert.drug, s.row) for s in alert.sources}
            assert said & rows(whole), (text, sorted(hidden), said)


@pytest.mark.parametrize("gene", GENES, ids=lambda g: g.symbol)
def test_a_gene_that_was_not_read_never_gives_usual_dose_as_certain(gene: Gene, tmp_path: Path) -> None:
    """All other genes read as reference, this one absent: no drug of it is certainly `no action`."""
    others = [g for g in engine().knowledge.genes.values() if g.symbol != gene.symbol and g.positions]
    path = write(tmp_path, others, f"{others[0].reference.name}/{others[0].reference.name}", Simulation())
    for alert in assessed(path, drugs_of(gene)).alerts:
        if any(e.gene == gene.symbol for e in alert.because.genes):
            assert alert.outcome is not Outcome.NO_ACTION, (alert.drug, alert.sources)
