"""What an approver has to see before an exception is pinned, and the lines that pin it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pgx.cli.diff_text import written_change
from pgx.cli.diffing import version
from pgx.cli.rulefiles import Workspace
from pgx.domain.errors import InputError, UsageError
from pgx.knowledge.rulebook import cached_rulesets
from pgx.rules import RuleSet, RuleSyntaxError, compile_rules, format_source
from pgx.rules.approving import approvable
from pgx.rules.check_across import deed
from pgx.rules.comparing import compare
from pgx.rules.layers import without_overrides
from pgx.rules.suggest import did_you_mean
from pgx.rules.syntax import Override

SHORT = 23          # "sha256:" and 16 digits


@dataclass(frozen=True, slots=True)
class Approval:
    """An exception, its target now, the rules without any exception, and those it was approved against (None: not at
    hand)."""

    name: str
    file: str
    text: str
    block: Override
    pin: str
    rules: RuleSet
    plain: RuleSet
    before: RuleSet | None

    @classmethod
    def find(cls, name: str, files: Sequence[Path], was: Path | None) -> Approval:
        """Raises UsageError when there is no such exception."""
        space = Workspace.open(files)
        blocks = {f"{m.header.name}.{b.name}": (m.file, b) for m in space.chosen for b in m.blocks
                  if isinstance(b, Override)}
        if name not in blocks:
            near = did_you_mean(name, blocks) or (f"there are {', '.join(blocks)}" if blocks else "there is none")
            raise UsageError(f"no exception `{name}`; {near}")
        file, block = blocks[name]
        rules = space.ruleset()
        modules = [*space.chosen, *space.around]
        hashes = approvable(modules, rules, space.words)
        plain = compile_rules(without_overrides(modules), space.words)
        before = version(was, space.words).rules if was else approved_against(block)
        return cls(name, file, space.texts[file], block, hashes[block.target.text][:SHORT], rules, plain,
                   before)

    def told(self) -> Iterator[str]:
        """The target's rows, what the exception gives, and what changed since the last approval."""
        program = next(p for p in self.rules.programs if p.name == self.block.target.text
                       or any(o.id == self.block.target.text for o in p.overrides))
        yield f"{program.name}  ({program.file}:{program.line})"
        for row in program.rows:
            if row.guideline == program.guideline:
                advice = self.rules.guidelines[row.guideline].advice[row.advice]
                yield f"    {row.id.removeprefix(program.name)}  {deed(advice)} {row.strength}".rstrip()
        given = self.block.advice or self.block.as_before
        yield f"{self.name}: {' and '.join(map(str, self.block.guard)) or 'everybody'} -> {given.text if given else ''}"
        if self.before is None:
            yield "what changed since it was approved is not known here: give --was RULES"
            return
        found = [c for c in compare(self.before, self.plain).changes if c.table == program.name]
        yield "changed since it was approved:" if found else "no patient of the target changed since it was approved"
        for change in found:
            yield from (f"    {line}" for line in written_change(change))


def approved_against(block: Override) -> RuleSet | None:
    """Rules from the cache whose target has the hash that was approved; None when none is left."""
    if not block.pinned:
        return None
    return next((rules for rules in cached_rulesets() if any(
        p.name == block.target.text and not p.overrides and p.hash.startswith(block.pinned)
        for p in rules.programs)), None)


def repinned(text: str, block: Override, pin: str, today: date, by: str) -> str:
    """The file with `approved` and `pinned` of one exception written anew. Raises InputError for a name in quotes."""
    if '"' in by or "\n" in by:
        raise InputError(f"the approver's name cannot hold a quote or a line end: {by!r}")
    lines = text.splitlines()
    start = block.at.line
    end = next((i for i in range(start, len(lines)) if lines[i].split(" ")[0].isalpha() and lines[i][:1].isalpha()),
               len(lines))
    body = [line for line in lines[start:end] if not line.strip().startswith(("approved ", "pinned "))]
    while body and not body[-1].strip():
        body.pop()
    body += [f'  approved {today.isoformat()} by "{by}"', f"  pinned   {pin}"]
    changed = "\n".join([*lines[:start], *body, *([""] if end < len(lines) else []), *lines[end:]]) + "\n"
    try:
        return format_source(changed)
    except RuleSyntaxError as error:
        raise InputError(str(error.problem)) from error
