"""DMN 1.3: one decision table with hit policy UNIQUE for each table whose rows are exclusive by themselves.

A DMN table sees one world: a patient with several candidate diplotypes has to be asked once for each, and the answers
are then possible, not certain. What has no table form is refused by name, never approximated.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from pgx.exporting.cases import Decision, Refusal, Span, Values, beside, decision, overlapping
from pgx.rules import Vocabulary
from pgx.rules.alphabets import Scores, plain
from pgx.rules.syntax import Module, Table

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
ONE_WORLD = ("One patient, one genotype: every input is one value. Ask once for each candidate when there are several; "
             "their answers are then possible, not certain. `untested` and `indeterminate` are values, never null. "
             "Results are those of the genes: what other drugs make of them is not in here.")
OUTPUTS = ("advice", "strength", "action", "says")


def decision_tables(module: Module, vocabulary: Vocabulary, scores: Scores) -> tuple[str, list[Refusal]]:
    """The XML of a file's tables, "" when there is none, and what was refused."""
    refused = list(beside(module))
    kept = []
    for table in module.tables():
        why = unfit(module, table)
        if why:
            refused.append(Refusal(f"{module.header.name}.{table.name}", why))
        else:
            kept.append(decision(module, table, vocabulary, scores))
    return (written(module, kept, refused) if kept else ""), refused


def unfit(module: Module, table: Table) -> str:
    """Why a table cannot be UNIQUE as it is written."""
    if overlapping(table):
        return overlapping(table)
    advice = module.advice()
    computed = [row.advice.text for row in table.rows if row.advice.text in advice
                and any(dose.formula for dose in advice[row.advice.text].doses)]
    return f"`{computed[0]}` takes its dose from an equation" if computed else ""


def written(module: Module, decisions: Sequence[Decision], refused: Sequence[Refusal]) -> str:
    """The document."""
    head = module.header
    root = ET.Element("definitions", {
        "xmlns": MODEL, "id": ident(head.name), "name": head.title or head.name,
        "namespace": f"urn:pgx:{head.name}", "exporter": "pgx rules export"})
    left_out = "".join(f" Not carried over: {refusal}." for refusal in refused)
    ET.SubElement(root, "description").text = f"{head.source} {head.edition}. {ONE_WORLD}{left_out}"
    names = dict.fromkeys(asked for each in decisions for asked in each.inputs)
    for asked in names:
        data = ET.SubElement(root, "inputData", {"id": ident(f"input {asked.name}"), "name": variable(asked.name)})
        ET.SubElement(data, "variable", {"name": variable(asked.name), "typeRef": "Any" if asked.numeric else "string"})
    for each in decisions:
        add_decision(root, head.name, each)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def add_decision(root: ET.Element, guideline: str, each: Decision) -> None:
    """One table."""
    name = f"{guideline}.{each.table.name}"
    made = ET.SubElement(root, "decision", {"id": ident(name), "name": name})
    ET.SubElement(made, "description").text = f"For {', '.join(word.text for word in each.table.drugs)}."
    for asked in each.inputs:
        wanted = ET.SubElement(made, "informationRequirement", {"id": ident(f"{name} needs {asked.name}")})
        ET.SubElement(wanted, "requiredInput", {"href": f"#{ident(f'input {asked.name}')}"})
    table = ET.SubElement(made, "decisionTable", {"id": ident(f"{name} table"), "hitPolicy": "UNIQUE"})
    for asked in each.inputs:
        label = f"{asked.name} ({asked.unit})" if asked.unit else asked.name
        head = ET.SubElement(table, "input", {"id": ident(f"{name} column {asked.name}"), "label": label})
        entry = ET.SubElement(head, "inputExpression", {"typeRef": "Any" if asked.numeric else "string"})
        ET.SubElement(entry, "text").text = variable(asked.name)
    for output in OUTPUTS:
        ET.SubElement(table, "output", {"name": output, "typeRef": "string"})
    for case in each.cases:
        rule = ET.SubElement(table, "rule", {"id": ident(f"{name} line {case.row.at.line} {case.row.at.column}")})
        ET.SubElement(rule, "description").text = case.row.printed
        for condition in case.conditions:
            ET.SubElement(ET.SubElement(rule, "inputEntry"), "text").text = unary(condition)
        given = (case.row.advice.text, case.row.strength.text if case.row.strength else "",
                 case.advice.action if case.advice else case.row.advice.text, case.advice.say if case.advice else "")
        for text in given:
            ET.SubElement(ET.SubElement(rule, "outputEntry"), "text").text = quoted(text)


def unary(condition: Values) -> str:
    """FEEL unary tests: `"IM","PM"`, `(0..1.25)`, `not("*1/*2")`, `-`."""
    if condition.everything:
        return "-"
    if condition.others:
        return f"not({','.join(map(quoted, condition.words))})"
    return ",".join((*map(interval, condition.spans), *map(quoted, condition.words)))


def interval(span: Span) -> str:
    """`0`, `[1.25..2.25]`, `> 2.25`, `<= 3`."""
    if span.low is not None and span.low == span.high:
        return plain(span.low)
    if span.low is None or span.high is None:
        low = f"{'>=' if span.low_in else '>'} {plain(span.low)}" if span.low is not None else ""
        return low or (f"{'<=' if span.high_in else '<'} {plain(span.high)}" if span.high is not None else ">= 0")
    return f"{'[' if span.low_in else '('}{plain(span.low)}..{plain(span.high)}{']' if span.high_in else ')'}"


def quoted(text: str) -> str:
    """A FEEL string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def variable(name: str) -> str:
    """A column as a FEEL name: letters, digits and underscores."""
    return re.sub(r"\W+", "_", name.replace("*", "_star_")).strip("_")


def ident(text: str) -> str:
    """An XML id."""
    return "_" + re.sub(r"[^A-Za-z0-9.-]+", "_", text)
