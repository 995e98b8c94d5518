"""Layers and their overrides: which applies to which table, and in what order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pgx.rules.compiled import NOTHING, TABLE, Program
from pgx.rules.ruleset import RuleSet
from pgx.rules.syntax import Module, Override, Table


@dataclass(frozen=True, slots=True)
class LayeredOverride:
    """An override with its layer. `target` and `restores` are indices into the list for its table, TABLE or NOTHING."""

    layer: str
    file: str
    block: Override
    target: int
    restores: int


def layer_order(modules: Sequence[Module]) -> list[Module]:
    """Modules, lowest first: a layer comes after every module or family it is `above`; ties by name.

    `above cpic` means every file whose name begins with `cpic.`. A cycle is cut at the name that comes first.
    """
    left = sorted(modules, key=lambda m: (m.header.kind == "layer", m.header.name))
    done: list[Module] = []
    while left:
        ready = next((m for m in left if not any(beneath(o, m) for o in left if o is not m)), left[0])
        done.append(ready)
        left.remove(ready)
    return done


def beneath(lower: Module, upper: Module) -> bool:
    """Whether `upper` says it stands above `lower`."""
    name = lower.header.name
    return any(name == above or name.startswith(f"{above}.") for above in upper.header.above)


def overrides_by_table(modules: Sequence[Module]) -> Mapping[str, tuple[LayeredOverride, ...]]:
    """Full table name -> its overrides in order of application: by layer, then exceptions before exceptions to them."""
    tables = {f"{m.header.name}.{b.name}" for m in modules for b in m.blocks if isinstance(b, Table)}
    placed: dict[str, tuple[str, int]] = {name: (name, TABLE) for name in tables}
    found: dict[str, list[LayeredOverride]] = {name: [] for name in tables}
    for module in layer_order(modules):
        waiting = [b for b in module.blocks if isinstance(b, Override)]
        while waiting:
            ready = [b for b in waiting if b.target.text in placed]
            if not ready:
                break                                     # unknown or circular targets: PGX106 and PGX302 say so
            for block in ready:
                table, target = placed[block.target.text]
                back = placed.get(block.as_before.text, (table, TABLE))[1] if block.as_before else NOTHING
                placed[f"{module.header.name}.{block.name}"] = (table, len(found[table]))
                found[table].append(LayeredOverride(module.header.name, module.file, block, target, back))
            waiting = [b for b in waiting if b not in ready]
    return {name: tuple(layered) for name, layered in found.items() if layered}


def preferences(modules: Sequence[Module]) -> tuple[str, ...]:
    """Families of guidelines in the order the topmost layer prefers them; () when no layer says."""
    said = [m.header.prefer for m in layer_order(modules) if m.header.prefer]
    return said[-1] if said else ()


def without_overrides(modules: Sequence[Module]) -> list[Module]:
    """The same files without a site's exceptions: what an exception was approved against."""
    return [replace(m, blocks=tuple(b for b in m.blocks if not isinstance(b, Override))) for m in modules]


def as_known_to(module: Module, rules: RuleSet) -> RuleSet:
    """The rules as the author of a file meant them: without exceptions that layers above it made later."""
    if not any(program.overrides for program in rules.programs):
        return rules
    programs = [replace(p, overrides=p.overrides[:height(module, p)]) if p.overrides else p for p in rules.programs]
    return RuleSet(rules.guidelines, programs, rules.adjusts, rules.prefer, rules.version, rules.sha256)


def height(module: Module, program: Program) -> int:
    """How many of a table's exceptions a file stands on. A guideline stands on none; a layer on its own and those
    applied before; a layer that has none there sees all."""
    if module.header.kind != "layer":
        return 0
    own = [i for i, override in enumerate(program.overrides) if override.layer == module.header.name]
    return own[-1] + 1 if own else len(program.overrides)
