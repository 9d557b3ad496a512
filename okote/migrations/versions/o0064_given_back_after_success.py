"""What the office gives back of a campaign that succeeded is owed by its holder first."""

import sqlalchemy as sa
from alembic import op

revision = "o0064"
down_revision = "o0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("recovery", "dispute_id", existing_type=sa.Uuid(), nullable=True)
    op.add_column("recovery", sa.Column("refund_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_recovery_refund_asked"), "recovery", "refund_asked_at IS NULL OR dispute_id IS NULL"
    )
