"""Findings -> ranked alerts, each with its evidence, what would settle it, and what other sources say."""

from pgx.alerts.build import build_alerts, build_reminders
from pgx.alerts.case import Case

__all__ = ["Case", "build_alerts", "build_reminders"]
