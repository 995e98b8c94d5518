"""Writing rich objects into a string, and the styles of severities."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

SEVERITY_STYLE = {
    "contraindicated": "bold white on red",
    "major": "bold red",
    "moderate": "bold yellow",
    "minor": "cyan",
    "none": "dim",
}


def render(parts: list[RenderableType], width: int, colour: bool) -> str:
    """The parts below each other, without trailing blanks."""
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=colour, color_system="standard" if colour else None,
                      no_color=not colour, highlight=False, markup=False, emoji=False, legacy_windows=False)
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())
