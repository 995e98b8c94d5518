"""Everything the tools say about a program: reading, checks of one file and all, examples, coverage, mutation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pgx.rules import Module, Problem, RuleError, RuleSyntaxError, check, compile_rules, parse, run_examples
from pgx.rules.approving import approvable
from pgx.rules.check_across import check_across
from pgx.rules.coverage import coverage_problems
from pgx.rules.swapping import advice_swaps
from pgx.rules.vocabulary import Past
from tests.language.words import RESOLVER, WORDS

TODAY = date(2026, 6, 1)
REFERENCED = replace(
    WORDS, references={"PMID:1": False, "PMID:2": False, "PMID:9": True}, newer={"PMID:2": "PMID:1"},
    past={"CYP2C19": (Past("2025-06-16", "CPIC", "CYP2C19 *9: function was Normal function"),)})


def problems(texts: dict[str, str]) -> list[Problem]:
    """All complaints about these files, as of TODAY."""
    modules: list[Module] = []
    for file, text in texts.items():
        try:
            modules.append(parse(text, file))
        except RuleSyntaxError as error:
            return [error.problem]
    try:
        rules = compile_rules(modules, REFERENCED)
    except RuleError:
        return check(modules, REFERENCED, TODAY)
    found = check(modules, REFERENCED, TODAY, approvable(modules, rules, REFERENCED))
    found += check_across(rules, modules, REFERENCED, RESOLVER)
    results = run_examples(rules, modules, REFERENCED, RESOLVER)
    found += [r.problem for r in results if r.problem is not None]
    found += [m.problem for m in advice_swaps(rules, modules, REFERENCED, RESOLVER, results) if not m.killed]
    return [*found, *coverage_problems(rules, results, frozenset(texts))]
