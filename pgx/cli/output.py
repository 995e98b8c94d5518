"""What leaves a command: files written whole or not at all, and a standard output that takes every letter."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from pgx.domain.errors import InputError

STDOUT = "-"


def write_whole(path: Path, content: str | bytes) -> None:
    """Write all or nothing: a temporary file beside the target, then a rename. `-` is stdout.

    A link keeps pointing where it points; a pipe or device is written to, never replaced. Raises InputError when the
    place cannot be written, and leaves nothing behind.
    """
    data = content.encode() if isinstance(content, str) else content
    if str(path) == STDOUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    try:
        target = path.resolve()
        if target.is_dir():
            raise IsADirectoryError(None, "it is a folder, give a file")
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: cannot be written: {reason}") from error


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".pgx-", suffix=target.suffix)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        fresh.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current


def prepare_stdout() -> None:
    """Data that goes to a file or a pipe is UTF-8 whatever the locale; on a terminal a letter that it cannot show is
    written as its code, and stops nothing."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="backslashreplace")


def abandon_stdout() -> None:
    """Let nothing more be written to a standard output that is gone, not even by the interpreter as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
