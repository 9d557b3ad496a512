"""What accountants number otherwise than is usual."""

import sqlalchemy as sa
from alembic import op

revision = "o0030"
down_revision = "o0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chart_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("family", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.CheckConstraint("number ~ '^[1-8][0-9]{2,9}$'", name="ck_chart_account_number"),
        sa.CheckConstraint("label <> ''", name="ck_chart_account_label"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_chart_account_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_chart_account"),
        sa.UniqueConstraint("territory_id", "family", name="uq_chart_account_territory_id_family"),
        sa.UniqueConstraint("territory_id", "number", name="uq_chart_account_territory_id_number"),
    )
