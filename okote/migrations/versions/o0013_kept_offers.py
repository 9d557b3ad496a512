"""What somebody is writing of an offer, kept before they save it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "o0013"
down_revision = "o0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_offer",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("typed", JSONB(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("jsonb_typeof(typed) = 'object'", name="ck_kept_offer_typed"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_kept_offer_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_kept_offer_person_id_person"),
        sa.PrimaryKeyConstraint("campaign_id", "person_id", name="pk_kept_offer"),
    )
    op.create_index("ix_kept_offer_person_id", "kept_offer", ["person_id"])
