"""What we ask of Stripe: payments, connected accounts, and each operation on them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "p0002"
down_revision = "p0001"
branch_labels = None
depends_on = None

PAYMENT_STATUS = ("created", "open", "processing", "paid", "failed", "expired", "quarantined")
PAYMENT_ENDED = "status IN ('paid', 'failed', 'expired', 'quarantined')"
KIND = (
    "open_checkout",
    "expire_checkout",
    "refund",
    "create_account",
    "onboarding_link",
    "transfer",
    "reverse_transfer",
    "pay_out",
)
STATUS = ("waiting", "pending", "succeeded", "failed")
FINISHED = "status IN ('succeeded', 'failed')"

moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    payment()
    connected_account()
    operation()


def check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def one_of(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return check(table, column, f"{column} IN ({listed})")


def payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("book", sa.Uuid, nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("session_id", sa.String(255)),
        sa.Column("intent_id", sa.String(255)),
        sa.Column("charge_id", sa.String(255)),
        sa.Column("fee_minor", sa.BigInteger),
        sa.Column("code", sa.String(200)),
        sa.Column("url", sa.Text),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("paid_at", moment),
        sa.Column("ended_at", moment),
        sa.Column("next_check_at", moment),
        check("payment", "amount", "amount_minor > 0"),
        check("payment", "currency", "currency ~ '^[A-Z]{3}$'"),
        check("payment", "fee", "fee_minor >= 0"),
        check(
            "payment",
            "paid",
            "status <> 'paid' OR num_nulls(session_id, intent_id, charge_id, fee_minor, paid_at) = 0",
        ),
        check("payment", "unpaid", "status = 'paid' OR num_nonnulls(fee_minor, paid_at) = 0"),
        check("payment", "ended", f"({PAYMENT_ENDED}) = (ended_at IS NOT NULL)"),
        check("payment", "checked", f"({PAYMENT_ENDED}) = (next_check_at IS NULL)"),
        one_of("payment", "status", PAYMENT_STATUS),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
        sa.UniqueConstraint("session_id", name="uq_payment_session_id"),
        sa.UniqueConstraint("intent_id", name="uq_payment_intent_id"),
        sa.UniqueConstraint("charge_id", name="uq_payment_charge_id"),
    )
    op.create_index(
        "uq_payment_purpose_subject",
        "payment",
        ["purpose", "subject"],
        unique=True,
        postgresql_where=sa.text("status IN ('created', 'open', 'processing', 'paid')"),
    )
    op.create_index("ix_payment_book_created_at", "payment", ["book", "created_at"])
    op.create_index(
        "ix_payment_next_check_at",
        "payment",
        ["next_check_at"],
        postgresql_where=sa.text("next_check_at IS NOT NULL"),
    )


def connected_account() -> None:
    op.create_table(
        "connected_account",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("book", sa.Uuid, nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("stripe_id", sa.String(255)),
        sa.Column("ready", sa.Boolean, nullable=False),
        sa.Column("payouts_enabled", sa.Boolean, nullable=False),
        sa.Column("details_submitted", sa.Boolean, nullable=False),
        sa.Column("due", JSONB, nullable=False),
        sa.Column("code", sa.String(200)),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("next_check_at", moment),
        sa.PrimaryKeyConstraint("id", name="pk_connected_account"),
        sa.UniqueConstraint("stripe_id", name="uq_connected_account_stripe_id"),
        sa.UniqueConstraint("purpose", "subject", name="uq_connected_account_purpose_subject"),
    )
    op.create_index("ix_connected_account_next_check_at", "connected_account", ["next_check_at"])


def operation() -> None:
    op.create_table(
        "operation",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("book", sa.Uuid, nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("payment_id", sa.Uuid),
        sa.Column("account_id", sa.Uuid),
        sa.Column("reverses", sa.Uuid),
        sa.Column("amount_minor", sa.BigInteger),
        sa.Column("currency", sa.CHAR(3)),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("stripe_id", sa.String(255)),
        sa.Column("code", sa.String(200)),
        sa.Column("key_number", sa.Integer, nullable=False),
        sa.Column("key_since", moment),
        sa.Column("doubtful", sa.Boolean, nullable=False),
        sa.Column("called_at", moment),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.Column("next_attempt_at", moment),
        check("operation", "amount", "amount_minor > 0"),
        check("operation", "currency", "currency ~ '^[A-Z]{3}$'"),
        check("operation", "money", "(amount_minor IS NULL) = (currency IS NULL)"),
        check(
            "operation",
            "moves",
            "kind NOT IN ('refund', 'transfer', 'reverse_transfer', 'pay_out') OR amount_minor IS NOT NULL",
        ),
        check(
            "operation",
            "payment",
            "kind NOT IN ('open_checkout', 'expire_checkout', 'refund') OR payment_id IS NOT NULL",
        ),
        check(
            "operation",
            "account",
            "kind NOT IN ('open_checkout', 'create_account', 'onboarding_link', 'transfer',"
            " 'reverse_transfer', 'pay_out') OR account_id IS NOT NULL",
        ),
        check("operation", "reverses", "(kind = 'reverse_transfer') = (reverses IS NOT NULL)"),
        check("operation", "ended", f"({FINISHED}) = (ended_at IS NOT NULL)"),
        check("operation", "attempted", f"({FINISHED}) = (next_attempt_at IS NULL)"),
        check("operation", "pending", "status <> 'pending' OR stripe_id IS NOT NULL"),
        check("operation", "failed", "status <> 'failed' OR code IS NOT NULL"),
        one_of("operation", "kind", KIND),
        one_of("operation", "status", STATUS),
        sa.PrimaryKeyConstraint("id", name="pk_operation"),
        sa.UniqueConstraint("stripe_id", name="uq_operation_stripe_id"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_operation_payment_id_payment"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["connected_account.id"], name="fk_operation_account_id_connected_account"
        ),
        sa.ForeignKeyConstraint(["reverses"], ["operation.id"], name="fk_operation_reverses_operation"),
    )
    op.create_index(
        "ix_operation_next_attempt_at",
        "operation",
        ["next_attempt_at"],
        postgresql_where=sa.text("next_attempt_at IS NOT NULL"),
    )
    for columns in (
        ["payment_id"],
        ["account_id"],
        ["reverses"],
        ["purpose", "subject"],
        ["book", "status", "created_at"],
    ):
        op.create_index(f"ix_operation_{'_'.join(columns)}", "operation", columns)
