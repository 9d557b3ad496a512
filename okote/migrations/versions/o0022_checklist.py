"""Coaches, and what they check before a campaign opens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "o0022"
down_revision = "o0021"
branch_labels = None
depends_on = None

ROLES = "role IN ('administrator', 'agent', 'coach', 'accountant', 'holder', 'partner')"


def upgrade() -> None:
    for table in ("role_grant", "invitation"):
        op.drop_constraint(f"ck_{table}_role", table)
        op.create_check_constraint(op.f(f"ck_{table}_role"), table, ROLES)
    op.create_table(
        "check_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("names", JSONB(), nullable=False),
        sa.Column("compulsory", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("jsonb_typeof(names) = 'object' AND names <> '{}'", name="ck_check_item_names"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_check_item_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_check_item"),
    )
    op.create_index("ix_check_item_territory_id", "check_item", ["territory_id"])
    op.create_table(
        "campaign_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("checked_by", sa.Uuid(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="ck_campaign_check_undone"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_campaign_check_campaign_id_campaign"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["check_item.id"], name="fk_campaign_check_item_id_check_item"),
        sa.ForeignKeyConstraint(["checked_by"], ["person.id"], name="fk_campaign_check_checked_by_person"),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name="fk_campaign_check_undone_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_check"),
    )
    op.create_index("ix_campaign_check_item_id", "campaign_check", ["item_id"])
    op.create_index(
        "uq_campaign_check_in_force",
        "campaign_check",
        ["campaign_id", "item_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
