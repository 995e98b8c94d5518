"""A path that kills the process that asks for its name, unless that is the main one: a library that crashes."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path, PosixPath


class Deadly(PosixPath):
    """As a segmentation fault or the kernel's out-of-memory killer would."""

    def as_posix(self) -> str:
        if multiprocessing.parent_process() is not None:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().as_posix()


def deadly(path: Path) -> Path:
    """The same path, deadly."""
    return Deadly(path)
