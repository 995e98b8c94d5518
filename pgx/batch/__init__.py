"""Many patients: a folder of VCFs or cohort VCFs, on all cores, into tables."""

from pgx.batch.inputs import find
from pgx.batch.screen import Outcome, Plan, screen
from pgx.batch.worker import Setup

__all__ = ["Outcome", "Plan", "Setup", "find", "screen"]
