"""Rule files -> one compiled RuleSet, kept in the user's cache under the hash of everything it was made from."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pgx
from pgx.domain.errors import KnowledgeError, why_unreadable
from pgx.domain.knowledge import Knowledge
from pgx.knowledge import paths
from pgx.knowledge.bundle import is_bundle, read_bundle
from pgx.rules import RuleSet

SUFFIX = ".pgx"
SHOWN = 5            # problems printed when rules cannot be compiled
KEPT = 8             # rule sets kept in the cache


def load_rules(knowledge: Knowledge, path: Path | None = None, *, cache: bool = True) -> RuleSet:
    """The rules under `path` (default: the shipped ones, or PGX_RULES), compiled against this knowledge base.

    `path` may be a bundle: then its arrays are used, once every hash (and with PGX_RULES_KEY the signature) holds.

    Reads the cache when it can, writes it when it may, and works without it. Raises KnowledgeError when a file is not
    readable, there is none, or the rules do not hold together.
    """
    root = paths.rules(path)
    if is_bundle(root):
        return read_bundle(root, knowledge, paths.rules_key()).ruleset()
    texts = read_sources(root)
    folder = cache_folder() if cache else None
    kept = folder / f"rules-{content_key(texts, knowledge)}.json" if folder else None
    found = read_cached(kept) if kept else None
    if found is not None:
        return found
    ruleset = compile_texts(texts, knowledge)
    if kept is not None:
        write_cached(kept, ruleset)
    return ruleset


def read_sources(root: Path) -> dict[str, str]:
    """Printed path (`rules/cpic/x.pgx`) -> text of every rule file below `root`, in path order."""
    texts = {}
    for file in sorted(root.rglob(f"*{SUFFIX}")):
        name = f"{root.name}/{file.relative_to(root).as_posix()}"
        try:
            texts[name] = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise KnowledgeError(f"{name}: cannot be read: {why_unreadable(error)}") from error
    if not texts:
        raise KnowledgeError(f"{root}: holds no rule file (*{SUFFIX}): give the folder that does")
    return texts


def compile_texts(texts: dict[str, str], knowledge: Knowledge) -> RuleSet:
    """Parse, check and compile. Raises KnowledgeError with the first problems."""
    from pgx.knowledge.vocabulary import build  # noqa: PLC0415 - the parser loads only when there is no cache
    from pgx.rules import RuleError, compile_rules, parse  # noqa: PLC0415 - as above

    try:
        return compile_rules([parse(text, name) for name, text in texts.items()], build(knowledge))
    except RuleError as error:
        more = len(error.problems) - SHOWN
        told = "\n".join(str(problem) for problem in error.problems[:SHOWN])
        raise KnowledgeError(f"the rules do not hold together; see `pgx rules check`\n{told}"
                             + (f"\n... and {more} more" if more > 0 else "")) from error


def content_key(texts: dict[str, str], knowledge: Knowledge) -> str:
    """Hash of rules, knowledge and engine: any change makes another key."""
    digest = hashlib.sha256(f"{pgx.__version__}\0{knowledge.sha256}\0{engine_state()}\0".encode())
    for name, text in texts.items():
        digest.update(name.encode() + b"\0" + text.encode() + b"\0")
    return digest.hexdigest()[:32]


def engine_state() -> str:
    """Sizes and times of the engine's own files, so that a changed checkout never reads an old cache."""
    folder = Path(pgx.__file__).parent
    files = sorted((*folder.glob("rules/*"), folder / "knowledge/vocabulary.py"))
    return ";".join(f"{f.name}:{s.st_size}:{s.st_mtime_ns}" for f in files if f.is_file() and (s := f.stat()))


def cache_folder() -> Path | None:
    """`pgx` below XDG_CACHE_HOME, else below ~/.cache; None for a user without a home, as in some containers."""
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path("~/.cache").expanduser()) / "pgx"
    except RuntimeError:
        return None


def read_cached(file: Path) -> RuleSet | None:
    """The cached rule set, None when there is none or it is not what was written."""
    try:
        digest, _, text = file.read_text(encoding="utf-8").partition("\n")
        return RuleSet.from_json(text) if digest == hashlib.sha256(text.encode()).hexdigest() else None
    except (OSError, ValueError):
        return None


def cached_rulesets() -> Iterator[RuleSet]:
    """Rule sets that were compiled here before, newest first; for looking back, never for answering."""
    folder = cache_folder()
    files = folder.glob("rules-*.json") if folder else ()
    dated = sorted(((f.stat().st_mtime_ns, f) for f in files), reverse=True)
    return (found for _, file in dated if (found := read_cached(file)) is not None)


def write_cached(file: Path, ruleset: RuleSet) -> None:
    """Write atomically; an unwritable cache is no error."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                text = ruleset.to_json()
                out.write(f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}")
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        prune(file.parent)


def prune(folder: Path) -> None:
    """Keep the newest few rule sets; another process may be deleting too."""
    dated = sorted((f.stat().st_mtime_ns, f) for f in folder.glob("rules-*.json"))
    for _, old in dated[:-KEPT]:
        old.unlink(missing_ok=True)
