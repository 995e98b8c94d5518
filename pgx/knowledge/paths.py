"""Where the knowledge base and the rules are: an explicit path, the environment, the wheel, or the checkout."""

from __future__ import annotations

import os
from pathlib import Path

from pgx.domain.errors import KnowledgeError

_PACKAGE = Path(__file__).resolve().parents[1]


def _shipped(name: str) -> Path:
    """Folder `name` inside an installed wheel (`pgx/_data`), else at the top of the checkout."""
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def _locate(name: str, variable: str, explicit: Path | None, *, file: bool = False) -> Path:
    folder = explicit or (Path(os.environ[variable]) if os.environ.get(variable) else _shipped(name))
    if not folder.is_dir() and not (file and folder.is_file()):
        raise KnowledgeError(f"{folder}: no such folder; give the {name} folder as a path or in {variable}")
    return folder


def knowledgebase(explicit: Path | None = None) -> Path:
    """Folder of the knowledge base. Order: `explicit`, PGX_KNOWLEDGEBASE, the shipped one.

    Raises KnowledgeError when the folder does not exist.
    """
    return _locate("knowledgebase", "PGX_KNOWLEDGEBASE", explicit)


def rules(explicit: Path | None = None) -> Path:
    """Folder of the rule files, or a bundle of them. Order: `explicit`, PGX_RULES, the shipped folder.

    Raises KnowledgeError when neither exists.
    """
    return _locate("rules", "PGX_RULES", explicit, file=True)


def rules_key() -> bytes | None:
    """The public key in PGX_RULES_KEY that a bundle must be signed by, None when none is asked for.

    Raises KnowledgeError when the file cannot be read.
    """
    name = os.environ.get("PGX_RULES_KEY")
    try:
        return Path(name).read_bytes() if name else None
    except OSError as error:
        raise KnowledgeError(f"{name}: the key in PGX_RULES_KEY cannot be read ({type(error).__name__})") from error
