"""A holder owes what each dispute of a pledge took, and not of a pledge once."""

import sqlalchemy as sa
from alembic import op

revision = "o0065"
down_revision = "o0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recovery", sa.Column("id", sa.Uuid()))
    op.execute("UPDATE recovery SET id = coalesce(dispute_id, pledge_id)")
    op.alter_column("recovery", "id", nullable=False)
    op.drop_constraint(op.f("pk_recovery"), "recovery", type_="primary")
    op.create_primary_key(op.f("pk_recovery"), "recovery", ["id"])
    op.create_index(op.f("ix_recovery_pledge_id"), "recovery", ["pledge_id"])
