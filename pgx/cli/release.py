"""A bundle is tried before it is put in place: its hashes, its arrays against its texts, and its own examples."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pgx import knowledge
from pgx.cli.patients import resolver
from pgx.cli.rulefiles import read_text, rule_files
from pgx.domain.errors import KnowledgeError
from pgx.domain.knowledge import Knowledge
from pgx.knowledge import vocabulary
from pgx.knowledge.bundle import Bundle, install, pack, read_bundle
from pgx.rules import Module, RuleError, check, compile_rules, parse, run_examples


def build(target: Path, given: Sequence[Path]) -> Bundle:
    """Check, compile, pack, try, and only then put in place. Raises KnowledgeError and leaves the old one otherwise."""
    known = knowledge.load()
    texts = texts_of(given)
    modules = [parse_text(text, name) for name, text in texts.items()]
    words = vocabulary.build(known)
    wrong = [p for p in check(modules, words, datetime.now(UTC).date()) if p.level == "error"]
    if wrong:
        raise KnowledgeError(f"{len(wrong)} errors; see `pgx rules check`\n{wrong[0]}")
    data = pack(texts, compile_rules(modules, words), known)
    return put(data, target, known, None)


def put(data: bytes, target: Path, known: Knowledge, key: bytes | None) -> Bundle:
    """Try a bundle's bytes beside the target, then put them in place in one step. Each process tries its own copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}.trying")
    try:
        beside.write_bytes(data)
        bundle = trial(beside, target, known, key)
        tried(bundle, known, str(target))
    except OSError as error:
        raise KnowledgeError(f"{target}: cannot be written ({type(error).__name__}); what was there stays") from error
    finally:
        beside.unlink(missing_ok=True)
    install(data, target)
    return bundle


def trial(beside: Path, target: Path, known: Knowledge, key: bytes | None) -> Bundle:
    """The bundle that is to take the target's place. Raises KnowledgeError naming the target, which stays."""
    try:
        return read_bundle(beside, known, key)
    except KnowledgeError as error:
        why = str(error).removeprefix(f"{beside}: ")
        raise KnowledgeError(f"{target}: not replaced; the new bundle: {why}") from error


def tried(bundle: Bundle, known: Knowledge, where: str) -> int:
    """Run a bundle against this engine; how many examples hold. Raises KnowledgeError at the first that does not, or
    when the arrays are not what the texts compile to."""
    words = vocabulary.build(known)
    modules = [parse_text(text, name) for name, text in bundle.texts.items()]
    rules = bundle.ruleset()
    try:
        fresh = compile_rules(modules, words)
    except RuleError as error:
        raise KnowledgeError(f"{where}: its rules do not hold together\n{error.problems[0]}") from error
    if fresh.to_json() != bundle.arrays:
        raise KnowledgeError(f"{where}: its arrays are not what its texts say; build it again")
    results = run_examples(rules, modules, words, resolver(known))
    failed = [result.problem for result in results if result.problem is not None]
    if failed:
        raise KnowledgeError(f"{where}: {len(failed)} of its examples fail\n{failed[0]}")
    return len(results)


def texts_of(given: Sequence[Path]) -> dict[str, str]:
    """Printed path -> text: below the folder's name, as the rules folder prints them."""
    texts: dict[str, str] = {}
    for root in given or [knowledge.paths.rules()]:
        for file in rule_files([root]):
            name = f"{root.name}/{file.relative_to(root).as_posix()}" if root.is_dir() else file.name
            if name in texts:
                raise KnowledgeError(f"{file}: another file is printed as {name} too; give one folder")
            texts[name] = read_text(file)
    return texts


def parse_text(text: str, name: str) -> Module:
    """A tree. Raises KnowledgeError."""
    try:
        return parse(text, name)
    except RuleError as error:
        raise KnowledgeError(str(error.problems[0])) from error
