"""`pgx rules`: check, format, test and explain rule files."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pgx.domain.errors import UsageError

if TYPE_CHECKING:
    from pgx.cli.rulefiles import Workspace
    from pgx.rules import Problem
    from pgx.rules.mutating import Mutant

FILES = click.argument("files", nargs=-1, type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable output on stdout.")


# In the order of work. Those without a command here live in `pgx.cli.rules_<name>`.
SAYS = {
    "new": "begin a file: every row of its genes, or an exception",
    "import": "draft files from the tables of a source",
    "check": "every problem, its place, a way out and a patient",
    "fmt": "lay files out; `-` formats stdin",
    "test": "run examples; --mutate: make mistakes on purpose",
    "coverage": "which rows the examples reach",
    "explain": "a check number, a table, row, advice, exception or patient",
    "lookup": "answer the keys of a source's tables",
    "diff": "which patients get other advice",
    "conflicts": "where sources contradict each other, with a patient",
    "approve": "pin an exception anew, once its target has been read",
    "docs": "a site that reads like the printed guideline",
    "export": "JSON, FHIR R4 or DMN 1.3",
    "build": "pack files, arrays and hashes into a bundle",
    "sign": "sign a bundle",
    "verify": "hold a bundle against its hashes, signature and examples",
    "activate": "put a bundle to use in one step, once it works",
    "bench": "times and sizes of reading, checking, loading, answering",
    "lsp": "the language server: an editor starts it",
}
TOGETHER = {"build": "release", "verify": "release", "sign": "release", "activate": "release"}   # command -> its module


class RuleTools(click.Group):
    """Commands of this file, and those of `pgx.cli.rules_<name>`, imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of work."""
        return list(SAYS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or None."""
        if cmd_name in self.commands or cmd_name not in SAYS:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"pgx.cli.rules_{TOGETHER.get(cmd_name, cmd_name)}")
        found: click.Command = getattr(module, f"{cmd_name}_command" if cmd_name in TOGETHER else "command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SAYS.items()))


@click.group(cls=RuleTools)
def command() -> None:
    """The tools for rule files. FILES are .pgx files or folders; without them the shipped rules, or PGX_RULES.
    Exit 1: problems found.
    """


def print_problems(problems: Sequence[Problem], found: Workspace, form: str) -> None:
    """Problems on stdout."""
    from pgx.cli.problems import write

    told = write(problems, form, found.texts)
    if told:
        click.echo(told)


def finish(problems: Sequence[Problem], said: str) -> None:
    """A count on stderr; exit 1 when there is an error."""
    errors = sum(problem.level == "error" for problem in problems)
    click.echo(f"{said}, {errors} errors, {len(problems) - errors} warnings and notes", err=True)
    if errors:
        raise SystemExit(1)


def workspace(files: Sequence[Path]) -> Workspace:
    """The rule files meant, and everything needed to judge them."""
    from pgx.cli.rulefiles import Workspace

    return Workspace.open(files)


@command.command("check")
@FILES
@AS_JSON
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text",
              help="For people, for programs, for code scanning (SARIF 2.1.0), for GitHub's log.")
@click.option("--fix", is_flag=True, help="First mend spellings and lone `otherwise`, where one word can be meant.")
@click.option("--notes", is_flag=True, help="Print notes too, such as where two sources contradict each other.")
def check_command(files: tuple[Path, ...], as_json: bool, form: str, fix: bool, notes: bool) -> None:
    """Every problem of these files, each with its place, a way out and, where one helps, a patient.

    Notes are counted; --notes and the forms for programs hold them.
    """
    found, problems = checked(files)
    while fix and (made := found.fix(problems)):
        click.echo(f"{len(made)} fixed in {len({problem.file for problem in made})} files", err=True)
        found, problems = checked(files)
    hidden = form == "text" and not (as_json or notes)
    print_problems([p for p in problems if not hidden or p.level != "note"], found, "json" if as_json else form)
    finish(problems, f"{len(found.chosen)} files")


def checked(files: Sequence[Path]) -> tuple[Workspace, list[Problem]]:
    """The files, and their problems as of today."""
    found = workspace(files)
    return found, found.check(datetime.now(UTC).date())


@command.command("fmt")
@FILES
@click.option("--check", "only_check", is_flag=True, help="Change nothing; name the files that would change.")
def fmt_command(files: tuple[Path, ...], only_check: bool) -> None:
    """Lay the files out canonically; `-` formats stdin to stdout. Comments stay; the meaning is proved unchanged."""
    from pgx.cli.rulefiles import format_file, format_stdin, rule_files

    if [str(file) for file in files] == ["-"]:
        click.echo(format_stdin(), nl=False)
        return
    changed = [path for path in rule_files(files) if format_file(path, write=not only_check)]
    for path in changed:
        click.echo(f"{path}")
    click.echo(f"{len(changed)} files {'would change' if only_check else 'changed'}", err=True)
    if changed and only_check:
        raise SystemExit(1)


