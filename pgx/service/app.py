"""The application: keys, routes, guard and problem documents put together."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from anyio import CapacityLimiter
from fastapi import FastAPI, Request
from fastapi.security import APIKeyHeader

from pgx.assess import Engine
from pgx.domain.errors import UsageError
from pgx.service import assessments, examples, health, problems
from pgx.service.guard import Guard
from pgx.service.keys import HEADER, Keys, is_loopback
from pgx.service.problems import ProblemError
from pgx.service.spool import Spool
from pgx.store import Store

NOBODY = "local"          # in the audit trail, when the service is open


@dataclass(frozen=True, slots=True)
class Settings:
    """`max_upload` in bytes. Without keys the service is open, and then only on a loopback address."""

    host: str = "127.0.0.1"
    keys: Keys = field(default_factory=Keys)
    max_upload: int = 500_000_000

    def check(self) -> None:
        """Raises UsageError rather than serve patients' data to a network without a key."""
        if not self.keys.entries and not is_loopback(self.host):
            msg = f"--host `{self.host}` can be reached by others: give --api-key-file or PGX_API_KEY"
            raise UsageError(msg)


def create_app(engine: Engine, store: Store, settings: Settings) -> FastAPI:
    """The ASGI application. The caller opens and closes the store. Raises UsageError on unsafe settings."""
    settings.check()
    spool = Spool()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        spool.open()
        try:
            yield
        finally:
            spool.close()

    app = FastAPI(title="pgx", version=engine.versions.software, lifespan=lifespan, docs_url=None, redoc_url=None,
                  description="Pharmacogenomic assessments. Every error is a problem document (RFC 9457); kinds: "
                              + ", ".join(f"`{kind}`" for kind in problems.KINDS))
    desk = assessments.Desk(engine, store, spool, settings.max_upload, CapacityLimiter(os.cpu_count() or 1))
    app.include_router(assessments.routes(desk, _Caller(settings.keys)))
    app.include_router(health.routes(engine, store))
    app.openapi = examples.describe(app)  # type: ignore[method-assign]  # FastAPI's documented way
    problems.install(app)
    app.add_middleware(Guard, open_=not settings.keys.entries)
    return app


class _Caller(APIKeyHeader):
    """Dependency: the name of the caller's key. Refuses (401) a missing or unknown one."""

    def __init__(self, keys: Keys) -> None:
        super().__init__(name=HEADER, auto_error=False, description="as given to `pgx serve`")
        self._keys = keys

    async def __call__(self, request: Request) -> str:  # type: ignore[override]  # a name instead of the key
        """Name for the audit trail."""
        if not self._keys.entries:
            return NOBODY
        who = self._keys.who(request.headers.get(HEADER))
        if who is None:
            raise ProblemError("unauthorized", f"send the key in the header {HEADER}",
                               headers={"WWW-Authenticate": f'ApiKey header="{HEADER}"'})
        return who
