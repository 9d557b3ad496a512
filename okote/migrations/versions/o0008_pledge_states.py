"""A pledge waits for its donor in one state, `opened`: the other one was never written."""

from alembic import op

revision = "o0008"
down_revision = "o0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint(op.f("ck_pledge_status"), "pledge")
    op.create_check_constraint(
        op.f("ck_pledge_status"),
        "pledge",
        "status IN ('opened', 'processing', 'in_force', 'cancelling', 'refunding', 'refunded', 'failed',"
        " 'expired', 'quarantined')",
    )
