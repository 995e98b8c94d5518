"""`pgx serve`: the HTTP service."""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pgx.domain.errors import UsageError, why_unreadable

if TYPE_CHECKING:
    from pgx.service import Keys, Settings


@click.command()
@click.option("--database", envvar="PGX_DATABASE", default="sqlite:///pgx.db", show_default=True, metavar="URL",
              help="sqlite:///FILE or postgresql://USER@HOST/NAME (or PGX_DATABASE).")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--api-key-file", type=click.Path(path_type=Path), metavar="FILE",
              help="One key a line, or `NAME KEY`; PGX_API_KEY gives one more. No key: localhost only.")
@click.option("--max-upload", default=500.0, show_default=True, type=click.FloatRange(min=0.001), metavar="MB",
              help="Largest request body; more is answered with 413.")
@click.option("--knowledgebase", type=click.Path(path_type=Path), metavar="DIR", help="Instead of the shipped one.")
@click.option("--rules", type=click.Path(path_type=Path), metavar="DIR", help="Instead of the shipped ones.")
@click.option("--verify", is_flag=True, help="Check the audit trail and every document, say so, and do not serve.")
def command(database: str, host: str, port: int, api_key_file: Path | None, max_upload: float,
            knowledgebase: Path | None, rules: Path | None, verify: bool) -> None:
    """Serve assessments over HTTP; OpenAPI at /openapi.json.

    POST /v1/assessments (a VCF, or calls), GET /v1/assessments/ID, GET /health. The key goes in the header
    X-API-Key. The database's schema is brought up to date at start.
    """
    if verify:
        sys.exit(_verify(database))
    from pgx.service import Settings

    settings = Settings(host, _keys(api_key_file), round(max_upload * 1e6))
    settings.check()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    _run(database, port, settings, knowledgebase, rules)


def _run(database: str, port: int, settings: Settings, knowledgebase: Path | None, rules: Path | None) -> None:
    """Open everything, then listen until told to stop. Uvicorn's own access log, which prints paths, is off."""
    import uvicorn

    from pgx.assess import Engine
    from pgx.service import create_app
    from pgx.store import Store

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))    # uvicorn stops in order first, then sends it on
    with Store.open(database) as store:
        app = create_app(Engine.load(knowledgebase, rules), store, settings)
        uvicorn.run(app, host=settings.host, port=port, access_log=False, log_config=None, server_header=False,
                    timeout_graceful_shutdown=30)


def _verify(database: str) -> int:
    """0 if the trail is whole, 1 if not. Keep the printed head elsewhere: it shows later whether the end was cut."""
    from pgx.store import Store

    with Store.open(database) as store:
        report = store.verify()
    print(f"audit trail: {report.rows} rows, head {report.head}")
    if report.broken:
        print(f"pgx: the audit trail does not hold: {report.broken}", file=sys.stderr)
    return 1 if report.broken else 0


def _keys(file: Path | None) -> Keys:
    """The keys of the file and of the environment. One that is given must hold a key: empty is not open."""
    from pgx.service import Keys

    entries: tuple[tuple[str, bytes], ...] = ()
    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            msg = f"--api-key-file: `{file}` cannot be read: {why_unreadable(error)}"
            raise UsageError(msg) from error
        entries += Keys.read(lines, str(file)).entries
    if "PGX_API_KEY" in os.environ:
        entries += Keys.read([os.environ["PGX_API_KEY"]], "PGX_API_KEY").entries
    return Keys(entries)
