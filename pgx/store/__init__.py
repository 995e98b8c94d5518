"""Assessments and their audit trail in SQLite or PostgreSQL. Keeps text; knows nothing of genes or drugs."""

from pgx.store.audit import AuditReport
from pgx.store.store import Store, StoredAssessment, StoreUnavailable, canonical

__all__ = ["AuditReport", "Store", "StoreUnavailable", "StoredAssessment", "canonical"]
