"""Refunds that banks did not take are transferred to an account that donors name."""

import sqlalchemy as sa
from alembic import op

revision = "o0061"
down_revision = "o0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("debtor", sa.String(length=70), nullable=False),
        sa.Column("account", sa.String(length=34), nullable=False),
        sa.Column("execute_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0 AND number > 0", name=op.f("ck_bank_order_amount")),
        sa.CheckConstraint(
            "dropped_at >= approved_at",
            name=op.f("ck_bank_order_dropped"),
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_bank_order_created_by_person")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_bank_order_territory_id_territory")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_order")),
    )
    op.create_index(
        "ix_bank_order_territory_id_created_at", "bank_order", ["territory_id", "created_at"], unique=False
    )
    op.create_table(
        "bank_refund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("pledge_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("masked", sa.String(length=20), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=140), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('asked', 'ready', 'ordered')) = (ended_at IS NULL)", name=op.f("ck_bank_refund_ended")
        ),
        sa.CheckConstraint(
            "(state NOT IN ('asked', 'ready', 'withdrawn') OR order_id IS NULL)"
            " AND (state <> 'ordered' OR order_id IS NOT NULL)",
            name=op.f("ck_bank_refund_ordered"),
        ),
        sa.CheckConstraint(
            "(state NOT IN ('ready', 'ordered') OR num_nulls(details, masked, named_at) = 0)"
            " AND (state NOT IN ('asked', 'withdrawn') OR num_nonnulls(details, masked, named_at) = 0)",
            name=op.f("ck_bank_refund_details"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(paid_on, reference, recorded_at, recorded_by) IN (0, 4)"
            " AND (state <> 'paid' OR paid_on IS NOT NULL)"
            " AND (state NOT IN ('asked', 'ready', 'ordered', 'withdrawn') OR paid_on IS NULL)",
            name=op.f("ck_bank_refund_paid"),
        ),
        sa.CheckConstraint("amount_minor > 0 AND fee_minor >= 0", name=op.f("ck_bank_refund_amount")),
        sa.CheckConstraint(
            "state IN ('asked', 'ready', 'ordered', 'paid', 'returned', 'withdrawn')",
            name=op.f("ck_bank_refund_state"),
        ),
        sa.CheckConstraint("reminders BETWEEN 0 AND 2", name=op.f("ck_bank_refund_reminders")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_bank_refund_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["bank_order.id"], name=op.f("fk_bank_refund_order_id_bank_order")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bank_refund_person_id_person")),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_bank_refund_pledge_id_pledge")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_bank_refund_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_bank_refund_territory_id_territory")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_refund")),
    )
    op.create_index("ix_bank_refund_campaign_id", "bank_refund", ["campaign_id"], unique=False)
    op.create_index(
        "ix_bank_refund_open",
        "bank_refund",
        ["pledge_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('asked', 'ready', 'ordered')"),
    )
    op.create_index("ix_bank_refund_order_id", "bank_refund", ["order_id"], unique=False)
    op.create_index("ix_bank_refund_person_id", "bank_refund", ["person_id"], unique=False)
    op.create_index("ix_bank_refund_pledge_id", "bank_refund", ["pledge_id"], unique=False)
    op.create_index(
        "ix_bank_refund_territory_id_state", "bank_refund", ["territory_id", "state"], unique=False
    )
