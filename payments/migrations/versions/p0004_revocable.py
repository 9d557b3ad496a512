"""What a bank may still send back is read again for a while after it succeeded."""

from alembic import op

revision = "p0004"
down_revision = "p0003"
branch_labels = None
depends_on = None

FINISHED = "status IN ('succeeded', 'failed')"
REVOCABLE = "status = 'succeeded' AND kind IN ('refund', 'pay_out')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_operation_attempted"), "operation")
    op.create_check_constraint(
        op.f("ck_operation_attempted"), "operation", f"({FINISHED}) OR next_attempt_at IS NOT NULL"
    )
    op.create_check_constraint(
        op.f("ck_operation_settled"),
        "operation",
        f"NOT ({FINISHED}) OR ({REVOCABLE}) OR next_attempt_at IS NULL",
    )
