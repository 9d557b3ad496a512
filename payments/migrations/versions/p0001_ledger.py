"""The ledger, and the triggers that refuse to have it altered, whoever asks."""

import sqlalchemy as sa
from alembic import op

revision = "p0001"
down_revision = None
branch_labels = ("payments",)
depends_on = None

# One statement-level trigger refuses all three: row triggers would let TRUNCATE through.
APPEND_ONLY = """
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION '% on %: what the ledger recorded stays: reverse it', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""
GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()
"""
ADDRESS = "^[a-z0-9-]+(:[a-z0-9-]+)*$"


def upgrade() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("book", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.Uuid),
        sa.Column("reverses", sa.Uuid),
        sa.CheckConstraint("key <> ''", name=op.f("ck_ledger_entry_key")),
        sa.CheckConstraint("kind ~ '^[a-z0-9][a-z0-9._:-]*$'", name=op.f("ck_ledger_entry_kind")),
        sa.CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name=op.f("ck_ledger_entry_digest")),
        sa.CheckConstraint("reverses <> id", name=op.f("ck_ledger_entry_reverses")),
        sa.PrimaryKeyConstraint("book", "id", name="pk_ledger_entry"),
        sa.UniqueConstraint("book", "key", name="uq_ledger_entry_book_key"),
        sa.UniqueConstraint("book", "reverses", name="uq_ledger_entry_book_reverses"),
        sa.ForeignKeyConstraint(
            ["book", "reverses"],
            ["ledger_entry.book", "ledger_entry.id"],
            name="fk_ledger_entry_book_ledger_entry",
        ),
    )
    op.create_index("ix_ledger_entry_book_reference", "ledger_entry", ["book", "reference"])
    op.create_table(
        "ledger_posting",
        sa.Column("book", sa.Uuid, nullable=False),
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("source", sa.String(200, collation="C"), nullable=False),
        sa.Column("destination", sa.String(200, collation="C"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_ledger_posting_amount")),
        sa.CheckConstraint("source <> destination", name=op.f("ck_ledger_posting_accounts")),
        sa.CheckConstraint(f"source ~ '{ADDRESS}'", name=op.f("ck_ledger_posting_source")),
        sa.CheckConstraint(f"destination ~ '{ADDRESS}'", name=op.f("ck_ledger_posting_destination")),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_ledger_posting_currency")),
        sa.PrimaryKeyConstraint("book", "entry_id", "position", name="pk_ledger_posting"),
        sa.ForeignKeyConstraint(
            ["book", "entry_id"],
            ["ledger_entry.book", "ledger_entry.id"],
            name="fk_ledger_posting_book_ledger_entry",
        ),
    )
    for side in ("source", "destination"):
        op.create_index(
            f"ix_ledger_posting_book_{side}",
            "ledger_posting",
            ["book", side],
            postgresql_include=["amount_minor", "currency"],
        )
    op.execute(APPEND_ONLY)
    for table in ("ledger_entry", "ledger_posting"):
        op.execute(GUARD.format(table=table))
