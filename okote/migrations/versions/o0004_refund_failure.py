"""Why a refund failed, so that a person sees it and asks for it again."""

import sqlalchemy as sa
from alembic import op

revision = "o0004"
down_revision = "o0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pledge", sa.Column("refund_failure", sa.String(length=200)))
    op.create_check_constraint(
        op.f("ck_pledge_refund_failure"),
        "pledge",
        "refund_failure IS NULL OR status IN ('cancelling', 'refunding', 'quarantined')",
    )
