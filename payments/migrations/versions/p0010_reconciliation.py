"""Stripe's own ledger as it was read, each comparison with it, and what differed."""

import sqlalchemy as sa
from alembic import op

revision = "p0010"
down_revision = "p0009"
branch_labels = None
depends_on = None

MOVEMENTS = "'charge', 'refund', 'dispute', 'transfer', 'reversal', 'own_fee', 'bank', 'top_up', 'other'"
KINDS = (
    "'charge_unknown', 'payment_lost', 'payment_not_learnt', 'payment_missing', 'payment_differs',"
    " 'fee_differs', 'put_aside', 'refund_unknown', 'refund_not_learnt', 'refund_failed', 'refund_missing',"
    " 'refund_differs', 'dispute_unknown', 'dispute_missing', 'dispute_differs', 'transfer_unknown',"
    " 'transfer_not_learnt', 'transfer_missing', 'transfer_differs', 'reversal_unknown',"
    " 'reversal_not_learnt', 'reversal_missing', 'reversal_differs', 'own_fee', 'bank', 'top_up',"
    " 'type_unknown', 'not_booked', 'booked_differently', 'booked_alone'"
)
MOVED = "status = 'succeeded' AND kind IN ('refund', 'transfer', 'reverse_transfer')"


def upgrade() -> None:
    _lines()
    _comparisons()
    _differences()
    op.create_index(
        "ix_payment_paid_at", "payment", ["paid_at", "id"], postgresql_where=sa.text("paid_at IS NOT NULL")
    )
    op.create_index("ix_operation_moved", "operation", ["ended_at", "id"], postgresql_where=sa.text(MOVED))
    op.create_index(op.f("ix_dispute_line_at"), "dispute_line", ["at"])


def _lines() -> None:
    op.create_table(
        "stripe_line",
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("type", sa.String(200), nullable=False),
        sa.Column("movement", sa.String(40), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("intent_id", sa.String(255), nullable=True),
        sa.Column("marked", sa.Uuid(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"movement IN ({MOVEMENTS})", name=op.f("ck_stripe_line_movement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_line")),
    )
    op.create_index(op.f("ix_stripe_line_key"), "stripe_line", ["key"])
    op.create_index(op.f("ix_stripe_line_intent_id"), "stripe_line", ["intent_id"])
    op.create_index(op.f("ix_stripe_line_created_at_id"), "stripe_line", ["created_at", "id"])


def _comparisons() -> None:
    op.create_table(
        "reconciliation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("continuous", sa.Boolean(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code", sa.String(200), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("compared", "found", "mended", "open")),
        sa.Column("moved_minor", sa.BigInteger(), nullable=False),
        *(
            sa.Column(f"{name}_minor", sa.BigInteger(), nullable=True)
            for name in ("stripe", "ledger", "unexplained")
        ),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.CheckConstraint("since < until", name=op.f("ck_reconciliation_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation")),
    )
    op.create_index(
        "ix_reconciliation_until",
        "reconciliation",
        ["until"],
        postgresql_where=sa.text("continuous AND code IS NULL"),
    )


def _differences() -> None:
    op.create_table(
        "difference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("movement", sa.String(40), nullable=True),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("type", sa.String(200), nullable=True),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in ("book", "payment_id", "operation_id")),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        *(
            sa.Column(f"{name}_minor", sa.BigInteger(), nullable=True)
            for name in ("theirs", "theirs_fee", "ours", "ours_fee")
        ),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("stands", sa.String(200), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_difference_kind")),
        sa.CheckConstraint(f"movement IN ({MOVEMENTS})", name=op.f("ck_difference_movement")),
        sa.CheckConstraint(
            "reason IS NULL OR (ended_at IS NOT NULL AND reason <> '')", name=op.f("ck_difference_reason")
        ),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"],
            ["reconciliation.id"],
            name=op.f("fk_difference_reconciliation_id_reconciliation"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_difference_payment_id_payment")
        ),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("fk_difference_operation_id_operation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_difference")),
    )
    op.create_index(
        "uq_difference_key",
        "difference",
        ["key"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_difference_key_reason",
        "difference",
        ["key"],
        postgresql_where=sa.text("reason IS NOT NULL"),
    )
    op.create_index(op.f("ix_difference_book_id"), "difference", ["book", "id"])
    op.create_index(op.f("ix_difference_payment_id"), "difference", ["payment_id"])
    op.create_index(op.f("ix_difference_operation_id"), "difference", ["operation_id"])
