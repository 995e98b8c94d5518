"""What an override is approved against: the hash of its target, as the layers below have it."""

from __future__ import annotations

from collections.abc import Sequence

from pgx.rules.compiling import compile_rules
from pgx.rules.digest import digest
from pgx.rules.layers import without_overrides
from pgx.rules.ruleset import RuleSet
from pgx.rules.syntax import Module
from pgx.rules.vocabulary import Vocabulary


def approvable(modules: Sequence[Module], rules: RuleSet, vocabulary: Vocabulary) -> dict[str, str]:
    """Full name of every table and override -> its hash. Other exceptions to a table do not change the table's."""
    made = [(program, override) for program in rules.programs for override in program.overrides]
    plain = compile_rules(without_overrides(modules), vocabulary) if made else rules
    found = {program.name: program.hash for program in plain.programs}
    for program, override in made:
        below = found[program.name] if override.target < 0 else found[program.overrides[override.target].id]
        given = program.rows[override.row].hash if override.row >= 0 else f"as {override.restores}"
        found[override.id] = digest([below, [[c, m] for c, m in override.guard], given])
    return found
