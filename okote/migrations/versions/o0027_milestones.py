"""What was told of campaigns on their way."""

import sqlalchemy as sa
from alembic import op

revision = "o0027"
down_revision = "o0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_milestone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("milestone", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("pledges", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "milestone IN ('first_day', 'half_way', 'threshold', 'eight_days', 'two_days')",
            name="ck_campaign_milestone_milestone",
        ),
        sa.CheckConstraint("raised_minor >= 0 AND pledges >= 0", name="ck_campaign_milestone_figures"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_campaign_milestone_campaign_id_campaign"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_milestone"),
        sa.UniqueConstraint("campaign_id", "milestone", name="uq_campaign_milestone_campaign_id_milestone"),
    )
