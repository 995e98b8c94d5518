"""Around every request: one log line without patient data, safe headers, no traceback to anyone.

The log names the method, the *pattern* of the route, the status and the time: never the path as sent, a query, a
header or a body, all of which a caller may fill with names.
"""

from __future__ import annotations

import logging
import time
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pgx.service.keys import is_loopback
from pgx.service.problems import ProblemError, fail, respond

log = logging.getLogger("pgx.service")
SAFE = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


class Guard:
    """ASGI middleware, the outermost of ours. `open_` means that no key is asked for: then only this machine's own
    names are served, so that a web page elsewhere cannot reach the service through a visitor's browser."""

    def __init__(self, app: ASGIApp, *, open_: bool) -> None:
        self._app, self._open = app, open_

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), *SAFE]
            await send(message)

        try:
            if self._open and _foreign(Headers(scope=scope)):
                refusal = ProblemError("forbidden-host", "without an API key only localhost is served")
                await respond(refusal)(scope, receive, watched)
            else:
                await self._app(scope, receive, watched)
        except ClientDisconnect:
            status = status or 499
        except Exception as error:  # noqa: BLE001 - the last line: whatever it is, nobody sees its text
            answer = fail(error)
            if not status:
                await answer(scope, receive, watched)
        finally:
            took = (time.perf_counter() - began) * 1000
            log.info("%s %s %d %.0f ms", scope["method"], _pattern(scope), status, took)


def _foreign(headers: Headers) -> bool:
    """True if the request was meant for another name than this machine's, or comes from a page of another site."""
    origin = headers.get("origin")
    named = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    return not is_loopback(named) or (origin is not None and not is_loopback(urlsplit(origin).hostname or ""))


def _pattern(scope: MutableMapping[str, Any]) -> str:
    route = scope.get("route")
    return str(getattr(route, "path", "-"))
