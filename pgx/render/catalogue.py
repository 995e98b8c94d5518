"""The word lists: every sentence about a patient, by language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pgx.domain.errors import UsageError


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Templates of one language by dotted key ("dose.reduce")."""

    lang: str
    templates: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The sentence of `key` with its placeholders filled. Raises KeyError when the list has no such key."""
        return self.templates[key].format(**values)

    def pick(self, section: str, word: str, part: str = "") -> str:
        """Key of `word` in a section, or of the section's `other` where the language has no words for it."""
        tail = f".{part}" if part else ""
        key = f"{section}.{word}{tail}"
        return key if key in self.templates else f"{section}.other{tail}"

    def any_of(self, words: Sequence[str]) -> str:
        """"a", "a or b", "a, b or c"."""
        return self._joined("list.or", words)

    def all_of(self, words: Sequence[str]) -> str:
        """"a", "a and b", "a, b and c"."""
        return self._joined("list.and", words)

    def some_of(self, words: Sequence[str], limit: int) -> str:
        """Like `any_of`; beyond `limit` words the rest is counted."""
        if len(words) <= limit:
            return self.any_of(words)
        shown = self.templates["list.comma"].join(words[:limit])
        return self.say("list.more", shown=shown, count=f"{len(words) - limit:,}")

    def _joined(self, key: str, words: Sequence[str]) -> str:
        if len(words) < 2:
            return "".join(words)
        return self.say(key, first=self.templates["list.comma"].join(words[:-1]), last=words[-1])


def languages() -> tuple[str, ...]:
    """Languages there is a word list for."""
    names = (entry.name for entry in (resources.files("pgx.render") / "lang").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def load(lang: str = "en") -> Catalogue:
    """The word list of a language. Raises UsageError when there is none."""
    if lang not in languages():
        raise UsageError(f"no report language `{lang}`; there are: {', '.join(languages())}")
    text = (resources.files("pgx.render") / "lang" / f"{lang}.toml").read_text(encoding="utf-8")
    return Catalogue(lang, dict(_flat(tomllib.loads(text), "")))


def _flat(table: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    """Nested tables as dotted keys; lists get their 0-based index as a key."""
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            found += _flat(value, f"{key}.")
        elif isinstance(value, list):
            found += _flat({str(i): item for i, item in enumerate(value)}, f"{key}.")
        else:
            found.append((key, str(value)))
    return found
