"""When Stripe may be called next, for all processes together."""

from alembic import op

revision = "p0011"
down_revision = "p0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE stripe_turn")


def downgrade() -> None:
    op.execute("DROP SEQUENCE stripe_turn")