@command.command("test")
@FILES
@AS_JSON
@click.option("--mutate", is_flag=True, help="Also make mistakes on purpose, which must be noticed.")
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write the results as JUnit XML.")
def test_command(files: tuple[Path, ...], as_json: bool, mutate: bool, junit: Path | None) -> None:
    """Run the examples in these files; an answer that is only possible names the fact that is missing.

    With --mutate: exit 1 when `check` misses one mistake on the who side, or examples more than 2% of advice swaps.
    """
    found = workspace(files)
    results = found.run_examples()
    mutants = found.mutants(results) if mutate else []
    problems = [result.problem for result in results if result.problem is not None]
    problems += [mutant.problem for mutant in mutants if not mutant.killed]
    print_problems(problems, found, "json" if as_json else "text")
    if junit is not None:
        from pgx.cli.junit import write_junit

        write_junit(junit, results, mutants)
    guarded = [told_killed(mutants, side, share) for side, share in (("who", 1.0), ("advice", 0.98)) if mutate]
    finish(problems, f"{len(results)} examples, {sum(r.passed for r in results)} hold")
    if not all(guarded):
        raise SystemExit(1)


def told_killed(mutants: Sequence[Mutant], side: str, share: float) -> bool:
    """Say how many mistakes of a side were noticed; whether that is enough."""
    made = [mutant for mutant in mutants if mutant.side == side]
    killed = sum(mutant.killed for mutant in made)
    by = "by check alone" if side == "who" else "by examples"
    click.echo(f"{side} side: {killed} of {len(made)} mistakes noticed {by}", err=True)
    return killed >= share * len(made)


@command.command("coverage")
@FILES
@AS_JSON
@click.option("--min", "minimum", type=click.IntRange(0, 100), default=0, help="Exit 1 below this per cent of rows.")
def coverage_command(files: tuple[Path, ...], as_json: bool, minimum: int) -> None:
    """Which rows and cells the examples reach, and which they forget."""
    from pgx.rules.coverage import coverage, coverage_problems

    found = workspace(files)
    results, ruleset = found.run_examples(), found.ruleset()
    covered = coverage(ruleset, results, found.files)
    problems = list(coverage_problems(ruleset, results, found.files))
    reached = sum(len(c.reached) for c in covered)
    total = reached + sum(len(c.missed) for c in covered)
    if as_json:
        click.echo(json.dumps({"schema": "pgx.coverage/1", "rows": total, "reached": reached, "tables": [
            {"table": c.table, "file": c.file, "reached": list(c.reached), "missed": [row for row, _ in c.missed]}
            for c in covered]}, indent=1))
    else:
        print_problems(problems, found, "text")
    share = 100 * reached / total if total else 100.0
    click.echo(f"{reached} of {total} rows reached ({share:.0f}%)", err=True)
    if share < minimum:
        raise SystemExit(1)


@command.command("explain")
@click.argument("what", nargs=-1, required=True)
@click.option("--drug", "drugs", multiple=True, help="For a patient: a drug to explain (repeatable).")
@click.option("--context", type=click.Path(path_type=Path), help="For a patient: facts (JSON), as for `pgx check`.")
@AS_JSON
def explain_command(what: tuple[str, ...], drugs: tuple[str, ...], context: Path | None, as_json: bool) -> None:
    """Explain a check number (PGX201), a table, rule, advice or exception (cpic.codeine.under-twelve), a row by its id,
    or a patient: WHAT is then a VCF or the output of `pgx call --json`.

    Of a patient it shows for each table of a drug what it looks at, which rows it gives, and what excludes the others.
    """
    from pgx.cli.explaining import explain

    if drugs or context or Path(what[0]).is_file():
        from pgx.cli.explaining_patient import as_text, explained
        for document in explained(Path(" ".join(what)), drugs, context):
            click.echo(json.dumps(document, indent=1) if as_json else "\n".join(as_text(document)))
        return
    told = explain(" ".join(what))
    if as_json:
        click.echo(json.dumps(told, indent=1))
    elif "page" in told:
        click.echo(told["page"], nl=False)
    else:
        click.echo("\n".join(f"{key}: {value}" for key, value in told.items() if value))


@command.command("diff")
@click.argument("old", type=click.Path(path_type=Path, exists=True))
@click.argument("new", type=click.Path(path_type=Path, exists=True))
@click.option("--cohort", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="calls.parquet or calls.csv of `pgx screen`, or the lines of `pgx call --json`: count these people.")
@AS_JSON
def diff_command(old: Path, new: Path, cohort: Path | None, as_json: bool) -> None:
    """Which patients get other advice from the rules in NEW than from those in OLD (files, folders or bundles)."""
    from pgx.cli.diff_text import as_dict, written
    from pgx.cli.diffing import report

    found = report(old, new, cohort)
    click.echo(json.dumps(as_dict(found), indent=1) if as_json else "\n".join(written(found)))

@command.command("lsp")
def lsp_command() -> None:
    """The language server, over stdin and stdout: an editor starts it. Needs `pip install pgx-engine[lsp]`."""
    try:
        from pgx.lsp.server import build
    except ModuleNotFoundError as error:
        raise UsageError(f"{error.name} is not installed: pip install 'pgx-engine[lsp]'") from error
    from pgx.cli.patients import resolver

    with redirect_stdout(sys.stderr):                # nothing but the protocol may reach stdout
        build(resolver).start_io(sys.stdin.buffer, os.fdopen(os.dup(1), "wb"))
