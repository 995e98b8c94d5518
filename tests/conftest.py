"""What every test needs: programs that it starts can be interrupted."""

from __future__ import annotations

import signal

# A shell that runs the suite in the background ignores Ctrl-C for it, and every program started from here would inherit
# that; a handler is not inherited.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
