"""DMN: every exported table is UNIQUE and says what our own engine says; what has no table form is refused by name."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from pgx.cli.rules import command
from pgx.exporting import decision_tables
from pgx.rules import Module, Value, parse
from tests.exporting import shipped
from tests.guidelines import ruled
from tests.paths import ROOT

NS = {"d": "https://www.omg.org/spec/DMN/20191111/MODEL/"}
TEST = re.compile(r'not\((?P<not>.*)\)|"(?P<word>(?:[^"\\]|\\.)*)"|(?P<low>[\[(])(?P<from>[\d.]+?)\.\.(?P<to>[\d.]+)'
                  r'(?P<high>[\])])|(?P<op><=|>=|<|>) (?P<bound>[\d.]+)|(?P<number>\d+(?:\.\d+)?)')
FILES = [m for m in ruled.modules() if any(m.tables())]


def holds(entry: str, value: Value) -> bool:
    """FEEL unary tests, as far as the export uses them."""
    return entry == "-" or any(one(match, value) for match in TEST.finditer(entry))


def one(match: re.Match[str], value: Value) -> bool:
    """One alternative."""
    if match["not"] is not None:
        return not holds(match["not"], value)
    if match["word"] is not None:
        return value == match["word"]
    if not isinstance(value, Decimal):
        return False
    if match["number"]:
        return value == Decimal(match["number"])
    if match["op"]:
        bound = Decimal(match["bound"])
        return {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}[match["op"]]
    low, high = Decimal(match["from"]), Decimal(match["to"])
    return (low < value or (match["low"] == "[" and low == value)) and (
        value < high or (match["high"] == "]" and high == value))


@pytest.mark.parametrize("module", FILES, ids=lambda m: m.header.name)
def test_tables_are_unique_and_ours(module: Module) -> None:
    """For each kind of patient at most one rule holds: the one of our own row; none outside the guard."""
    text, _ = decision_tables(module, ruled.vocabulary(), shipped.scores())
    if not text:
        return
    programs = shipped.programs()
    for decision in ET.fromstring(text).findall("d:decision", NS):  # noqa: S314 - our own
        program = programs[decision.get("name", "")]
        table = decision.find("d:decisionTable", NS)
        assert table is not None
        assert table.get("hitPolicy") == "UNIQUE"
        keys = [e.get("label", "").partition(" (")[0] for e in table.findall("d:input", NS)]
        rules = [([e.text or "" for e in r.findall("d:inputEntry/d:text", NS)], r.findtext("d:description", "", NS))
                 for r in table.findall("d:rule", NS)]
        for patient in shipped.patients(program):
            matched = [name for entries, name in rules
                       if all(holds(e, patient[k]) for e, k in zip(entries, keys, strict=True))]
            row = shipped.row_given(program, patient)
            assert matched == ([row.removeprefix(f"{program.name}[").removesuffix("]")] if row else []), patient


REFUSED = [
    ("common/phenoconversion",
     "common.phenoconversion.adjust CYP2D6 score: phenoconversion changes results before any table is read"),
    ("cpic/warfarin", "cpic.warfarin.iwpc-weekly: an equation over facts with a range in which it is valid"),
    ("cpic/warfarin", "cpic.warfarin.adults: `genotype-guided` takes its dose from an equation"),
    ("cpic/codeine", "cpic.codeine.under-twelve: an extra alert stands beside the tables and adds to them"),
    ("cpic/abacavir", "cpic.abacavir.screen-before-abacavir: a reminder is about what is known, not about the patient"),
]


@pytest.mark.parametrize(("file", "why"), REFUSED, ids=[why.partition(":")[0] for _, why in REFUSED])
def test_refused_by_name(file: str, why: str, tmp_path: Path) -> None:
    """On stderr, in the export itself, and by the exit code."""
    path = ROOT / f"rules/{file}.pgx"
    run = CliRunner().invoke(command, ["export", "--format", "dmn", str(path), "-o", str(tmp_path)])
    assert run.exit_code == 1
    assert f"left out: {why}" in run.stderr.splitlines()
    for written in tmp_path.iterdir():
        root = ET.parse(written).getroot()  # noqa: S314 - our own
        assert f"Not carried over: {why}." in root.findtext("d:description", "", NS)


def test_rows_that_beat_each_other_are_refused() -> None:
    """`first` is an order of rows; UNIQUE has none."""
    module = parse("guideline a\ntable t\nfor codeine\nfirst CYP2D6\n| CYP2D6 | CYP2C19 || advice |\n"
                   "| PM | any || no-advice |\n| any | any || test-first |\n", "a.pgx")
    text, refused = decision_tables(module, ruled.vocabulary(), {})
    assert (text, [str(r) for r in refused]) == (
        "", ["a.t: its rows beat each other (`first CYP2D6`), so they are not exclusive"])
