"""`pgx rules build`, `verify`, `sign`, `activate`: rules released as one file, and put to use only when they work."""

from __future__ import annotations

from pathlib import Path

import click

FILES = click.argument("files", nargs=-1, type=click.Path(path_type=Path))
BUNDLE = click.argument("bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False))
PUBLIC = click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False),
                      help="Public key (PEM) that must have signed the bundle.")


@click.command("build")
@FILES
@click.option("-o", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The bundle to write.")
def build_command(files: tuple[Path, ...], out: Path) -> None:
    """Pack rule files, their arrays and a manifest of hashes. Replaces OUT only when all checks and examples hold."""
    from pgx.cli.release import build

    bundle = build(out, files)
    click.echo(f"{out}: {len(bundle.texts)} files, rules {bundle.manifest['rules'][:19]}", err=True)


@click.command("verify")
@BUNDLE
@PUBLIC
def verify_command(bundle: Path, key: Path | None) -> None:
    """Hold a bundle against its hashes and signature, compile its texts again and run its examples."""
    from pgx import knowledge
    from pgx.cli.release import tried
    from pgx.knowledge.bundle import read_bundle

    known = knowledge.load()
    found = read_bundle(bundle, known, key.read_bytes() if key else None)
    held = tried(found, known, str(bundle))
    signed = f"signed by {found.signed_by}" + ("" if key else " (no key given to compare with)") \
        if found.signed_by else "not signed"
    click.echo(f"{bundle}: sound, {held} examples hold, {signed}", err=True)


@click.command("sign")
@BUNDLE
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True,
              help="Private Ed25519 key (PEM, no passphrase).")
def sign_command(bundle: Path, key: Path) -> None:
    """Sign a bundle in place. `openssl genpkey -algorithm ed25519 -out KEY` makes a key."""
    from pgx.knowledge.bundle import install, read_bundle
    from pgx.knowledge.signing import signed

    install(signed(bundle, key), bundle)
    click.echo(f"{bundle}: signed by {read_bundle(bundle).signed_by}", err=True)


@click.command("activate")
@BUNDLE
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@PUBLIC
def activate_command(bundle: Path, target: Path, key: Path | None) -> None:
    """Put a bundle where PGX_RULES points, in one step, once its hashes, signature and examples hold.

    The bundle that was there stays as TARGET.previous: activate that to go back.
    """
    from pgx import knowledge
    from pgx.cli.release import put

    put(bundle.read_bytes(), target, knowledge.load(), key.read_bytes() if key else None)
    click.echo(f"{target}: active", err=True)

