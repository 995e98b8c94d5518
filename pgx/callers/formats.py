"""What is fixed about the files of other callers, read from `formats.toml` once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

NO_CALL = "the caller made no call"
Section = Mapping[str, Any]      # checked by the tests that read every format


@dataclass(frozen=True)
class Facts:
    """The data file. `no_call` holds words in lower case."""

    no_call: frozenset[str]
    sections: Section

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  (a section of the data file)
        return self.sections[name]

    def says_nothing(self, text: str) -> bool:
        """Whether a caller's word stands for no result."""
        return text.strip().lower() in self.no_call


@cache
def facts() -> Facts:
    """The facts of `formats.toml`."""
    text = (resources.files("pgx.callers") / "formats.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    return Facts(frozenset(found["no_call"]), found)


def candidates(text: str, between: str | None) -> list[str]:
    """The genotypes a caller could not tell apart, each once."""
    parts = text.split(between) if between else [text]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def first(row: Mapping[str, str], names: Iterable[str]) -> str:
    """The first of several possible columns that the row has; empty when it has none."""
    return next((row[name] for name in names if name in row), "")


def why_unused(diplotype: str, told: str, believed: Iterable[str]) -> str:
    """Why a caller does not stand by its own result; empty when it does. `told` is its filter, empty without one."""
    if facts().says_nothing(diplotype):
        return NO_CALL
    return f"the caller's own filter is {told}" if told and told not in believed else ""


def meant(text: str) -> str:
    """A caller's phenotype or score; empty where it stands for none."""
    return "" if facts().says_nothing(text) else text.strip()
