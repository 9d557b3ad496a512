"""Who did what for a territory, and the trigger that refuses to have it altered, whoever asks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "o0032"
down_revision = "o0031"
branch_labels = None
depends_on = None

# One statement-level trigger refuses all three: row triggers would let TRUNCATE through.
APPEND_ONLY = """
CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION '% on %: what was done stays on record', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""
GUARD = """
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only()
"""


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("deed", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("called", sa.String(length=200), nullable=False),
        sa.Column("before", JSONB(), nullable=False),
        sa.Column("after", JSONB(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_audit_entry_territory_id_territory"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_audit_entry_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_territory_id_id", "audit_entry", ["territory_id", "id"])
    for column in ("person_id", "subject_id"):
        op.create_index(f"ix_audit_entry_territory_id_{column}", "audit_entry", ["territory_id", column])
    op.execute(APPEND_ONLY)
    op.execute(GUARD)
