"""Projects that were chosen elsewhere, as by a vote, and the campaigns that came of them."""

import sqlalchemy as sa
from alembic import op

revision = "o0069"
down_revision = "o0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chosen_project",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.String(6000), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("path", sa.String(500), nullable=False),
        sa.Column("named", sa.String(200), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_chosen_project"),
        sa.UniqueConstraint("campaign_id", name="uq_chosen_project_campaign_id"),
        sa.CheckConstraint("title <> ''", name="ck_chosen_project_written"),
        sa.CheckConstraint("cost_minor > 0", name="ck_chosen_project_cost"),
        sa.CheckConstraint("num_nonnulls(campaign_id, left_at) < 2", name="ck_chosen_project_once"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_chosen_project_territory_id_territory"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_chosen_project_place_id_place"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_chosen_project_campaign_id_campaign"
        ),
    )
    for column in ("territory_id", "place_id"):
        op.create_index(f"ix_chosen_project_{column}", "chosen_project", [column])
