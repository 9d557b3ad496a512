"""What Stripe tells us, kept as it came."""

import sqlalchemy as sa
from alembic import op

revision = "p0003"
down_revision = "p0002"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "stripe_event",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("event_id", sa.String(255), nullable=False),
        sa.Column("type", sa.String(255), nullable=False),
        sa.Column("livemode", sa.Boolean, nullable=False),
        sa.Column("account_id", sa.String(255)),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("handled_at", moment),
        sa.Column("remark", sa.String(40)),
        sa.CheckConstraint("source IN ('platform', 'connect')", name=op.f("ck_stripe_event_source")),
        sa.CheckConstraint(
            "remark IN ('unknown_type', 'unknown_object')", name=op.f("ck_stripe_event_remark")
        ),
        sa.CheckConstraint("remark IS NULL OR handled_at IS NOT NULL", name=op.f("ck_stripe_event_remarked")),
        sa.PrimaryKeyConstraint("id", name="pk_stripe_event"),
        sa.UniqueConstraint("source", "event_id", name="uq_stripe_event_source_event_id"),
    )
    op.create_index(
        "ix_stripe_event_received_at",
        "stripe_event",
        ["received_at"],
        postgresql_where=sa.text("handled_at IS NULL"),
    )
