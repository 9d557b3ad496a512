"""What came of a payment in quarantine, so that it can be given back."""

import sqlalchemy as sa
from alembic import op

revision = "p0005"
down_revision = "p0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("payment", sa.Column("received_minor", sa.BigInteger))
    op.create_check_constraint(
        op.f("ck_payment_received"),
        "payment",
        "received_minor IS NULL OR (received_minor > 0 AND status = 'quarantined' AND intent_id IS NOT NULL)",
    )
