"""Who answers for personal data, forms that came after their session, and jobs that have become one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "o0058"
down_revision = "o0057"
branch_labels = None
depends_on = None

GONE = """
    WITH gone AS (
        SELECT id FROM procrastinate_jobs WHERE task_name IN (
            'identity.sweep', 'api.sweep', 'mail.sweep', 'webhooks.sweep',
            'funding.forget-contacts', 'funding.forget-addresses'
        )
    ), unlinked AS (
        UPDATE procrastinate_periodic_defers SET job_id = NULL WHERE job_id IN (SELECT id FROM gone)
    )
    DELETE FROM procrastinate_jobs WHERE id IN (SELECT id FROM gone)
"""
"""`privacy.forget` does their work: where they still waited, nobody would run them any more."""


def upgrade() -> None:
    for name, most in (("controller", 300), ("data_protection_officer", 300), ("processors", 2000)):
        op.add_column("territory", sa.Column(name, sa.String(length=most), nullable=True))
    op.create_table(
        "typed_form",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("fields", JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_typed_form_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "host", name="pk_typed_form"),
    )
    op.create_index("ix_typed_form_at", "typed_form", ["at"])
    op.execute(GONE)
