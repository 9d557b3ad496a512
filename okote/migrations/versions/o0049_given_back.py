"""Why the office gave a contribution back, as its donor reads it."""

import sqlalchemy as sa
from alembic import op

revision = "o0049"
down_revision = "o0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pledge", sa.Column("given_back_because", sa.String(length=1000)))
    op.create_check_constraint(
        op.f("ck_pledge_given_back_because"),
        "pledge",
        "given_back_because IS NULL"
        " OR (given_back_because <> '' AND status IN ('cancelling', 'refunding', 'refunded'))",
    )
