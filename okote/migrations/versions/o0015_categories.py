"""What projects are about: a list that each territory keeps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "o0015"
down_revision = "o0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("names", JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("jsonb_typeof(names) = 'object' AND names <> '{}'", name="ck_category_names"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_category_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_category"),
    )
    op.create_index("ix_category_territory_id", "category", ["territory_id"])
    op.add_column("campaign", sa.Column("category_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_campaign_category_id_category", "campaign", "category", ["category_id"], ["id"])
    op.create_index("ix_campaign_category_id", "campaign", ["category_id"])
