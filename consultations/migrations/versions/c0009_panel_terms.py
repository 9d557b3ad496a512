"""The smallest group of which a territory's panels tell."""

import sqlalchemy as sa
from alembic import op

revision = "c0009"
down_revision = "c0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "panel_terms",
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("smallest_group", sa.Integer(), nullable=False),
        sa.CheckConstraint("smallest_group BETWEEN 3 AND 20", name="ck_panel_terms_smallest_group"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_panel_terms_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("territory_id", name="pk_panel_terms"),
    )
