"""What the watch found last of each rule that must always hold, and where Stripe's approval is kept."""

import sqlalchemy as sa
from alembic import op

revision = "o0056"
down_revision = "o0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watched_invariant",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("violations", sa.Integer(), nullable=False),
        sa.Column("violated_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("violations >= 0", name=op.f("ck_watched_invariant_violations")),
        sa.CheckConstraint(
            "(violations > 0) = (violated_since IS NOT NULL)",
            name=op.f("ck_watched_invariant_violated_since"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watched_invariant")),
    )
    op.add_column("territory", sa.Column("stripe_approval", sa.String(length=300), nullable=True))
