"""A video, a team and more pictures in an offer."""

import sqlalchemy as sa
from alembic import op

revision = "o0017"
down_revision = "o0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("video", sa.String(length=500), nullable=False, server_default=""))
    op.alter_column("campaign", "video", server_default=None)
    op.create_table(
        "team_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("part", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_team_member_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("id", name="pk_team_member"),
        sa.UniqueConstraint("campaign_id", "position", name="uq_team_member_campaign_id_position"),
    )
    op.create_table(
        "campaign_picture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("picture", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_campaign_picture_campaign_id_campaign"
        ),
        sa.ForeignKeyConstraint(
            ["picture"], ["stored_file.id"], name="fk_campaign_picture_picture_stored_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_picture"),
        sa.UniqueConstraint("campaign_id", "position", name="uq_campaign_picture_campaign_id_position"),
        sa.UniqueConstraint("campaign_id", "picture", name="uq_campaign_picture_campaign_id_picture"),
    )
    op.create_index("ix_campaign_picture_picture", "campaign_picture", ["picture"])
