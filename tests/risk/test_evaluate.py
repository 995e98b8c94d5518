"""The published figures, reproduced on the training rows; and what is stored is what the rows give."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from pgx.domain.errors import InputError, UsageError
from pgx.risk import load_models
from pgx.risk.cohort import read_cohort
from pgx.risk.evaluate import Report, central_98, evaluate
from tests.paths import SHARED, needs_shared

DATA = SHARED / "datasets" / "iwpc_train.csv.gz"
(MODEL,) = [model for model in load_models() if model.method == "sqrt-linear"]


@pytest.fixture(scope="module")
def cohort():
    return read_cohort(DATA, "iwpc")


@pytest.fixture(scope="module")
def reports(cohort) -> dict[str, Report]:
    return {report.equation: report for report in evaluate(MODEL, cohort)}


@needs_shared
@pytest.mark.parametrize(("equation", "mae", "r2", "within"), [
    ("iwpc-pharmacogenetic", 8.50, 0.43, (45.8, 33.9, 55.7, 34.0)),
    ("iwpc-clinical", 10.14, 0.26, (39.3, 23.2, 54.7, 14.5)),
    ("fixed-dose", 13.27, -0.04, (30.5, 0, 55.8, 0)),
])
def test_published_figures_are_reproduced(reports, equation, mae, r2, within) -> None:
    """Error, explained variance and shares within 20% on the 3,224 complete rows."""
    report = reports[equation]
    assert report.n == 3224
    assert report.mae == pytest.approx(mae, abs=0.01)
    assert report.r2 == pytest.approx(r2, abs=0.005)
    assert [round(100 * share, 1) for _, share in report.within20] == pytest.approx(within, abs=0.05)


@needs_shared
@pytest.mark.parametrize("equation", ["iwpc-pharmacogenetic", "iwpc-clinical"])
def test_intervals_cover_what_they_say_at_sites_they_have_not_seen(reports, equation) -> None:
    """90% of all rows when a site's own rows are left out of the calibration."""
    assert reports[equation].coverage[0].name == "all"
    assert 0.88 <= reports[equation].coverage[0].covered <= 0.93


@needs_shared
def test_stored_calibration_and_walls_are_those_of_the_data(cohort, reports) -> None:
    """Quantiles, height and weight limits and the data's hash in the model file are recomputed."""
    assert cohort.expected
    assert cohort.sha256 == MODEL.data_sha256
    for equation in MODEL.equations:
        assert equation.calibrations == reports[equation.id].calibrations
    for check in MODEL.checks:
        if check.input in {"height", "weight"}:
            low, high = central_98(cohort, check.input)
            assert (check.low - low, high - check.high) == (pytest.approx(0.5, abs=0.5), pytest.approx(0.5, abs=0.5))


@needs_shared
def test_dose_given_afterwards_does_not_enter_a_prediction(tmp_path: Path, reports) -> None:
    """The INR measured on the final dose can be shuffled or blanked without changing a figure."""
    with gzip.open(DATA, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    copy = tmp_path / "blanked.csv"
    with copy.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "INR on Reported Therapeutic Dose of Warfarin": ""} for row in rows)
    again = read_cohort(copy, "iwpc")
    assert not again.expected
    assert {r.equation: r for r in evaluate(MODEL, again)} == reports


def test_unknown_cohort_and_unreadable_file_are_refused(tmp_path: Path) -> None:
    """One line each: what is known, what is missing."""
    with pytest.raises(UsageError, match="unknown cohort `mine`; known: iwpc"):
        read_cohort(tmp_path / "x.csv", "mine")
    with pytest.raises(InputError, match="cannot be read"):
        read_cohort(tmp_path / "x.csv", "iwpc")
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"column `.*` is missing"):
        read_cohort(tmp_path / "x.csv", "iwpc")


def test_model_without_equations_cannot_be_evaluated_on_doses() -> None:
    """A literature-based risk has no individual data to be measured on."""
    (risk,) = [model for model in load_models() if model.method == "logistic"]
    with pytest.raises(UsageError, match="no dose equation"):
        evaluate(risk, None)
