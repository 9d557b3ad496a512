"""Who follows which campaign."""

import sqlalchemy as sa
from alembic import op

revision = "o0025"
down_revision = "o0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_at >= since", name="ck_follow_ended_at"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_follow_person_id_person"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_follow_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("person_id", "campaign_id", name="pk_follow"),
    )
    op.create_index(
        "ix_follow_campaign_id_person_id",
        "follow",
        ["campaign_id", "person_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
