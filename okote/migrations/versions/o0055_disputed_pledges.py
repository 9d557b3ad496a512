"""Pledges that donors' banks take back, and what holders owe of them."""

import sqlalchemy as sa
from alembic import op

revision = "o0055"
down_revision = "o0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("status", "refund_failure", "given_back_because"):
        op.drop_constraint(op.f(f"ck_pledge_{name}"), "pledge")
    op.create_check_constraint(
        op.f("ck_pledge_status"),
        "pledge",
        "status IN ('opened', 'processing', 'in_force', 'cancelling', 'refunding', 'refunded', 'disputed',"
        " 'charged_back', 'failed', 'expired', 'quarantined')",
    )
    op.create_check_constraint(
        op.f("ck_pledge_refund_failure"),
        "pledge",
        "refund_failure IS NULL OR status IN ('cancelling', 'refunding', 'quarantined', 'charged_back')",
    )
    op.create_check_constraint(
        op.f("ck_pledge_given_back_because"),
        "pledge",
        "given_back_because IS NULL"
        " OR (given_back_because <> '' AND status IN ('cancelling', 'refunding', 'refunded',"
        " 'charged_back'))",
    )
    op.create_table(
        "recovery",
        sa.Column("pledge_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operation", sa.Uuid(), nullable=True),
        sa.Column("recovered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(200), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_recovery_amount")),
        sa.CheckConstraint(
            "recovered_at IS NULL OR (operation IS NOT NULL AND failure IS NULL)",
            name=op.f("ck_recovery_recovered"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_recovery_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_recovery_pledge_id_pledge")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_recovery_territory_id_territory")
        ),
        sa.PrimaryKeyConstraint("pledge_id", name=op.f("pk_recovery")),
        sa.UniqueConstraint("dispute_id", name=op.f("uq_recovery_dispute_id")),
        sa.UniqueConstraint("operation", name=op.f("uq_recovery_operation")),
    )
    op.create_index(op.f("ix_recovery_campaign_id"), "recovery", ["campaign_id"])
    op.create_index(op.f("ix_recovery_territory_id_owed_at"), "recovery", ["territory_id", "owed_at"])
