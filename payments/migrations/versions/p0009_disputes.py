"""What payers' banks do about payments, and what card networks warn of."""

import sqlalchemy as sa
from alembic import op

revision = "p0009"
down_revision = "p0006"
branch_labels = None
depends_on = None

STATUSES = (
    "'warning_needs_response', 'warning_under_review', 'warning_closed', 'needs_response', 'under_review',"
    " 'won', 'lost', 'prevented'"
)
CLOSED = "status IN ('won', 'lost', 'warning_closed', 'prevented')"


def upgrade() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("book", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("stripe_id", sa.String(255), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"status IN ({STATUSES})", name=op.f("ck_dispute_status")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_dispute_amount")),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_dispute_currency")),
        sa.CheckConstraint(f"({CLOSED}) = (closed_at IS NOT NULL)", name=op.f("ck_dispute_closed")),
        sa.CheckConstraint(f"({CLOSED}) = (next_check_at IS NULL)", name=op.f("ck_dispute_checked")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_dispute_payment_id_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("stripe_id", name=op.f("uq_dispute_stripe_id")),
    )
    op.create_index(op.f("ix_dispute_payment_id"), "dispute", ["payment_id"])
    op.create_index(op.f("ix_dispute_book_id"), "dispute", ["book", "id"])
    op.create_index(
        "ix_dispute_next_check_at",
        "dispute",
        ["next_check_at"],
        postgresql_where=sa.text("next_check_at IS NOT NULL"),
    )
    op.create_table(
        "dispute_line",
        sa.Column("stripe_id", sa.String(255), nullable=False),
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor <> 0 OR fee_minor <> 0", name=op.f("ck_dispute_line_moves")),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_line_dispute_id_dispute")
        ),
        sa.PrimaryKeyConstraint("stripe_id", name=op.f("pk_dispute_line")),
    )
    op.create_index(op.f("ix_dispute_line_dispute_id"), "dispute_line", ["dispute_id"])
    op.create_table(
        "fraud_warning",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("book", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("stripe_id", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_fraud_warning_payment_id_payment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fraud_warning")),
        sa.UniqueConstraint("stripe_id", name=op.f("uq_fraud_warning_stripe_id")),
    )
    op.create_index(op.f("ix_fraud_warning_payment_id"), "fraud_warning", ["payment_id"])
    op.create_index(op.f("ix_fraud_warning_book_id"), "fraud_warning", ["book", "id"])
    op.execute("UPDATE payment SET code = NULL WHERE status = 'paid' AND code = 'disputed'")
