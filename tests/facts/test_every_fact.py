"""Every fact that the knowledge base declares can be asked for in a rule, and is never read as "no" when missing."""

from __future__ import annotations

import pytest

from pgx import knowledge
from pgx.domain.knowledge import FactType
from pgx.facts import gather, read_context
from pgx.knowledge import vocabulary
from pgx.rules import RuleSet, compile_rules, format_source, parse
from tests.paths import ROOT

KNOWN = knowledge.load(ROOT / "knowledgebase")
WORDS = vocabulary.build(KNOWN)

RULE = """guideline try.it
  source   CPIC 2021
  cite     PMID:33387367

advice stop
  action   avoid
  severity major
  say      "why"

rule r
  for      codeine
  when     {condition}
  then     stop
"""


def condition(fact: FactType) -> str:
    """A condition on the fact, with its unit."""
    if fact.kind == "number":
        return f"{fact.name} >= 5 {fact.unit}".replace(" %", "%").strip()
    return f"{fact.name} is {'yes' if fact.kind == 'yesno' else fact.values[0]}"


def values(fact: FactType) -> tuple[object, object]:
    """A value that meets the condition, and one that does not."""
    return {"number": (6, 4), "yesno": (True, False)}.get(fact.kind) or (fact.values[0], fact.values[-1])


def compiled(fact: FactType) -> RuleSet:
    """The rule, compiled."""
    return compile_rules([parse(RULE.format(condition=condition(fact)), "try.pgx")], WORDS)


def verdicts(rules: RuleSet, document: dict[str, object]) -> list[str]:
    """How sure the alert is; [] for none."""
    groups = gather(rules.columns("codeine"), "codeine", {}, read_context(document, KNOWN), KNOWN).groups
    return [str(f.verdict) for f in rules.evaluate("codeine", groups).findings]


@pytest.mark.parametrize("fact", KNOWN.facts.values(), ids=list(KNOWN.facts))
def test_fact_decides_and_missing_is_possible(fact: FactType) -> None:
    """Met: certain. Not met: silent. Not given: possible."""
    rules = compiled(fact)
    met, other = values(fact)
    assert verdicts(rules, {fact.name: met}) == ["certain"]
    assert verdicts(rules, {fact.name: other}) == []
    assert verdicts(rules, {}) == ["possible"]


@pytest.mark.parametrize("fact", KNOWN.facts.values(), ids=list(KNOWN.facts))
def test_formatter_keeps_it(fact: FactType) -> None:
    """Units of every shape are laid out and read again."""
    text = RULE.format(condition=condition(fact))
    assert format_source(text, "try.pgx") == text


