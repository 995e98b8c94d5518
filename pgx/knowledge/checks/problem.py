"""What a check of the knowledge base reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that does not hold. `line` is 1-based, 0 for a whole file. `code` is stable."""

    file: str
    line: int
    code: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.code} {self.text}"
