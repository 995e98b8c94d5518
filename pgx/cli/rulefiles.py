"""Rule files on disk, as `pgx rules` needs them: found, read, judged, formatted, explained."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pgx import knowledge
from pgx.cli.fixing import fix_text, replace_file
from pgx.cli.patients import resolver
from pgx.domain.errors import InputError, KnowledgeError, UsageError, why_unreadable
from pgx.domain.knowledge import Knowledge
from pgx.knowledge import paths, vocabulary
from pgx.knowledge.bundle import is_bundle
from pgx.rules import (
    Module,
    Problem,
    RuleError,
    RuleSet,
    RuleSyntaxError,
    Vocabulary,
    check,
    compile_rules,
    format_source,
    parse,
    run_examples,
)
from pgx.rules.approving import approvable
from pgx.rules.check_across import check_across
from pgx.rules.mutating import Mutant, who_mutants
from pgx.rules.swapping import advice_swaps
from pgx.rules.testing import ExampleResult


def rule_files(given: Sequence[Path]) -> list[Path]:
    """The .pgx files meant, folders searched. Raises UsageError for a path that does not exist or holds none: a check
    of nothing must not pass."""
    found: list[Path] = []
    for root in given or [paths.rules()]:
        if not root.exists():
            raise UsageError(f"{root}: no such file or folder")
        if is_bundle(root):
            raise UsageError(f"{root}: is a bundle; name the rule files to work on")
        inside = sorted(root.rglob("*.pgx")) if root.is_dir() else [root]
        if not inside:
            raise UsageError(f"{root}: holds no rule file (*.pgx)")
        found += inside
    return found


def around() -> list[Path]:
    """The files of the rules folder; none when that is a bundle."""
    return [] if is_bundle(paths.rules()) else rule_files([])


def read_text(path: Path) -> str:
    """A file's text. Raises InputError when it is not readable UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {why_unreadable(error)}") from error


@dataclass(slots=True)
class Workspace:
    """The files asked about (`chosen`), with the other rule files they may refer to (`around`)."""

    known: Knowledge
    words: Vocabulary
    chosen: list[Module]
    around: list[Module]
    broken: list[Problem] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    compiled: RuleSet | None = None

    @classmethod
    def open(cls, given: Sequence[Path]) -> Workspace:
        """Read the files and the knowledge base. Names of files of the rules folder are known to each other."""
        known = knowledge.load()
        space = cls(known, vocabulary.build(known), [], [])
        chosen = rule_files(given)
        seen = {path.resolve() for path in chosen}
        space.chosen = space._parse(chosen, complain=True)
        rest = [path for path in around() if path.resolve() not in seen] if given else []
        names = {module.header.name for module in space.chosen}
        space.around = [m for m in space._parse(rest, complain=False) if m.header.name not in names]
        return space

    def _parse(self, files: Sequence[Path], *, complain: bool) -> list[Module]:
        modules = []
        for path in files:
            self.texts[str(path)] = read_text(path)
            try:
                modules.append(parse(self.texts[str(path)], str(path)))
            except RuleSyntaxError as error:
                self.broken += error.problems if complain else ()
        return modules

    @property
    def files(self) -> frozenset[str]:
        """Paths of the chosen files."""
        return frozenset(module.file for module in self.chosen)

    def check(self, today: date) -> list[Problem]:
        """Problems of the chosen files. Approvals are compared when the rules compile."""
        modules = [*self.chosen, *self.around]
        try:
            rules = compile_rules(modules, self.words)
        except RuleError:
            found = check(modules, self.words, today)
        else:
            found = check(modules, self.words, today, approvable(modules, rules, self.words))
            found += check_across(rules, modules, self.words, resolver(self.known))
            found.sort(key=lambda p: (p.file, p.at.line, p.at.column, p.code))
        return [*self.broken, *(problem for problem in found if problem.file in self.files)]

    def fix(self, problems: Sequence[Problem]) -> list[Problem]:
        """Mend what can be mended in the chosen files; the problems that are gone."""
        made: list[Problem] = []
        for file in sorted(self.files):
            text, done = fix_text(self.texts[file], file, problems)
            if done:
                replace_file(Path(file), text)
                made += done
        return made

    def ruleset(self) -> RuleSet:
        """All files compiled. Raises KnowledgeError with the first problem."""
        if self.compiled is None:
            try:
                self.compiled = compile_rules([*self.chosen, *self.around], self.words)
            except RuleError as error:
                first = error.problems[0]
                raise KnowledgeError(f"the rules do not hold together; see `pgx rules check`\n{first}") from error
        return self.compiled

    def run_examples(self) -> list[ExampleResult]:
        """Examples of the chosen files. Raises KnowledgeError when a file is not the language."""
        if self.broken:
            raise KnowledgeError(str(self.broken[0]))
        return run_examples(self.ruleset(), self.chosen, self.words, resolver(self.known))

    def mutants(self, results: Sequence[ExampleResult]) -> list[Mutant]:
        """Deliberate mistakes in the chosen files: on the who side, then of advice."""
        who = who_mutants([*self.chosen, *self.around], self.words, self.files)
        advice = advice_swaps(self.ruleset(), self.chosen, self.words, resolver(self.known), results)
        return [*who, *advice]


def modules_of(path: Path) -> list[Module]:
    """Trees of a file or folder. Raises InputError at the first that is not the language."""
    try:
        return [parse(read_text(file), str(file)) for file in rule_files([path])]
    except RuleSyntaxError as error:
        raise InputError(str(error.problem)) from error


def format_file(path: Path, *, write: bool) -> bool:
    """Whether the canonical layout differs; written through a temporary file when `write`."""
    text = read_text(path)
    formatted = formatted_text(text, str(path))
    if formatted == text:
        return False
    if write:
        replace_file(path, formatted)
    return True


def format_stdin() -> str:
    """Standard input, formatted."""
    return formatted_text(sys.stdin.read(), "-")


def formatted_text(text: str, file: str) -> str:
    """Canonical layout. Raises InputError when the text is not the language."""
    try:
        return format_source(text, file)
    except RuleSyntaxError as error:
        raise InputError(str(error.problem)) from error
