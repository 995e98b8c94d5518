"""The HTTP door: assessments over FastAPI, kept in `pgx.store`. Thin; every answer is made by `pgx.assess`."""

from pgx.service.app import Settings, create_app
from pgx.service.keys import Keys

__all__ = ["Keys", "Settings", "create_app"]
