"""The rule language: read, check, compile, evaluate, format and test guideline files. Knows no genetics.

Importing this package reads no grammar: what only rule authors need (`parse`, `check`, `compile_rules`,
`format_source`, `run_examples`) is imported when first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from pgx.rules.actions import contradict
from pgx.rules.compiled import Advice, Dose
from pgx.rules.errors import Problem, RuleError, RuleSetError, RuleSyntaxError
from pgx.rules.findings import Answer, Candidate, ComputedDose, Finding, Group, Reminder
from pgx.rules.reading import Value
from pgx.rules.ruleset import RuleSet
from pgx.rules.vocabulary import INDETERMINATE, UNKNOWN, UNTESTED, AtLeast, Bin, Fact, Vocabulary

if TYPE_CHECKING:
    from pgx.rules.checking import check
    from pgx.rules.compiling import compile_rules
    from pgx.rules.formatting import format_source
    from pgx.rules.parsing import parse
    from pgx.rules.syntax import Module
    from pgx.rules.testing import run_examples

_LATER = {"check": "checking", "compile_rules": "compiling", "format_source": "formatting", "parse": "parsing",
          "Module": "syntax", "run_examples": "testing"}

__all__ = ["INDETERMINATE", "UNKNOWN", "UNTESTED", "Advice", "Answer", "AtLeast", "Bin", "Candidate", "ComputedDose",
           "Dose", "Fact", "Finding", "Group", "Module", "Problem", "Reminder", "RuleError", "RuleSet", "RuleSetError",
           "RuleSyntaxError", "Value", "Vocabulary", "check", "compile_rules", "contradict", "format_source", "parse",
           "run_examples"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the submodule defines
    if name in _LATER:
        return getattr(importlib.import_module(f"pgx.rules.{_LATER[name]}"), name)
    raise AttributeError(f"module `pgx.rules` has no attribute `{name}`")
