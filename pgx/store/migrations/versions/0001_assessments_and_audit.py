"""Assessments, and an audit trail that refuses change.

The database itself rejects UPDATE and DELETE on `audit` and UPDATE on `assessments` (a document is never edited;
deleting one is left possible, as the law may demand it, and stays visible in the trail).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
FROZEN = [("audit", "UPDATE"), ("audit", "DELETE"), ("assessments", "UPDATE")]


def upgrade() -> None:
    """Build both tables and their guards."""
    op.create_table(
        "assessments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created", TIME, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
    )
    op.create_index("ix_assessments_created", "assessments", ["created"])
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("action", sa.String(50), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=True),
        sa.Column("document_sha256", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_assessment_id", "audit", ["assessment_id"])
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _guard_sqlite() -> None:
    for table, verb in FROZEN:
        op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                   f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")


def _guard_postgresql() -> None:
    op.execute("CREATE FUNCTION pgx_refuse() RETURNS trigger LANGUAGE plpgsql AS "
               "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$")
    for table, verb in FROZEN:
        op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                   "FOR EACH ROW EXECUTE FUNCTION pgx_refuse()")
    op.execute("CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit "
               "FOR EACH STATEMENT EXECUTE FUNCTION pgx_refuse()")


def downgrade() -> None:
    """Remove everything; the guards go with their tables."""
    op.drop_table("audit")
    op.drop_table("assessments")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION pgx_refuse()")
