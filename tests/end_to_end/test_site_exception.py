"""The advice of a site's exception is the site's: no report gives it out as a guideline's."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pgx.assess import Engine
from pgx.domain.assessment import Alert
from pgx.render import assessment_json, text
from tests.paths import ROOT

LAYER = """layer local.stock
  title    "Stock"
  above    cpic
  prefer   fda then dpwg

advice here
  action   avoid
  instead  ticagrelor
  severity major
  say      "Stents close more often."

override cpic.clopidogrel.cardiac named no-prasugrel
  when     CYP2C19 is PM
  then     here
  because  "Prasugrel is not stocked"
  approved 2026-03-02 by "P and T"
  until    2027-03-02
"""
FACTS = {"drugs": ["clopidogrel"], "indication": "PCI", "taking": []}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The shipped rules for clopidogrel with one exception above."""
    folder = tmp_path_factory.mktemp("site")
    for family in ("cpic", "dpwg", "fda"):
        (folder / family).mkdir()
        shutil.copy(ROOT / "rules" / family / "clopidogrel.pgx", folder / family)
    (folder / "stock.pgx").write_text(LAYER)
    return Engine.load(ROOT / "knowledgebase", folder)


def asked(engine: Engine, tmp_path: Path, pair: str) -> tuple[tuple[Alert, ...], str, dict]:
    """Alerts, text and document of a person with this pair."""
    path = tmp_path / "calls.tsv"
    path.write_text(f"CYP2C19\t{pair}\n")
    outside, _ = engine.read_outside(path)
    found = engine.assess_calls(outside, context=engine.context_from(FACTS))
    return found.alerts, " ".join(text.alerts(found).split()), assessment_json.document(found)


def test_exception_names_the_site_reason_approver_and_end(engine: Engine, tmp_path: Path) -> None:
    """In the data, in the text and in the document; the guideline body is named only as what is departed from."""
    alerts, said, document = asked(engine, tmp_path, "*2/*2")
    source, = next(a for a in alerts if a.advice.name == "here").sources
    assert (source.source, source.edition, source.citations) == ("local.stock", "", ())
    assert alerts[0].advice.name == "here"                     # all is equal: the site decides
    assert not [s for a in alerts for s in a.sources if s.source == "CPIC"]
    assert ("This site departs from CPIC 2022 here (local.stock.no-prasugrel). Prasugrel is not stocked. Approved by P "
            "and T on 2026-03-02. It holds until 2027-03-02.") in document["alerts"][0]["text"]["detail"]
    assert "(local.stock.no-prasugrel)" in said
    told = next(s for a in document["alerts"] for s in a["sources"] if s["source"] == "local.stock")
    assert told["exception"] == {
        "id": "local.stock.no-prasugrel", "departs_from": "CPIC 2022", "because": "Prasugrel is not stocked",
        "approved_on": "2026-03-02", "approved_by": "P and T", "until": "2027-03-02"}
    assert json.loads(assessment_json.dumps(document)) == document


def test_who_is_not_excepted_hears_the_guideline(engine: Engine, tmp_path: Path) -> None:
    """Without a word about the site."""
    alerts, said, _ = asked(engine, tmp_path, "*1/*2")
    assert [s.source for a in alerts for s in a.sources if s.guideline.startswith("cpic")] == ["CPIC"]
    assert "This site departs" not in said


TWIN = """guideline {family}.twin
  source   {source} 2026
  cite     PMID:33387367

advice told
  action   monitor
  severity minor
  monitor  "{family}"

table t
  for      codeine
  | CYP2D6      || advice    |
  | not unknown || told      |
  | unknown     || no-advice |
"""


@pytest.mark.parametrize(("prefer", "first"), [("aa then bb", "aa"), ("bb then aa", "bb"), ("bb", "bb"), ("", "aa")])
def test_what_the_site_prefers_leads_where_all_else_is_equal(prefer: str, first: str, tmp_path: Path) -> None:
    """Not the alphabet."""
    for family, source in (("aa", "CPIC"), ("bb", "DPWG")):
        (tmp_path / f"{family}.pgx").write_text(TWIN.format(family=family, source=source))
    if prefer:
        (tmp_path / "site.pgx").write_text(f'layer site.x\n  title "x"\n  above aa\n  prefer {prefer}\n')
    chosen = Engine.load(ROOT / "knowledgebase", tmp_path)
    (tmp_path / "calls.tsv").write_text("CYP2D6\t*1/*1\n")
    outside, _ = chosen.read_outside(tmp_path / "calls.tsv")
    found = chosen.assess_calls(outside, context=chosen.context_from({"drugs": ["codeine"]}))
    assert next(a.advice.monitor for a in found.alerts) == (first,)
