"""Comments beside the lines of an offer."""

import sqlalchemy as sa
from alembic import op

revision = "o0018"
down_revision = "o0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.String(length=40), nullable=False),
        sa.Column("excerpt", sa.String(length=160), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="ck_review_comment_done"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_review_comment_campaign_id_campaign"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_review_comment_author_id_person"),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name="fk_review_comment_done_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_review_comment"),
    )
    op.create_index("ix_review_comment_campaign_id_at", "review_comment", ["campaign_id", "at"])
