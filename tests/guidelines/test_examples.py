"""The shipped files through the author's own tools: no complaint, every example holds, every row has one,
and every deliberate mistake is noticed."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from pgx.cli.rules import command
from tests.guidelines import ruled

TOOLS = (["check"], ["fmt", "--check"], ["test", "--mutate"], ["coverage", "--min", "100"])


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool[0])
def test_tool_is_content(tool: list[str]) -> None:
    """`pgx rules` ends with 0 on the shipped files."""
    run = CliRunner().invoke(command, [*tool, str(ruled.RULES)])
    assert (run.exit_code, run.exception) == (0, None), run.output
