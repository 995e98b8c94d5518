"""Contradictions between sources: by action and dose; and the alternative that is no way out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pgx.cli.rules import command
from pgx.rules.compiled import Advice, Dose
from pgx.rules.contradicting import opposed

USUAL, LESS = Advice("a", "usual dose", direction="usual"), Advice("b", "reduce dose", direction="less")


FILE = """guideline {source}.clopidogrel
  cite PMID:33387367
advice go
  action usual dose
  severity none
advice stop
  action avoid
  severity major
  instead prasugrel
table t
  for clopidogrel
  | CYP2C19 || advice |
  | not PM or IM || go |
  | IM || {advice} |
  | PM || stop |
  | unknown || no-advice |
"""


def dosed(kind: str, low: str, high: str = "", phase: str = "start", cap: str = "") -> Advice:
    """An advice with one dose line."""
    return Advice("d", "change dose", doses=(Dose(kind, phase, low, high, cap),), direction="change")


@pytest.mark.parametrize(("one", "other", "apart"), [
    (USUAL, LESS, True),
    (USUAL, Advice("c", "inform", direction="none"), False),
    (dosed("reduce", "25%"), dosed("fraction", "75%"), False),
    (dosed("reduce", "25%"), dosed("fraction", "50%"), True),
    (dosed("reduce", "25%", "50%"), dosed("reduce", "50%", "75%"), False),
    (dosed("raise", "25%"), dosed("fraction", "120%", "130%"), False),
    (dosed("fixed", "5 mg/day"), dosed("fixed", "10 mg/day"), True),
    (dosed("fixed", "5 mg/day"), dosed("fixed", "1 mg/kg/day"), False),
    (dosed("fixed", "40 mg/day"), dosed("limit", "", cap="20 mg/day"), True),
    (dosed("reduce", "25%"), dosed("reduce", "50%", phase="maintenance"), False),
], ids=["directions", "no direction", "same share", "other share", "ranges that touch", "raise and share", "fixed",
        "units that cannot be compared", "above the limit", "another phase"])
def test_what_cannot_both_be_followed(one: Advice, other: Advice, *, apart: bool) -> None:
    """The same both ways round."""
    assert opposed(one, other) is apart
    assert opposed(other, one) is apart


def test_matrix_names_sources_tables_and_a_patient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--sources` narrows it; what a layer prefers leads."""
    for source, advice in (("cpic", "stop"), ("dpwg", "go")):
        (tmp_path / f"{source}.pgx").write_text(FILE.format(source=source, advice=advice), encoding="utf-8")
    (tmp_path / "here.pgx").write_text("layer hospital.here\n  above cpic, dpwg\n  prefer cpic then dpwg\n",
                                       encoding="utf-8")
    monkeypatch.setenv("PGX_RULES", str(tmp_path))
    result = CliRunner().invoke(command, ["conflicts"])
    assert result.stdout.splitlines() == [
        "clopidogrel: cpic / dpwg  (cpic leads)", "    cpic   stop (avoid)  [cpic.clopidogrel.t]",
        "    dpwg   go (usual dose)  [dpwg.clopidogrel.t]", "    for example: CYP2C19 IM"]
    told = json.loads(CliRunner().invoke(command, ["conflicts", "--json"]).stdout)
    assert [(c["drug"], c["leads"], c["patient"]) for c in told["conflicts"]] == [("clopidogrel", "cpic", "CYP2C19 IM")]
    assert CliRunner().invoke(command, ["conflicts", "--sources", "cpic"]).stdout == ""
    wrong = CliRunner().invoke(command, ["conflicts", "--sources", "cpic,cpci"]).exception
    assert str(wrong).startswith("--sources: `cpci` is no source of these rules; known: cpic, dpwg")
