"""Every check number has a page in `pages/`: what it means, why it is asked, a wrong and a right program.

The page is the one source: `pgx rules explain` prints it, reports name checks by its title, and tests run its programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

SUFFIX = ".md"
LEVELS = {"An error": "error", "A warning": "warning", "A note": "note"}
TITLE = re.compile(r"# (PGX\d{3}): (.+)\n\n(An error|A warning|A note)\. (.+?)\n\n## ", re.DOTALL)
PROGRAM = re.compile(r"## (Wrong|Right|Beside it: (\S+))\n\n```pgx\n(.*?)```\n", re.DOTALL)
SAID = re.compile(r"```text\n(.*?)```\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One page. `level` is the usual one; `wrong` and `right` are whole programs, `beside` the files they stand
    beside; `said` is what `pgx rules check` prints of the wrong one, where the check is one of programs."""

    code: str
    title: str
    level: str
    why: str
    wrong: str
    right: str
    said: str
    beside: Mapping[str, str]
    page: str


class Pages(Mapping[str, Entry]):
    """Check number -> its page, read when it is asked for."""

    def __getitem__(self, code: str) -> Entry:
        """The page of a check. Raises KeyError for a number without one."""
        if code not in codes():
            raise KeyError(code)
        return read(code)

    def __iter__(self) -> Iterator[str]:
        """Numbers in order."""
        return iter(codes())

    def __len__(self) -> int:
        """How many checks there are."""
        return len(codes())


CHECKS: Mapping[str, Entry] = Pages()


@cache
def codes() -> tuple[str, ...]:
    """Every check number, sorted."""
    folder = files("pgx.rules").joinpath("pages")
    return tuple(sorted(page.name.removesuffix(SUFFIX) for page in folder.iterdir() if page.name.endswith(SUFFIX)))


@cache
def read(code: str) -> Entry:
    """One page, taken apart. Raises ValueError when it is not laid out like the others."""
    text = files("pgx.rules").joinpath("pages", code + SUFFIX).read_text(encoding="utf-8")
    title, said = TITLE.match(text), SAID.search(text)
    programs = {match[2] or match[1]: match[3] for match in PROGRAM.finditer(text)}
    if title is None or said is None or title[1] != code or not {"Wrong", "Right"} <= set(programs):
        raise ValueError(f"pages/{code}{SUFFIX}: a page has its number and title, level and reason, Wrong and Right")
    wrong, right = programs.pop("Wrong"), programs.pop("Right")
    return Entry(code, title[2], LEVELS[title[3]], " ".join(title[4].split()), wrong, right, said[1],
                 MappingProxyType(programs), text)
