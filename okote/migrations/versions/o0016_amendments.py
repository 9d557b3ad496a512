"""What changes of a commitment after it was signed: rows that nobody alters."""

import sqlalchemy as sa
from alembic import op

revision = "o0016"
down_revision = "o0015"
branch_labels = None
depends_on = None

APPEND_ONLY = """
CREATE FUNCTION commitment_amendment_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION '% on %: what a partner signed stays: amend it again', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""
GUARD = """
CREATE TRIGGER commitment_amendment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON commitment_amendment
    FOR EACH STATEMENT EXECUTE FUNCTION commitment_amendment_is_append_only()
"""


def upgrade() -> None:
    op.create_table(
        "commitment_amendment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("before_minor", sa.BigInteger(), nullable=False),
        sa.Column("ceiling_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number > 0", name="ck_commitment_amendment_number"),
        sa.CheckConstraint(
            "CASE kind WHEN 'raised' THEN ceiling_minor > before_minor"
            " WHEN 'lowered' THEN ceiling_minor > 0 AND ceiling_minor < before_minor"
            " ELSE ceiling_minor >= 0 AND ceiling_minor < before_minor END",
            name="ck_commitment_amendment_ceiling",
        ),
        sa.CheckConstraint("reason <> ''", name="ck_commitment_amendment_reason"),
        sa.CheckConstraint("kind IN ('raised', 'lowered', 'withdrawn')", name="ck_commitment_amendment_kind"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_commitment_amendment_territory_id_territory"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_commitment_amendment_campaign_id_campaign"
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name="fk_commitment_amendment_commitment_id_commitment"
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["person.id"], name="fk_commitment_amendment_signed_by_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_commitment_amendment"),
        sa.UniqueConstraint("commitment_id", "number", name="uq_commitment_amendment_commitment_id_number"),
    )
    op.create_index(
        "ix_commitment_amendment_campaign_id_signed_at", "commitment_amendment", ["campaign_id", "signed_at"]
    )
    op.execute(APPEND_ONLY)
    op.execute(GUARD)
