"""What holders write to all who gave."""

import sqlalchemy as sa
from alembic import op

revision = "o0034"
down_revision = "o0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thanks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(length=2000), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("body <> ''", name="ck_thanks_written"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_thanks_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name="fk_thanks_territory_id_territory"),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_thanks_author_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_thanks"),
        sa.UniqueConstraint("campaign_id", name="uq_thanks_campaign_id"),
    )
    op.create_index("ix_thanks_author_id", "thanks", ["author_id"])
