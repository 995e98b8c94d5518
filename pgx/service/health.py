"""/health: whether the service can answer, and which versions would."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Response

from pgx.assess import Engine
from pgx.render import calls_json
from pgx.service import examples
from pgx.service.problems import ProblemError
from pgx.store import Store, canonical

log = logging.getLogger("pgx.service")


def routes(engine: Engine, store: Store) -> APIRouter:
    """Open to all: it says nothing about anyone."""
    router = APIRouter(tags=["service"])

    @router.get("/health", response_model=None, summary="Is the service well?", responses=examples.healthy())
    def health() -> Response:
        """200 when the database answers and its schema is this version's; 503 otherwise."""
        trouble = store.problem()
        if trouble:
            log.error("health: %s", trouble)
            raise ProblemError("unavailable", "the database does not answer, or its schema is another version's",
                               headers={"Retry-After": "5"})
        body = {"status": "ok", "database": "ok", "versions": calls_json.versions(engine.versions)}
        return Response(canonical(body), media_type="application/json")

    return router
