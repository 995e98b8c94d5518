"""PDF from a report, printed by an installed Chromium or Chrome without a window."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from pgx.domain.errors import InputError, UsageError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
SECONDS = 120
OPTIONS = ("--headless=new", "--disable-gpu", "--no-first-run", "--disable-extensions",
           "--disable-background-networking", "--no-pdf-header-footer")


def browser() -> str | None:
    """Path of an installed browser that prints, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def print_report(html: str) -> bytes:
    """The report as PDF. Raises UsageError when no browser is installed, InputError when printing fails."""
    program = browser()
    if program is None:
        raise UsageError("PDF needs Chromium or Chrome, and none was found: install one, or write HTML and print it")
    with tempfile.TemporaryDirectory(prefix="pgx-") as folder:
        page, paper = Path(folder, "report.html"), Path(folder, "report.pdf")
        page.write_text(html, encoding="utf-8")
        own = (f"--user-data-dir={folder}/profile", f"--print-to-pdf={paper}")
        command = [program, *OPTIONS, *_sandbox(), *own, page.as_uri()]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)  # noqa: S603  found by `which`
        except (OSError, subprocess.SubprocessError) as error:
            raise InputError(f"PDF: {Path(program).name} could not print: {error.__class__.__name__}") from error
        if not paper.is_file():
            raise InputError(f"PDF: {Path(program).name} wrote nothing; write HTML and print it")
        return paper.read_bytes()


def _sandbox() -> tuple[str, ...]:
    """Chromium refuses its sandbox to the superuser (containers); the page is ours, runs no script, loads nothing."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
