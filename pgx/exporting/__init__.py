"""Rule files in the forms of other systems: what those can carry, and by name what they cannot."""

from pgx.exporting.cases import Case, Refusal
from pgx.exporting.dmn import decision_tables
from pgx.exporting.plans import plan_bundle

__all__ = ["Case", "Refusal", "decision_tables", "plan_bundle"]
