"""What an audit found of a site's accessibility, and the mediator whom complaints may be taken to."""

import sqlalchemy as sa
from alembic import op

revision = "o0039"
down_revision = "o0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("territory", sa.Column("mediator", sa.String(length=300), nullable=True))
    op.add_column("territory", sa.Column("accessibility_rate", sa.Integer(), nullable=True))
    op.add_column("territory", sa.Column("accessibility_audited_by", sa.String(length=200), nullable=True))
    op.add_column("territory", sa.Column("accessibility_audited_on", sa.Date(), nullable=True))
    op.create_check_constraint(
        "ck_territory_accessibility",
        "territory",
        "num_nonnulls(accessibility_rate, accessibility_audited_by, accessibility_audited_on) IN (0, 3)"
        " AND accessibility_rate BETWEEN 0 AND 100",
    )
