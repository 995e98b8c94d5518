"""Things a reader must be told beside a result. Codes are stable; texts are ours and may be translated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """`code` is a stable kebab-case word; `text` one plain sentence; no sample name inside."""

    code: str
    text: str
    gene: str = ""
    level: str = "warning"               # "note", "warning" or "problem"
