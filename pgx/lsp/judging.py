"""What is wrong with a document: at once after a key stroke, and in full when the typing pauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pgx.lsp.desk import Desk, Document
from pgx.rules import Problem, RuleError, RuleSet, check, compile_rules, run_examples
from pgx.rules.approving import approvable
from pgx.rules.check_across import check_across
from pgx.rules.checking import check_file
from pgx.rules.coverage import coverage_problems
from pgx.rules.syntax import Adjust, Module, Override
from pgx.rules.testing import ExampleResult
from pgx.rules.walk import alternatives, scope_drugs

# said only once all of a file can be read
WHOLE_FILE = frozenset({"PGX209", "PGX307", "PGX308", "PGX601", "PGX604"})


def quick(desk: Desk, document: Document) -> list[Problem]:
    """What can be said of this file alone. Reads only the blocks that changed."""
    found = check_file(document.module, desk.around(document), desk.vocabulary, desk.today())
    return settled(document, [*document.draft.problems, *found])


def full(desk: Desk, document: Document) -> list[Problem]:
    """Everything `pgx rules check`, `test` and `coverage` would say of this file beside the files it has to do with."""
    modules = [document.module, *(other.module for other in related(desk, document))]
    rules = attempt(desk, modules)
    found = check(modules, desk.vocabulary, desk.today(), approvable(modules, rules, desk.vocabulary) if rules else {})
    found += check_across(rules, modules, desk.vocabulary, desk.resolver) if rules else []
    runnable = rules or compiled(desk, document)
    if runnable is not None and document.draft.headed:
        results = run_examples(runnable, [document.module], desk.vocabulary, desk.resolver)
        found += [result.problem for result in results if result.problem is not None]
        found += coverage_problems(runnable, results, frozenset({document.path}))
    own = (problem for problem in found if problem.file == document.path)
    return settled(document, [*document.draft.problems, *own])


def related(desk: Desk, document: Document) -> list[Document]:
    """Files that can change what is true of this one: about the same drugs or its alternatives, targets of its
    exceptions, phenoconversion, and layers."""
    others = desk.others(document)
    targets = [block.target.text for block in document.module.blocks if isinstance(block, Override)]
    aimed = [o for o in others if any(target.startswith(f"{o.module.header.name}.") for target in targets)]
    drugs = frozenset().union(*(drugs_named(o.module) for o in (document, *aimed)))
    return [o for o in others if o in aimed or o.module.header.kind == "layer" or drugs & drugs_named(o.module)
            or any(isinstance(block, Adjust) for block in o.module.blocks)]


def drugs_named(module: Module) -> frozenset[str]:
    """Drugs that a file is for or offers instead."""
    return frozenset(word.text for word in (*scope_drugs(module), *alternatives(module)))


def compiled(desk: Desk, document: Document) -> RuleSet | None:
    """The file compiled with its related ones; with phenoconversion alone where one of those does not hold together."""
    others = [other.module for other in related(desk, document) if not other.draft.problems]
    adjusting = [module for module in others if any(isinstance(block, Adjust) for block in module.blocks)]
    for around in (others, adjusting):
        ruleset = attempt(desk, [document.module, *around])
        if ruleset is not None:
            return ruleset
    return None


def attempt(desk: Desk, modules: Sequence[Module]) -> RuleSet | None:
    """The rule set, None when the rules do not hold together."""
    try:
        return compile_rules(modules, desk.vocabulary)
    except RuleError:
        return None


def settled(document: Document, problems: Iterable[Problem]) -> list[Problem]:
    """Problems that stand whatever the broken blocks will say, once each, by line."""
    kept = dict.fromkeys(withheld(document, problems))
    return sorted(kept, key=lambda p: (p.at.line, p.at.column, p.code))


def withheld(document: Document, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Leaves out what only follows from a block that cannot be read: names it gives, cases it may cover."""
    names = {part.name for part in document.draft.broken}
    for problem in problems:
        follows = problem.code == "PGX106" and any(f"`{name}`" in problem.message for name in names)
        early = bool(document.draft.broken) and problem.code in WHOLE_FILE
        if problem.at.line >= 1 and not follows and not early:
            yield problem


def run_line(desk: Desk, document: Document, line: int) -> list[ExampleResult]:
    """The example on one line, with each of its drugs; [] when there is none or the rules do not compile."""
    ruleset = compiled(desk, document)
    if ruleset is None:
        return []
    results = run_examples(ruleset, [document.module], desk.vocabulary, desk.resolver)
    return [result for result in results if result.line == line]
