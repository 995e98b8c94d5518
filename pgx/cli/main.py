"""`pgx`: finds the command, imports only that one, and turns our errors into one line and an exit code."""

from __future__ import annotations

import importlib
import sys

import click

from pgx import __version__
from pgx.cli.output import abandon_stdout, prepare_stdout
from pgx.domain.errors import InputError, PgxError, UsageError

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

INTERRUPTED, READER_GONE = 130, 141          # 128 and the number of the signal, as shells count


class _ReaderGoneError(Exception):
    """Whoever read our output stopped reading. Click would make it exit code 1, which means "problems found"."""


class LazyGroup(click.Group):
    """A click group whose commands live in `pgx.cli.<name>` as `command`, imported when asked for."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGoneError from error

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
    prepare_stdout()
    try:
        code = _run()
        if sys.stdout is not None:
            sys.stdout.flush()
    except (BrokenPipeError, _ReaderGoneError):
        abandon_stdout()
        code = READER_GONE
    except KeyboardInterrupt:
        code = INTERRUPTED
    except OSError as error:                           # files have their own errors: this is standard output
        abandon_stdout()
        print(f"pgx: the output cannot be written: {error.strerror or error}", file=sys.stderr)
        code = InputError.exit_code
    sys.exit(code)


def _run() -> int:
    """The exit code of the command."""
    try:
        ended = cli.main(standalone_mode=False)
        return ended if isinstance(ended, int) else 0
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return UsageError.exit_code
    except PgxError as error:
        print(f"pgx: {error}", file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    main()
