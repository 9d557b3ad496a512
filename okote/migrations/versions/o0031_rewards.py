"""Rewards that campaigns offer, and those that donors chose."""

import sqlalchemy as sa
from alembic import op

revision = "o0031"
down_revision = "o0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "holder", sa.Column("public_authority", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.alter_column("holder", "public_authority", server_default=None)
    op.create_table(
        "reward",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("starts_at_minor", sa.BigInteger(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("units", sa.Integer(), nullable=True),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("needs_address", sa.Boolean(), nullable=False),
        sa.CheckConstraint("value_minor >= 0 AND value_minor * 4 <= starts_at_minor", name="ck_reward_value"),
        sa.CheckConstraint("units > 0", name="ck_reward_units"),
        sa.CheckConstraint("title <> ''", name="ck_reward_title"),
        sa.CheckConstraint("extract(day FROM month) = 1", name="ck_reward_month"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_reward_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("id", name="pk_reward"),
        sa.UniqueConstraint("campaign_id", "position", name="uq_reward_campaign_id_position"),
    )
    op.create_table(
        "pledge_reward",
        sa.Column("pledge_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("reward_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipient", sa.String(length=120), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waived", sa.Boolean(), nullable=False),
        sa.CheckConstraint("num_nonnulls(sent_at) = num_nonnulls(sent_by)", name="ck_pledge_reward_sent"),
        sa.CheckConstraint(
            "sent_at IS NULL OR released_at IS NULL", name="ck_pledge_reward_sent_or_released"
        ),
        sa.CheckConstraint("NOT waived OR released_at IS NOT NULL", name="ck_pledge_reward_waived"),
        sa.CheckConstraint(
            "released_at IS NULL OR num_nonnulls(recipient, address) = 0", name="ck_pledge_reward_forgotten"
        ),
        sa.CheckConstraint("recipient <> '' AND address <> ''", name="ck_pledge_reward_written"),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name="fk_pledge_reward_pledge_id_pledge"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_pledge_reward_territory_id_territory"
        ),
        sa.ForeignKeyConstraint(["reward_id"], ["reward.id"], name="fk_pledge_reward_reward_id_reward"),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name="fk_pledge_reward_sent_by_person"),
        sa.PrimaryKeyConstraint("pledge_id", name="pk_pledge_reward"),
    )
    op.create_index("ix_pledge_reward_reward_id", "pledge_reward", ["reward_id"])
    op.create_index("ix_pledge_reward_sent_by", "pledge_reward", ["sent_by"])
    op.create_index(
        "ix_pledge_reward_taken",
        "pledge_reward",
        ["reward_id"],
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_index(
        "ix_pledge_reward_known",
        "pledge_reward",
        ["territory_id"],
        postgresql_where=sa.text("recipient IS NOT NULL OR address IS NOT NULL"),
    )
