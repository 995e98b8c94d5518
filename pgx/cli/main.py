"""`pgx`: finds the command, imports only that one, and turns our errors into one line and an exit code."""

from __future__ import annotations

import importlib
import sys

import click

from pgx import __version__
from pgx.domain.errors import PgxError

COMMANDS = {
    "call": "diplotypes and phenotypes from VCF files",
    "check": "one prescribing decision: alerts and risk for given drugs",
    "report": "a patient's report, all drugs",
    "screen": "many patients: a folder of VCFs or a cohort VCF",
    "simulate": "write a VCF that carries given genotypes",
    "rules": "check, format, test and explain rule files",
    "kb": "the knowledge base: check, show, diff, import, sources",
    "risk": "risk models: cards and explanations",
    "serve": "the HTTP service",
}


class LazyGroup(click.Group):
    """A click group whose commands live in `pgx.cli.<name>` as `command`, imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"pgx.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pgx")
def cli() -> None:
    """Pharmacogenomic dosing alerts from a patient's VCF that say what was not read.

    Exit codes: 0 done, 1 the check found problems, 2 wrong usage, 3 unreadable or invalid input.
    """


def main() -> None:
    """Entry point of the console script."""
    try:
        sys.exit(cli.main(standalone_mode=False))      # a command may end by `ctx.exit(n)`
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except PgxError as error:
        print(f"pgx: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
