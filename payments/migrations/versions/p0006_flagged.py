"""An index of the payments that a person must look at, which every page of the back office counts."""

import sqlalchemy as sa
from alembic import op

revision = "p0006"
down_revision = "p0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_payment_flagged",
        "payment",
        ["book", "id"],
        postgresql_where=sa.text("status = 'quarantined' OR (status = 'paid' AND code IS NOT NULL)"),
    )
