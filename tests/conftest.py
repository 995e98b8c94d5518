"""What every test needs: programs that it starts can be interrupted; CI tries the same generated cases each time."""

from __future__ import annotations

import os
import signal

from hypothesis import settings

# A shell that runs the suite in the background ignores Ctrl-C for it, and every program started from here would inherit
# that; a handler is not inherited.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# At a desk new cases are tried in every run; a gate must not open and close by chance.
settings.register_profile("gate", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("gate")
