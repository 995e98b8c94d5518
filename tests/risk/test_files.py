"""Model files: reviewed, hashed, checked when read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pgx.domain.errors import KnowledgeError, UsageError
from pgx.risk import load_models, read_inputs
from pgx.risk.card import card
from pgx.risk.load import MODELS, read_model
from tests.paths import ROOT

SIMVASTATIN = (MODELS / "simvastatin.json").read_bytes()


def test_every_model_file_is_listed_with_its_hash() -> None:
    """`SHA256SUMS` names exactly the files that are there; loading has compared the hashes."""
    listed = {line.split()[1] for line in (MODELS / "SHA256SUMS").read_text(encoding="ascii").splitlines()}
    assert listed == {file.name for file in MODELS.glob("*.json")}
    assert len(load_models()) == len(listed)


def test_changed_model_file_is_refused(tmp_path: Path) -> None:
    """One changed coefficient is found before anything is computed with it."""
    (tmp_path / "SHA256SUMS").write_text((MODELS / "SHA256SUMS").read_text(encoding="ascii"), encoding="ascii")
    (tmp_path / "simvastatin.json").write_bytes(SIMVASTATIN.replace(b'"odds_ratio": 4.5', b'"odds_ratio": 1.5'))
    with pytest.raises(KnowledgeError, match=r"simvastatin\.json: content differs from SHA256SUMS"):
        load_models(tmp_path)


def _set(**changes: object):
    return lambda doc: doc.update(changes)


def _factor(**changes: object):
    return lambda doc: doc["factors"][0].update(changes)


@pytest.mark.parametrize(("change", "message"), [
    (_set(schema="other/1"), "schema is not"),
    (_set(method="forest"), "method `forest` is not known"),
    (_set(title=""), "`title` must be a text"),
    (_set(incidence=None), "problem"),
    (_factor(effect="hazard ratio"), "cannot be added to log-odds"),
    (_factor(input="OTHER"), "input `OTHER` is used and not declared"),
    (_factor(tier="memory"), "never shown"),
    (lambda doc: doc["factors"][0]["copies"][0].update(share=0.9), "do not sum to 1"),
    (lambda doc: doc["domain"][0].update(level="perhaps"), "perhaps"),
    (lambda doc: doc.pop("domain"), "domain"),
], ids=["schema", "method", "empty title", "no incidence", "hazard ratio", "undeclared input", "from memory", "shares",
        "level", "no domain"])
def test_malformed_model_is_refused_by_name(change, message: str) -> None:
    """One line that names the file and the trouble."""
    document = json.loads(SIMVASTATIN)
    change(document)
    with pytest.raises(KnowledgeError, match=message) as caught:
        read_model(json.dumps(document).encode(), "mine.json")
    assert str(caught.value).startswith("mine.json: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("name", "drug"), [("warfarin", "warfarin"), ("simvastatin", "simvastatin")])
def test_printed_card_is_the_one_of_the_model_file(name: str, drug: str) -> None:
    """docs/model-cards is generated: `pgx risk card DRUG > docs/model-cards/DRUG.md`."""
    (model,) = [model for model in load_models() if model.drug == drug]
    assert (ROOT / "docs" / "model-cards" / f"{name}.md").read_text(encoding="utf-8") == card(model)


@pytest.mark.parametrize("model", load_models(), ids=lambda model: model.id)
def test_card_holds_every_coefficient_and_wall(model) -> None:
    """A reader of the card can recompute the number without the file."""
    text = card(model)
    for number in [t.amount for e in model.equations for t in e.terms] + [e.constant for e in model.equations]:
        assert f"| {number:.4f} |" in text
    for factor in model.factors:
        assert f"Odds ratio {factor.odds_ratio:g}" in text
    assert all(check.reason in text for check in model.checks)
    assert all(key.name in text for entry in model.inputs for key in entry.keys)


def test_card_figures_of_the_logistic_model_are_computed_ones() -> None:
    """The per-genotype figures printed in the card are what the model says today."""
    from tests.risk.patients import certain, myopathy, simvastatin
    (model,) = [model for model in load_models() if model.method == "logistic"]
    printed = [figure.value for figure in model.figures if figure.source == "this model"]
    for text, diplotype in zip(printed, ("*1/*1", "*1/*5", "*5/*5"), strict=True):
        risk = myopathy(simvastatin(slco1b1=certain(diplotype)))
        low, high = risk.interval
        assert text == f"{_per_1000(risk.estimate)} per 1,000 (90% interval {_per_1000(low)} to {_per_1000(high)})"


def _per_1000(p: float) -> str:
    value = float(f"{1000 * p:.2g}") if p < 0.1 else round(1000 * p)
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


@pytest.mark.parametrize(("document", "message"), [
    ({"taking": "amiodarone"}, "`taking` must be a list"),
    ({"genotypes": []}, "`genotypes` must be an object"),
    ({"genotypes": {"X diplotype": {"*1/*1": 2}}}, r"genotypes\.X diplotype"),
    ({"age": [50]}, "`age` must be"),
], ids=["taking", "genotypes", "probability", "fact"])
def test_wrong_context_is_refused(document: dict[str, object], message: str) -> None:
    """The key and the way out, never the genotype."""
    with pytest.raises(UsageError, match=message) as caught:
        read_inputs(document)
    assert "*1/*1" not in str(caught.value)


def test_context_left_out_is_unknown_not_empty() -> None:
    """No `taking` is not the same as taking nothing; null is not given."""
    assert read_inputs({"age": None}).drugs is None
    assert read_inputs({"age": None}).facts == {}
    assert read_inputs({"taking": []}).drugs == ()


def test_import_needs_the_standard_library_only() -> None:
    """The run-time part of the package draws in no third-party module."""
    code = ("import sys, pgx.risk; pgx.risk.load_models(); "
            "print([m for m in ('numpy', 'pydantic', 'click', 'lark', 'pysam', 'csv', 'gzip') if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
