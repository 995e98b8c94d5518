"""Where uploads rest while they are read: one private folder per request, inside one private folder per server.

The request's folder is removed when the request ends, however it ends. A server that was killed leaves its folder;
the next server removes it, knowing by the lock that its owner is gone.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "pgx-uploads-"


class Spool:
    """The server's folder, mode 700, locked while the server lives. Made by `open`."""

    def open(self) -> None:
        """Make the folder, and remove those of servers that are gone."""
        sweep(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    @contextmanager
    def request(self) -> Iterator[Path]:
        """A folder for one request."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Remove the folder and all in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def sweep(parent: Path) -> None:
    """Remove our folders whose server is gone."""
    for folder in parent.glob(f"{PREFIX}*"):
        try:
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass                                   # its server lives
        finally:
            os.close(lock)
